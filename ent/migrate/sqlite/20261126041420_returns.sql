-- Create "returns" table
CREATE TABLE `returns` (`id` uuid NOT NULL, `source` text NOT NULL, `external_ref` text NOT NULL, `purchase_ref` text NOT NULL, `purchase_id` uuid NULL, `member_id` uuid NULL, `status` text NOT NULL, `refusal` json NULL, `lines` json NOT NULL, `pieces` json NULL, `amount_minor` integer NOT NULL DEFAULT (0), `completes` bool NOT NULL DEFAULT (false), `due` integer NOT NULL DEFAULT (0), `own` integer NOT NULL DEFAULT (0), `other` integer NOT NULL DEFAULT (0), `debt` integer NOT NULL DEFAULT (0), `entry_id` uuid NULL, `fingerprint` text NOT NULL, `occurred_at` datetime NOT NULL, `recorded_at` datetime NOT NULL, PRIMARY KEY (`id`), CONSTRAINT `returns_due` CHECK (due >= 0 and amount_minor >= 0), CONSTRAINT `returns_settled` CHECK (status <> 'APPLIED' or (purchase_id is not null and member_id is not null and pieces is not null)), CONSTRAINT `returns_taken` CHECK (own >= 0 and other >= 0 and debt >= 0 and own + other + debt <= due));
-- Create index "purchasereturn_source_external_ref" to table: "returns"
CREATE UNIQUE INDEX `purchasereturn_source_external_ref` ON `returns` (`source`, `external_ref`);
-- Create index "purchasereturn_purchase_id" to table: "returns"
CREATE INDEX `purchasereturn_purchase_id` ON `returns` (`purchase_id`);
-- Create index "returns_pending" to table: "returns"
CREATE INDEX `returns_pending` ON `returns` (`source`, `purchase_ref`) WHERE purchase_id IS NULL;
