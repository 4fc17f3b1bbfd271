-- Add column "version" to table: "categories"
ALTER TABLE `categories` ADD COLUMN `version` integer NOT NULL DEFAULT 1;
-- Drop column "folded_name" from table: "products": searches look in product_searches
ALTER TABLE `products` DROP COLUMN `folded_name`;
-- Add column "brand_id" to table: "products"
ALTER TABLE `products` ADD COLUMN `brand_id` uuid NULL;
-- Add column "specifications" to table: "products"
ALTER TABLE `products` ADD COLUMN `specifications` json NULL;
-- Add column "option_names" to table: "products"
ALTER TABLE `products` ADD COLUMN `option_names` json NULL;
-- Add column "shelf_from" to table: "products"
ALTER TABLE `products` ADD COLUMN `shelf_from` datetime NULL;
-- Add column "shelf_until" to table: "products"
ALTER TABLE `products` ADD COLUMN `shelf_until` datetime NULL;
-- Add column "archived_at" to table: "products"
ALTER TABLE `products` ADD COLUMN `archived_at` datetime NULL;
-- Add column "points_least" to table: "products"
ALTER TABLE `products` ADD COLUMN `points_least` integer NOT NULL DEFAULT 0;
-- Add column "redeemed" to table: "products"
ALTER TABLE `products` ADD COLUMN `redeemed` integer NOT NULL DEFAULT 0;
-- Create index "product_on_shelf_redeemed_id" to table: "products"
CREATE INDEX `product_on_shelf_redeemed_id` ON `products` (`on_shelf`, `redeemed`, `id`);
-- Create index "product_brand_id_id" to table: "products"
CREATE INDEX `product_brand_id_id` ON `products` (`brand_id`, `id`);
-- The fewest points in points alone of the products that are there
UPDATE `products` SET `points_least` = coalesce((SELECT min(`x`.`points`) FROM `price_options` `x` JOIN `skus` `k` ON `k`.`id` = `x`.`sku_id` WHERE `k`.`product_id` = `products`.`id` AND `x`.`cash_minor` IS NULL), 9007199254740991);
-- Add column "option_values" to table: "skus"
ALTER TABLE `skus` ADD COLUMN `option_values` json NULL;
-- Add column "archived_at" to table: "skus"
ALTER TABLE `skus` ADD COLUMN `archived_at` datetime NULL;
-- Create "pictures" table
CREATE TABLE `pictures` (`id` uuid NOT NULL, `hash` text NOT NULL, `width` integer NOT NULL, `height` integer NOT NULL, `widths` json NOT NULL, `state` text NOT NULL, `uploaded_by` text NOT NULL, `uploaded_at` datetime NOT NULL, `unused_since` datetime NULL, PRIMARY KEY (`id`), CONSTRAINT `pictures_size` CHECK (width > 0 and height > 0));
-- Create index "picture_hash" to table: "pictures"
CREATE INDEX `picture_hash` ON `pictures` (`hash`);
-- Create index "picture_unused_since" to table: "pictures"
CREATE INDEX `picture_unused_since` ON `pictures` (`unused_since`);
-- Create "picture_uses" table
CREATE TABLE `picture_uses` (`id` uuid NOT NULL, `picture_id` uuid NOT NULL, `product_id` uuid NOT NULL, PRIMARY KEY (`id`));
-- Create index "pictureuse_picture_id" to table: "picture_uses"
CREATE INDEX `pictureuse_picture_id` ON `picture_uses` (`picture_id`);
-- Create index "pictureuse_product_id_picture_id" to table: "picture_uses"
CREATE UNIQUE INDEX `pictureuse_product_id_picture_id` ON `picture_uses` (`product_id`, `picture_id`);
-- Create "product_brands" table
CREATE TABLE `product_brands` (`id` uuid NOT NULL, `slug` text NOT NULL, `name` json NOT NULL, `version` integer NOT NULL DEFAULT (1), PRIMARY KEY (`id`));
-- Create index "product_brands_slug_key" to table: "product_brands"
CREATE UNIQUE INDEX `product_brands_slug_key` ON `product_brands` (`slug`);
-- Create "product_searches" table
CREATE TABLE `product_searches` (`id` integer NOT NULL PRIMARY KEY AUTOINCREMENT, `product_id` uuid NOT NULL, `body` text NOT NULL, `codes` text NOT NULL);
-- Create index "product_searches_product_id_key" to table: "product_searches"
CREATE UNIQUE INDEX `product_searches_product_id_key` ON `product_searches` (`product_id`);
-- The tokens of product_searches, by its numbers; ent does not know this table
CREATE VIRTUAL TABLE `search_tokens` USING fts5(`tokens`, content='', contentless_delete=1, detail=none, tokenize='ascii');
