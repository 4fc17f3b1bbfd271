-- Add column "phone" to table: "members"
ALTER TABLE `members` ADD COLUMN `phone` text NULL;
-- Add column "email" to table: "members"
ALTER TABLE `members` ADD COLUMN `email` text NULL;
-- Add column "birthday" to table: "members"
ALTER TABLE `members` ADD COLUMN `birthday` date NULL;
-- Add column "birthday_set_at" to table: "members"
ALTER TABLE `members` ADD COLUMN `birthday_set_at` datetime NULL;
-- Add column "gender" to table: "members"
ALTER TABLE `members` ADD COLUMN `gender` text NULL;
-- Add column "avatar_id" to table: "members"
ALTER TABLE `members` ADD COLUMN `avatar_id` uuid NULL;
-- Add column "card_number" to table: "members"
ALTER TABLE `members` ADD COLUMN `card_number` text NULL;
-- Add column "card_secret" to table: "members"
ALTER TABLE `members` ADD COLUMN `card_secret` blob NULL;
-- Add column "frozen_at" to table: "members"
ALTER TABLE `members` ADD COLUMN `frozen_at` datetime NULL;
-- Add column "frozen_reason" to table: "members"
ALTER TABLE `members` ADD COLUMN `frozen_reason` text NULL;
-- Add column "frozen_by" to table: "members"
ALTER TABLE `members` ADD COLUMN `frozen_by` text NULL;
-- Add column "deleted_at" to table: "members"
ALTER TABLE `members` ADD COLUMN `deleted_at` datetime NULL;
-- Add column "last_active_at" to table: "members"
ALTER TABLE `members` ADD COLUMN `last_active_at` datetime NULL;
-- Add column "version" to table: "members"
ALTER TABLE `members` ADD COLUMN `version` integer NOT NULL DEFAULT 1;
-- Create index "members_phone_key" to table: "members"
CREATE UNIQUE INDEX `members_phone_key` ON `members` (`phone`);
-- Create index "members_email_key" to table: "members"
CREATE UNIQUE INDEX `members_email_key` ON `members` (`email`);
-- Create index "members_card_number_key" to table: "members"
CREATE UNIQUE INDEX `members_card_number_key` ON `members` (`card_number`);
-- Create "consents" table
CREATE TABLE `consents` (`id` uuid NOT NULL, `member_id` uuid NOT NULL, `purpose` text NOT NULL, `version` text NOT NULL, `given` bool NOT NULL, `at` datetime NOT NULL, PRIMARY KEY (`id`));
-- Create index "consent_member_id_id" to table: "consents"
CREATE INDEX `consent_member_id_id` ON `consents` (`member_id`, `id`);
-- Create "data_exports" table
CREATE TABLE `data_exports` (`id` uuid NOT NULL, `member_id` uuid NOT NULL, `content` blob NULL, `handle_hash` blob NULL, `handle_until` datetime NULL, `created_at` datetime NOT NULL, `ready_at` datetime NULL, `expires_at` datetime NOT NULL, PRIMARY KEY (`id`));
-- Create index "data_exports_handle_hash_key" to table: "data_exports"
CREATE UNIQUE INDEX `data_exports_handle_hash_key` ON `data_exports` (`handle_hash`);
-- Create index "dataexport_member_id_id" to table: "data_exports"
CREATE INDEX `dataexport_member_id_id` ON `data_exports` (`member_id`, `id`);
-- Create index "dataexport_expires_at" to table: "data_exports"
CREATE INDEX `dataexport_expires_at` ON `data_exports` (`expires_at`);
-- Create "identities" table
CREATE TABLE `identities` (`id` uuid NOT NULL, `member_id` uuid NOT NULL, `provider` text NOT NULL, `issuer` text NOT NULL, `subject` text NOT NULL, `union_id` text NULL, `created_at` datetime NOT NULL, `last_used_at` datetime NULL, PRIMARY KEY (`id`));
-- Create index "identity_issuer_subject" to table: "identities"
CREATE UNIQUE INDEX `identity_issuer_subject` ON `identities` (`issuer`, `subject`);
-- Create index "identity_union_id" to table: "identities"
CREATE INDEX `identity_union_id` ON `identities` (`union_id`);
-- Create index "identity_member_id" to table: "identities"
CREATE INDEX `identity_member_id` ON `identities` (`member_id`);
-- Create "messages" table
CREATE TABLE `messages` (`id` uuid NOT NULL, `channel` text NOT NULL, `purpose` text NOT NULL, `status` text NOT NULL DEFAULT ('PENDING'), `sealed` blob NULL, `member_id` uuid NULL, `tries` integer NOT NULL DEFAULT (0), `next_at` datetime NOT NULL, `expires_at` datetime NOT NULL, `created_at` datetime NOT NULL, `done_at` datetime NULL, `error` text NULL, PRIMARY KEY (`id`));
-- Create index "messages_pending" to table: "messages"
CREATE INDEX `messages_pending` ON `messages` (`next_at`) WHERE done_at IS NULL;
-- Create index "message_created_at" to table: "messages"
CREATE INDEX `message_created_at` ON `messages` (`created_at`);
-- Create index "message_member_id" to table: "messages"
CREATE INDEX `message_member_id` ON `messages` (`member_id`);
-- Create "message_settings" table
CREATE TABLE `message_settings` (`id` text NOT NULL, `content` text NOT NULL, `secret` blob NULL, `secret_hint` text NULL, `version` integer NOT NULL DEFAULT (1), `changed_by` text NOT NULL, `changed_at` datetime NOT NULL, `tested_at` datetime NULL, PRIMARY KEY (`id`));
-- Create "one_time_codes" table
CREATE TABLE `one_time_codes` (`id` text NOT NULL, `hash` blob NOT NULL, `tries` integer NOT NULL DEFAULT (0), `sent_at` datetime NOT NULL, `expires_at` datetime NOT NULL, `used_at` datetime NULL, PRIMARY KEY (`id`));
-- Create index "onetimecode_expires_at" to table: "one_time_codes"
CREATE INDEX `onetimecode_expires_at` ON `one_time_codes` (`expires_at`);
-- Create "segments" table
CREATE TABLE `segments` (`id` uuid NOT NULL, `name` text NOT NULL, `condition` text NOT NULL, `version` integer NOT NULL DEFAULT (1), `changed_by` text NOT NULL, `changed_at` datetime NOT NULL, `created_at` datetime NOT NULL, PRIMARY KEY (`id`));
-- Create index "segments_name_key" to table: "segments"
CREATE UNIQUE INDEX `segments_name_key` ON `segments` (`name`);
