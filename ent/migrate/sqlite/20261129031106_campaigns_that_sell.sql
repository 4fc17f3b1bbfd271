-- Disable the enforcement of foreign-keys constraints
PRAGMA foreign_keys = off;
-- Create "new_stocks" table
CREATE TABLE `new_stocks` (`sku_id` uuid NOT NULL, `on_hand` integer NOT NULL, `reserved` integer NOT NULL DEFAULT (0), `received` integer NOT NULL, `counted` bool NOT NULL DEFAULT (false), `apart` integer NOT NULL DEFAULT (0), `ceiling` integer NOT NULL DEFAULT (0), `sale_version` integer NOT NULL DEFAULT (0), PRIMARY KEY (`sku_id`), CONSTRAINT `stocks_apart` CHECK (apart >= 0 and ceiling >= 0 and apart + reserved <= on_hand), CONSTRAINT `stocks_on_hand` CHECK (on_hand >= 0), CONSTRAINT `stocks_reserved` CHECK (reserved >= 0 and reserved <= on_hand));
-- Copy rows from old table "stocks" to new temporary table "new_stocks"
INSERT INTO `new_stocks` (`sku_id`, `on_hand`, `reserved`, `received`, `counted`) SELECT `sku_id`, `on_hand`, `reserved`, `received`, `counted` FROM `stocks`;
-- Drop "stocks" table after copying rows
DROP TABLE `stocks`;
-- Rename temporary table "new_stocks" to "stocks"
ALTER TABLE `new_stocks` RENAME TO `stocks`;
-- Create "new_earning_rules" table
CREATE TABLE `new_earning_rules` (`id` uuid NOT NULL, `code` text NOT NULL, `version` integer NOT NULL, `revision` integer NOT NULL DEFAULT (1), `status` text NOT NULL, `active_code` text NULL, `draft_code` text NULL, `name` json NOT NULL, `trigger` text NOT NULL, `definition` json NOT NULL, `created_by` text NOT NULL, `created_at` datetime NOT NULL, `updated_by` text NOT NULL, `updated_at` datetime NOT NULL, `activated_by` text NULL, `activated_at` datetime NULL, `retired_by` text NULL, `retired_at` datetime NULL, `campaign_id` uuid NULL, `paused` bool NOT NULL DEFAULT (false), PRIMARY KEY (`id`), CONSTRAINT `earning_rules_revision` CHECK (revision > 0), CONSTRAINT `earning_rules_version` CHECK (version > 0));
-- Copy rows from old table "earning_rules" to new temporary table "new_earning_rules"
INSERT INTO `new_earning_rules` (`id`, `code`, `version`, `revision`, `status`, `active_code`, `draft_code`, `name`, `trigger`, `definition`, `created_by`, `created_at`, `updated_by`, `updated_at`, `activated_by`, `activated_at`, `retired_by`, `retired_at`) SELECT `id`, `code`, `version`, `revision`, `status`, `active_code`, `draft_code`, `name`, `trigger`, `definition`, `created_by`, `created_at`, `updated_by`, `updated_at`, `activated_by`, `activated_at`, `retired_by`, `retired_at` FROM `earning_rules`;
-- Drop "earning_rules" table after copying rows
DROP TABLE `earning_rules`;
-- Rename temporary table "new_earning_rules" to "earning_rules"
ALTER TABLE `new_earning_rules` RENAME TO `earning_rules`;
-- Create index "earning_rules_active_code_key" to table: "earning_rules"
CREATE UNIQUE INDEX `earning_rules_active_code_key` ON `earning_rules` (`active_code`);
-- Create index "earning_rules_draft_code_key" to table: "earning_rules"
CREATE UNIQUE INDEX `earning_rules_draft_code_key` ON `earning_rules` (`draft_code`);
-- Create index "earningrule_code_version" to table: "earning_rules"
CREATE UNIQUE INDEX `earningrule_code_version` ON `earning_rules` (`code`, `version`);
-- Add column "coupon_id" to table: "lottery_draws"
ALTER TABLE `lottery_draws` ADD COLUMN `coupon_id` uuid NULL;
-- Add column "ends_at" to table: "lottery_periods"
ALTER TABLE `lottery_periods` ADD COLUMN `ends_at` datetime NULL;
-- Add column "coupon_template_id" to table: "lottery_prizes"
ALTER TABLE `lottery_prizes` ADD COLUMN `coupon_template_id` uuid NULL;
-- Add column "sale_id" to table: "order_lines"
ALTER TABLE `order_lines` ADD COLUMN `sale_id` uuid NULL;
-- Add column "sale" to table: "skus"
ALTER TABLE `skus` ADD COLUMN `sale` json NULL;
-- Create "budgets" table
CREATE TABLE `budgets` (`id` uuid NOT NULL, `points` integer NOT NULL, `left_over` integer NOT NULL, PRIMARY KEY (`id`), CONSTRAINT `budgets_left` CHECK (left_over >= 0 and left_over <= points));
-- Create "budget_slices" table
CREATE TABLE `budget_slices` (`id` uuid NOT NULL, `campaign_id` uuid NOT NULL, `points` integer NOT NULL, `spent_at` datetime NOT NULL, PRIMARY KEY (`id`), CONSTRAINT `budget_slices_points` CHECK (points >= 0));
-- Create index "budgetslice_campaign_id_id" to table: "budget_slices"
CREATE INDEX `budgetslice_campaign_id_id` ON `budget_slices` (`campaign_id`, `id`);
-- Create "sale_goods" table
CREATE TABLE `sale_goods` (`id` uuid NOT NULL, `campaign_id` uuid NOT NULL, `place` integer NOT NULL, `sku_id` uuid NOT NULL, `numerator` integer NOT NULL, `denominator` integer NOT NULL, `pieces` integer NOT NULL, `set_apart` bool NOT NULL, `per_member` integer NULL, `per_member_per_day` integer NULL, `left_over` integer NULL, PRIMARY KEY (`id`), CONSTRAINT `sale_goods_left` CHECK (left_over is null or (left_over >= 0 and left_over <= pieces)), CONSTRAINT `sale_goods_limits` CHECK (coalesce(per_member, 1) > 0 and coalesce(per_member_per_day, 1) > 0), CONSTRAINT `sale_goods_pieces` CHECK (pieces > 0), CONSTRAINT `sale_goods_share` CHECK (numerator > 0 and numerator <= denominator));
-- Create index "salegood_campaign_id_place" to table: "sale_goods"
CREATE UNIQUE INDEX `salegood_campaign_id_place` ON `sale_goods` (`campaign_id`, `place`);
-- Create index "salegood_sku_id_campaign_id" to table: "sale_goods"
CREATE UNIQUE INDEX `salegood_sku_id_campaign_id` ON `sale_goods` (`sku_id`, `campaign_id`);
-- Create "waiting_places" table
CREATE TABLE `waiting_places` (`id` uuid NOT NULL, `campaign_id` uuid NOT NULL, `member_id` uuid NOT NULL, `number` integer NOT NULL, `joined_at` datetime NOT NULL, `admitted_until` datetime NULL, `order_id` uuid NULL, PRIMARY KEY (`id`), CONSTRAINT `waiting_places_number` CHECK (number > 0), CONSTRAINT `waiting_places_order` CHECK (order_id is null or admitted_until is not null));
-- Create index "waitingplace_campaign_id_member_id" to table: "waiting_places"
CREATE UNIQUE INDEX `waitingplace_campaign_id_member_id` ON `waiting_places` (`campaign_id`, `member_id`);
-- Create index "waitingplace_campaign_id_number" to table: "waiting_places"
CREATE UNIQUE INDEX `waitingplace_campaign_id_number` ON `waiting_places` (`campaign_id`, `number`);
-- Create index "waiting_places_admitted" to table: "waiting_places"
CREATE INDEX `waiting_places_admitted` ON `waiting_places` (`campaign_id`, `admitted_until`) WHERE admitted_until IS NOT NULL AND order_id IS NULL;
-- Create "waiting_rooms" table
CREATE TABLE `waiting_rooms` (`id` uuid NOT NULL, `per_minute` integer NOT NULL, `last` integer NOT NULL DEFAULT (0), `turn` integer NOT NULL DEFAULT (0), `turned_at` datetime NOT NULL, PRIMARY KEY (`id`), CONSTRAINT `waiting_rooms_rate` CHECK (per_minute > 0), CONSTRAINT `waiting_rooms_turns` CHECK (turn >= 0 and turn <= last));
-- Enable back the enforcement of foreign-keys constraints
PRAGMA foreign_keys = on;
