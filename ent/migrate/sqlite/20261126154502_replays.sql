-- Create index "members_sign_ups" to table: "members"
CREATE INDEX `members_sign_ups` ON `members` (`created_at`, `id`) WHERE login IS NOT NULL;
-- Create index "tierchange_changed_at_id" to table: "tier_changes"
CREATE INDEX `tierchange_changed_at_id` ON `tier_changes` (`changed_at`, `id`);
-- Create index "referrals_qualified" to table: "referrals"
CREATE INDEX `referrals_qualified` ON `referrals` (`qualified_at`, `id`) WHERE qualified_at IS NOT NULL;
-- Create index "task_progress_completed" to table: "task_progress"
CREATE INDEX `task_progress_completed` ON `task_progress` (`completed_at`, `id`) WHERE completed_at IS NOT NULL;
-- Create index "purchasereturn_member_id" to table: "returns"
CREATE INDEX `purchasereturn_member_id` ON `returns` (`member_id`);
