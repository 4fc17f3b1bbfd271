-- Disable the enforcement of foreign-keys constraints
PRAGMA foreign_keys = off;
-- Create "new_falls" table
CREATE TABLE `new_falls` (`id` uuid NOT NULL, `member_id` uuid NOT NULL, `purchase_id` uuid NULL, `return_id` uuid NULL, `points` integer NOT NULL DEFAULT (0), `own` integer NOT NULL DEFAULT (0), `other` integer NOT NULL DEFAULT (0), `debt` integer NOT NULL DEFAULT (0), `entry_id` uuid NULL, `fallen_at` datetime NOT NULL, `correction_id` uuid NULL, `grant_id` uuid NULL, `given_entry_id` uuid NULL, PRIMARY KEY (`id`), CONSTRAINT `falls_cause` CHECK (return_id is not null and purchase_id is not null and correction_id is null or return_id is null and purchase_id is null and correction_id is not null), CONSTRAINT `falls_taken` CHECK (own >= 0 and other >= 0 and debt >= 0 and own + other + debt <= points));
-- Copy rows from old table "falls" to new temporary table "new_falls"
INSERT INTO `new_falls` (`id`, `member_id`, `purchase_id`, `return_id`, `points`, `own`, `other`, `debt`, `entry_id`, `fallen_at`) SELECT `id`, `member_id`, `purchase_id`, `return_id`, `points`, `own`, `other`, `debt`, `entry_id`, `fallen_at` FROM `falls`;
-- Drop "falls" table after copying rows
DROP TABLE `falls`;
-- Rename temporary table "new_falls" to "falls"
ALTER TABLE `new_falls` RENAME TO `falls`;
-- Create index "fall_member_id" to table: "falls"
CREATE INDEX `fall_member_id` ON `falls` (`member_id`);
-- Enable back the enforcement of foreign-keys constraints
PRAGMA foreign_keys = on;
