-- Create "passkeys" table
CREATE TABLE `passkeys` (`id` uuid NOT NULL, `staff_id` uuid NOT NULL, `credential_id` blob NOT NULL, `credential` blob NOT NULL, `name` text NOT NULL, `created_at` datetime NOT NULL, `begun_at` datetime NOT NULL, `last_used_at` datetime NULL, PRIMARY KEY (`id`));
-- Create index "passkeys_credential_id_key" to table: "passkeys"
CREATE UNIQUE INDEX `passkeys_credential_id_key` ON `passkeys` (`credential_id`);
-- Create index "passkey_staff_id" to table: "passkeys"
CREATE INDEX `passkey_staff_id` ON `passkeys` (`staff_id`);
