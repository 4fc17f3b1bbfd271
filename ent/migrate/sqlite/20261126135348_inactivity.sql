-- Disable the enforcement of foreign-keys constraints
PRAGMA foreign_keys = off;
-- Add column "idle_since" to table: "accounts"
ALTER TABLE `accounts` ADD COLUMN `idle_since` date NULL;
-- Create "new_lots" table
CREATE TABLE `new_lots` (`id` uuid NOT NULL, `account_id` uuid NOT NULL, `granted` integer NOT NULL, `remaining` integer NOT NULL, `held` integer NOT NULL DEFAULT (0), `expired` integer NOT NULL DEFAULT (0), `open` bool NOT NULL DEFAULT (true), `pending` bool NOT NULL DEFAULT (false), `earned_at` datetime NOT NULL, `usable_from` datetime NOT NULL, `expires_at` datetime NULL, `idle_months` integer NULL, PRIMARY KEY (`id`), CONSTRAINT `lots_expired` CHECK (expired >= 0 and remaining + expired <= granted), CONSTRAINT `lots_held` CHECK (held >= 0 and held <= remaining), CONSTRAINT `lots_idle` CHECK (idle_months is null or (idle_months > 0 and expires_at is not null)), CONSTRAINT `lots_open` CHECK (open = (remaining > 0)), CONSTRAINT `lots_remaining` CHECK (remaining >= 0 and remaining <= granted));
-- Copy rows from old table "lots" to new temporary table "new_lots"
INSERT INTO `new_lots` (`id`, `account_id`, `granted`, `remaining`, `held`, `expired`, `open`, `pending`, `earned_at`, `usable_from`, `expires_at`) SELECT `id`, `account_id`, `granted`, `remaining`, `held`, `expired`, `open`, `pending`, `earned_at`, `usable_from`, `expires_at` FROM `lots`;
-- Drop "lots" table after copying rows
DROP TABLE `lots`;
-- Rename temporary table "new_lots" to "lots"
ALTER TABLE `new_lots` RENAME TO `lots`;
-- Create index "lots_spend_order" to table: "lots"
CREATE INDEX `lots_spend_order` ON `lots` (`account_id`, `expires_at`, `earned_at`, `id`) WHERE open;
-- Create index "lots_due" to table: "lots"
CREATE INDEX `lots_due` ON `lots` (`expires_at`) WHERE open;
-- Create index "lots_pending" to table: "lots"
CREATE INDEX `lots_pending` ON `lots` (`usable_from`) WHERE pending;
-- Create index "lots_pending_account" to table: "lots"
CREATE INDEX `lots_pending_account` ON `lots` (`account_id`) WHERE pending;
-- Enable back the enforcement of foreign-keys constraints
PRAGMA foreign_keys = on;
