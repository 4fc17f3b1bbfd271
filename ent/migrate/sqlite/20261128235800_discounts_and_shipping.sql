-- Add columns to table: "orders"
ALTER TABLE `orders` ADD COLUMN `discount_minor` integer NOT NULL DEFAULT 0;
ALTER TABLE `orders` ADD COLUMN `shipping_minor` integer NOT NULL DEFAULT 0;
ALTER TABLE `orders` ADD COLUMN `terms` text NULL;
-- Add column "discount_minor" to table: "order_lines"
ALTER TABLE `order_lines` ADD COLUMN `discount_minor` integer NOT NULL DEFAULT 0;
