-- Modify "entries" table
ALTER TABLE "entries" ADD COLUMN "ends" jsonb NULL, ADD COLUMN "actor" character varying NULL;
-- Modify "lots" table
ALTER TABLE "lots" ADD COLUMN "renewed" boolean NOT NULL DEFAULT false;
-- Create "anchors" table
CREATE TABLE "anchors" ("id" bigint NOT NULL, "made_at" timestamptz NOT NULL, "accounts" bigint NOT NULL, "entries" bigint NOT NULL, "sum" character varying NOT NULL, "mac" character varying NOT NULL, PRIMARY KEY ("id"));
-- Create "anchor_heads" table
CREATE TABLE "anchor_heads" ("id" uuid NOT NULL, "seq" bigint NOT NULL, "hash" character varying NOT NULL, PRIMARY KEY ("id"));
-- Create "policy_changes" table
CREATE TABLE "policy_changes" ("id" character varying NOT NULL, "currency" character varying NOT NULL, "version" bigint NOT NULL, "changed_by" character varying NOT NULL, "changed_at" timestamptz NOT NULL, "before" jsonb NOT NULL, "after" jsonb NOT NULL, PRIMARY KEY ("id"));
