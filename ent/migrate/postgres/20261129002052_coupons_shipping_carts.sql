-- Modify "skus" table
ALTER TABLE "skus" ADD COLUMN "shipping_template_id" uuid NULL, ADD COLUMN "weight_grams" bigint NOT NULL DEFAULT 0, ADD COLUMN "quotes_void_at" timestamptz NULL;
-- Create "carts" table
CREATE TABLE "carts" ("id" uuid NOT NULL, "member_id" uuid NULL, "touched_at" timestamptz NOT NULL, PRIMARY KEY ("id"));
-- Create index "cart_touched_at" to table: "carts"
CREATE INDEX "cart_touched_at" ON "carts" ("touched_at");
-- Create index "carts_member_id_key" to table: "carts"
CREATE UNIQUE INDEX "carts_member_id_key" ON "carts" ("member_id");
-- Create "cart_lines" table
CREATE TABLE "cart_lines" ("id" uuid NOT NULL, "cart_id" uuid NOT NULL, "sku_id" uuid NOT NULL, "price_option_id" uuid NULL, "quantity" bigint NOT NULL, "seen_points" bigint NULL, "seen_minor" bigint NULL, "added_at" timestamptz NOT NULL, PRIMARY KEY ("id"), CONSTRAINT "cart_lines_quantity" CHECK (quantity > 0));
-- Create index "cartline_cart_id_id" to table: "cart_lines"
CREATE INDEX "cartline_cart_id_id" ON "cart_lines" ("cart_id", "id");
-- Create "coupons" table
CREATE TABLE "coupons" ("id" uuid NOT NULL, "template_id" uuid NOT NULL, "member_id" uuid NULL, "code_digest" character varying NULL, "status" character varying NOT NULL, "order_id" uuid NULL, "usable_from" timestamptz NULL, "ends_at" timestamptz NULL, "given_at" timestamptz NULL, "changes" bigint NOT NULL DEFAULT 1, PRIMARY KEY ("id"), CONSTRAINT "coupons_changes" CHECK (changes > 0), CONSTRAINT "coupons_member" CHECK ((member_id IS NOT NULL) OR (((status)::text = 'AVAILABLE'::text) AND (code_digest IS NOT NULL))), CONSTRAINT "coupons_order" CHECK (CASE WHEN status = 'AVAILABLE' THEN order_id IS NULL ELSE order_id IS NOT NULL END), CONSTRAINT "coupons_status" CHECK ((status)::text = ANY ((ARRAY['AVAILABLE'::character varying, 'RESERVED'::character varying, 'USED'::character varying])::text[])));
-- Create index "coupon_member_id_id" to table: "coupons"
CREATE INDEX "coupon_member_id_id" ON "coupons" ("member_id", "id");
-- Create index "coupon_order_id" to table: "coupons"
CREATE INDEX "coupon_order_id" ON "coupons" ("order_id") WHERE (order_id IS NOT NULL);
-- Create index "coupon_template_id_member_id" to table: "coupons"
CREATE INDEX "coupon_template_id_member_id" ON "coupons" ("template_id", "member_id");
-- Create index "coupons_code_digest_key" to table: "coupons"
CREATE UNIQUE INDEX "coupons_code_digest_key" ON "coupons" ("code_digest");
-- Create "coupon_changes" table
CREATE TABLE "coupon_changes" ("id" uuid NOT NULL, "coupon_id" uuid NOT NULL, "number" bigint NOT NULL, "kind" character varying NOT NULL, "member_id" uuid NULL, "order_id" uuid NULL, "actor" character varying NOT NULL, "changed_at" timestamptz NOT NULL, PRIMARY KEY ("id"));
-- Create index "couponchange_coupon_id_number" to table: "coupon_changes"
CREATE UNIQUE INDEX "couponchange_coupon_id_number" ON "coupon_changes" ("coupon_id", "number");
-- Create "coupon_templates" table
CREATE TABLE "coupon_templates" ("id" uuid NOT NULL, "code" character varying NOT NULL, "version" bigint NOT NULL, "revision" bigint NOT NULL DEFAULT 1, "status" character varying NOT NULL, "active_code" character varying NULL, "draft_code" character varying NULL, "name" jsonb NOT NULL, "description" jsonb NOT NULL, "terms" jsonb NOT NULL, "requires_tier" character varying NULL, "starts_at" timestamptz NULL, "ends_at" timestamptz NULL, "days" bigint NULL, "total" bigint NULL, "per_member" bigint NULL, "claimable" boolean NOT NULL DEFAULT false, "public_code" character varying NULL, "live_code" character varying NULL, "issued" bigint NOT NULL DEFAULT 0, "created_by" character varying NOT NULL, "created_at" timestamptz NOT NULL, "updated_by" character varying NOT NULL, "updated_at" timestamptz NOT NULL, PRIMARY KEY ("id"), CONSTRAINT "coupon_templates_days" CHECK ((days IS NULL) OR (days > 0)), CONSTRAINT "coupon_templates_issued" CHECK ((issued >= 0) AND ((total IS NULL) OR (issued <= total))), CONSTRAINT "coupon_templates_per_member" CHECK ((per_member IS NULL) OR (per_member > 0)), CONSTRAINT "coupon_templates_total" CHECK ((total IS NULL) OR (total > 0)), CONSTRAINT "coupon_templates_version" CHECK ((version > 0) AND (revision > 0)));
-- Create index "coupon_templates_active_code_key" to table: "coupon_templates"
CREATE UNIQUE INDEX "coupon_templates_active_code_key" ON "coupon_templates" ("active_code");
-- Create index "coupon_templates_draft_code_key" to table: "coupon_templates"
CREATE UNIQUE INDEX "coupon_templates_draft_code_key" ON "coupon_templates" ("draft_code");
-- Create index "coupon_templates_live_code_key" to table: "coupon_templates"
CREATE UNIQUE INDEX "coupon_templates_live_code_key" ON "coupon_templates" ("live_code");
-- Create index "coupontemplate_code_version" to table: "coupon_templates"
CREATE UNIQUE INDEX "coupontemplate_code_version" ON "coupon_templates" ("code", "version");
-- Create "shipping_templates" table
CREATE TABLE "shipping_templates" ("id" uuid NOT NULL, "name" jsonb NOT NULL, "rates" jsonb NOT NULL, "version" bigint NOT NULL DEFAULT 1, "updated_by" character varying NOT NULL, "updated_at" timestamptz NOT NULL, PRIMARY KEY ("id"), CONSTRAINT "shipping_templates_version" CHECK (version > 0));
