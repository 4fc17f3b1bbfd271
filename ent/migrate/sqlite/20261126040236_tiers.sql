-- Disable the enforcement of foreign-keys constraints
PRAGMA foreign_keys = off;
-- Create "new_members" table
CREATE TABLE `new_members` (`id` uuid NOT NULL, `external_ref` text NULL, `login` text NULL, `password_hash` text NULL, `display_name` text NOT NULL, `tier_since` datetime NULL, `tier_until` datetime NULL, `tier_granted` bool NOT NULL DEFAULT (false), `tags` json NULL, `created_at` datetime NOT NULL, `tier_id` text NOT NULL DEFAULT ('normal'), PRIMARY KEY (`id`), CONSTRAINT `members_tiers_tier` FOREIGN KEY (`tier_id`) REFERENCES `tiers` (`id`) ON DELETE NO ACTION);
-- Copy rows from old table "members" to new temporary table "new_members"
INSERT INTO `new_members` (`id`, `external_ref`, `login`, `password_hash`, `display_name`, `tags`, `created_at`, `tier_id`) SELECT `id`, `external_ref`, `login`, `password_hash`, `display_name`, `tags`, `created_at`, `tier_id` FROM `members`;
-- Drop "members" table after copying rows
DROP TABLE `members`;
-- Rename temporary table "new_members" to "members"
ALTER TABLE `new_members` RENAME TO `members`;
-- Create index "members_external_ref_key" to table: "members"
CREATE UNIQUE INDEX `members_external_ref_key` ON `members` (`external_ref`);
-- Create index "members_login_key" to table: "members"
CREATE UNIQUE INDEX `members_login_key` ON `members` (`login`);
-- Create index "members_tier_until" to table: "members"
CREATE INDEX `members_tier_until` ON `members` (`tier_until`) WHERE tier_until IS NOT NULL;
-- Create "new_tiers" table
CREATE TABLE `new_tiers` (`id` text NOT NULL, `name` json NOT NULL, `rank` integer NOT NULL, `threshold` json NULL, `rights` json NULL, `version` integer NOT NULL DEFAULT (1), PRIMARY KEY (`id`));
-- Copy rows from old table "tiers" to new temporary table "new_tiers"
INSERT INTO `new_tiers` (`id`, `name`, `rank`) SELECT `id`, `name`, `rank` FROM `tiers`;
-- Drop "tiers" table after copying rows
DROP TABLE `tiers`;
-- Rename temporary table "new_tiers" to "tiers"
ALTER TABLE `new_tiers` RENAME TO `tiers`;
-- Create index "tiers_rank_key" to table: "tiers"
CREATE UNIQUE INDEX `tiers_rank_key` ON `tiers` (`rank`);
-- Create "tier_changes" table
CREATE TABLE `tier_changes` (`id` uuid NOT NULL, `member_id` uuid NOT NULL, `from_tier` text NOT NULL, `to_tier` text NOT NULL, `cause` text NOT NULL, `note` text NOT NULL DEFAULT (''), `actor` text NOT NULL, `until` datetime NULL, `changed_at` datetime NOT NULL, PRIMARY KEY (`id`));
-- Create index "tierchange_member_id_id" to table: "tier_changes"
CREATE INDEX `tierchange_member_id_id` ON `tier_changes` (`member_id`, `id`);
-- Enable back the enforcement of foreign-keys constraints
PRAGMA foreign_keys = on;
