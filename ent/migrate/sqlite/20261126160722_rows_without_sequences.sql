-- Ids that need no sequence.
-- Disable the enforcement of foreign-keys constraints
PRAGMA foreign_keys = off;
-- Create "new_redemptions" table
CREATE TABLE `new_redemptions` (`id` uuid NOT NULL, `member_id` uuid NOT NULL, `sku_id` uuid NOT NULL, `quantity` integer NOT NULL, PRIMARY KEY (`id`), CONSTRAINT `redemptions_quantity` CHECK (quantity >= 0));
-- Copy rows from old table "redemptions" to new temporary table "new_redemptions"
INSERT INTO `new_redemptions` (`id`, `member_id`, `sku_id`, `quantity`) SELECT lower(printf('%s-%s-4%s-8%s-%s', hex(randomblob(4)), hex(randomblob(2)), substr(hex(randomblob(2)), 2), substr(hex(randomblob(2)), 2), hex(randomblob(6)))), `member_id`, `sku_id`, `quantity` FROM `redemptions`;
-- Drop "redemptions" table after copying rows
DROP TABLE `redemptions`;
-- Rename temporary table "new_redemptions" to "redemptions"
ALTER TABLE `new_redemptions` RENAME TO `redemptions`;
-- Create index "redemption_member_id_sku_id" to table: "redemptions"
CREATE UNIQUE INDEX `redemption_member_id_sku_id` ON `redemptions` (`member_id`, `sku_id`);
-- Create "new_member_days" table
CREATE TABLE `new_member_days` (`id` uuid NOT NULL, `member_id` uuid NOT NULL, `day` date NOT NULL, `purchases` integer NOT NULL DEFAULT (0), `spent_minor` integer NOT NULL DEFAULT (0), `earned` integer NOT NULL DEFAULT (0), PRIMARY KEY (`id`));
-- Copy rows from old table "member_days" to new temporary table "new_member_days"
INSERT INTO `new_member_days` (`id`, `member_id`, `day`, `purchases`, `spent_minor`, `earned`) SELECT lower(printf('%s-%s-4%s-8%s-%s', hex(randomblob(4)), hex(randomblob(2)), substr(hex(randomblob(2)), 2), substr(hex(randomblob(2)), 2), hex(randomblob(6)))), `member_id`, `day`, `purchases`, `spent_minor`, `earned` FROM `member_days`;
-- Drop "member_days" table after copying rows
DROP TABLE `member_days`;
-- Rename temporary table "new_member_days" to "member_days"
ALTER TABLE `new_member_days` RENAME TO `member_days`;
-- Create index "memberday_member_id_day" to table: "member_days"
CREATE UNIQUE INDEX `memberday_member_id_day` ON `member_days` (`member_id`, `day`);
-- Create "new_member_traces" table
CREATE TABLE `new_member_traces` (`id` uuid NOT NULL, `member_id` uuid NOT NULL, `kind` text NOT NULL, `digest` text NOT NULL, PRIMARY KEY (`id`));
-- Copy rows from old table "member_traces" to new temporary table "new_member_traces"
INSERT INTO `new_member_traces` (`id`, `member_id`, `kind`, `digest`) SELECT lower(printf('%s-%s-4%s-8%s-%s', hex(randomblob(4)), hex(randomblob(2)), substr(hex(randomblob(2)), 2), substr(hex(randomblob(2)), 2), hex(randomblob(6)))), `member_id`, `kind`, `digest` FROM `member_traces`;
-- Drop "member_traces" table after copying rows
DROP TABLE `member_traces`;
-- Rename temporary table "new_member_traces" to "member_traces"
ALTER TABLE `new_member_traces` RENAME TO `member_traces`;
-- Create index "membertrace_member_id_kind_digest" to table: "member_traces"
CREATE UNIQUE INDEX `membertrace_member_id_kind_digest` ON `member_traces` (`member_id`, `kind`, `digest`);
-- Enable back the enforcement of foreign-keys constraints
PRAGMA foreign_keys = on;
