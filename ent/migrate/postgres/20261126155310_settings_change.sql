-- Modify "members" table
ALTER TABLE "members" ADD COLUMN "tier_window_first" date NULL, ADD COLUMN "tier_window_last" date NULL;
-- Create "setting_changes" table
CREATE TABLE "setting_changes" ("id" bigint NOT NULL, "changed_by" character varying NOT NULL, "changed_at" timestamptz NOT NULL, "steps" jsonb NOT NULL, PRIMARY KEY ("id"));
