-- Drop index "lots_due" from table: "lots"
DROP INDEX `lots_due`;
-- Create index "lots_due" to table: "lots"
CREATE INDEX `lots_due` ON `lots` (`expires_at`, `account_id`) WHERE open;
-- Create "expiry_reminders" table
CREATE TABLE `expiry_reminders` (`id` uuid NOT NULL, `account_id` uuid NOT NULL, `member_id` uuid NOT NULL, `currency` text NOT NULL, `points` integer NOT NULL, `expires_at` datetime NOT NULL, `days` integer NOT NULL, `reminded_at` datetime NOT NULL, PRIMARY KEY (`id`), CONSTRAINT `expiry_reminders_points` CHECK (points > 0));
-- Create index "expiryreminder_account_id_expires_at_days" to table: "expiry_reminders"
CREATE UNIQUE INDEX `expiryreminder_account_id_expires_at_days` ON `expiry_reminders` (`account_id`, `expires_at`, `days`);
-- Create index "expiryreminder_account_id_id" to table: "expiry_reminders"
CREATE INDEX `expiryreminder_account_id_id` ON `expiry_reminders` (`account_id`, `id`);
-- Create "reminder_marks" table
CREATE TABLE `reminder_marks` (`id` integer NOT NULL, `expires_at` datetime NOT NULL, `account_id` uuid NOT NULL, PRIMARY KEY (`id`));
