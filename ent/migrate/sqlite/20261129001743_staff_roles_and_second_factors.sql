-- Add column "last_used_at" to table: "sessions"
ALTER TABLE `sessions` ADD COLUMN `last_used_at` datetime NULL;
-- Add column "address" to table: "sessions"
ALTER TABLE `sessions` ADD COLUMN `address` text NULL;
-- Add column "user_agent" to table: "sessions"
ALTER TABLE `sessions` ADD COLUMN `user_agent` text NULL;
-- Add column "role_ids" to table: "staff"
ALTER TABLE `staff` ADD COLUMN `role_ids` json NULL;
-- Add column "version" to table: "staff"
ALTER TABLE `staff` ADD COLUMN `version` integer NOT NULL DEFAULT 1;
-- Add column "totp_secret" to table: "staff"
ALTER TABLE `staff` ADD COLUMN `totp_secret` blob NULL;
-- Add column "totp_step" to table: "staff"
ALTER TABLE `staff` ADD COLUMN `totp_step` integer NOT NULL DEFAULT 0;
-- Add column "two_factor_at" to table: "staff"
ALTER TABLE `staff` ADD COLUMN `two_factor_at` datetime NULL;
-- Add column "openid_issuer" to table: "staff"
ALTER TABLE `staff` ADD COLUMN `openid_issuer` text NULL;
-- Add column "openid_subject" to table: "staff"
ALTER TABLE `staff` ADD COLUMN `openid_subject` text NULL;
-- Create index "staff_openid_issuer_openid_subject" to table: "staff"
CREATE UNIQUE INDEX `staff_openid_issuer_openid_subject` ON `staff` (`openid_issuer`, `openid_subject`);
-- Create "recovery_codes" table
CREATE TABLE `recovery_codes` (`id` uuid NOT NULL, `staff_id` uuid NOT NULL, `hash` blob NOT NULL, `created_at` datetime NOT NULL, `used_at` datetime NULL, PRIMARY KEY (`id`));
-- Create index "recoverycode_staff_id" to table: "recovery_codes"
CREATE INDEX `recoverycode_staff_id` ON `recovery_codes` (`staff_id`);
-- Create "staff_links" table
CREATE TABLE `staff_links` (`id` uuid NOT NULL, `token_hash` blob NOT NULL, `for_staff_id` uuid NULL, `name` text NOT NULL, `login` text NOT NULL, `role_ids` json NOT NULL, `permissions` json NOT NULL, `made_by` text NOT NULL, `made_staff_id` uuid NULL, `created_at` datetime NOT NULL, `expires_at` datetime NOT NULL, `used_at` datetime NULL, `revoked_at` datetime NULL, PRIMARY KEY (`id`));
-- Create index "staff_links_token_hash_key" to table: "staff_links"
CREATE UNIQUE INDEX `staff_links_token_hash_key` ON `staff_links` (`token_hash`);
-- Create "staff_roles" table
CREATE TABLE `staff_roles` (`id` uuid NOT NULL, `name` text NOT NULL, `permissions` json NOT NULL, `version` integer NOT NULL DEFAULT (1), `created_at` datetime NOT NULL, PRIMARY KEY (`id`));
-- Create index "staff_roles_name_key" to table: "staff_roles"
CREATE UNIQUE INDEX `staff_roles_name_key` ON `staff_roles` (`name`);
