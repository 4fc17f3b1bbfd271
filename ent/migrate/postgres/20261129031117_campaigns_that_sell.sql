-- Modify "earning_rules" table
ALTER TABLE "earning_rules" ADD COLUMN "campaign_id" uuid NULL, ADD COLUMN "paused" boolean NOT NULL DEFAULT false;
-- Modify "lottery_draws" table
ALTER TABLE "lottery_draws" ADD COLUMN "coupon_id" uuid NULL;
-- Modify "lottery_periods" table
ALTER TABLE "lottery_periods" ADD COLUMN "ends_at" timestamptz NULL;
-- Modify "lottery_prizes" table
ALTER TABLE "lottery_prizes" ADD COLUMN "coupon_template_id" uuid NULL;
-- Modify "order_lines" table
ALTER TABLE "order_lines" ADD COLUMN "sale_id" uuid NULL;
-- Modify "skus" table
ALTER TABLE "skus" ADD COLUMN "sale" jsonb NULL;
-- Modify "stocks" table
ALTER TABLE "stocks" ADD CONSTRAINT "stocks_apart" CHECK ((apart >= 0) AND (ceiling >= 0) AND ((apart + reserved) <= on_hand)), ADD COLUMN "apart" bigint NOT NULL DEFAULT 0, ADD COLUMN "ceiling" bigint NOT NULL DEFAULT 0, ADD COLUMN "sale_version" bigint NOT NULL DEFAULT 0;
-- Create "budgets" table
CREATE TABLE "budgets" ("id" uuid NOT NULL, "points" bigint NOT NULL, "left_over" bigint NOT NULL, PRIMARY KEY ("id"), CONSTRAINT "budgets_left" CHECK ((left_over >= 0) AND (left_over <= points)));
-- Create "budget_slices" table
CREATE TABLE "budget_slices" ("id" uuid NOT NULL, "campaign_id" uuid NOT NULL, "points" bigint NOT NULL, "spent_at" timestamptz NOT NULL, PRIMARY KEY ("id"), CONSTRAINT "budget_slices_points" CHECK (points >= 0));
-- Create index "budgetslice_campaign_id_id" to table: "budget_slices"
CREATE INDEX "budgetslice_campaign_id_id" ON "budget_slices" ("campaign_id", "id");
-- Create "sale_goods" table
CREATE TABLE "sale_goods" ("id" uuid NOT NULL, "campaign_id" uuid NOT NULL, "place" bigint NOT NULL, "sku_id" uuid NOT NULL, "numerator" bigint NOT NULL, "denominator" bigint NOT NULL, "pieces" bigint NOT NULL, "set_apart" boolean NOT NULL, "per_member" bigint NULL, "per_member_per_day" bigint NULL, "left_over" bigint NULL, PRIMARY KEY ("id"), CONSTRAINT "sale_goods_left" CHECK ((left_over IS NULL) OR ((left_over >= 0) AND (left_over <= pieces))), CONSTRAINT "sale_goods_limits" CHECK ((COALESCE(per_member, (1)::bigint) > 0) AND (COALESCE(per_member_per_day, (1)::bigint) > 0)), CONSTRAINT "sale_goods_pieces" CHECK (pieces > 0), CONSTRAINT "sale_goods_share" CHECK ((numerator > 0) AND (numerator <= denominator)));
-- Create index "salegood_campaign_id_place" to table: "sale_goods"
CREATE UNIQUE INDEX "salegood_campaign_id_place" ON "sale_goods" ("campaign_id", "place");
-- Create index "salegood_sku_id_campaign_id" to table: "sale_goods"
CREATE UNIQUE INDEX "salegood_sku_id_campaign_id" ON "sale_goods" ("sku_id", "campaign_id");
-- Create "waiting_places" table
CREATE TABLE "waiting_places" ("id" uuid NOT NULL, "campaign_id" uuid NOT NULL, "member_id" uuid NOT NULL, "number" bigint NOT NULL, "joined_at" timestamptz NOT NULL, "admitted_until" timestamptz NULL, "order_id" uuid NULL, PRIMARY KEY ("id"), CONSTRAINT "waiting_places_number" CHECK (number > 0), CONSTRAINT "waiting_places_order" CHECK ((order_id IS NULL) OR (admitted_until IS NOT NULL)));
-- Create index "waiting_places_admitted" to table: "waiting_places"
CREATE INDEX "waiting_places_admitted" ON "waiting_places" ("campaign_id", "admitted_until") WHERE ((admitted_until IS NOT NULL) AND (order_id IS NULL));
-- Create index "waitingplace_campaign_id_member_id" to table: "waiting_places"
CREATE UNIQUE INDEX "waitingplace_campaign_id_member_id" ON "waiting_places" ("campaign_id", "member_id");
-- Create index "waitingplace_campaign_id_number" to table: "waiting_places"
CREATE UNIQUE INDEX "waitingplace_campaign_id_number" ON "waiting_places" ("campaign_id", "number");
-- Create "waiting_rooms" table
CREATE TABLE "waiting_rooms" ("id" uuid NOT NULL, "per_minute" bigint NOT NULL, "last" bigint NOT NULL DEFAULT 0, "turn" bigint NOT NULL DEFAULT 0, "turned_at" timestamptz NOT NULL, PRIMARY KEY ("id"), CONSTRAINT "waiting_rooms_rate" CHECK (per_minute > 0), CONSTRAINT "waiting_rooms_turns" CHECK ((turn >= 0) AND (turn <= last)));
