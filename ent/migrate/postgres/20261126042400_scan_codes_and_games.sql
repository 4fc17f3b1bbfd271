-- Create index "activity_member_id_occurred_at" to table: "activities"
CREATE INDEX "activity_member_id_occurred_at" ON "activities" ("member_id", "occurred_at");
-- Create index "activity_occurred_at_id" to table: "activities"
CREATE INDEX "activity_occurred_at_id" ON "activities" ("occurred_at", "id");
-- Create index "checkin_day_id" to table: "check_ins"
CREATE INDEX "checkin_day_id" ON "check_ins" ("day", "id");
-- Modify "purchases" table
ALTER TABLE "purchases" ADD COLUMN "channel" character varying NOT NULL DEFAULT '';
-- Create index "purchase_occurred_at_id" to table: "purchases"
CREATE INDEX "purchase_occurred_at_id" ON "purchases" ("occurred_at", "id");
-- Create "code_guesses" table
CREATE TABLE "code_guesses" ("id" character varying NOT NULL, "tries" bigint NOT NULL, "since" timestamptz NOT NULL, PRIMARY KEY ("id"), CONSTRAINT "code_guesses_tries" CHECK (tries >= 0));
-- Create index "codeguess_since" to table: "code_guesses"
CREATE INDEX "codeguess_since" ON "code_guesses" ("since");
-- Create "games" table
CREATE TABLE "games" ("id" uuid NOT NULL, "code" character varying NOT NULL, "name" jsonb NOT NULL, "created_by" character varying NOT NULL, "created_at" timestamptz NOT NULL, PRIMARY KEY ("id"));
-- Create index "games_code_key" to table: "games"
CREATE UNIQUE INDEX "games_code_key" ON "games" ("code");
-- Create "game_keys" table
CREATE TABLE "game_keys" ("id" uuid NOT NULL, "game_id" uuid NOT NULL, "kind" character varying NOT NULL, "material" bytea NOT NULL, "created_by" character varying NOT NULL, "created_at" timestamptz NOT NULL, "retired_at" timestamptz NULL, PRIMARY KEY ("id"));
-- Create index "gamekey_game_id" to table: "game_keys"
CREATE INDEX "gamekey_game_id" ON "game_keys" ("game_id");
-- Create "scan_batches" table
CREATE TABLE "scan_batches" ("id" uuid NOT NULL, "name" character varying NOT NULL, "count" bigint NOT NULL, "sku" character varying NOT NULL DEFAULT '', "value" character varying NOT NULL DEFAULT '0', "valid_from" timestamptz NULL, "valid_until" timestamptz NULL, "created_by" character varying NOT NULL, "created_at" timestamptz NOT NULL, "ready_at" timestamptz NULL, "voided_at" timestamptz NULL, PRIMARY KEY ("id"), CONSTRAINT "scan_batches_count" CHECK (count > 0));
-- Create index "scan_batches_name_key" to table: "scan_batches"
CREATE UNIQUE INDEX "scan_batches_name_key" ON "scan_batches" ("name");
-- Create "scan_codes" table
CREATE TABLE "scan_codes" ("id" uuid NOT NULL, "batch_id" uuid NOT NULL, "voided_at" timestamptz NULL, "redeemed_by" uuid NULL, "redeemed_at" timestamptz NULL, "activity_id" uuid NULL, PRIMARY KEY ("id"), CONSTRAINT "scan_codes_redeemed" CHECK (case when redeemed_by is null then redeemed_at is null and activity_id is null else redeemed_at is not null and activity_id is not null end));
-- Create index "scancode_batch_id" to table: "scan_codes"
CREATE INDEX "scancode_batch_id" ON "scan_codes" ("batch_id");
