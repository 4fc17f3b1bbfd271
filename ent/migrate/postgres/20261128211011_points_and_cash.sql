-- Modify "holds" table
ALTER TABLE "holds" ADD COLUMN "order_id" uuid NULL;
-- Create index "hold_order_id" to table: "holds"
CREATE UNIQUE INDEX "hold_order_id" ON "holds" ("order_id") WHERE (order_id IS NOT NULL);
-- Modify "order_lines" table
ALTER TABLE "order_lines" ADD COLUMN "price_option_id" uuid NULL, ADD COLUMN "offset_points" bigint NOT NULL DEFAULT 0, ADD COLUMN "offset_minor" bigint NOT NULL DEFAULT 0;
-- Drop index "order_member_id_idempotency_key" from table: "orders"
DROP INDEX "order_member_id_idempotency_key";
-- Modify "orders" table
ALTER TABLE "orders" ADD COLUMN "operation" character varying NOT NULL DEFAULT 'exchange', ADD COLUMN "offset_points" bigint NOT NULL DEFAULT 0, ADD COLUMN "offset_minor" bigint NOT NULL DEFAULT 0, ADD COLUMN "quote_id" uuid NULL, ADD COLUMN "pay_until" timestamptz NULL;
-- Create index "order_member_id_idempotency_key_operation" to table: "orders"
CREATE UNIQUE INDEX "order_member_id_idempotency_key_operation" ON "orders" ("member_id", "idempotency_key", "operation");
-- Create index "order_quote_id" to table: "orders"
CREATE UNIQUE INDEX "order_quote_id" ON "orders" ("quote_id") WHERE (quote_id IS NOT NULL);
-- Create index "orders_unpaid" to table: "orders"
CREATE INDEX "orders_unpaid" ON "orders" ("pay_until") WHERE (pay_until IS NOT NULL);
-- Modify "skus" table
ALTER TABLE "skus" ADD COLUMN "offset_percent" bigint NOT NULL DEFAULT 0;
-- Create "payments" table
CREATE TABLE "payments" ("id" uuid NOT NULL, "order_id" uuid NOT NULL, "attempt" bigint NOT NULL, "method" character varying NOT NULL, "amount_minor" bigint NOT NULL, "currency" character varying NOT NULL, "status" character varying NOT NULL, "event_count" bigint NOT NULL DEFAULT 1, "expires_at" timestamptz NOT NULL, "requested_at" timestamptz NOT NULL, "refund_due" timestamptz NULL, PRIMARY KEY ("id"), CONSTRAINT "payments_amount" CHECK (amount_minor > 0), CONSTRAINT "payments_attempt" CHECK (attempt > 0));
-- Create index "payment_order_id_attempt" to table: "payments"
CREATE UNIQUE INDEX "payment_order_id_attempt" ON "payments" ("order_id", "attempt");
-- Create index "payments_refund_due" to table: "payments"
CREATE INDEX "payments_refund_due" ON "payments" ("refund_due") WHERE (refund_due IS NOT NULL);
-- Create "payment_events" table
CREATE TABLE "payment_events" ("id" uuid NOT NULL, "payment_id" uuid NOT NULL, "number" bigint NOT NULL, "kind" character varying NOT NULL, "amount_minor" bigint NOT NULL DEFAULT 0, "note" character varying NOT NULL DEFAULT '', "happened_at" timestamptz NOT NULL, PRIMARY KEY ("id"), CONSTRAINT "payment_events_amount" CHECK (amount_minor >= 0));
-- Create index "paymentevent_payment_id_number" to table: "payment_events"
CREATE UNIQUE INDEX "paymentevent_payment_id_number" ON "payment_events" ("payment_id", "number");
-- Goods are sorted by the lowest price that asks points; those that only money buys come last.
UPDATE products SET points_from = coalesce((SELECT min(o.points) FROM price_options o JOIN skus k ON k.id = o.sku_id WHERE k.product_id = products.id AND o.requires_tier IS NULL AND o.points > 0), (SELECT min(o.points) FROM price_options o JOIN skus k ON k.id = o.sku_id WHERE k.product_id = products.id AND o.points > 0), 9007199254740991) WHERE points_from = 0;
