-- Create index "entries_of_staff" to table: "entries"
CREATE INDEX `entries_of_staff` ON `entries` (`actor`, `id`) WHERE actor LIKE 'stf_%';
-- Create index "entries_of_seldom_kinds" to table: "entries"
CREATE INDEX `entries_of_seldom_kinds` ON `entries` (`kind`, `id`) WHERE kind IN ('ADJUST', 'CLAWBACK', 'DONATE', 'EXCHANGE', 'PRIZE', 'REFUND', 'TRANSFER_IN', 'TRANSFER_OUT');
-- Drop index "scancode_batch_id" from table: "scan_codes"
DROP INDEX `scancode_batch_id`;
-- Create index "scancode_batch_id_id" to table: "scan_codes"
CREATE INDEX `scancode_batch_id_id` ON `scan_codes` (`batch_id`, `id`);
-- Create index "purchase_member_id_id" to table: "purchases"
CREATE INDEX `purchase_member_id_id` ON `purchases` (`member_id`, `id`);
-- Create index "coupon_template_id_id" to table: "coupons"
CREATE INDEX `coupon_template_id_id` ON `coupons` (`template_id`, `id`);
-- Create "audit_records" table
CREATE TABLE `audit_records` (`id` uuid NOT NULL, `server` uuid NOT NULL, `batch` uuid NOT NULL, `place` integer NOT NULL, `places` integer NOT NULL, `before_hash` text NOT NULL, `hash` text NOT NULL, `sealed_in` integer NULL, `at` datetime NOT NULL, `actor` text NOT NULL, `actor_name` text NOT NULL, `api_key_id` uuid NULL, `operation` text NOT NULL, `noun` text NOT NULL, `noun_id` text NOT NULL, `member_id` uuid NULL, `address` text NOT NULL, `user_agent` text NOT NULL, `request_id` text NOT NULL, `changes` text NOT NULL, PRIMARY KEY (`id`), CONSTRAINT `audit_records_place` CHECK (place >= 1 and place <= places));
-- Create index "auditrecord_actor_id" to table: "audit_records"
CREATE INDEX `auditrecord_actor_id` ON `audit_records` (`actor`, `id`);
-- Create index "auditrecord_operation_id" to table: "audit_records"
CREATE INDEX `auditrecord_operation_id` ON `audit_records` (`operation`, `id`);
-- Create index "auditrecord_noun_id" to table: "audit_records"
CREATE INDEX `auditrecord_noun_id` ON `audit_records` (`noun`, `id`);
-- Create index "auditrecord_noun_id_id" to table: "audit_records"
CREATE INDEX `auditrecord_noun_id_id` ON `audit_records` (`noun_id`, `id`);
-- Create index "auditrecord_at_id" to table: "audit_records"
CREATE INDEX `auditrecord_at_id` ON `audit_records` (`at`, `id`);
-- Create index "auditrecord_batch_place" to table: "audit_records"
CREATE UNIQUE INDEX `auditrecord_batch_place` ON `audit_records` (`batch`, `place`);
-- Create index "auditrecord_sealed_in_id" to table: "audit_records"
CREATE INDEX `auditrecord_sealed_in_id` ON `audit_records` (`sealed_in`, `id`);
-- Create index "auditrecord_hash" to table: "audit_records"
CREATE UNIQUE INDEX `auditrecord_hash` ON `audit_records` (`hash`);
-- Create "audit_seals" table
CREATE TABLE `audit_seals` (`id` integer NOT NULL, `made_at` datetime NOT NULL, `records` integer NOT NULL, `digest` text NOT NULL, `mac` text NOT NULL, PRIMARY KEY (`id`));
-- Create "member_keys" table
CREATE TABLE `member_keys` (`id` uuid NOT NULL, `sealed` blob NULL, `forgotten_at` datetime NULL, PRIMARY KEY (`id`));
