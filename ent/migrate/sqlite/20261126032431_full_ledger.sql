-- Disable the enforcement of foreign-keys constraints
PRAGMA foreign_keys = off;
-- Create "new_accounts" table
CREATE TABLE `new_accounts` (`id` uuid NOT NULL, `owner` text NOT NULL, `member_id` uuid NULL, `partner_id` uuid NULL, `currency` text NOT NULL DEFAULT ('POINTS'), `balance` integer NOT NULL DEFAULT (0), `held` integer NOT NULL DEFAULT (0), `debt` integer NOT NULL DEFAULT (0), `lifetime_earned` integer NOT NULL DEFAULT (0), `last_seq` integer NOT NULL DEFAULT (0), `opened_at` datetime NOT NULL, `last_hash` text NOT NULL DEFAULT (''), PRIMARY KEY (`id`), CONSTRAINT `accounts_balance` CHECK (balance + debt >= 0), CONSTRAINT `accounts_debt` CHECK (debt >= 0), CONSTRAINT `accounts_held` CHECK (held >= 0), CONSTRAINT `accounts_lifetime_earned` CHECK (lifetime_earned >= 0));
-- Copy rows from old table "accounts" to new temporary table "new_accounts"
INSERT INTO `new_accounts` (`id`, `owner`, `member_id`, `partner_id`, `currency`, `balance`, `held`, `debt`, `lifetime_earned`, `last_seq`, `opened_at`) SELECT `id`, `owner`, `member_id`, `partner_id`, `currency`, `balance`, `held`, `debt`, `lifetime_earned`, `last_seq`, coalesce((SELECT `created_at` FROM `members` WHERE `members`.`id` = `accounts`.`member_id`), '1970-01-01 00:00:00+00:00') FROM `accounts`;
-- Drop "accounts" table after copying rows
DROP TABLE `accounts`;
-- Rename temporary table "new_accounts" to "accounts"
ALTER TABLE `new_accounts` RENAME TO `accounts`;
-- Create index "account_member_id_currency" to table: "accounts"
CREATE UNIQUE INDEX `account_member_id_currency` ON `accounts` (`member_id`, `currency`);
-- Create index "account_partner_id_currency" to table: "accounts"
CREATE UNIQUE INDEX `account_partner_id_currency` ON `accounts` (`partner_id`, `currency`);
-- Create "new_entries" table
CREATE TABLE `new_entries` (`id` uuid NOT NULL, `journal_id` uuid NOT NULL, `account_id` uuid NOT NULL, `currency` text NOT NULL, `seq` integer NULL, `kind` text NOT NULL, `delta` integer NOT NULL, `balance_after` integer NULL, `held_delta` integer NOT NULL DEFAULT (0), `debt_delta` integer NOT NULL DEFAULT (0), `allocations` json NULL, `order_id` uuid NULL, `purchase_id` uuid NULL, `reverses` uuid NULL, `ref` text NULL, `reason` json NULL, `occurred_at` datetime NOT NULL, `hash` text NULL, PRIMARY KEY (`id`));
-- Copy rows from old table "entries" to new temporary table "new_entries"
INSERT INTO `new_entries` (`id`, `journal_id`, `account_id`, `currency`, `seq`, `kind`, `delta`, `balance_after`, `allocations`, `order_id`, `purchase_id`, `reason`, `occurred_at`) SELECT `id`, `journal_id`, `account_id`, `currency`, `seq`, `kind`, `delta`, `balance_after`, `allocations`, `order_id`, `purchase_id`, `reason`, `occurred_at` FROM `entries`;
-- Drop "entries" table after copying rows
DROP TABLE `entries`;
-- Rename temporary table "new_entries" to "entries"
ALTER TABLE `new_entries` RENAME TO `entries`;
-- Create index "entry_account_id_seq" to table: "entries"
CREATE UNIQUE INDEX `entry_account_id_seq` ON `entries` (`account_id`, `seq`);
-- Create index "entry_reverses" to table: "entries"
CREATE INDEX `entry_reverses` ON `entries` (`reverses`) WHERE reverses IS NOT NULL;
-- Create "new_lots" table
CREATE TABLE `new_lots` (`id` uuid NOT NULL, `account_id` uuid NOT NULL, `granted` integer NOT NULL, `remaining` integer NOT NULL, `held` integer NOT NULL DEFAULT (0), `expired` integer NOT NULL DEFAULT (0), `open` bool NOT NULL DEFAULT (true), `pending` bool NOT NULL DEFAULT (false), `earned_at` datetime NOT NULL, `usable_from` datetime NOT NULL, `expires_at` datetime NULL, PRIMARY KEY (`id`), CONSTRAINT `lots_expired` CHECK (expired >= 0 and remaining + expired <= granted), CONSTRAINT `lots_held` CHECK (held >= 0 and held <= remaining), CONSTRAINT `lots_open` CHECK (open = (remaining > 0)), CONSTRAINT `lots_remaining` CHECK (remaining >= 0 and remaining <= granted));
-- Copy rows from old table "lots" to new temporary table "new_lots"
INSERT INTO `new_lots` (`id`, `account_id`, `granted`, `remaining`, `held`, `open`, `earned_at`, `usable_from`, `expires_at`) SELECT `id`, `account_id`, `granted`, `remaining`, `held`, `open`, `earned_at`, `usable_from`, `expires_at` FROM `lots`;
-- Drop "lots" table after copying rows
DROP TABLE `lots`;
-- Rename temporary table "new_lots" to "lots"
ALTER TABLE `new_lots` RENAME TO `lots`;
-- Create index "lots_spend_order" to table: "lots"
CREATE INDEX `lots_spend_order` ON `lots` (`account_id`, `expires_at`, `earned_at`, `id`) WHERE open;
UPDATE `lots` SET `pending` = true WHERE `open` AND `usable_from` > strftime('%Y-%m-%d %H:%M:%f+00:00', 'now');
-- Create index "lots_due" to table: "lots"
CREATE INDEX `lots_due` ON `lots` (`expires_at`) WHERE open;
-- Create index "lots_pending" to table: "lots"
CREATE INDEX `lots_pending` ON `lots` (`usable_from`) WHERE pending;
-- Create index "lots_pending_account" to table: "lots"
CREATE INDEX `lots_pending_account` ON `lots` (`account_id`) WHERE pending;
-- Create "adjustment_requests" table
CREATE TABLE `adjustment_requests` (`id` uuid NOT NULL, `member_id` uuid NOT NULL, `currency` text NOT NULL, `points` integer NOT NULL, `reason` text NOT NULL, `expires_at` datetime NULL, `status` text NOT NULL, `requested_by` uuid NOT NULL, `requested_at` datetime NOT NULL, `decided_by` uuid NULL, `decided_at` datetime NULL, `note` text NOT NULL DEFAULT (''), `entry_id` uuid NULL, PRIMARY KEY (`id`), CONSTRAINT `adjustment_requests_points` CHECK (points <> 0));
-- Create index "adjustmentrequest_status_id" to table: "adjustment_requests"
CREATE INDEX `adjustmentrequest_status_id` ON `adjustment_requests` (`status`, `id`);
-- Create "causes" table
CREATE TABLE `causes` (`id` uuid NOT NULL, `slug` text NOT NULL, `name` json NOT NULL, `description` json NOT NULL, `open` bool NOT NULL DEFAULT (true), `version` integer NOT NULL DEFAULT (1), `created_at` datetime NOT NULL, PRIMARY KEY (`id`));
-- Create index "causes_slug_key" to table: "causes"
CREATE UNIQUE INDEX `causes_slug_key` ON `causes` (`slug`);
-- Create "holds" table
CREATE TABLE `holds` (`id` uuid NOT NULL, `account_id` uuid NOT NULL, `member_id` uuid NOT NULL, `currency` text NOT NULL, `points` integer NOT NULL, `captured` integer NOT NULL DEFAULT (0), `status` text NOT NULL, `open` bool NOT NULL DEFAULT (true), `allocations` json NOT NULL, `reason` json NOT NULL, `actor` text NOT NULL, `held_at` datetime NOT NULL, `expires_at` datetime NOT NULL, `ended_at` datetime NULL, PRIMARY KEY (`id`), CONSTRAINT `holds_captured` CHECK (captured >= 0 and captured <= points), CONSTRAINT `holds_open` CHECK (open = (status = 'HELD')), CONSTRAINT `holds_points` CHECK (points > 0));
-- Create index "hold_account_id_id" to table: "holds"
CREATE INDEX `hold_account_id_id` ON `holds` (`account_id`, `id`);
-- Create index "holds_due" to table: "holds"
CREATE INDEX `holds_due` ON `holds` (`expires_at`) WHERE open;
-- Create "job_leases" table
CREATE TABLE `job_leases` (`id` text NOT NULL, `holder` text NOT NULL DEFAULT (''), `taken_until` datetime NOT NULL, `last_run_at` datetime NULL, `last_note` text NOT NULL DEFAULT (''), PRIMARY KEY (`id`));
-- Create "points_currencies" table
CREATE TABLE `points_currencies` (`id` text NOT NULL, `name` json NOT NULL, `policy` json NOT NULL, `version` integer NOT NULL DEFAULT (1), PRIMARY KEY (`id`));
-- Create "system_accounts" table
CREATE TABLE `system_accounts` (`id` uuid NOT NULL, `owner` text NOT NULL, `owner_ref` text NOT NULL DEFAULT (''), `currency` text NOT NULL, PRIMARY KEY (`id`));
-- Create index "systemaccount_owner_owner_ref_currency" to table: "system_accounts"
CREATE UNIQUE INDEX `systemaccount_owner_owner_ref_currency` ON `system_accounts` (`owner`, `owner_ref`, `currency`);
-- Create "transfers" table
CREATE TABLE `transfers` (`id` uuid NOT NULL, `from_member` uuid NOT NULL, `to_member` uuid NOT NULL, `currency` text NOT NULL, `points` integer NOT NULL, `fee` integer NOT NULL, `note` text NOT NULL DEFAULT (''), `out_entry` uuid NOT NULL, `in_entry` uuid NOT NULL, `sent_at` datetime NOT NULL, PRIMARY KEY (`id`), CONSTRAINT `transfers_fee` CHECK (fee >= 0), CONSTRAINT `transfers_points` CHECK (points > 0));
-- Create index "transfer_from_member_sent_at" to table: "transfers"
CREATE INDEX `transfer_from_member_sent_at` ON `transfers` (`from_member`, `sent_at`);
-- Create index "transfer_to_member_sent_at" to table: "transfers"
CREATE INDEX `transfer_to_member_sent_at` ON `transfers` (`to_member`, `sent_at`);
-- Enable back the enforcement of foreign-keys constraints
PRAGMA foreign_keys = on;
-- What every mall starts with. Operators change it later.
INSERT INTO points_currencies (id, name, policy, version) VALUES
  ('POINTS', '{"en":"Points","zh-CN":"积分"}', '{"transfer":{"allowed":false}}', 1);
INSERT INTO system_accounts (id, owner, owner_ref, currency) VALUES ('a92c9c05-77ba-50f9-b293-d0dde32266aa', 'PLATFORM', '', 'POINTS');
