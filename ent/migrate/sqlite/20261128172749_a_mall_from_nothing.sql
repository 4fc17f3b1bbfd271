-- Add column "folded" to table: "members"; `pointsmall migrate` fills it, because SQL folds ASCII alone.
ALTER TABLE `members` ADD COLUMN `folded` text NOT NULL DEFAULT '';
-- Create index "members_not_folded" to table: "members"
CREATE INDEX `members_not_folded` ON `members` (`id`) WHERE length(folded) = 0;
-- Create index "orders_moved_on" to table: "orders"
CREATE INDEX `orders_moved_on` ON `orders` (`status`, `id`) WHERE version > 1;
-- Add column "disabled_at" to table: "staff"
ALTER TABLE `staff` ADD COLUMN `disabled_at` datetime NULL;
-- Create "stock_movements" table
CREATE TABLE `stock_movements` (`id` uuid NOT NULL, `sku_id` uuid NOT NULL, `kind` text NOT NULL, `delta` integer NOT NULL, `reason` text NULL, `actor` text NOT NULL, `moved_at` datetime NOT NULL, PRIMARY KEY (`id`), CONSTRAINT `stock_movements_delta` CHECK (delta <> 0));
-- Create index "stockmovement_sku_id_id" to table: "stock_movements"
CREATE INDEX `stockmovement_sku_id_id` ON `stock_movements` (`sku_id`, `id`);
-- What came into the stock of every SKU so far is its opening movement, which has the SKU's id
INSERT INTO `stock_movements` (`id`, `sku_id`, `kind`, `delta`, `actor`, `moved_at`)
SELECT `sku_id`, `sku_id`, 'OPENING', `received`, 'system', strftime('%Y-%m-%d %H:%M:%S', 'now') || '+00:00' FROM `stocks` WHERE `received` <> 0;
