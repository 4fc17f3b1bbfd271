-- Modify "order_lines" table
ALTER TABLE "order_lines" ADD COLUMN "goods" jsonb NULL;
-- Modify "orders" table
ALTER TABLE "orders" ADD COLUMN "address" jsonb NULL, ADD COLUMN "moves_at" timestamptz NULL;
-- Create index "orders_move_on" to table: "orders"
CREATE INDEX "orders_move_on" ON "orders" ("moves_at") WHERE (moves_at IS NOT NULL);
-- Modify "payments" table
ALTER TABLE "payments" ADD COLUMN "refund_tries" bigint NOT NULL DEFAULT 0, ADD COLUMN "refund_failure" character varying NOT NULL DEFAULT '';
-- Create "addresses" table
CREATE TABLE "addresses" ("id" uuid NOT NULL, "member_id" uuid NOT NULL, "postal" jsonb NOT NULL, "is_default" boolean NOT NULL DEFAULT false, "version" bigint NOT NULL DEFAULT 1, "created_at" timestamptz NOT NULL, PRIMARY KEY ("id"));
-- Create index "address_member_id_id" to table: "addresses"
CREATE INDEX "address_member_id_id" ON "addresses" ("member_id", "id");
-- Create index "addresses_default" to table: "addresses"
CREATE UNIQUE INDEX "addresses_default" ON "addresses" ("member_id") WHERE is_default;
-- Create "after_sales" table
CREATE TABLE "after_sales" ("id" uuid NOT NULL, "order_id" uuid NOT NULL, "member_id" uuid NOT NULL, "kind" character varying NOT NULL, "status" character varying NOT NULL, "open" boolean NOT NULL DEFAULT true, "reason" character varying NOT NULL, "note" character varying NOT NULL DEFAULT '', "lines" jsonb NOT NULL, "carrier" character varying NOT NULL DEFAULT '', "tracking_number" character varying NOT NULL DEFAULT '', "refund_id" uuid NULL, "version" bigint NOT NULL DEFAULT 1, "idempotency_key" character varying NOT NULL, "fingerprint" character varying NOT NULL, "requested_at" timestamptz NOT NULL, PRIMARY KEY ("id"));
-- Create index "after_sales_one_open" to table: "after_sales"
CREATE UNIQUE INDEX "after_sales_one_open" ON "after_sales" ("order_id") WHERE open;
-- Create index "aftersale_member_id_id" to table: "after_sales"
CREATE INDEX "aftersale_member_id_id" ON "after_sales" ("member_id", "id");
-- Create index "aftersale_member_id_idempotency_key" to table: "after_sales"
CREATE UNIQUE INDEX "aftersale_member_id_idempotency_key" ON "after_sales" ("member_id", "idempotency_key");
-- Create index "aftersale_order_id_id" to table: "after_sales"
CREATE INDEX "aftersale_order_id_id" ON "after_sales" ("order_id", "id");
-- Create index "aftersale_status_id" to table: "after_sales"
CREATE INDEX "aftersale_status_id" ON "after_sales" ("status", "id");
-- Create "after_sale_changes" table
CREATE TABLE "after_sale_changes" ("id" uuid NOT NULL, "after_sale_id" uuid NOT NULL, "version" bigint NOT NULL, "status" character varying NOT NULL, "note" character varying NOT NULL DEFAULT '', "actor" character varying NOT NULL, "changed_at" timestamptz NOT NULL, PRIMARY KEY ("id"));
-- Create index "aftersalechange_after_sale_id_version" to table: "after_sale_changes"
CREATE UNIQUE INDEX "aftersalechange_after_sale_id_version" ON "after_sale_changes" ("after_sale_id", "version");
-- Create "order_refunds" table
CREATE TABLE "order_refunds" ("id" uuid NOT NULL, "order_id" uuid NOT NULL, "number" bigint NOT NULL, "price_points" bigint NOT NULL, "offset_points" bigint NOT NULL, "offset_minor" bigint NOT NULL, "cash_minor" bigint NOT NULL, "shipping_minor" bigint NOT NULL, "goodwill_minor" bigint NOT NULL, "taken_back" bigint NOT NULL, "payment_id" uuid NULL, "payment_refund" bigint NULL, "entry_id" uuid NULL, "return_id" uuid NULL, "reason" character varying NOT NULL, "actor" character varying NOT NULL, "refunded_at" timestamptz NOT NULL, PRIMARY KEY ("id"), CONSTRAINT "order_refunds_money" CHECK ((offset_minor >= 0) AND (shipping_minor >= 0) AND (goodwill_minor >= 0) AND (cash_minor >= shipping_minor) AND (cash_minor >= goodwill_minor)), CONSTRAINT "order_refunds_number" CHECK (number > 0), CONSTRAINT "order_refunds_parts" CHECK (case when cash_minor = 0 then payment_id is null and payment_refund is null else payment_id is not null and payment_refund is not null end and case when price_points + offset_points = 0 then entry_id is null else entry_id is not null end), CONSTRAINT "order_refunds_points" CHECK ((price_points >= 0) AND (offset_points >= 0) AND (taken_back >= 0)));
-- Create index "orderrefund_order_id_number" to table: "order_refunds"
CREATE UNIQUE INDEX "orderrefund_order_id_number" ON "order_refunds" ("order_id", "number");
-- Create "order_refund_lines" table
CREATE TABLE "order_refund_lines" ("id" uuid NOT NULL, "order_id" uuid NOT NULL, "refund_id" uuid NOT NULL, "order_line_id" uuid NOT NULL, "quantity" bigint NOT NULL, "restocked" boolean NOT NULL, PRIMARY KEY ("id"), CONSTRAINT "order_refund_lines_quantity" CHECK (quantity > 0));
-- Create index "orderrefundline_order_id" to table: "order_refund_lines"
CREATE INDEX "orderrefundline_order_id" ON "order_refund_lines" ("order_id");
-- Create index "orderrefundline_refund_id_order_line_id" to table: "order_refund_lines"
CREATE UNIQUE INDEX "orderrefundline_refund_id_order_line_id" ON "order_refund_lines" ("refund_id", "order_line_id");
-- Create "parcels" table
CREATE TABLE "parcels" ("id" uuid NOT NULL, "order_id" uuid NOT NULL, "number" bigint NOT NULL, "carrier" character varying NOT NULL, "tracking_number" character varying NOT NULL, "lines" jsonb NOT NULL, "actor" character varying NOT NULL, "shipped_at" timestamptz NOT NULL, "delivered_at" timestamptz NULL, PRIMARY KEY ("id"), CONSTRAINT "parcels_number" CHECK (number > 0));
-- Create index "parcel_order_id_number" to table: "parcels"
CREATE UNIQUE INDEX "parcel_order_id_number" ON "parcels" ("order_id", "number");
-- Create "parcel_events" table
CREATE TABLE "parcel_events" ("id" uuid NOT NULL, "parcel_id" uuid NOT NULL, "description" character varying NOT NULL, "place" character varying NOT NULL DEFAULT '', "happened_at" timestamptz NOT NULL, "actor" character varying NOT NULL, PRIMARY KEY ("id"));
-- Create index "parcelevent_parcel_id_happened_at" to table: "parcel_events"
CREATE INDEX "parcelevent_parcel_id_happened_at" ON "parcel_events" ("parcel_id", "happened_at");
