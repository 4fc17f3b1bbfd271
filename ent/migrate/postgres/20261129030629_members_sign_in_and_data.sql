-- Modify "members" table
ALTER TABLE "members" ADD COLUMN "phone" character varying NULL, ADD COLUMN "email" character varying NULL, ADD COLUMN "birthday" date NULL, ADD COLUMN "birthday_set_at" timestamptz NULL, ADD COLUMN "gender" character varying NULL, ADD COLUMN "avatar_id" uuid NULL, ADD COLUMN "card_number" character varying NULL, ADD COLUMN "card_secret" bytea NULL, ADD COLUMN "frozen_at" timestamptz NULL, ADD COLUMN "frozen_reason" character varying NULL, ADD COLUMN "frozen_by" character varying NULL, ADD COLUMN "deleted_at" timestamptz NULL, ADD COLUMN "last_active_at" timestamptz NULL, ADD COLUMN "version" bigint NOT NULL DEFAULT 1;
-- Create index "members_card_number_key" to table: "members"
CREATE UNIQUE INDEX "members_card_number_key" ON "members" ("card_number");
-- Create index "members_email_key" to table: "members"
CREATE UNIQUE INDEX "members_email_key" ON "members" ("email");
-- Create index "members_phone_key" to table: "members"
CREATE UNIQUE INDEX "members_phone_key" ON "members" ("phone");
-- Create "consents" table
CREATE TABLE "consents" ("id" uuid NOT NULL, "member_id" uuid NOT NULL, "purpose" character varying NOT NULL, "version" character varying NOT NULL, "given" boolean NOT NULL, "at" timestamptz NOT NULL, PRIMARY KEY ("id"));
-- Create index "consent_member_id_id" to table: "consents"
CREATE INDEX "consent_member_id_id" ON "consents" ("member_id", "id");
-- Create "data_exports" table
CREATE TABLE "data_exports" ("id" uuid NOT NULL, "member_id" uuid NOT NULL, "content" bytea NULL, "handle_hash" bytea NULL, "handle_until" timestamptz NULL, "created_at" timestamptz NOT NULL, "ready_at" timestamptz NULL, "expires_at" timestamptz NOT NULL, PRIMARY KEY ("id"));
-- Create index "data_exports_handle_hash_key" to table: "data_exports"
CREATE UNIQUE INDEX "data_exports_handle_hash_key" ON "data_exports" ("handle_hash");
-- Create index "dataexport_expires_at" to table: "data_exports"
CREATE INDEX "dataexport_expires_at" ON "data_exports" ("expires_at");
-- Create index "dataexport_member_id_id" to table: "data_exports"
CREATE INDEX "dataexport_member_id_id" ON "data_exports" ("member_id", "id");
-- Create "identities" table
CREATE TABLE "identities" ("id" uuid NOT NULL, "member_id" uuid NOT NULL, "provider" character varying NOT NULL, "issuer" character varying NOT NULL, "subject" character varying NOT NULL, "union_id" character varying NULL, "created_at" timestamptz NOT NULL, "last_used_at" timestamptz NULL, PRIMARY KEY ("id"));
-- Create index "identity_issuer_subject" to table: "identities"
CREATE UNIQUE INDEX "identity_issuer_subject" ON "identities" ("issuer", "subject");
-- Create index "identity_member_id" to table: "identities"
CREATE INDEX "identity_member_id" ON "identities" ("member_id");
-- Create index "identity_union_id" to table: "identities"
CREATE INDEX "identity_union_id" ON "identities" ("union_id");
-- Create "messages" table
CREATE TABLE "messages" ("id" uuid NOT NULL, "channel" character varying NOT NULL, "purpose" character varying NOT NULL, "status" character varying NOT NULL DEFAULT 'PENDING', "sealed" bytea NULL, "member_id" uuid NULL, "tries" bigint NOT NULL DEFAULT 0, "next_at" timestamptz NOT NULL, "expires_at" timestamptz NOT NULL, "created_at" timestamptz NOT NULL, "done_at" timestamptz NULL, "error" character varying NULL, PRIMARY KEY ("id"));
-- Create index "message_created_at" to table: "messages"
CREATE INDEX "message_created_at" ON "messages" ("created_at");
-- Create index "message_member_id" to table: "messages"
CREATE INDEX "message_member_id" ON "messages" ("member_id");
-- Create index "messages_pending" to table: "messages"
CREATE INDEX "messages_pending" ON "messages" ("next_at") WHERE (done_at IS NULL);
-- Create "message_settings" table
CREATE TABLE "message_settings" ("id" character varying NOT NULL, "content" text NOT NULL, "secret" bytea NULL, "secret_hint" character varying NULL, "version" bigint NOT NULL DEFAULT 1, "changed_by" character varying NOT NULL, "changed_at" timestamptz NOT NULL, "tested_at" timestamptz NULL, PRIMARY KEY ("id"));
-- Create "one_time_codes" table
CREATE TABLE "one_time_codes" ("id" character varying NOT NULL, "hash" bytea NOT NULL, "tries" bigint NOT NULL DEFAULT 0, "sent_at" timestamptz NOT NULL, "expires_at" timestamptz NOT NULL, "used_at" timestamptz NULL, PRIMARY KEY ("id"));
-- Create index "onetimecode_expires_at" to table: "one_time_codes"
CREATE INDEX "onetimecode_expires_at" ON "one_time_codes" ("expires_at");
-- Create "segments" table
CREATE TABLE "segments" ("id" uuid NOT NULL, "name" character varying NOT NULL, "condition" text NOT NULL, "version" bigint NOT NULL DEFAULT 1, "changed_by" character varying NOT NULL, "changed_at" timestamptz NOT NULL, "created_at" timestamptz NOT NULL, PRIMARY KEY ("id"));
-- Create index "segments_name_key" to table: "segments"
CREATE UNIQUE INDEX "segments_name_key" ON "segments" ("name");
