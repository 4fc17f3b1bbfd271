-- Add columns to table: "skus"
ALTER TABLE `skus` ADD COLUMN `shipping_template_id` uuid NULL;
ALTER TABLE `skus` ADD COLUMN `weight_grams` integer NOT NULL DEFAULT 0;
ALTER TABLE `skus` ADD COLUMN `quotes_void_at` datetime NULL;
-- Create "carts" table
CREATE TABLE `carts` (`id` uuid NOT NULL, `member_id` uuid NULL, `touched_at` datetime NOT NULL, PRIMARY KEY (`id`));
-- Create index "carts_member_id_key" to table: "carts"
CREATE UNIQUE INDEX `carts_member_id_key` ON `carts` (`member_id`);
-- Create index "cart_touched_at" to table: "carts"
CREATE INDEX `cart_touched_at` ON `carts` (`touched_at`);
-- Create "cart_lines" table
CREATE TABLE `cart_lines` (`id` uuid NOT NULL, `cart_id` uuid NOT NULL, `sku_id` uuid NOT NULL, `price_option_id` uuid NULL, `quantity` integer NOT NULL, `seen_points` integer NULL, `seen_minor` integer NULL, `added_at` datetime NOT NULL, PRIMARY KEY (`id`), CONSTRAINT `cart_lines_quantity` CHECK (quantity > 0));
-- Create index "cartline_cart_id_id" to table: "cart_lines"
CREATE INDEX `cartline_cart_id_id` ON `cart_lines` (`cart_id`, `id`);
-- Create "coupons" table
CREATE TABLE `coupons` (`id` uuid NOT NULL, `template_id` uuid NOT NULL, `member_id` uuid NULL, `code_digest` text NULL, `status` text NOT NULL, `order_id` uuid NULL, `usable_from` datetime NULL, `ends_at` datetime NULL, `given_at` datetime NULL, `changes` integer NOT NULL DEFAULT (1), PRIMARY KEY (`id`), CONSTRAINT `coupons_changes` CHECK (changes > 0), CONSTRAINT `coupons_member` CHECK (member_id is not null or (status = 'AVAILABLE' and code_digest is not null)), CONSTRAINT `coupons_order` CHECK (case when status = 'AVAILABLE' then order_id is null else order_id is not null end), CONSTRAINT `coupons_status` CHECK (status in ('AVAILABLE', 'RESERVED', 'USED')));
-- Create index "coupons_code_digest_key" to table: "coupons"
CREATE UNIQUE INDEX `coupons_code_digest_key` ON `coupons` (`code_digest`);
-- Create index "coupon_member_id_id" to table: "coupons"
CREATE INDEX `coupon_member_id_id` ON `coupons` (`member_id`, `id`);
-- Create index "coupon_template_id_member_id" to table: "coupons"
CREATE INDEX `coupon_template_id_member_id` ON `coupons` (`template_id`, `member_id`);
-- Create index "coupon_order_id" to table: "coupons"
CREATE INDEX `coupon_order_id` ON `coupons` (`order_id`) WHERE order_id IS NOT NULL;
-- Create "coupon_changes" table
CREATE TABLE `coupon_changes` (`id` uuid NOT NULL, `coupon_id` uuid NOT NULL, `number` integer NOT NULL, `kind` text NOT NULL, `member_id` uuid NULL, `order_id` uuid NULL, `actor` text NOT NULL, `changed_at` datetime NOT NULL, PRIMARY KEY (`id`));
-- Create index "couponchange_coupon_id_number" to table: "coupon_changes"
CREATE UNIQUE INDEX `couponchange_coupon_id_number` ON `coupon_changes` (`coupon_id`, `number`);
-- Create "coupon_templates" table
CREATE TABLE `coupon_templates` (`id` uuid NOT NULL, `code` text NOT NULL, `version` integer NOT NULL, `revision` integer NOT NULL DEFAULT (1), `status` text NOT NULL, `active_code` text NULL, `draft_code` text NULL, `name` json NOT NULL, `description` json NOT NULL, `terms` json NOT NULL, `requires_tier` text NULL, `starts_at` datetime NULL, `ends_at` datetime NULL, `days` integer NULL, `total` integer NULL, `per_member` integer NULL, `claimable` bool NOT NULL DEFAULT (false), `public_code` text NULL, `live_code` text NULL, `issued` integer NOT NULL DEFAULT (0), `created_by` text NOT NULL, `created_at` datetime NOT NULL, `updated_by` text NOT NULL, `updated_at` datetime NOT NULL, PRIMARY KEY (`id`), CONSTRAINT `coupon_templates_days` CHECK (days is null or days > 0), CONSTRAINT `coupon_templates_issued` CHECK (issued >= 0 and (total is null or issued <= total)), CONSTRAINT `coupon_templates_per_member` CHECK (per_member is null or per_member > 0), CONSTRAINT `coupon_templates_total` CHECK (total is null or total > 0), CONSTRAINT `coupon_templates_version` CHECK (version > 0 and revision > 0));
-- Create index "coupon_templates_active_code_key" to table: "coupon_templates"
CREATE UNIQUE INDEX `coupon_templates_active_code_key` ON `coupon_templates` (`active_code`);
-- Create index "coupon_templates_draft_code_key" to table: "coupon_templates"
CREATE UNIQUE INDEX `coupon_templates_draft_code_key` ON `coupon_templates` (`draft_code`);
-- Create index "coupon_templates_live_code_key" to table: "coupon_templates"
CREATE UNIQUE INDEX `coupon_templates_live_code_key` ON `coupon_templates` (`live_code`);
-- Create index "coupontemplate_code_version" to table: "coupon_templates"
CREATE UNIQUE INDEX `coupontemplate_code_version` ON `coupon_templates` (`code`, `version`);
-- Create "shipping_templates" table
CREATE TABLE `shipping_templates` (`id` uuid NOT NULL, `name` json NOT NULL, `rates` json NOT NULL, `version` integer NOT NULL DEFAULT (1), `updated_by` text NOT NULL, `updated_at` datetime NOT NULL, PRIMARY KEY (`id`), CONSTRAINT `shipping_templates_version` CHECK (version > 0));
