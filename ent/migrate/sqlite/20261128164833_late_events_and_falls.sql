-- Disable the enforcement of foreign-keys constraints
PRAGMA foreign_keys = off;
-- Create "new_grants" table
CREATE TABLE `new_grants` (`id` uuid NOT NULL, `member_id` uuid NOT NULL, `trigger` text NOT NULL, `entry_id` uuid NULL, `points` integer NOT NULL, `parts` json NOT NULL, `lines` json NULL, `qualifying` integer NULL, `purchase_id` uuid NULL, `subject_id` uuid NULL, `occurred_at` datetime NOT NULL, PRIMARY KEY (`id`), CONSTRAINT `grants_points` CHECK (points >= 0));
-- Copy rows from old table "grants" to new temporary table "new_grants"
INSERT INTO `new_grants` (`id`, `member_id`, `trigger`, `entry_id`, `points`, `parts`, `lines`, `occurred_at`) SELECT `id`, `member_id`, `trigger`, `entry_id`, `points`, `parts`, `lines`, `occurred_at` FROM `grants`;
-- Drop "grants" table after copying rows
DROP TABLE `grants`;
-- Rename temporary table "new_grants" to "grants"
ALTER TABLE `new_grants` RENAME TO `grants`;
-- Create index "earninggrant_entry_id" to table: "grants"
CREATE UNIQUE INDEX `earninggrant_entry_id` ON `grants` (`entry_id`);
-- Create index "grants_caused" to table: "grants"
CREATE INDEX `grants_caused` ON `grants` (`purchase_id`) WHERE purchase_id IS NOT NULL;
-- Create index "grants_again" to table: "grants"
CREATE INDEX `grants_again` ON `grants` (`subject_id`) WHERE subject_id IS NOT NULL;
-- Add column "merit_tier" to table: "members"
ALTER TABLE `members` ADD COLUMN `merit_tier` text NULL;
-- Add column "tags_since" to table: "members"
ALTER TABLE `members` ADD COLUMN `tags_since` datetime NULL;
-- Add column "merit" to table: "tier_changes"
ALTER TABLE `tier_changes` ADD COLUMN `merit` text NULL;
-- Add column "purchase_id" to table: "tier_changes"
ALTER TABLE `tier_changes` ADD COLUMN `purchase_id` uuid NULL;
-- Drop index "referrals_qualified" from table: "referrals"
DROP INDEX `referrals_qualified`;
-- Create index "referrals_decided" to table: "referrals"
CREATE INDEX `referrals_decided` ON `referrals` (`decided_at`, `id`) WHERE decided_at IS NOT NULL;
-- Add column "qualifying" to table: "member_days"
ALTER TABLE `member_days` ADD COLUMN `qualifying` integer NULL;
-- Create "falls" table
CREATE TABLE `falls` (`id` uuid NOT NULL, `member_id` uuid NOT NULL, `purchase_id` uuid NOT NULL, `return_id` uuid NOT NULL, `points` integer NOT NULL DEFAULT (0), `own` integer NOT NULL DEFAULT (0), `other` integer NOT NULL DEFAULT (0), `debt` integer NOT NULL DEFAULT (0), `entry_id` uuid NULL, `fallen_at` datetime NOT NULL, PRIMARY KEY (`id`), CONSTRAINT `falls_taken` CHECK (own >= 0 and other >= 0 and debt >= 0 and own + other + debt <= points));
-- Create index "fall_member_id" to table: "falls"
CREATE INDEX `fall_member_id` ON `falls` (`member_id`);
-- Create "tag_changes" table
CREATE TABLE `tag_changes` (`id` uuid NOT NULL, `member_id` uuid NOT NULL, `from_tags` json NOT NULL, `to_tags` json NOT NULL, `changed_at` datetime NOT NULL, PRIMARY KEY (`id`));
-- Create index "tagchange_member_id_id" to table: "tag_changes"
CREATE INDEX `tagchange_member_id_id` ON `tag_changes` (`member_id`, `id`);
-- What members had reached to whom staff gave a tier: where the last step by merit led, else where they stood before the first gift
UPDATE "members" SET "merit_tier" = coalesce((SELECT c.to_tier FROM tier_changes c WHERE c.member_id = members.id AND c.cause IN ('QUALIFIED', 'REVIEWED', 'GRANT_ENDED') ORDER BY c.id DESC LIMIT 1), (SELECT c.from_tier FROM tier_changes c WHERE c.member_id = members.id ORDER BY c.id LIMIT 1)) WHERE "tier_granted";
-- Enable back the enforcement of foreign-keys constraints
PRAGMA foreign_keys = on;
