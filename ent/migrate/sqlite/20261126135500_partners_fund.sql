-- Add column "funded_by" to table: "purchases"
ALTER TABLE `purchases` ADD COLUMN `funded_by` uuid NULL;
-- Create index "entries_of_systems" to table: "entries"
CREATE INDEX `entries_of_systems` ON `entries` (`account_id`, `id`) WHERE seq IS NULL;
