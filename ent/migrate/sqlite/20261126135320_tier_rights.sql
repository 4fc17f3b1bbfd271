-- Disable the enforcement of foreign-keys constraints
PRAGMA foreign_keys = off;
-- Create "new_price_options" table
CREATE TABLE `new_price_options` (`id` uuid NOT NULL, `points` integer NOT NULL, `cash_minor` integer NULL, `cash_currency` text NULL, `requires_tier` text NULL, `sku_id` uuid NOT NULL, PRIMARY KEY (`id`), CONSTRAINT `price_options_tiers_tier` FOREIGN KEY (`requires_tier`) REFERENCES `tiers` (`id`) ON DELETE NO ACTION, CONSTRAINT `price_options_skus_prices` FOREIGN KEY (`sku_id`) REFERENCES `skus` (`id`) ON DELETE NO ACTION, CONSTRAINT `price_options_cash` CHECK (cash_minor is null or cash_minor > 0), CONSTRAINT `price_options_points` CHECK (points >= 0));
-- Copy rows from old table "price_options" to new temporary table "new_price_options"
INSERT INTO `new_price_options` (`id`, `points`, `cash_minor`, `cash_currency`, `sku_id`) SELECT `id`, `points`, `cash_minor`, `cash_currency`, `sku_id` FROM `price_options`;
-- Drop "price_options" table after copying rows
DROP TABLE `price_options`;
-- Rename temporary table "new_price_options" to "price_options"
ALTER TABLE `new_price_options` RENAME TO `price_options`;
-- Create index "priceoption_sku_id" to table: "price_options"
CREATE INDEX `priceoption_sku_id` ON `price_options` (`sku_id`);
-- Add column "available_from" to table: "products"
ALTER TABLE `products` ADD COLUMN `available_from` datetime NULL;
-- Enable back the enforcement of foreign-keys constraints
PRAGMA foreign_keys = on;
