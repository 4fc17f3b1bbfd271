-- Create "api_keys" table
CREATE TABLE `api_keys` (`id` uuid NOT NULL, `hash` blob NOT NULL, `label` text NOT NULL, `grants` json NOT NULL, `created_at` datetime NOT NULL, `revoked_at` datetime NULL, `partner_id` uuid NOT NULL, PRIMARY KEY (`id`), CONSTRAINT `api_keys_partners_keys` FOREIGN KEY (`partner_id`) REFERENCES `partners` (`id`) ON DELETE NO ACTION);
-- Create index "api_keys_hash_key" to table: "api_keys"
CREATE UNIQUE INDEX `api_keys_hash_key` ON `api_keys` (`hash`);
-- Create "accounts" table
CREATE TABLE `accounts` (`id` uuid NOT NULL, `owner` text NOT NULL, `member_id` uuid NULL, `partner_id` uuid NULL, `currency` text NOT NULL DEFAULT ('POINTS'), `balance` integer NOT NULL DEFAULT (0), `held` integer NOT NULL DEFAULT (0), `debt` integer NOT NULL DEFAULT (0), `lifetime_earned` integer NOT NULL DEFAULT (0), `last_seq` integer NOT NULL DEFAULT (0), PRIMARY KEY (`id`), CONSTRAINT `accounts_balance` CHECK (balance + debt >= 0), CONSTRAINT `accounts_debt` CHECK (debt >= 0), CONSTRAINT `accounts_held` CHECK (held >= 0), CONSTRAINT `accounts_lifetime_earned` CHECK (lifetime_earned >= 0));
-- Create index "account_member_id_currency" to table: "accounts"
CREATE UNIQUE INDEX `account_member_id_currency` ON `accounts` (`member_id`, `currency`);
-- Create index "account_partner_id_currency" to table: "accounts"
CREATE UNIQUE INDEX `account_partner_id_currency` ON `accounts` (`partner_id`, `currency`);
-- Create "categories" table
CREATE TABLE `categories` (`id` uuid NOT NULL, `slug` text NOT NULL, `name` json NOT NULL, `position` integer NOT NULL DEFAULT (0), `parent_id` uuid NULL, PRIMARY KEY (`id`), CONSTRAINT `categories_categories_children` FOREIGN KEY (`parent_id`) REFERENCES `categories` (`id`) ON DELETE SET NULL);
-- Create index "categories_slug_key" to table: "categories"
CREATE UNIQUE INDEX `categories_slug_key` ON `categories` (`slug`);
-- Create "earning_ratios" table
CREATE TABLE `earning_ratios` (`id` text NOT NULL, `amount_minor` integer NOT NULL, `points` integer NOT NULL, PRIMARY KEY (`id`), CONSTRAINT `earning_ratios_positive` CHECK (amount_minor > 0 and points > 0));
-- Create "entries" table
CREATE TABLE `entries` (`id` uuid NOT NULL, `journal_id` uuid NOT NULL, `account_id` uuid NOT NULL, `currency` text NOT NULL, `seq` integer NULL, `kind` text NOT NULL, `delta` integer NOT NULL, `balance_after` integer NULL, `allocations` json NULL, `order_id` uuid NULL, `purchase_id` uuid NULL, `reason` json NULL, `occurred_at` datetime NOT NULL, PRIMARY KEY (`id`));
-- Create index "entry_account_id_seq" to table: "entries"
CREATE UNIQUE INDEX `entry_account_id_seq` ON `entries` (`account_id`, `seq`);
-- Create "idempotency_records" table
CREATE TABLE `idempotency_records` (`id` uuid NOT NULL, `actor` text NOT NULL, `operation` text NOT NULL, `idempotency_key` text NOT NULL, `fingerprint` text NOT NULL, `result` text NOT NULL, `created_at` datetime NOT NULL, PRIMARY KEY (`id`));
-- Create index "idempotencyrecord_actor_operation_idempotency_key" to table: "idempotency_records"
CREATE UNIQUE INDEX `idempotencyrecord_actor_operation_idempotency_key` ON `idempotency_records` (`actor`, `operation`, `idempotency_key`);
-- Create "journals" table
CREATE TABLE `journals` (`id` uuid NOT NULL, `recorded_at` datetime NOT NULL, PRIMARY KEY (`id`));
-- Create "lots" table
CREATE TABLE `lots` (`id` uuid NOT NULL, `account_id` uuid NOT NULL, `granted` integer NOT NULL, `remaining` integer NOT NULL, `held` integer NOT NULL DEFAULT (0), `open` bool NOT NULL DEFAULT (true), `earned_at` datetime NOT NULL, `usable_from` datetime NOT NULL, `expires_at` datetime NULL, PRIMARY KEY (`id`), CONSTRAINT `lots_held` CHECK (held >= 0 and held <= remaining), CONSTRAINT `lots_open` CHECK (open = (remaining > 0)), CONSTRAINT `lots_remaining` CHECK (remaining >= 0 and remaining <= granted));
-- Create index "lot_account_id_open_expires_at" to table: "lots"
CREATE INDEX `lot_account_id_open_expires_at` ON `lots` (`account_id`, `open`, `expires_at`);
-- Create "members" table
CREATE TABLE `members` (`id` uuid NOT NULL, `external_ref` text NULL, `login` text NULL, `password_hash` text NULL, `display_name` text NOT NULL, `created_at` datetime NOT NULL, `tier_id` text NOT NULL DEFAULT ('normal'), PRIMARY KEY (`id`), CONSTRAINT `members_tiers_tier` FOREIGN KEY (`tier_id`) REFERENCES `tiers` (`id`) ON DELETE NO ACTION);
-- Create index "members_external_ref_key" to table: "members"
CREATE UNIQUE INDEX `members_external_ref_key` ON `members` (`external_ref`);
-- Create index "members_login_key" to table: "members"
CREATE UNIQUE INDEX `members_login_key` ON `members` (`login`);
-- Create "orders" table
CREATE TABLE `orders` (`id` uuid NOT NULL, `member_id` uuid NOT NULL, `status` text NOT NULL, `points` integer NOT NULL, `cash_minor` integer NOT NULL, `cash_currency` text NOT NULL, `line_count` integer NOT NULL, `entry_id` uuid NULL, `idempotency_key` text NOT NULL, `fingerprint` text NOT NULL, `version` integer NOT NULL DEFAULT (1), `placed_at` datetime NOT NULL, PRIMARY KEY (`id`), CONSTRAINT `orders_cash` CHECK (cash_minor >= 0), CONSTRAINT `orders_points` CHECK (points >= 0));
-- Create index "order_member_id_id" to table: "orders"
CREATE INDEX `order_member_id_id` ON `orders` (`member_id`, `id`);
-- Create index "order_member_id_idempotency_key" to table: "orders"
CREATE UNIQUE INDEX `order_member_id_idempotency_key` ON `orders` (`member_id`, `idempotency_key`);
-- Create "order_changes" table
CREATE TABLE `order_changes` (`id` uuid NOT NULL, `order_id` uuid NOT NULL, `version` integer NOT NULL, `status` text NOT NULL, `note` text NULL, `actor` text NOT NULL, `changed_at` datetime NOT NULL, PRIMARY KEY (`id`));
-- Create index "orderchange_order_id_version" to table: "order_changes"
CREATE UNIQUE INDEX `orderchange_order_id_version` ON `order_changes` (`order_id`, `version`);
-- Create "order_lines" table
CREATE TABLE `order_lines` (`id` uuid NOT NULL, `order_id` uuid NOT NULL, `sku_id` uuid NOT NULL, `quantity` integer NOT NULL, `points` integer NOT NULL, `cash_minor` integer NOT NULL, PRIMARY KEY (`id`), CONSTRAINT `order_lines_points` CHECK (points >= 0), CONSTRAINT `order_lines_quantity` CHECK (quantity > 0));
-- Create "outbox" table
CREATE TABLE `outbox` (`id` uuid NOT NULL, `events` json NOT NULL, PRIMARY KEY (`id`));
-- Create "partners" table
CREATE TABLE `partners` (`id` uuid NOT NULL, `name` text NOT NULL, `grants` json NOT NULL, `created_at` datetime NOT NULL, PRIMARY KEY (`id`));
-- Create index "partners_name_key" to table: "partners"
CREATE UNIQUE INDEX `partners_name_key` ON `partners` (`name`);
-- Create "price_options" table
CREATE TABLE `price_options` (`id` uuid NOT NULL, `points` integer NOT NULL, `cash_minor` integer NULL, `cash_currency` text NULL, `sku_id` uuid NOT NULL, PRIMARY KEY (`id`), CONSTRAINT `price_options_skus_prices` FOREIGN KEY (`sku_id`) REFERENCES `skus` (`id`) ON DELETE NO ACTION, CONSTRAINT `price_options_cash` CHECK (cash_minor is null or cash_minor > 0), CONSTRAINT `price_options_points` CHECK (points >= 0));
-- Create index "priceoption_sku_id" to table: "price_options"
CREATE INDEX `priceoption_sku_id` ON `price_options` (`sku_id`);
-- Create "products" table
CREATE TABLE `products` (`id` uuid NOT NULL, `slug` text NOT NULL, `name` json NOT NULL, `description` json NOT NULL, `kind` text NOT NULL, `images` json NOT NULL, `on_shelf` bool NOT NULL DEFAULT (true), `points_from` integer NOT NULL DEFAULT (0), `created_at` datetime NOT NULL, `category_id` uuid NULL, PRIMARY KEY (`id`), CONSTRAINT `products_categories_products` FOREIGN KEY (`category_id`) REFERENCES `categories` (`id`) ON DELETE SET NULL);
-- Create index "products_slug_key" to table: "products"
CREATE UNIQUE INDEX `products_slug_key` ON `products` (`slug`);
-- Create index "product_on_shelf_id" to table: "products"
CREATE INDEX `product_on_shelf_id` ON `products` (`on_shelf`, `id`);
-- Create index "product_on_shelf_points_from_id" to table: "products"
CREATE INDEX `product_on_shelf_points_from_id` ON `products` (`on_shelf`, `points_from`, `id`);
-- Create index "product_category_id_id" to table: "products"
CREATE INDEX `product_category_id_id` ON `products` (`category_id`, `id`);
-- Create "purchases" table
CREATE TABLE `purchases` (`id` uuid NOT NULL, `source` text NOT NULL, `external_ref` text NOT NULL, `member_id` uuid NOT NULL, `total_minor` integer NOT NULL, `currency` text NOT NULL, `lines` json NOT NULL, `points` integer NOT NULL, `entry_id` uuid NULL, `fingerprint` text NOT NULL, `occurred_at` datetime NOT NULL, `recorded_at` datetime NOT NULL, PRIMARY KEY (`id`), CONSTRAINT `purchases_points` CHECK (points >= 0), CONSTRAINT `purchases_total` CHECK (total_minor >= 0));
-- Create index "purchase_source_external_ref" to table: "purchases"
CREATE UNIQUE INDEX `purchase_source_external_ref` ON `purchases` (`source`, `external_ref`);
-- Create "redemptions" table
CREATE TABLE `redemptions` (`id` integer NOT NULL PRIMARY KEY AUTOINCREMENT, `member_id` uuid NOT NULL, `sku_id` uuid NOT NULL, `quantity` integer NOT NULL, CONSTRAINT `redemptions_quantity` CHECK (quantity >= 0));
-- Create index "redemption_member_id_sku_id" to table: "redemptions"
CREATE UNIQUE INDEX `redemption_member_id_sku_id` ON `redemptions` (`member_id`, `sku_id`);
-- Create "sessions" table
CREATE TABLE `sessions` (`id` uuid NOT NULL, `member_id` uuid NULL, `staff_id` uuid NULL, `token_hash` blob NOT NULL, `created_at` datetime NOT NULL, `expires_at` datetime NOT NULL, `ended_at` datetime NULL, PRIMARY KEY (`id`));
-- Create index "session_member_id" to table: "sessions"
CREATE INDEX `session_member_id` ON `sessions` (`member_id`);
-- Create index "session_staff_id" to table: "sessions"
CREATE INDEX `session_staff_id` ON `sessions` (`staff_id`);
-- Create "settings" table
CREATE TABLE `settings` (`id` text NOT NULL, `value` text NOT NULL, PRIMARY KEY (`id`));
-- Create "signing_keys" table
CREATE TABLE `signing_keys` (`id` uuid NOT NULL, `secret` blob NOT NULL, `created_at` datetime NOT NULL, `retired_at` datetime NULL, PRIMARY KEY (`id`));
-- Create "skus" table
CREATE TABLE `skus` (`id` uuid NOT NULL, `code` text NOT NULL, `name` json NOT NULL, `minimum_balance` integer NOT NULL DEFAULT (0), `per_member` integer NULL, `product_id` uuid NOT NULL, `requires_tier` text NULL, PRIMARY KEY (`id`), CONSTRAINT `skus_products_skus` FOREIGN KEY (`product_id`) REFERENCES `products` (`id`) ON DELETE NO ACTION, CONSTRAINT `skus_tiers_tier` FOREIGN KEY (`requires_tier`) REFERENCES `tiers` (`id`) ON DELETE SET NULL, CONSTRAINT `skus_minimum_balance` CHECK (minimum_balance >= 0), CONSTRAINT `skus_per_member` CHECK (per_member is null or per_member > 0));
-- Create index "skus_code_key" to table: "skus"
CREATE UNIQUE INDEX `skus_code_key` ON `skus` (`code`);
-- Create index "sku_product_id" to table: "skus"
CREATE INDEX `sku_product_id` ON `skus` (`product_id`);
-- Create "staff" table
CREATE TABLE `staff` (`id` uuid NOT NULL, `name` text NOT NULL, `login` text NOT NULL, `password_hash` text NOT NULL, `grants` json NOT NULL, `created_at` datetime NOT NULL, PRIMARY KEY (`id`));
-- Create index "staff_name_key" to table: "staff"
CREATE UNIQUE INDEX `staff_name_key` ON `staff` (`name`);
-- Create index "staff_login_key" to table: "staff"
CREATE UNIQUE INDEX `staff_login_key` ON `staff` (`login`);
-- Create "stocks" table
CREATE TABLE `stocks` (`sku_id` uuid NOT NULL, `on_hand` integer NOT NULL, `reserved` integer NOT NULL DEFAULT (0), `received` integer NOT NULL, PRIMARY KEY (`sku_id`), CONSTRAINT `stocks_on_hand` CHECK (on_hand >= 0), CONSTRAINT `stocks_reserved` CHECK (reserved >= 0 and reserved <= on_hand));
-- Create "tiers" table
CREATE TABLE `tiers` (`id` text NOT NULL, `name` json NOT NULL, `rank` integer NOT NULL, PRIMARY KEY (`id`));
-- Create index "tiers_rank_key" to table: "tiers"
CREATE UNIQUE INDEX `tiers_rank_key` ON `tiers` (`rank`);
