-- Create "returns" table
CREATE TABLE "returns" ("id" uuid NOT NULL, "source" character varying NOT NULL, "external_ref" character varying NOT NULL, "purchase_ref" character varying NOT NULL, "purchase_id" uuid NULL, "member_id" uuid NULL, "status" character varying NOT NULL, "refusal" jsonb NULL, "lines" jsonb NOT NULL, "pieces" jsonb NULL, "amount_minor" bigint NOT NULL DEFAULT 0, "completes" boolean NOT NULL DEFAULT false, "due" bigint NOT NULL DEFAULT 0, "own" bigint NOT NULL DEFAULT 0, "other" bigint NOT NULL DEFAULT 0, "debt" bigint NOT NULL DEFAULT 0, "entry_id" uuid NULL, "fingerprint" character varying NOT NULL, "occurred_at" timestamptz NOT NULL, "recorded_at" timestamptz NOT NULL, PRIMARY KEY ("id"), CONSTRAINT "returns_due" CHECK ((due >= 0) AND (amount_minor >= 0)), CONSTRAINT "returns_settled" CHECK (((status)::text <> 'APPLIED'::text) OR ((purchase_id IS NOT NULL) AND (member_id IS NOT NULL) AND (pieces IS NOT NULL))), CONSTRAINT "returns_taken" CHECK ((own >= 0) AND (other >= 0) AND (debt >= 0) AND (((own + other) + debt) <= due)));
-- Create index "purchasereturn_purchase_id" to table: "returns"
CREATE INDEX "purchasereturn_purchase_id" ON "returns" ("purchase_id");
-- Create index "purchasereturn_source_external_ref" to table: "returns"
CREATE UNIQUE INDEX "purchasereturn_source_external_ref" ON "returns" ("source", "external_ref");
-- Create index "returns_pending" to table: "returns"
CREATE INDEX "returns_pending" ON "returns" ("source", "purchase_ref") WHERE (purchase_id IS NULL);
