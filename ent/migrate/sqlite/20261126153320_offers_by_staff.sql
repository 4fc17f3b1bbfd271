-- Add column "version" to table: "products"
ALTER TABLE `products` ADD COLUMN `version` integer NOT NULL DEFAULT 1;
-- Add column "version" to table: "skus"
ALTER TABLE `skus` ADD COLUMN `version` integer NOT NULL DEFAULT 1;
-- Add column "counted" to table: "stocks"
ALTER TABLE `stocks` ADD COLUMN `counted` bool NOT NULL DEFAULT false;
-- SKUs that have a limit are counted already
UPDATE `stocks` SET `counted` = true WHERE `sku_id` IN (SELECT `id` FROM `skus` WHERE `per_member` IS NOT NULL);
