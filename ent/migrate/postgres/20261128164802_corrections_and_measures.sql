-- Drop index "activity_source_external_ref" from table: "activities"
DROP INDEX "activity_source_external_ref";
-- Modify "activities" table
ALTER TABLE "activities" ADD COLUMN "moved_to" uuid NULL;
-- Create index "activity_source_external_ref" to table: "activities"
CREATE UNIQUE INDEX "activity_source_external_ref" ON "activities" ("source", "external_ref") WHERE (moved_to IS NULL);
-- Drop index "purchase_source_external_ref" from table: "purchases"
DROP INDEX "purchase_source_external_ref";
-- Modify "purchases" table
ALTER TABLE "purchases" ADD COLUMN "moved_to" uuid NULL;
-- Create index "purchase_source_external_ref" to table: "purchases"
CREATE UNIQUE INDEX "purchase_source_external_ref" ON "purchases" ("source", "external_ref") WHERE (moved_to IS NULL);
-- Modify "returns" table
ALTER TABLE "returns" ADD CONSTRAINT "returns_refund" CHECK ((refund_minor IS NULL) OR ((refund_minor > 0) AND (refund_currency IS NOT NULL))), ADD COLUMN "refund_minor" bigint NULL, ADD COLUMN "refund_currency" character varying NULL;
-- Modify "sessions" table
ALTER TABLE "sessions" ADD COLUMN "replaced_hash" bytea NULL, ADD COLUMN "successor_salt" bytea NULL, ADD COLUMN "replaced_at" timestamptz NULL;
-- Create "corrections" table
CREATE TABLE "corrections" ("id" uuid NOT NULL, "kind" character varying NOT NULL, "subject_id" uuid NOT NULL, "member_id" uuid NOT NULL, "to_member_id" uuid NULL, "made_id" uuid NULL, "due" bigint NOT NULL, "taken" bigint NOT NULL, "given" bigint NOT NULL, "entry_id" uuid NULL, "reason" character varying NOT NULL, "made_by" uuid NOT NULL, "made_at" timestamptz NOT NULL, PRIMARY KEY ("id"), CONSTRAINT "corrections_moved" CHECK (((made_id IS NULL) AND (to_member_id IS NULL)) OR ((made_id IS NOT NULL) AND (to_member_id IS NOT NULL))), CONSTRAINT "corrections_points" CHECK ((taken >= 0) AND (given >= 0)));
-- Create index "correction_made_id" to table: "corrections"
CREATE UNIQUE INDEX "correction_made_id" ON "corrections" ("made_id");
-- Create index "correction_member_id" to table: "corrections"
CREATE INDEX "correction_member_id" ON "corrections" ("member_id");
-- Create index "corrections_subject_id_key" to table: "corrections"
CREATE UNIQUE INDEX "corrections_subject_id_key" ON "corrections" ("subject_id");
