-- Create "campaigns" table
CREATE TABLE "campaigns" ("id" uuid NOT NULL, "slug" character varying NOT NULL, "kind" character varying NOT NULL, "name" jsonb NOT NULL, "rules" jsonb NOT NULL, "starts_at" timestamptz NOT NULL, "ends_at" timestamptz NOT NULL, "status" character varying NOT NULL DEFAULT 'DRAFT', "version" bigint NOT NULL DEFAULT 1, "created_by" character varying NOT NULL, "created_at" timestamptz NOT NULL, PRIMARY KEY ("id"), CONSTRAINT "campaigns_time" CHECK (starts_at < ends_at));
-- Create index "campaign_status_id" to table: "campaigns"
CREATE INDEX "campaign_status_id" ON "campaigns" ("status", "id");
-- Create index "campaigns_slug_key" to table: "campaigns"
CREATE UNIQUE INDEX "campaigns_slug_key" ON "campaigns" ("slug");
-- Create "campaign_changes" table
CREATE TABLE "campaign_changes" ("id" uuid NOT NULL, "campaign_id" uuid NOT NULL, "version" bigint NOT NULL, "status" character varying NOT NULL, "actor" character varying NOT NULL, "changed_at" timestamptz NOT NULL, PRIMARY KEY ("id"));
-- Create index "campaignchange_campaign_id_id" to table: "campaign_changes"
CREATE INDEX "campaignchange_campaign_id_id" ON "campaign_changes" ("campaign_id", "id");
-- Create "lotteries" table
CREATE TABLE "lotteries" ("id" uuid NOT NULL, "cost" bigint NOT NULL, "free_draws_per_day" bigint NOT NULL, "draws_per_member_per_day" bigint NULL, "budget" bigint NULL, "pity_after" bigint NULL, "pity_prize" bigint NULL, "pity_stock" bigint NULL, "configuration" text NOT NULL, "config_hash" character varying NOT NULL, PRIMARY KEY ("id"), CONSTRAINT "lotteries_budget" CHECK ((budget IS NULL) OR (budget >= 0)), CONSTRAINT "lotteries_cost" CHECK (cost >= 0), CONSTRAINT "lotteries_limits" CHECK ((free_draws_per_day >= 0) AND ((draws_per_member_per_day IS NULL) OR (draws_per_member_per_day > 0))), CONSTRAINT "lotteries_pity" CHECK (
CASE
    WHEN (pity_after IS NULL) THEN ((pity_prize IS NULL) AND (pity_stock IS NULL))
    ELSE ((pity_prize IS NOT NULL) AND (pity_after > 0) AND (COALESCE(pity_stock, (0)::bigint) >= 0))
END));
-- Create "lottery_draws" table
CREATE TABLE "lottery_draws" ("id" uuid NOT NULL, "campaign_id" uuid NOT NULL, "period_id" uuid NOT NULL, "member_id" uuid NOT NULL, "sequence" bigint NOT NULL, "nonce" bigint NOT NULL, "client_seed" character varying NOT NULL, "roll" bigint NOT NULL, "rolled" bigint NOT NULL, "prize" bigint NOT NULL, "outcome" character varying NOT NULL, "misses_before" bigint NOT NULL, "cost" bigint NOT NULL, "free" boolean NOT NULL, "points" bigint NOT NULL, "drawn_at" timestamptz NOT NULL, "order_id" uuid NULL, "cost_entry_id" uuid NULL, "prize_entry_id" uuid NULL, "idempotency_key" character varying NOT NULL, "fingerprint" character varying NOT NULL, PRIMARY KEY ("id"), CONSTRAINT "lottery_draws_cost" CHECK ((cost >= 0) AND (points >= 0) AND (NOT (free AND (cost > 0)))), CONSTRAINT "lottery_draws_count" CHECK ((sequence > 0) AND (nonce > 0) AND (misses_before >= 0)), CONSTRAINT "lottery_draws_roll" CHECK ((roll >= 0) AND (roll < 1000000)));
-- Create index "lotterydraw_member_id_idempotency_key" to table: "lottery_draws"
CREATE UNIQUE INDEX "lotterydraw_member_id_idempotency_key" ON "lottery_draws" ("member_id", "idempotency_key");
-- Create index "lotterydraw_period_id_sequence" to table: "lottery_draws"
CREATE INDEX "lotterydraw_period_id_sequence" ON "lottery_draws" ("period_id", "sequence");
-- Create "lottery_periods" table
CREATE TABLE "lottery_periods" ("id" uuid NOT NULL, "campaign_id" uuid NOT NULL, "number" bigint NOT NULL, "status" character varying NOT NULL, "seed" bytea NOT NULL, "seed_hash" character varying NOT NULL, "revealed" character varying NULL, "sequence" bigint NOT NULL DEFAULT 0, "given" bigint NOT NULL DEFAULT 0, "given_before" bigint NOT NULL DEFAULT 0, "fence" bigint NOT NULL DEFAULT 1, "closed_at" timestamptz NULL, "closed_why" jsonb NULL, PRIMARY KEY ("id"), CONSTRAINT "lottery_periods_closed" CHECK (
CASE
    WHEN ((status)::text = 'CLOSED'::text) THEN (closed_at IS NOT NULL)
    ELSE (closed_at IS NULL)
END), CONSTRAINT "lottery_periods_given" CHECK ((given >= 0) AND (given_before >= 0)), CONSTRAINT "lottery_periods_revealed" CHECK ((revealed IS NULL) OR ((status)::text = 'CLOSED'::text)), CONSTRAINT "lottery_periods_sequence" CHECK (sequence >= 0));
-- Create index "lottery_periods_seed_hash_key" to table: "lottery_periods"
CREATE UNIQUE INDEX "lottery_periods_seed_hash_key" ON "lottery_periods" ("seed_hash");
-- Create index "lotteryperiod_campaign_id_number" to table: "lottery_periods"
CREATE UNIQUE INDEX "lotteryperiod_campaign_id_number" ON "lottery_periods" ("campaign_id", "number");
-- Create "lottery_players" table
CREATE TABLE "lottery_players" ("id" uuid NOT NULL, "campaign_id" uuid NOT NULL, "member_id" uuid NOT NULL, "period_id" uuid NOT NULL, "nonce" bigint NOT NULL, "client_seed" character varying NOT NULL, "misses" bigint NOT NULL, "day" date NOT NULL, "draws_today" bigint NOT NULL, "free_today" bigint NOT NULL, PRIMARY KEY ("id"), CONSTRAINT "lottery_players_counts" CHECK ((nonce >= 0) AND (misses >= 0) AND (free_today >= 0) AND (free_today <= draws_today)));
-- Create "lottery_prizes" table
CREATE TABLE "lottery_prizes" ("id" uuid NOT NULL, "campaign_id" uuid NOT NULL, "place" bigint NOT NULL, "key" character varying NOT NULL, "name" jsonb NOT NULL, "kind" character varying NOT NULL, "points" bigint NULL, "sku_id" uuid NULL, "value_minor" bigint NULL, "odds_ppm" bigint NOT NULL, "fallback" boolean NOT NULL DEFAULT false, "stock" bigint NULL, "stock_per_day" bigint NULL, "pieces_left" bigint NULL, "pity_left" bigint NULL, "given" bigint NOT NULL DEFAULT 0, "given_by_pity" bigint NOT NULL DEFAULT 0, "day" date NULL, "given_today" bigint NOT NULL DEFAULT 0, PRIMARY KEY ("id"), CONSTRAINT "lottery_prizes_given" CHECK ((given >= 0) AND (given_today >= 0) AND (given_by_pity >= 0) AND (given_by_pity <= given)), CONSTRAINT "lottery_prizes_kind" CHECK (
CASE kind
    WHEN 'POINTS'::text THEN ((points IS NOT NULL) AND (sku_id IS NULL))
    WHEN 'SKU'::text THEN ((points IS NULL) AND (sku_id IS NOT NULL))
    ELSE ((points IS NULL) AND (sku_id IS NULL))
END), CONSTRAINT "lottery_prizes_left" CHECK ((pieces_left IS NULL) OR (pieces_left >= 0)), CONSTRAINT "lottery_prizes_odds" CHECK ((odds_ppm >= 0) AND (odds_ppm <= 1000000)), CONSTRAINT "lottery_prizes_pity" CHECK ((pity_left IS NULL) OR (pity_left >= 0)), CONSTRAINT "lottery_prizes_today" CHECK ((stock_per_day IS NULL) OR (given_today <= stock_per_day)));
-- Create index "lottery_prizes_sku" to table: "lottery_prizes"
CREATE INDEX "lottery_prizes_sku" ON "lottery_prizes" ("sku_id") WHERE (sku_id IS NOT NULL);
-- Create index "lotteryprize_campaign_id_place" to table: "lottery_prizes"
CREATE UNIQUE INDEX "lotteryprize_campaign_id_place" ON "lottery_prizes" ("campaign_id", "place");
