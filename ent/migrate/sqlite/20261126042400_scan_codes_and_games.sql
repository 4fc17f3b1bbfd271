-- Disable the enforcement of foreign-keys constraints
PRAGMA foreign_keys = off;
-- Create "new_purchases" table
CREATE TABLE `new_purchases` (`id` uuid NOT NULL, `source` text NOT NULL, `external_ref` text NOT NULL, `member_id` uuid NOT NULL, `total_minor` integer NOT NULL, `currency` text NOT NULL, `channel` text NOT NULL DEFAULT (''), `lines` json NOT NULL, `points` integer NOT NULL, `entry_id` uuid NULL, `fingerprint` text NOT NULL, `occurred_at` datetime NOT NULL, `recorded_at` datetime NOT NULL, PRIMARY KEY (`id`), CONSTRAINT `purchases_points` CHECK (points >= 0), CONSTRAINT `purchases_total` CHECK (total_minor >= 0));
-- Copy rows from old table "purchases" to new temporary table "new_purchases"
INSERT INTO `new_purchases` (`id`, `source`, `external_ref`, `member_id`, `total_minor`, `currency`, `lines`, `points`, `entry_id`, `fingerprint`, `occurred_at`, `recorded_at`) SELECT `id`, `source`, `external_ref`, `member_id`, `total_minor`, `currency`, `lines`, `points`, `entry_id`, `fingerprint`, `occurred_at`, `recorded_at` FROM `purchases`;
-- Drop "purchases" table after copying rows
DROP TABLE `purchases`;
-- Rename temporary table "new_purchases" to "purchases"
ALTER TABLE `new_purchases` RENAME TO `purchases`;
-- Create index "purchase_source_external_ref" to table: "purchases"
CREATE UNIQUE INDEX `purchase_source_external_ref` ON `purchases` (`source`, `external_ref`);
-- Create index "purchase_occurred_at_id" to table: "purchases"
CREATE INDEX `purchase_occurred_at_id` ON `purchases` (`occurred_at`, `id`);
-- Create index "activity_occurred_at_id" to table: "activities"
CREATE INDEX `activity_occurred_at_id` ON `activities` (`occurred_at`, `id`);
-- Create index "activity_member_id_occurred_at" to table: "activities"
CREATE INDEX `activity_member_id_occurred_at` ON `activities` (`member_id`, `occurred_at`);
-- Create index "checkin_day_id" to table: "check_ins"
CREATE INDEX `checkin_day_id` ON `check_ins` (`day`, `id`);
-- Create "code_guesses" table
CREATE TABLE `code_guesses` (`id` text NOT NULL, `tries` integer NOT NULL, `since` datetime NOT NULL, PRIMARY KEY (`id`), CONSTRAINT `code_guesses_tries` CHECK (tries >= 0));
-- Create index "codeguess_since" to table: "code_guesses"
CREATE INDEX `codeguess_since` ON `code_guesses` (`since`);
-- Create "games" table
CREATE TABLE `games` (`id` uuid NOT NULL, `code` text NOT NULL, `name` json NOT NULL, `created_by` text NOT NULL, `created_at` datetime NOT NULL, PRIMARY KEY (`id`));
-- Create index "games_code_key" to table: "games"
CREATE UNIQUE INDEX `games_code_key` ON `games` (`code`);
-- Create "game_keys" table
CREATE TABLE `game_keys` (`id` uuid NOT NULL, `game_id` uuid NOT NULL, `kind` text NOT NULL, `material` blob NOT NULL, `created_by` text NOT NULL, `created_at` datetime NOT NULL, `retired_at` datetime NULL, PRIMARY KEY (`id`));
-- Create index "gamekey_game_id" to table: "game_keys"
CREATE INDEX `gamekey_game_id` ON `game_keys` (`game_id`);
-- Create "scan_batches" table
CREATE TABLE `scan_batches` (`id` uuid NOT NULL, `name` text NOT NULL, `count` integer NOT NULL, `sku` text NOT NULL DEFAULT (''), `value` text NOT NULL DEFAULT ('0'), `valid_from` datetime NULL, `valid_until` datetime NULL, `created_by` text NOT NULL, `created_at` datetime NOT NULL, `ready_at` datetime NULL, `voided_at` datetime NULL, PRIMARY KEY (`id`), CONSTRAINT `scan_batches_count` CHECK (count > 0));
-- Create index "scan_batches_name_key" to table: "scan_batches"
CREATE UNIQUE INDEX `scan_batches_name_key` ON `scan_batches` (`name`);
-- Create "scan_codes" table
CREATE TABLE `scan_codes` (`id` uuid NOT NULL, `batch_id` uuid NOT NULL, `voided_at` datetime NULL, `redeemed_by` uuid NULL, `redeemed_at` datetime NULL, `activity_id` uuid NULL, PRIMARY KEY (`id`), CONSTRAINT `scan_codes_redeemed` CHECK (case when redeemed_by is null then redeemed_at is null and activity_id is null else redeemed_at is not null and activity_id is not null end));
-- Create index "scancode_batch_id" to table: "scan_codes"
CREATE INDEX `scancode_batch_id` ON `scan_codes` (`batch_id`);
-- Enable back the enforcement of foreign-keys constraints
PRAGMA foreign_keys = on;
