-- Create "outbox" table
CREATE TABLE "outbox" ("id" uuid NOT NULL, "events" jsonb NOT NULL, PRIMARY KEY ("id"));
-- Create "settings" table
CREATE TABLE "settings" ("id" character varying NOT NULL, "value" character varying NOT NULL, PRIMARY KEY ("id"));
-- Create "stocks" table
CREATE TABLE "stocks" ("sku_id" uuid NOT NULL, "on_hand" bigint NOT NULL, "reserved" bigint NOT NULL DEFAULT 0, "received" bigint NOT NULL, PRIMARY KEY ("sku_id"), CONSTRAINT "stocks_on_hand" CHECK (on_hand >= 0), CONSTRAINT "stocks_reserved" CHECK ((reserved >= 0) AND (reserved <= on_hand)));
-- Create "earning_ratios" table
CREATE TABLE "earning_ratios" ("id" character varying NOT NULL, "amount_minor" bigint NOT NULL, "points" bigint NOT NULL, PRIMARY KEY ("id"), CONSTRAINT "earning_ratios_positive" CHECK ((amount_minor > 0) AND (points > 0)));
-- Create "entries" table
CREATE TABLE "entries" ("id" uuid NOT NULL, "journal_id" uuid NOT NULL, "account_id" uuid NOT NULL, "currency" character varying NOT NULL, "seq" bigint NULL, "kind" character varying NOT NULL, "delta" bigint NOT NULL, "balance_after" bigint NULL, "allocations" jsonb NULL, "order_id" uuid NULL, "purchase_id" uuid NULL, "reason" jsonb NULL, "occurred_at" timestamptz NOT NULL, PRIMARY KEY ("id"));
-- Create index "entry_account_id_seq" to table: "entries"
CREATE UNIQUE INDEX "entry_account_id_seq" ON "entries" ("account_id", "seq");
-- Create "idempotency_records" table
CREATE TABLE "idempotency_records" ("id" uuid NOT NULL, "actor" character varying NOT NULL, "operation" character varying NOT NULL, "idempotency_key" character varying NOT NULL, "fingerprint" character varying NOT NULL, "result" character varying NOT NULL, "created_at" timestamptz NOT NULL, PRIMARY KEY ("id"));
-- Create index "idempotencyrecord_actor_operation_idempotency_key" to table: "idempotency_records"
CREATE UNIQUE INDEX "idempotencyrecord_actor_operation_idempotency_key" ON "idempotency_records" ("actor", "operation", "idempotency_key");
-- Create "journals" table
CREATE TABLE "journals" ("id" uuid NOT NULL, "recorded_at" timestamptz NOT NULL, PRIMARY KEY ("id"));
-- Create "lots" table
CREATE TABLE "lots" ("id" uuid NOT NULL, "account_id" uuid NOT NULL, "granted" bigint NOT NULL, "remaining" bigint NOT NULL, "held" bigint NOT NULL DEFAULT 0, "open" boolean NOT NULL DEFAULT true, "earned_at" timestamptz NOT NULL, "usable_from" timestamptz NOT NULL, "expires_at" timestamptz NULL, PRIMARY KEY ("id"), CONSTRAINT "lots_held" CHECK ((held >= 0) AND (held <= remaining)), CONSTRAINT "lots_open" CHECK (open = (remaining > 0)), CONSTRAINT "lots_remaining" CHECK ((remaining >= 0) AND (remaining <= granted)));
-- Create index "lot_account_id_open_expires_at" to table: "lots"
CREATE INDEX "lot_account_id_open_expires_at" ON "lots" ("account_id", "open", "expires_at");
-- Create "staff" table
CREATE TABLE "staff" ("id" uuid NOT NULL, "name" character varying NOT NULL, "login" character varying NOT NULL, "password_hash" character varying NOT NULL, "grants" jsonb NOT NULL, "created_at" timestamptz NOT NULL, PRIMARY KEY ("id"));
-- Create index "staff_login_key" to table: "staff"
CREATE UNIQUE INDEX "staff_login_key" ON "staff" ("login");
-- Create index "staff_name_key" to table: "staff"
CREATE UNIQUE INDEX "staff_name_key" ON "staff" ("name");
-- Create "orders" table
CREATE TABLE "orders" ("id" uuid NOT NULL, "member_id" uuid NOT NULL, "status" character varying NOT NULL, "points" bigint NOT NULL, "cash_minor" bigint NOT NULL, "cash_currency" character varying NOT NULL, "line_count" bigint NOT NULL, "entry_id" uuid NULL, "idempotency_key" character varying NOT NULL, "fingerprint" character varying NOT NULL, "version" bigint NOT NULL DEFAULT 1, "placed_at" timestamptz NOT NULL, PRIMARY KEY ("id"), CONSTRAINT "orders_cash" CHECK (cash_minor >= 0), CONSTRAINT "orders_points" CHECK (points >= 0));
-- Create index "order_member_id_id" to table: "orders"
CREATE INDEX "order_member_id_id" ON "orders" ("member_id", "id");
-- Create index "order_member_id_idempotency_key" to table: "orders"
CREATE UNIQUE INDEX "order_member_id_idempotency_key" ON "orders" ("member_id", "idempotency_key");
-- Create "order_changes" table
CREATE TABLE "order_changes" ("id" uuid NOT NULL, "order_id" uuid NOT NULL, "version" bigint NOT NULL, "status" character varying NOT NULL, "note" character varying NULL, "actor" character varying NOT NULL, "changed_at" timestamptz NOT NULL, PRIMARY KEY ("id"));
-- Create index "orderchange_order_id_version" to table: "order_changes"
CREATE UNIQUE INDEX "orderchange_order_id_version" ON "order_changes" ("order_id", "version");
-- Create "order_lines" table
CREATE TABLE "order_lines" ("id" uuid NOT NULL, "order_id" uuid NOT NULL, "sku_id" uuid NOT NULL, "quantity" bigint NOT NULL, "points" bigint NOT NULL, "cash_minor" bigint NOT NULL, PRIMARY KEY ("id"), CONSTRAINT "order_lines_points" CHECK (points >= 0), CONSTRAINT "order_lines_quantity" CHECK (quantity > 0));
-- Create "accounts" table
CREATE TABLE "accounts" ("id" uuid NOT NULL, "owner" character varying NOT NULL, "member_id" uuid NULL, "partner_id" uuid NULL, "currency" character varying NOT NULL DEFAULT 'POINTS', "balance" bigint NOT NULL DEFAULT 0, "held" bigint NOT NULL DEFAULT 0, "debt" bigint NOT NULL DEFAULT 0, "lifetime_earned" bigint NOT NULL DEFAULT 0, "last_seq" bigint NOT NULL DEFAULT 0, PRIMARY KEY ("id"), CONSTRAINT "accounts_balance" CHECK ((balance + debt) >= 0), CONSTRAINT "accounts_debt" CHECK (debt >= 0), CONSTRAINT "accounts_held" CHECK (held >= 0), CONSTRAINT "accounts_lifetime_earned" CHECK (lifetime_earned >= 0));
-- Create index "account_member_id_currency" to table: "accounts"
CREATE UNIQUE INDEX "account_member_id_currency" ON "accounts" ("member_id", "currency");
-- Create index "account_partner_id_currency" to table: "accounts"
CREATE UNIQUE INDEX "account_partner_id_currency" ON "accounts" ("partner_id", "currency");
-- Create "partners" table
CREATE TABLE "partners" ("id" uuid NOT NULL, "name" character varying NOT NULL, "grants" jsonb NOT NULL, "created_at" timestamptz NOT NULL, PRIMARY KEY ("id"));
-- Create index "partners_name_key" to table: "partners"
CREATE UNIQUE INDEX "partners_name_key" ON "partners" ("name");
-- Create "signing_keys" table
CREATE TABLE "signing_keys" ("id" uuid NOT NULL, "secret" bytea NOT NULL, "created_at" timestamptz NOT NULL, "retired_at" timestamptz NULL, PRIMARY KEY ("id"));
-- Create "sessions" table
CREATE TABLE "sessions" ("id" uuid NOT NULL, "member_id" uuid NULL, "staff_id" uuid NULL, "token_hash" bytea NOT NULL, "created_at" timestamptz NOT NULL, "expires_at" timestamptz NOT NULL, "ended_at" timestamptz NULL, PRIMARY KEY ("id"));
-- Create index "session_member_id" to table: "sessions"
CREATE INDEX "session_member_id" ON "sessions" ("member_id");
-- Create index "session_staff_id" to table: "sessions"
CREATE INDEX "session_staff_id" ON "sessions" ("staff_id");
-- Create "purchases" table
CREATE TABLE "purchases" ("id" uuid NOT NULL, "source" character varying NOT NULL, "external_ref" character varying NOT NULL, "member_id" uuid NOT NULL, "total_minor" bigint NOT NULL, "currency" character varying NOT NULL, "lines" jsonb NOT NULL, "points" bigint NOT NULL, "entry_id" uuid NULL, "fingerprint" character varying NOT NULL, "occurred_at" timestamptz NOT NULL, "recorded_at" timestamptz NOT NULL, PRIMARY KEY ("id"), CONSTRAINT "purchases_points" CHECK (points >= 0), CONSTRAINT "purchases_total" CHECK (total_minor >= 0));
-- Create index "purchase_source_external_ref" to table: "purchases"
CREATE UNIQUE INDEX "purchase_source_external_ref" ON "purchases" ("source", "external_ref");
-- Create "redemptions" table
CREATE TABLE "redemptions" ("id" bigint NOT NULL GENERATED BY DEFAULT AS IDENTITY, "member_id" uuid NOT NULL, "sku_id" uuid NOT NULL, "quantity" bigint NOT NULL, PRIMARY KEY ("id"), CONSTRAINT "redemptions_quantity" CHECK (quantity >= 0));
-- Create index "redemption_member_id_sku_id" to table: "redemptions"
CREATE UNIQUE INDEX "redemption_member_id_sku_id" ON "redemptions" ("member_id", "sku_id");
-- Create "api_keys" table
CREATE TABLE "api_keys" ("id" uuid NOT NULL, "hash" bytea NOT NULL, "label" character varying NOT NULL, "grants" jsonb NOT NULL, "created_at" timestamptz NOT NULL, "revoked_at" timestamptz NULL, "partner_id" uuid NOT NULL, PRIMARY KEY ("id"), CONSTRAINT "api_keys_partners_keys" FOREIGN KEY ("partner_id") REFERENCES "partners" ("id") ON UPDATE NO ACTION ON DELETE NO ACTION);
-- Create index "api_keys_hash_key" to table: "api_keys"
CREATE UNIQUE INDEX "api_keys_hash_key" ON "api_keys" ("hash");
-- Create "tiers" table
CREATE TABLE "tiers" ("id" character varying NOT NULL, "name" jsonb NOT NULL, "rank" bigint NOT NULL, PRIMARY KEY ("id"));
-- Create index "tiers_rank_key" to table: "tiers"
CREATE UNIQUE INDEX "tiers_rank_key" ON "tiers" ("rank");
-- Create "members" table
CREATE TABLE "members" ("id" uuid NOT NULL, "external_ref" character varying NULL, "login" character varying NULL, "password_hash" character varying NULL, "display_name" character varying NOT NULL, "created_at" timestamptz NOT NULL, "tier_id" character varying NOT NULL DEFAULT 'normal', PRIMARY KEY ("id"), CONSTRAINT "members_tiers_tier" FOREIGN KEY ("tier_id") REFERENCES "tiers" ("id") ON UPDATE NO ACTION ON DELETE NO ACTION);
-- Create index "members_external_ref_key" to table: "members"
CREATE UNIQUE INDEX "members_external_ref_key" ON "members" ("external_ref");
-- Create index "members_login_key" to table: "members"
CREATE UNIQUE INDEX "members_login_key" ON "members" ("login");
-- Create "categories" table
CREATE TABLE "categories" ("id" uuid NOT NULL, "slug" character varying NOT NULL, "name" jsonb NOT NULL, "position" bigint NOT NULL DEFAULT 0, "parent_id" uuid NULL, PRIMARY KEY ("id"), CONSTRAINT "categories_categories_children" FOREIGN KEY ("parent_id") REFERENCES "categories" ("id") ON UPDATE NO ACTION ON DELETE SET NULL);
-- Create index "categories_slug_key" to table: "categories"
CREATE UNIQUE INDEX "categories_slug_key" ON "categories" ("slug");
-- Create "products" table
CREATE TABLE "products" ("id" uuid NOT NULL, "slug" character varying NOT NULL, "name" jsonb NOT NULL, "description" jsonb NOT NULL, "kind" character varying NOT NULL, "images" jsonb NOT NULL, "on_shelf" boolean NOT NULL DEFAULT true, "points_from" bigint NOT NULL DEFAULT 0, "created_at" timestamptz NOT NULL, "category_id" uuid NULL, PRIMARY KEY ("id"), CONSTRAINT "products_categories_products" FOREIGN KEY ("category_id") REFERENCES "categories" ("id") ON UPDATE NO ACTION ON DELETE SET NULL);
-- Create index "product_category_id_id" to table: "products"
CREATE INDEX "product_category_id_id" ON "products" ("category_id", "id");
-- Create index "product_on_shelf_id" to table: "products"
CREATE INDEX "product_on_shelf_id" ON "products" ("on_shelf", "id");
-- Create index "product_on_shelf_points_from_id" to table: "products"
CREATE INDEX "product_on_shelf_points_from_id" ON "products" ("on_shelf", "points_from", "id");
-- Create index "products_slug_key" to table: "products"
CREATE UNIQUE INDEX "products_slug_key" ON "products" ("slug");
-- Create "skus" table
CREATE TABLE "skus" ("id" uuid NOT NULL, "code" character varying NOT NULL, "name" jsonb NOT NULL, "minimum_balance" bigint NOT NULL DEFAULT 0, "per_member" bigint NULL, "product_id" uuid NOT NULL, "requires_tier" character varying NULL, PRIMARY KEY ("id"), CONSTRAINT "skus_products_skus" FOREIGN KEY ("product_id") REFERENCES "products" ("id") ON UPDATE NO ACTION ON DELETE NO ACTION, CONSTRAINT "skus_tiers_tier" FOREIGN KEY ("requires_tier") REFERENCES "tiers" ("id") ON UPDATE NO ACTION ON DELETE SET NULL, CONSTRAINT "skus_minimum_balance" CHECK (minimum_balance >= 0), CONSTRAINT "skus_per_member" CHECK ((per_member IS NULL) OR (per_member > 0)));
-- Create index "sku_product_id" to table: "skus"
CREATE INDEX "sku_product_id" ON "skus" ("product_id");
-- Create index "skus_code_key" to table: "skus"
CREATE UNIQUE INDEX "skus_code_key" ON "skus" ("code");
-- Create "price_options" table
CREATE TABLE "price_options" ("id" uuid NOT NULL, "points" bigint NOT NULL, "cash_minor" bigint NULL, "cash_currency" character varying NULL, "sku_id" uuid NOT NULL, PRIMARY KEY ("id"), CONSTRAINT "price_options_skus_prices" FOREIGN KEY ("sku_id") REFERENCES "skus" ("id") ON UPDATE NO ACTION ON DELETE NO ACTION, CONSTRAINT "price_options_cash" CHECK ((cash_minor IS NULL) OR (cash_minor > 0)), CONSTRAINT "price_options_points" CHECK (points >= 0));
-- Create index "priceoption_sku_id" to table: "price_options"
CREATE INDEX "priceoption_sku_id" ON "price_options" ("sku_id");
