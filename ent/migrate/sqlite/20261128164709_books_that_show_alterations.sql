-- Add column "ends" to table: "entries"
ALTER TABLE `entries` ADD COLUMN `ends` json NULL;
-- Add column "actor" to table: "entries"
ALTER TABLE `entries` ADD COLUMN `actor` text NULL;
-- Add column "renewed" to table: "lots"
ALTER TABLE `lots` ADD COLUMN `renewed` bool NOT NULL DEFAULT (false);
-- Create "anchors" table
CREATE TABLE `anchors` (`id` integer NOT NULL, `made_at` datetime NOT NULL, `accounts` integer NOT NULL, `entries` integer NOT NULL, `sum` text NOT NULL, `mac` text NOT NULL, PRIMARY KEY (`id`));
-- Create "anchor_heads" table
CREATE TABLE `anchor_heads` (`id` uuid NOT NULL, `seq` integer NOT NULL, `hash` text NOT NULL, PRIMARY KEY (`id`));
-- Create "policy_changes" table
CREATE TABLE `policy_changes` (`id` text NOT NULL, `currency` text NOT NULL, `version` integer NOT NULL, `changed_by` text NOT NULL, `changed_at` datetime NOT NULL, `before` json NOT NULL, `after` json NOT NULL, PRIMARY KEY (`id`));
