-- Modify "sessions" table
ALTER TABLE "sessions" ADD COLUMN "last_used_at" timestamptz NULL, ADD COLUMN "address" character varying NULL, ADD COLUMN "user_agent" character varying NULL;
-- Modify "staff" table
ALTER TABLE "staff" ADD COLUMN "role_ids" jsonb NULL, ADD COLUMN "version" bigint NOT NULL DEFAULT 1, ADD COLUMN "totp_secret" bytea NULL, ADD COLUMN "totp_step" bigint NOT NULL DEFAULT 0, ADD COLUMN "two_factor_at" timestamptz NULL, ADD COLUMN "openid_issuer" character varying NULL, ADD COLUMN "openid_subject" character varying NULL;
-- Create index "staff_openid_issuer_openid_subject" to table: "staff"
CREATE UNIQUE INDEX "staff_openid_issuer_openid_subject" ON "staff" ("openid_issuer", "openid_subject");
-- Create "recovery_codes" table
CREATE TABLE "recovery_codes" ("id" uuid NOT NULL, "staff_id" uuid NOT NULL, "hash" bytea NOT NULL, "created_at" timestamptz NOT NULL, "used_at" timestamptz NULL, PRIMARY KEY ("id"));
-- Create index "recoverycode_staff_id" to table: "recovery_codes"
CREATE INDEX "recoverycode_staff_id" ON "recovery_codes" ("staff_id");
-- Create "staff_links" table
CREATE TABLE "staff_links" ("id" uuid NOT NULL, "token_hash" bytea NOT NULL, "for_staff_id" uuid NULL, "name" character varying NOT NULL, "login" character varying NOT NULL, "role_ids" jsonb NOT NULL, "permissions" jsonb NOT NULL, "made_by" character varying NOT NULL, "made_staff_id" uuid NULL, "created_at" timestamptz NOT NULL, "expires_at" timestamptz NOT NULL, "used_at" timestamptz NULL, "revoked_at" timestamptz NULL, PRIMARY KEY ("id"));
-- Create index "staff_links_token_hash_key" to table: "staff_links"
CREATE UNIQUE INDEX "staff_links_token_hash_key" ON "staff_links" ("token_hash");
-- Create "staff_roles" table
CREATE TABLE "staff_roles" ("id" uuid NOT NULL, "name" character varying NOT NULL, "permissions" jsonb NOT NULL, "version" bigint NOT NULL DEFAULT 1, "created_at" timestamptz NOT NULL, PRIMARY KEY ("id"));
-- Create index "staff_roles_name_key" to table: "staff_roles"
CREATE UNIQUE INDEX "staff_roles_name_key" ON "staff_roles" ("name");
