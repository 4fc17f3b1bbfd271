-- Disable the enforcement of foreign-keys constraints
PRAGMA foreign_keys = off;
-- Add column "replaced_hash" to table: "sessions"
ALTER TABLE `sessions` ADD COLUMN `replaced_hash` blob NULL;
-- Add column "successor_salt" to table: "sessions"
ALTER TABLE `sessions` ADD COLUMN `successor_salt` blob NULL;
-- Add column "replaced_at" to table: "sessions"
ALTER TABLE `sessions` ADD COLUMN `replaced_at` datetime NULL;
-- Create "new_activities" table
CREATE TABLE `new_activities` (`id` uuid NOT NULL, `source` text NOT NULL, `external_ref` text NOT NULL, `member_id` uuid NOT NULL, `trigger` text NOT NULL, `name` text NOT NULL DEFAULT (''), `details` json NULL, `points` integer NOT NULL, `entry_id` uuid NULL, `fingerprint` text NOT NULL, `occurred_at` datetime NOT NULL, `recorded_at` datetime NOT NULL, `moved_to` uuid NULL, PRIMARY KEY (`id`), CONSTRAINT `activities_points` CHECK (points >= 0));
-- Copy rows from old table "activities" to new temporary table "new_activities"
INSERT INTO `new_activities` (`id`, `source`, `external_ref`, `member_id`, `trigger`, `name`, `details`, `points`, `entry_id`, `fingerprint`, `occurred_at`, `recorded_at`) SELECT `id`, `source`, `external_ref`, `member_id`, `trigger`, `name`, `details`, `points`, `entry_id`, `fingerprint`, `occurred_at`, `recorded_at` FROM `activities`;
-- Drop "activities" table after copying rows
DROP TABLE `activities`;
-- Rename temporary table "new_activities" to "activities"
ALTER TABLE `new_activities` RENAME TO `activities`;
-- Create index "activity_source_external_ref" to table: "activities"
CREATE UNIQUE INDEX `activity_source_external_ref` ON `activities` (`source`, `external_ref`) WHERE moved_to IS NULL;
-- Create index "activity_occurred_at_id" to table: "activities"
CREATE INDEX `activity_occurred_at_id` ON `activities` (`occurred_at`, `id`);
-- Create index "activity_member_id_occurred_at" to table: "activities"
CREATE INDEX `activity_member_id_occurred_at` ON `activities` (`member_id`, `occurred_at`);
-- Create "new_returns" table
CREATE TABLE `new_returns` (`id` uuid NOT NULL, `source` text NOT NULL, `external_ref` text NOT NULL, `purchase_ref` text NOT NULL, `purchase_id` uuid NULL, `member_id` uuid NULL, `status` text NOT NULL, `refusal` json NULL, `lines` json NOT NULL, `pieces` json NULL, `refund_minor` integer NULL, `refund_currency` text NULL, `amount_minor` integer NOT NULL DEFAULT (0), `completes` bool NOT NULL DEFAULT (false), `due` integer NOT NULL DEFAULT (0), `own` integer NOT NULL DEFAULT (0), `other` integer NOT NULL DEFAULT (0), `debt` integer NOT NULL DEFAULT (0), `entry_id` uuid NULL, `fingerprint` text NOT NULL, `occurred_at` datetime NOT NULL, `recorded_at` datetime NOT NULL, PRIMARY KEY (`id`), CONSTRAINT `returns_due` CHECK (due >= 0 and amount_minor >= 0), CONSTRAINT `returns_refund` CHECK (refund_minor is null or (refund_minor > 0 and refund_currency is not null)), CONSTRAINT `returns_settled` CHECK (status <> 'APPLIED' or (purchase_id is not null and member_id is not null and pieces is not null)), CONSTRAINT `returns_taken` CHECK (own >= 0 and other >= 0 and debt >= 0 and own + other + debt <= due));
-- Copy rows from old table "returns" to new temporary table "new_returns"
INSERT INTO `new_returns` (`id`, `source`, `external_ref`, `purchase_ref`, `purchase_id`, `member_id`, `status`, `refusal`, `lines`, `pieces`, `amount_minor`, `completes`, `due`, `own`, `other`, `debt`, `entry_id`, `fingerprint`, `occurred_at`, `recorded_at`) SELECT `id`, `source`, `external_ref`, `purchase_ref`, `purchase_id`, `member_id`, `status`, `refusal`, `lines`, `pieces`, `amount_minor`, `completes`, `due`, `own`, `other`, `debt`, `entry_id`, `fingerprint`, `occurred_at`, `recorded_at` FROM `returns`;
-- Drop "returns" table after copying rows
DROP TABLE `returns`;
-- Rename temporary table "new_returns" to "returns"
ALTER TABLE `new_returns` RENAME TO `returns`;
-- Create index "purchasereturn_source_external_ref" to table: "returns"
CREATE UNIQUE INDEX `purchasereturn_source_external_ref` ON `returns` (`source`, `external_ref`);
-- Create index "purchasereturn_purchase_id" to table: "returns"
CREATE INDEX `purchasereturn_purchase_id` ON `returns` (`purchase_id`);
-- Create index "purchasereturn_member_id" to table: "returns"
CREATE INDEX `purchasereturn_member_id` ON `returns` (`member_id`);
-- Create index "returns_pending" to table: "returns"
CREATE INDEX `returns_pending` ON `returns` (`source`, `purchase_ref`) WHERE purchase_id IS NULL;
-- Create "new_purchases" table
CREATE TABLE `new_purchases` (`id` uuid NOT NULL, `source` text NOT NULL, `external_ref` text NOT NULL, `member_id` uuid NOT NULL, `total_minor` integer NOT NULL, `currency` text NOT NULL, `channel` text NOT NULL DEFAULT (''), `lines` json NOT NULL, `points` integer NOT NULL, `entry_id` uuid NULL, `funded_by` uuid NULL, `fingerprint` text NOT NULL, `occurred_at` datetime NOT NULL, `recorded_at` datetime NOT NULL, `moved_to` uuid NULL, PRIMARY KEY (`id`), CONSTRAINT `purchases_points` CHECK (points >= 0), CONSTRAINT `purchases_total` CHECK (total_minor >= 0));
-- Copy rows from old table "purchases" to new temporary table "new_purchases"
INSERT INTO `new_purchases` (`id`, `source`, `external_ref`, `member_id`, `total_minor`, `currency`, `channel`, `lines`, `points`, `entry_id`, `funded_by`, `fingerprint`, `occurred_at`, `recorded_at`) SELECT `id`, `source`, `external_ref`, `member_id`, `total_minor`, `currency`, `channel`, `lines`, `points`, `entry_id`, `funded_by`, `fingerprint`, `occurred_at`, `recorded_at` FROM `purchases`;
-- Drop "purchases" table after copying rows
DROP TABLE `purchases`;
-- Rename temporary table "new_purchases" to "purchases"
ALTER TABLE `new_purchases` RENAME TO `purchases`;
-- Create index "purchase_source_external_ref" to table: "purchases"
CREATE UNIQUE INDEX `purchase_source_external_ref` ON `purchases` (`source`, `external_ref`) WHERE moved_to IS NULL;
-- Create index "purchase_occurred_at_id" to table: "purchases"
CREATE INDEX `purchase_occurred_at_id` ON `purchases` (`occurred_at`, `id`);
-- Create "corrections" table
CREATE TABLE `corrections` (`id` uuid NOT NULL, `kind` text NOT NULL, `subject_id` uuid NOT NULL, `member_id` uuid NOT NULL, `to_member_id` uuid NULL, `made_id` uuid NULL, `due` integer NOT NULL, `taken` integer NOT NULL, `given` integer NOT NULL, `entry_id` uuid NULL, `reason` text NOT NULL, `made_by` uuid NOT NULL, `made_at` datetime NOT NULL, PRIMARY KEY (`id`), CONSTRAINT `corrections_moved` CHECK (made_id is null and to_member_id is null or made_id is not null and to_member_id is not null), CONSTRAINT `corrections_points` CHECK (taken >= 0 and given >= 0));
-- Create index "corrections_subject_id_key" to table: "corrections"
CREATE UNIQUE INDEX `corrections_subject_id_key` ON `corrections` (`subject_id`);
-- Create index "correction_made_id" to table: "corrections"
CREATE UNIQUE INDEX `correction_made_id` ON `corrections` (`made_id`);
-- Create index "correction_member_id" to table: "corrections"
CREATE INDEX `correction_member_id` ON `corrections` (`member_id`);
-- Enable back the enforcement of foreign-keys constraints
PRAGMA foreign_keys = on;
