-- Modify "api_keys" table
ALTER TABLE "api_keys" ADD COLUMN "daily_quota" bigint NULL;
-- Create "key_usages" table
CREATE TABLE "key_usages" ("id" uuid NOT NULL, "api_key_id" uuid NOT NULL, "day" character varying NOT NULL, "calls" bigint NOT NULL, "cost" bigint NOT NULL, "refused" bigint NOT NULL, PRIMARY KEY ("id"));
-- Create index "keyusage_api_key_id_day" to table: "key_usages"
CREATE UNIQUE INDEX "keyusage_api_key_id_day" ON "key_usages" ("api_key_id", "day");
