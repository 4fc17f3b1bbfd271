-- Create "campaigns" table
CREATE TABLE `campaigns` (`id` uuid NOT NULL, `slug` text NOT NULL, `kind` text NOT NULL, `name` json NOT NULL, `rules` json NOT NULL, `starts_at` datetime NOT NULL, `ends_at` datetime NOT NULL, `status` text NOT NULL DEFAULT ('DRAFT'), `version` integer NOT NULL DEFAULT (1), `created_by` text NOT NULL, `created_at` datetime NOT NULL, PRIMARY KEY (`id`), CONSTRAINT `campaigns_time` CHECK (starts_at < ends_at));
-- Create index "campaigns_slug_key" to table: "campaigns"
CREATE UNIQUE INDEX `campaigns_slug_key` ON `campaigns` (`slug`);
-- Create index "campaign_status_id" to table: "campaigns"
CREATE INDEX `campaign_status_id` ON `campaigns` (`status`, `id`);
-- Create "campaign_changes" table
CREATE TABLE `campaign_changes` (`id` uuid NOT NULL, `campaign_id` uuid NOT NULL, `version` integer NOT NULL, `status` text NOT NULL, `actor` text NOT NULL, `changed_at` datetime NOT NULL, PRIMARY KEY (`id`));
-- Create index "campaignchange_campaign_id_id" to table: "campaign_changes"
CREATE INDEX `campaignchange_campaign_id_id` ON `campaign_changes` (`campaign_id`, `id`);
-- Create "lotteries" table
CREATE TABLE `lotteries` (`id` uuid NOT NULL, `cost` integer NOT NULL, `free_draws_per_day` integer NOT NULL, `draws_per_member_per_day` integer NULL, `budget` integer NULL, `pity_after` integer NULL, `pity_prize` integer NULL, `pity_stock` integer NULL, `configuration` text NOT NULL, `config_hash` text NOT NULL, PRIMARY KEY (`id`), CONSTRAINT `lotteries_budget` CHECK (budget is null or budget >= 0), CONSTRAINT `lotteries_cost` CHECK (cost >= 0), CONSTRAINT `lotteries_limits` CHECK (free_draws_per_day >= 0 and (draws_per_member_per_day is null or draws_per_member_per_day > 0)), CONSTRAINT `lotteries_pity` CHECK (pity_after is null) = (pity_prize is null) and (pity_after is null or pity_after > 0) and (pity_stock is null or pity_stock >= 0));
-- Create "lottery_draws" table
CREATE TABLE `lottery_draws` (`id` uuid NOT NULL, `campaign_id` uuid NOT NULL, `period_id` uuid NOT NULL, `member_id` uuid NOT NULL, `sequence` integer NOT NULL, `nonce` integer NOT NULL, `client_seed` text NOT NULL, `roll` integer NOT NULL, `rolled` integer NOT NULL, `prize` integer NOT NULL, `outcome` text NOT NULL, `misses_before` integer NOT NULL, `cost` integer NOT NULL, `free` bool NOT NULL, `points` integer NOT NULL, `drawn_at` datetime NOT NULL, `order_id` uuid NULL, `cost_entry_id` uuid NULL, `prize_entry_id` uuid NULL, `idempotency_key` text NOT NULL, `fingerprint` text NOT NULL, PRIMARY KEY (`id`), CONSTRAINT `lottery_draws_cost` CHECK (cost >= 0 and points >= 0 and not (free and cost > 0)), CONSTRAINT `lottery_draws_count` CHECK (sequence > 0 and nonce > 0 and misses_before >= 0), CONSTRAINT `lottery_draws_roll` CHECK (roll >= 0 and roll < 1000000));
-- Create index "lotterydraw_period_id_sequence" to table: "lottery_draws"
CREATE UNIQUE INDEX `lotterydraw_period_id_sequence` ON `lottery_draws` (`period_id`, `sequence`);
-- Create index "lotterydraw_member_id_idempotency_key" to table: "lottery_draws"
CREATE UNIQUE INDEX `lotterydraw_member_id_idempotency_key` ON `lottery_draws` (`member_id`, `idempotency_key`);
-- Create "lottery_periods" table
CREATE TABLE `lottery_periods` (`id` uuid NOT NULL, `campaign_id` uuid NOT NULL, `number` integer NOT NULL, `status` text NOT NULL, `seed` blob NOT NULL, `seed_hash` text NOT NULL, `revealed` text NULL, `sequence` integer NOT NULL DEFAULT (0), `given` integer NOT NULL DEFAULT (0), `given_before` integer NOT NULL DEFAULT (0), `fence` integer NOT NULL DEFAULT (1), `closed_at` datetime NULL, `closed_why` json NULL, PRIMARY KEY (`id`), CONSTRAINT `lottery_periods_closed` CHECK (status = 'CLOSED') = (closed_at is not null), CONSTRAINT `lottery_periods_given` CHECK (given >= 0 and given_before >= 0), CONSTRAINT `lottery_periods_revealed` CHECK (revealed is null or status = 'CLOSED'), CONSTRAINT `lottery_periods_sequence` CHECK (sequence >= 0));
-- Create index "lottery_periods_seed_hash_key" to table: "lottery_periods"
CREATE UNIQUE INDEX `lottery_periods_seed_hash_key` ON `lottery_periods` (`seed_hash`);
-- Create index "lotteryperiod_campaign_id_number" to table: "lottery_periods"
CREATE UNIQUE INDEX `lotteryperiod_campaign_id_number` ON `lottery_periods` (`campaign_id`, `number`);
-- Create "lottery_players" table
CREATE TABLE `lottery_players` (`id` uuid NOT NULL, `campaign_id` uuid NOT NULL, `member_id` uuid NOT NULL, `period_id` uuid NOT NULL, `nonce` integer NOT NULL, `client_seed` text NOT NULL, `misses` integer NOT NULL, `day` date NOT NULL, `draws_today` integer NOT NULL, `free_today` integer NOT NULL, PRIMARY KEY (`id`), CONSTRAINT `lottery_players_counts` CHECK (nonce >= 0 and misses >= 0 and free_today >= 0 and free_today <= draws_today));
-- Create "lottery_prizes" table
CREATE TABLE `lottery_prizes` (`id` uuid NOT NULL, `campaign_id` uuid NOT NULL, `place` integer NOT NULL, `key` text NOT NULL, `name` json NOT NULL, `kind` text NOT NULL, `points` integer NULL, `sku_id` uuid NULL, `value_minor` integer NULL, `odds_ppm` integer NOT NULL, `fallback` bool NOT NULL DEFAULT (false), `stock` integer NULL, `stock_per_day` integer NULL, `pieces_left` integer NULL, `pity_left` integer NULL, `given` integer NOT NULL DEFAULT (0), `given_by_pity` integer NOT NULL DEFAULT (0), `day` date NULL, `given_today` integer NOT NULL DEFAULT (0), PRIMARY KEY (`id`), CONSTRAINT `lottery_prizes_given` CHECK (given >= 0 and given_today >= 0 and given_by_pity >= 0 and given_by_pity <= given), CONSTRAINT `lottery_prizes_kind` CHECK (kind = 'POINTS') = (points is not null) and (kind = 'SKU') = (sku_id is not null), CONSTRAINT `lottery_prizes_left` CHECK (pieces_left is null or pieces_left >= 0), CONSTRAINT `lottery_prizes_odds` CHECK (odds_ppm >= 0 and odds_ppm <= 1000000), CONSTRAINT `lottery_prizes_pity` CHECK (pity_left is null or pity_left >= 0), CONSTRAINT `lottery_prizes_today` CHECK (stock_per_day is null or given_today <= stock_per_day));
-- Create index "lotteryprize_campaign_id_place" to table: "lottery_prizes"
CREATE UNIQUE INDEX `lotteryprize_campaign_id_place` ON `lottery_prizes` (`campaign_id`, `place`);
-- Create index "lottery_prizes_sku" to table: "lottery_prizes"
CREATE INDEX `lottery_prizes_sku` ON `lottery_prizes` (`sku_id`) WHERE sku_id IS NOT NULL;
