-- Add column "tier_window_first" to table: "members"
ALTER TABLE `members` ADD COLUMN `tier_window_first` date NULL;
-- Add column "tier_window_last" to table: "members"
ALTER TABLE `members` ADD COLUMN `tier_window_last` date NULL;
-- Create "setting_changes" table
CREATE TABLE `setting_changes` (`id` integer NOT NULL, `changed_by` text NOT NULL, `changed_at` datetime NOT NULL, `steps` json NOT NULL, PRIMARY KEY (`id`));
