-- Add column "referral_code" to table: "members"
ALTER TABLE `members` ADD COLUMN `referral_code` text NULL;
-- Create index "members_referral_code_key" to table: "members"
CREATE UNIQUE INDEX `members_referral_code_key` ON `members` (`referral_code`);
-- Create "member_traces" table
CREATE TABLE `member_traces` (`id` integer NOT NULL PRIMARY KEY AUTOINCREMENT, `member_id` uuid NOT NULL, `kind` text NOT NULL, `digest` text NOT NULL);
-- Create index "membertrace_member_id_kind_digest" to table: "member_traces"
CREATE UNIQUE INDEX `membertrace_member_id_kind_digest` ON `member_traces` (`member_id`, `kind`, `digest`);
-- Create "referrals" table
CREATE TABLE `referrals` (`id` uuid NOT NULL, `referrer_id` uuid NOT NULL, `invitee_id` uuid NOT NULL, `device` text NULL, `address` text NULL, `status` text NOT NULL, `reason` text NULL, `points` integer NOT NULL DEFAULT (0), `created_at` datetime NOT NULL, `qualified_at` datetime NULL, `decided_at` datetime NULL, PRIMARY KEY (`id`), CONSTRAINT `referrals_others` CHECK (referrer_id <> invitee_id), CONSTRAINT `referrals_points` CHECK (points >= 0));
-- Create index "referrals_invitee_id_key" to table: "referrals"
CREATE UNIQUE INDEX `referrals_invitee_id_key` ON `referrals` (`invitee_id`);
-- Create index "referral_referrer_id_id" to table: "referrals"
CREATE INDEX `referral_referrer_id_id` ON `referrals` (`referrer_id`, `id`);
-- Create index "referral_device" to table: "referrals"
CREATE INDEX `referral_device` ON `referrals` (`device`);
-- Create index "referral_address" to table: "referrals"
CREATE INDEX `referral_address` ON `referrals` (`address`);
-- Create "tasks" table
CREATE TABLE `tasks` (`id` uuid NOT NULL, `code` text NOT NULL, `version` integer NOT NULL, `revision` integer NOT NULL DEFAULT (1), `status` text NOT NULL, `active_code` text NULL, `draft_code` text NULL, `name` json NOT NULL, `definition` json NOT NULL, `created_by` text NOT NULL, `created_at` datetime NOT NULL, `updated_by` text NOT NULL, `updated_at` datetime NOT NULL, PRIMARY KEY (`id`), CONSTRAINT `tasks_revision` CHECK (revision > 0), CONSTRAINT `tasks_version` CHECK (version > 0));
-- Create index "tasks_active_code_key" to table: "tasks"
CREATE UNIQUE INDEX `tasks_active_code_key` ON `tasks` (`active_code`);
-- Create index "tasks_draft_code_key" to table: "tasks"
CREATE UNIQUE INDEX `tasks_draft_code_key` ON `tasks` (`draft_code`);
-- Create index "task_code_version" to table: "tasks"
CREATE UNIQUE INDEX `task_code_version` ON `tasks` (`code`, `version`);
-- Create "task_progress" table
CREATE TABLE `task_progress` (`id` uuid NOT NULL, `member_id` uuid NOT NULL, `task_code` text NOT NULL, `period` text NOT NULL DEFAULT (''), `version` integer NOT NULL, `steps` json NOT NULL, `completed_at` datetime NULL, `points` integer NOT NULL DEFAULT (0), `updated_at` datetime NOT NULL, PRIMARY KEY (`id`), CONSTRAINT `task_progress_points` CHECK (points >= 0));
-- Create index "taskprogress_member_id_task_code_period" to table: "task_progress"
CREATE UNIQUE INDEX `taskprogress_member_id_task_code_period` ON `task_progress` (`member_id`, `task_code`, `period`);
