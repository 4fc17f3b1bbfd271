-- Add column "tags" to table: "members"
ALTER TABLE `members` ADD COLUMN `tags` json NULL;
-- Create "activities" table
CREATE TABLE `activities` (`id` uuid NOT NULL, `source` text NOT NULL, `external_ref` text NOT NULL, `member_id` uuid NOT NULL, `trigger` text NOT NULL, `name` text NOT NULL DEFAULT (''), `details` json NULL, `points` integer NOT NULL, `entry_id` uuid NULL, `fingerprint` text NOT NULL, `occurred_at` datetime NOT NULL, `recorded_at` datetime NOT NULL, PRIMARY KEY (`id`), CONSTRAINT `activities_points` CHECK (points >= 0));
-- Create index "activity_source_external_ref" to table: "activities"
CREATE UNIQUE INDEX `activity_source_external_ref` ON `activities` (`source`, `external_ref`);
-- Create "cap_counters" table
CREATE TABLE `cap_counters` (`id` text NOT NULL, `points` integer NOT NULL, `times` integer NOT NULL, PRIMARY KEY (`id`), CONSTRAINT `cap_counters_points` CHECK (points >= 0), CONSTRAINT `cap_counters_times` CHECK (times >= 0));
-- Create "check_ins" table
CREATE TABLE `check_ins` (`id` uuid NOT NULL, `member_id` uuid NOT NULL, `day` date NOT NULL, `streak` integer NOT NULL, `points` integer NOT NULL, `made_up` bool NOT NULL DEFAULT (false), `paid` integer NOT NULL DEFAULT (0), `idempotency_key` text NOT NULL, `recorded_at` datetime NOT NULL, PRIMARY KEY (`id`), CONSTRAINT `check_ins_points` CHECK (points >= 0), CONSTRAINT `check_ins_streak` CHECK (streak > 0));
-- Create index "checkin_member_id_day" to table: "check_ins"
CREATE UNIQUE INDEX `checkin_member_id_day` ON `check_ins` (`member_id`, `day`);
-- Create index "checkin_member_id_idempotency_key" to table: "check_ins"
CREATE UNIQUE INDEX `checkin_member_id_idempotency_key` ON `check_ins` (`member_id`, `idempotency_key`);
-- Create "grants" table
CREATE TABLE `grants` (`id` uuid NOT NULL, `member_id` uuid NOT NULL, `trigger` text NOT NULL, `entry_id` uuid NULL, `points` integer NOT NULL, `parts` json NOT NULL, `lines` json NULL, `occurred_at` datetime NOT NULL, PRIMARY KEY (`id`), CONSTRAINT `grants_points` CHECK (points >= 0));
-- Create index "earninggrant_entry_id" to table: "grants"
CREATE UNIQUE INDEX `earninggrant_entry_id` ON `grants` (`entry_id`);
-- Create "earning_rules" table
CREATE TABLE `earning_rules` (`id` uuid NOT NULL, `code` text NOT NULL, `version` integer NOT NULL, `revision` integer NOT NULL DEFAULT (1), `status` text NOT NULL, `active_code` text NULL, `draft_code` text NULL, `name` json NOT NULL, `trigger` text NOT NULL, `definition` json NOT NULL, `created_by` text NOT NULL, `created_at` datetime NOT NULL, `updated_by` text NOT NULL, `updated_at` datetime NOT NULL, `activated_by` text NULL, `activated_at` datetime NULL, `retired_by` text NULL, `retired_at` datetime NULL, PRIMARY KEY (`id`), CONSTRAINT `earning_rules_revision` CHECK (revision > 0), CONSTRAINT `earning_rules_version` CHECK (version > 0));
-- Create index "earningrule_code_version" to table: "earning_rules"
CREATE UNIQUE INDEX `earningrule_code_version` ON `earning_rules` (`code`, `version`);
-- Create index "earning_rules_active_code_key" to table: "earning_rules"
CREATE UNIQUE INDEX `earning_rules_active_code_key` ON `earning_rules` (`active_code`);
-- Create index "earning_rules_draft_code_key" to table: "earning_rules"
CREATE UNIQUE INDEX `earning_rules_draft_code_key` ON `earning_rules` (`draft_code`);
-- Create "growth" table
CREATE TABLE `growth` (`member_id` uuid NOT NULL, `first_purchase_at` datetime NULL, `last_activity_at` datetime NOT NULL, `purchases` integer NOT NULL DEFAULT (0), `spent_minor` integer NOT NULL DEFAULT (0), `activities` json NULL, PRIMARY KEY (`member_id`), CONSTRAINT `growth_purchases` CHECK (purchases >= 0));
-- Create "member_days" table
CREATE TABLE `member_days` (`id` integer NOT NULL PRIMARY KEY AUTOINCREMENT, `member_id` uuid NOT NULL, `day` date NOT NULL, `purchases` integer NOT NULL DEFAULT (0), `spent_minor` integer NOT NULL DEFAULT (0), `earned` integer NOT NULL DEFAULT (0));
-- Create index "memberday_member_id_day" to table: "member_days"
CREATE UNIQUE INDEX `memberday_member_id_day` ON `member_days` (`member_id`, `day`);
-- The ratios become rules that give exactly what they gave. One point for an amount is the
-- same counted in whole amounts or exactly, because a purchase's points are floored.
INSERT INTO earning_rules (id, code, version, revision, status, active_code, name, "trigger", definition, created_by, created_at, updated_by, updated_at, activated_by, activated_at)
SELECT lower(substr(h, 1, 8) || '-' || substr(h, 9, 4) || '-7' || substr(h, 14, 3) || '-8' || substr(h, 18, 3) || '-' || substr(h, 21, 12)), 'purchase-' || lower(id), 1, 1, 'ACTIVE', 'purchase-' || lower(id), json_object('en', 'Purchases in ' || id, 'zh-CN', id || ' 消费'), 'PURCHASE',
  json_object('trigger', 'PURCHASE', 'effect', json_object('ratio', json_object('points', points, 'amountMinor', amount_minor, 'currency', id, 'whole', json(case when points > 1 then 'true' else 'false' end)))),
  'system', strftime('%Y-%m-%d %H:%M:%S', 'now') || '+00:00', 'system', strftime('%Y-%m-%d %H:%M:%S', 'now') || '+00:00', 'system', strftime('%Y-%m-%d %H:%M:%S', 'now') || '+00:00'
FROM (select *, hex(randomblob(16)) as h from earning_ratios);
-- What earlier purchases earned, and what their members' histories come to.
INSERT INTO grants (id, member_id, "trigger", entry_id, points, parts, occurred_at)
SELECT p.id, p.member_id, 'PURCHASE', p.entry_id, p.points, json_array(json_object('rule', 'purchase-' || lower(p.currency), 'version', 1, 'kind', 'RATIO',
  'exact', cast(p.points as text), 'points', p.points, 'lot', json_extract(e.allocations, '$[0][0]'))), p.occurred_at
FROM purchases p JOIN entries e ON e.id = p.entry_id;
INSERT INTO growth (member_id, first_purchase_at, last_activity_at, purchases, spent_minor)
SELECT member_id, min(occurred_at), max(occurred_at), count(*), coalesce(sum(case when currency = (select value from settings where id = 'currency') then total_minor end), 0)
FROM purchases GROUP BY member_id;
-- SQLite knows no time zones: Shanghai has one offset all year, elsewhere a day is one of UTC.
INSERT INTO member_days (member_id, day, purchases, spent_minor, earned)
SELECT member_id, day, count(*), coalesce(sum(case when currency = (select value from settings where id = 'currency') then total_minor end), 0), sum(points)
FROM (SELECT *, date(occurred_at, case when (select value from settings where id = 'time_zone') = 'Asia/Shanghai' then '+8 hours' else '+0 hours' end) AS day FROM purchases) p GROUP BY member_id, day;
DROP TABLE earning_ratios;
