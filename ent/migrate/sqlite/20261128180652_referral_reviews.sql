-- Disable the enforcement of foreign-keys constraints
PRAGMA foreign_keys = off;
-- Create "new_referrals" table
CREATE TABLE `new_referrals` (`id` uuid NOT NULL, `referrer_id` uuid NOT NULL, `invitee_id` uuid NOT NULL, `device` text NULL, `address` text NULL, `status` text NOT NULL, `reason` text NULL, `points` integer NOT NULL DEFAULT (0), `created_at` datetime NOT NULL, `qualified_at` datetime NULL, `decided_at` datetime NULL, `purchase_id` uuid NULL, `decided_by` uuid NULL, `note` text NULL, `invitee_points` integer NOT NULL DEFAULT (0), `referred_from` datetime NULL, `referred_until` datetime NULL, PRIMARY KEY (`id`), CONSTRAINT `referrals_others` CHECK (referrer_id <> invitee_id), CONSTRAINT `referrals_invitee_points` CHECK (invitee_points >= 0), CONSTRAINT `referrals_points` CHECK (points >= 0));
-- Copy rows from old table "referrals" to new temporary table "new_referrals"
INSERT INTO `new_referrals` (`id`, `referrer_id`, `invitee_id`, `device`, `address`, `status`, `reason`, `points`, `created_at`, `qualified_at`, `decided_at`) SELECT `id`, `referrer_id`, `invitee_id`, `device`, `address`, `status`, `reason`, `points`, `created_at`, `qualified_at`, `decided_at` FROM `referrals`;
-- Drop "referrals" table after copying rows
DROP TABLE `referrals`;
-- Rename temporary table "new_referrals" to "referrals"
ALTER TABLE `new_referrals` RENAME TO `referrals`;
-- Create index "referrals_invitee_id_key" to table: "referrals"
CREATE UNIQUE INDEX `referrals_invitee_id_key` ON `referrals` (`invitee_id`);
-- Create index "referral_referrer_id_id" to table: "referrals"
CREATE INDEX `referral_referrer_id_id` ON `referrals` (`referrer_id`, `id`);
-- Create index "referral_status_id" to table: "referrals"
CREATE INDEX `referral_status_id` ON `referrals` (`status`, `id`);
-- Create index "referrals_qualified" to table: "referrals"
CREATE INDEX `referrals_qualified` ON `referrals` (`purchase_id`) WHERE purchase_id IS NOT NULL;
-- Create index "referral_device" to table: "referrals"
CREATE INDEX `referral_device` ON `referrals` (`device`);
-- Create index "referral_address" to table: "referrals"
CREATE INDEX `referral_address` ON `referrals` (`address`);
-- Create index "referrals_decided" to table: "referrals"
CREATE INDEX `referrals_decided` ON `referrals` (`decided_at`, `id`) WHERE decided_at IS NOT NULL;
-- What rules saw as referred before, they see so still; until a referral was refused.
UPDATE referrals SET referred_from = created_at, referred_until = CASE WHEN status = 'REFUSED' THEN qualified_at END;
-- What qualified a referral is a purchase of its invitee's at that instant, if there is one.
UPDATE referrals SET purchase_id = (SELECT p.id FROM purchases p WHERE p.member_id = referrals.invitee_id AND p.occurred_at = referrals.qualified_at ORDER BY p.id LIMIT 1) WHERE qualified_at IS NOT NULL;
-- Enable back the enforcement of foreign-keys constraints
PRAGMA foreign_keys = on;
