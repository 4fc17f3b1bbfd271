-- Modify "grants" table
ALTER TABLE "grants" ADD COLUMN "qualifying" bigint NULL, ADD COLUMN "purchase_id" uuid NULL, ADD COLUMN "subject_id" uuid NULL;
-- Create index "grants_again" to table: "grants"
CREATE INDEX "grants_again" ON "grants" ("subject_id") WHERE (subject_id IS NOT NULL);
-- Create index "grants_caused" to table: "grants"
CREATE INDEX "grants_caused" ON "grants" ("purchase_id") WHERE (purchase_id IS NOT NULL);
-- Modify "member_days" table
ALTER TABLE "member_days" ADD COLUMN "qualifying" bigint NULL;
-- Modify "members" table
ALTER TABLE "members" ADD COLUMN "merit_tier" character varying NULL, ADD COLUMN "tags_since" timestamptz NULL;
-- Drop index "referrals_qualified" from table: "referrals"
DROP INDEX "referrals_qualified";
-- Create index "referrals_decided" to table: "referrals"
CREATE INDEX "referrals_decided" ON "referrals" ("decided_at", "id") WHERE (decided_at IS NOT NULL);
-- Modify "tier_changes" table
ALTER TABLE "tier_changes" ADD COLUMN "merit" character varying NULL, ADD COLUMN "purchase_id" uuid NULL;
-- Create "falls" table
CREATE TABLE "falls" ("id" uuid NOT NULL, "member_id" uuid NOT NULL, "purchase_id" uuid NOT NULL, "return_id" uuid NOT NULL, "points" bigint NOT NULL DEFAULT 0, "own" bigint NOT NULL DEFAULT 0, "other" bigint NOT NULL DEFAULT 0, "debt" bigint NOT NULL DEFAULT 0, "entry_id" uuid NULL, "fallen_at" timestamptz NOT NULL, PRIMARY KEY ("id"), CONSTRAINT "falls_taken" CHECK ((own >= 0) AND (other >= 0) AND (debt >= 0) AND (((own + other) + debt) <= points)));
-- Create index "fall_member_id" to table: "falls"
CREATE INDEX "fall_member_id" ON "falls" ("member_id");
-- Create "tag_changes" table
CREATE TABLE "tag_changes" ("id" uuid NOT NULL, "member_id" uuid NOT NULL, "from_tags" jsonb NOT NULL, "to_tags" jsonb NOT NULL, "changed_at" timestamptz NOT NULL, PRIMARY KEY ("id"));
-- Create index "tagchange_member_id_id" to table: "tag_changes"
CREATE INDEX "tagchange_member_id_id" ON "tag_changes" ("member_id", "id");
-- What members had reached to whom staff gave a tier: where the last step by merit led, else where they stood before the first gift
UPDATE "members" SET "merit_tier" = coalesce((SELECT c.to_tier FROM tier_changes c WHERE c.member_id = members.id AND c.cause IN ('QUALIFIED', 'REVIEWED', 'GRANT_ENDED') ORDER BY c.id DESC LIMIT 1), (SELECT c.from_tier FROM tier_changes c WHERE c.member_id = members.id ORDER BY c.id LIMIT 1)) WHERE "tier_granted";
