-- Add columns to "payments" table: options, client_action, reference, opened_at, look_due, looks
ALTER TABLE `payments` ADD COLUMN `options` text NOT NULL DEFAULT ('');
ALTER TABLE `payments` ADD COLUMN `client_action` text NOT NULL DEFAULT ('');
ALTER TABLE `payments` ADD COLUMN `reference` text NOT NULL DEFAULT ('');
ALTER TABLE `payments` ADD COLUMN `opened_at` datetime NULL;
ALTER TABLE `payments` ADD COLUMN `look_due` datetime NULL;
ALTER TABLE `payments` ADD COLUMN `looks` integer NOT NULL DEFAULT (0);
-- Create index "payments_look_due" to table: "payments"
CREATE INDEX `payments_look_due` ON `payments` (`look_due`) WHERE look_due IS NOT NULL;
-- Create "payment_callbacks" table
CREATE TABLE `payment_callbacks` (`id` uuid NOT NULL, `method` text NOT NULL, `event_key` text NOT NULL, `body` text NOT NULL, `received_at` datetime NOT NULL, `due` datetime NULL, `tries` integer NOT NULL DEFAULT (0), `note` text NOT NULL DEFAULT (''), PRIMARY KEY (`id`), CONSTRAINT `payment_callbacks_tries` CHECK (tries >= 0));
-- Create index "paymentcallback_method_event_key" to table: "payment_callbacks"
CREATE UNIQUE INDEX `paymentcallback_method_event_key` ON `payment_callbacks` (`method`, `event_key`);
-- Create index "payment_callbacks_due" to table: "payment_callbacks"
CREATE INDEX `payment_callbacks_due` ON `payment_callbacks` (`due`) WHERE due IS NOT NULL;
