-- Create index "coupon_template_id_id" to table: "coupons"
CREATE INDEX "coupon_template_id_id" ON "coupons" ("template_id", "id");
-- Create index "entries_of_seldom_kinds" to table: "entries"
CREATE INDEX "entries_of_seldom_kinds" ON "entries" ("kind", "id") WHERE kind IN ('ADJUST', 'CLAWBACK', 'DONATE', 'EXCHANGE', 'PRIZE', 'REFUND', 'TRANSFER_IN', 'TRANSFER_OUT');
-- Create index "entries_of_staff" to table: "entries"
CREATE INDEX "entries_of_staff" ON "entries" ("actor", "id") WHERE actor LIKE 'stf_%';
-- Create index "purchase_member_id_id" to table: "purchases"
CREATE INDEX "purchase_member_id_id" ON "purchases" ("member_id", "id");
-- Drop index "scancode_batch_id" from table: "scan_codes"
DROP INDEX "scancode_batch_id";
-- Create index "scancode_batch_id_id" to table: "scan_codes"
CREATE INDEX "scancode_batch_id_id" ON "scan_codes" ("batch_id", "id");
-- Create "audit_records" table
CREATE TABLE "audit_records" ("id" uuid NOT NULL, "server" uuid NOT NULL, "batch" uuid NOT NULL, "place" bigint NOT NULL, "places" bigint NOT NULL, "before_hash" character varying NOT NULL, "hash" character varying NOT NULL, "sealed_in" bigint NULL, "at" timestamptz NOT NULL, "actor" character varying NOT NULL, "actor_name" character varying NOT NULL, "api_key_id" uuid NULL, "operation" character varying NOT NULL, "noun" character varying NOT NULL, "noun_id" character varying NOT NULL, "member_id" uuid NULL, "address" character varying NOT NULL, "user_agent" character varying NOT NULL, "request_id" character varying NOT NULL, "changes" text NOT NULL, PRIMARY KEY ("id"), CONSTRAINT "audit_records_place" CHECK ((place >= 1) AND (place <= places)));
-- Create index "auditrecord_actor_id" to table: "audit_records"
CREATE INDEX "auditrecord_actor_id" ON "audit_records" ("actor", "id");
-- Create index "auditrecord_at_id" to table: "audit_records"
CREATE INDEX "auditrecord_at_id" ON "audit_records" ("at", "id");
-- Create index "auditrecord_batch_place" to table: "audit_records"
CREATE UNIQUE INDEX "auditrecord_batch_place" ON "audit_records" ("batch", "place");
-- Create index "auditrecord_hash" to table: "audit_records"
CREATE UNIQUE INDEX "auditrecord_hash" ON "audit_records" ("hash");
-- Create index "auditrecord_noun_id" to table: "audit_records"
CREATE INDEX "auditrecord_noun_id" ON "audit_records" ("noun", "id");
-- Create index "auditrecord_noun_id_id" to table: "audit_records"
CREATE INDEX "auditrecord_noun_id_id" ON "audit_records" ("noun_id", "id");
-- Create index "auditrecord_operation_id" to table: "audit_records"
CREATE INDEX "auditrecord_operation_id" ON "audit_records" ("operation", "id");
-- Create index "auditrecord_sealed_in_id" to table: "audit_records"
CREATE INDEX "auditrecord_sealed_in_id" ON "audit_records" ("sealed_in", "id");
-- Create "audit_seals" table
CREATE TABLE "audit_seals" ("id" bigint NOT NULL, "made_at" timestamptz NOT NULL, "records" bigint NOT NULL, "digest" character varying NOT NULL, "mac" character varying NOT NULL, PRIMARY KEY ("id"));
-- Create "member_keys" table
CREATE TABLE "member_keys" ("id" uuid NOT NULL, "sealed" bytea NULL, "forgotten_at" timestamptz NULL, PRIMARY KEY ("id"));
