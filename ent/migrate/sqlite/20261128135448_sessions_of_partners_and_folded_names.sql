-- Add column "folded_name" to table: "products"; `pointsmall migrate` fills it, because SQL folds ASCII alone.
ALTER TABLE `products` ADD COLUMN `folded_name` text NOT NULL DEFAULT '';
-- Add column "partner_id" to table: "sessions"
ALTER TABLE `sessions` ADD COLUMN `partner_id` uuid NULL;
-- Create index "session_partner_id" to table: "sessions"
CREATE INDEX `session_partner_id` ON `sessions` (`partner_id`);
