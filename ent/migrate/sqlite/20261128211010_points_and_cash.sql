-- Disable the enforcement of foreign-keys constraints
PRAGMA foreign_keys = off;
-- Create "new_orders" table
CREATE TABLE `new_orders` (`id` uuid NOT NULL, `member_id` uuid NOT NULL, `status` text NOT NULL, `points` integer NOT NULL, `cash_minor` integer NOT NULL, `cash_currency` text NOT NULL, `line_count` integer NOT NULL, `entry_id` uuid NULL, `idempotency_key` text NOT NULL, `fingerprint` text NOT NULL, `version` integer NOT NULL DEFAULT (1), `placed_at` datetime NOT NULL, `operation` text NOT NULL DEFAULT ('exchange'), `offset_points` integer NOT NULL DEFAULT (0), `offset_minor` integer NOT NULL DEFAULT (0), `quote_id` uuid NULL, `pay_until` datetime NULL, PRIMARY KEY (`id`), CONSTRAINT `orders_cash` CHECK (cash_minor >= 0), CONSTRAINT `orders_points` CHECK (points >= 0));
-- Copy rows from old table "orders" to new temporary table "new_orders"
INSERT INTO `new_orders` (`id`, `member_id`, `status`, `points`, `cash_minor`, `cash_currency`, `line_count`, `entry_id`, `idempotency_key`, `fingerprint`, `version`, `placed_at`) SELECT `id`, `member_id`, `status`, `points`, `cash_minor`, `cash_currency`, `line_count`, `entry_id`, `idempotency_key`, `fingerprint`, `version`, `placed_at` FROM `orders`;
-- Drop "orders" table after copying rows
DROP TABLE `orders`;
-- Rename temporary table "new_orders" to "orders"
ALTER TABLE `new_orders` RENAME TO `orders`;
-- Create index "orders_moved_on" to table: "orders"
CREATE INDEX `orders_moved_on` ON `orders` (`status`, `id`) WHERE version > 1;
-- Create index "order_member_id_id" to table: "orders"
CREATE INDEX `order_member_id_id` ON `orders` (`member_id`, `id`);
-- Create index "order_member_id_idempotency_key_operation" to table: "orders"
CREATE UNIQUE INDEX `order_member_id_idempotency_key_operation` ON `orders` (`member_id`, `idempotency_key`, `operation`);
-- Create index "order_quote_id" to table: "orders"
CREATE UNIQUE INDEX `order_quote_id` ON `orders` (`quote_id`) WHERE quote_id IS NOT NULL;
-- Create index "orders_unpaid" to table: "orders"
CREATE INDEX `orders_unpaid` ON `orders` (`pay_until`) WHERE pay_until IS NOT NULL;
-- Create "new_order_lines" table
CREATE TABLE `new_order_lines` (`id` uuid NOT NULL, `order_id` uuid NOT NULL, `sku_id` uuid NOT NULL, `quantity` integer NOT NULL, `points` integer NOT NULL, `cash_minor` integer NOT NULL, `price_option_id` uuid NULL, `offset_points` integer NOT NULL DEFAULT (0), `offset_minor` integer NOT NULL DEFAULT (0), PRIMARY KEY (`id`), CONSTRAINT `order_lines_points` CHECK (points >= 0), CONSTRAINT `order_lines_quantity` CHECK (quantity > 0));
-- Copy rows from old table "order_lines" to new temporary table "new_order_lines"
INSERT INTO `new_order_lines` (`id`, `order_id`, `sku_id`, `quantity`, `points`, `cash_minor`) SELECT `id`, `order_id`, `sku_id`, `quantity`, `points`, `cash_minor` FROM `order_lines`;
-- Drop "order_lines" table after copying rows
DROP TABLE `order_lines`;
-- Rename temporary table "new_order_lines" to "order_lines"
ALTER TABLE `new_order_lines` RENAME TO `order_lines`;
-- Create "new_skus" table
CREATE TABLE `new_skus` (`id` uuid NOT NULL, `code` text NOT NULL, `name` json NOT NULL, `minimum_balance` integer NOT NULL DEFAULT (0), `per_member` integer NULL, `version` integer NOT NULL DEFAULT (1), `offset_percent` integer NOT NULL DEFAULT (0), `product_id` uuid NOT NULL, `requires_tier` text NULL, PRIMARY KEY (`id`), CONSTRAINT `skus_products_skus` FOREIGN KEY (`product_id`) REFERENCES `products` (`id`) ON DELETE NO ACTION, CONSTRAINT `skus_tiers_tier` FOREIGN KEY (`requires_tier`) REFERENCES `tiers` (`id`) ON DELETE SET NULL, CONSTRAINT `skus_minimum_balance` CHECK (minimum_balance >= 0), CONSTRAINT `skus_per_member` CHECK (per_member is null or per_member > 0));
-- Copy rows from old table "skus" to new temporary table "new_skus"
INSERT INTO `new_skus` (`id`, `code`, `name`, `minimum_balance`, `per_member`, `version`, `product_id`, `requires_tier`) SELECT `id`, `code`, `name`, `minimum_balance`, `per_member`, `version`, `product_id`, `requires_tier` FROM `skus`;
-- Drop "skus" table after copying rows
DROP TABLE `skus`;
-- Rename temporary table "new_skus" to "skus"
ALTER TABLE `new_skus` RENAME TO `skus`;
-- Create index "skus_code_key" to table: "skus"
CREATE UNIQUE INDEX `skus_code_key` ON `skus` (`code`);
-- Create index "sku_product_id" to table: "skus"
CREATE INDEX `sku_product_id` ON `skus` (`product_id`);
-- Create "new_holds" table
CREATE TABLE `new_holds` (`id` uuid NOT NULL, `account_id` uuid NOT NULL, `member_id` uuid NOT NULL, `currency` text NOT NULL, `points` integer NOT NULL, `captured` integer NOT NULL DEFAULT (0), `status` text NOT NULL, `open` bool NOT NULL DEFAULT (true), `allocations` json NOT NULL, `reason` json NOT NULL, `actor` text NOT NULL, `held_at` datetime NOT NULL, `expires_at` datetime NOT NULL, `ended_at` datetime NULL, `order_id` uuid NULL, PRIMARY KEY (`id`), CONSTRAINT `holds_captured` CHECK (captured >= 0 and captured <= points), CONSTRAINT `holds_open` CHECK (open = (status = 'HELD')), CONSTRAINT `holds_points` CHECK (points > 0));
-- Copy rows from old table "holds" to new temporary table "new_holds"
INSERT INTO `new_holds` (`id`, `account_id`, `member_id`, `currency`, `points`, `captured`, `status`, `open`, `allocations`, `reason`, `actor`, `held_at`, `expires_at`, `ended_at`) SELECT `id`, `account_id`, `member_id`, `currency`, `points`, `captured`, `status`, `open`, `allocations`, `reason`, `actor`, `held_at`, `expires_at`, `ended_at` FROM `holds`;
-- Drop "holds" table after copying rows
DROP TABLE `holds`;
-- Rename temporary table "new_holds" to "holds"
ALTER TABLE `new_holds` RENAME TO `holds`;
-- Create index "hold_account_id_id" to table: "holds"
CREATE INDEX `hold_account_id_id` ON `holds` (`account_id`, `id`);
-- Create index "hold_order_id" to table: "holds"
CREATE UNIQUE INDEX `hold_order_id` ON `holds` (`order_id`) WHERE order_id IS NOT NULL;
-- Create index "holds_due" to table: "holds"
CREATE INDEX `holds_due` ON `holds` (`expires_at`) WHERE open;
-- Create "payments" table
CREATE TABLE `payments` (`id` uuid NOT NULL, `order_id` uuid NOT NULL, `attempt` integer NOT NULL, `method` text NOT NULL, `amount_minor` integer NOT NULL, `currency` text NOT NULL, `status` text NOT NULL, `event_count` integer NOT NULL DEFAULT (1), `expires_at` datetime NOT NULL, `requested_at` datetime NOT NULL, `refund_due` datetime NULL, PRIMARY KEY (`id`), CONSTRAINT `payments_amount` CHECK (amount_minor > 0), CONSTRAINT `payments_attempt` CHECK (attempt > 0));
-- Create index "payment_order_id_attempt" to table: "payments"
CREATE UNIQUE INDEX `payment_order_id_attempt` ON `payments` (`order_id`, `attempt`);
-- Create index "payments_refund_due" to table: "payments"
CREATE INDEX `payments_refund_due` ON `payments` (`refund_due`) WHERE refund_due IS NOT NULL;
-- Create "payment_events" table
CREATE TABLE `payment_events` (`id` uuid NOT NULL, `payment_id` uuid NOT NULL, `number` integer NOT NULL, `kind` text NOT NULL, `amount_minor` integer NOT NULL DEFAULT (0), `note` text NOT NULL DEFAULT (''), `happened_at` datetime NOT NULL, PRIMARY KEY (`id`), CONSTRAINT `payment_events_amount` CHECK (amount_minor >= 0));
-- Create index "paymentevent_payment_id_number" to table: "payment_events"
CREATE UNIQUE INDEX `paymentevent_payment_id_number` ON `payment_events` (`payment_id`, `number`);
-- Goods are sorted by the lowest price that asks points; those that only money buys come last.
UPDATE products SET points_from = coalesce((SELECT min(o.points) FROM price_options o JOIN skus k ON k.id = o.sku_id WHERE k.product_id = products.id AND o.requires_tier IS NULL AND o.points > 0), (SELECT min(o.points) FROM price_options o JOIN skus k ON k.id = o.sku_id WHERE k.product_id = products.id AND o.points > 0), 9007199254740991) WHERE points_from = 0;
-- Enable back the enforcement of foreign-keys constraints
PRAGMA foreign_keys = on;
