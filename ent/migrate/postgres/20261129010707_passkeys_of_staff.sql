-- Create "passkeys" table
CREATE TABLE "passkeys" ("id" uuid NOT NULL, "staff_id" uuid NOT NULL, "credential_id" bytea NOT NULL, "credential" bytea NOT NULL, "name" character varying NOT NULL, "created_at" timestamptz NOT NULL, "begun_at" timestamptz NOT NULL, "last_used_at" timestamptz NULL, PRIMARY KEY ("id"));
-- Create index "passkey_staff_id" to table: "passkeys"
CREATE INDEX "passkey_staff_id" ON "passkeys" ("staff_id");
-- Create index "passkeys_credential_id_key" to table: "passkeys"
CREATE UNIQUE INDEX "passkeys_credential_id_key" ON "passkeys" ("credential_id");
