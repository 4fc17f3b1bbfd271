-- Add column "daily_quota" to table: "api_keys"
ALTER TABLE `api_keys` ADD COLUMN `daily_quota` integer NULL;
-- Create "key_usages" table
CREATE TABLE `key_usages` (`id` uuid NOT NULL, `api_key_id` uuid NOT NULL, `day` text NOT NULL, `calls` integer NOT NULL, `cost` integer NOT NULL, `refused` integer NOT NULL, PRIMARY KEY (`id`));
-- Create index "keyusage_api_key_id_day" to table: "key_usages"
CREATE UNIQUE INDEX `keyusage_api_key_id_day` ON `key_usages` (`api_key_id`, `day`);
