-- Modify "members" table
ALTER TABLE "members" ADD COLUMN "tier_since" timestamptz NULL, ADD COLUMN "tier_until" timestamptz NULL, ADD COLUMN "tier_granted" boolean NOT NULL DEFAULT false;
-- Create index "members_tier_until" to table: "members"
CREATE INDEX "members_tier_until" ON "members" ("tier_until") WHERE (tier_until IS NOT NULL);
-- Modify "tiers" table
ALTER TABLE "tiers" ADD COLUMN "threshold" jsonb NULL, ADD COLUMN "rights" jsonb NULL, ADD COLUMN "version" bigint NOT NULL DEFAULT 1;
-- Create "tier_changes" table
CREATE TABLE "tier_changes" ("id" uuid NOT NULL, "member_id" uuid NOT NULL, "from_tier" character varying NOT NULL, "to_tier" character varying NOT NULL, "cause" character varying NOT NULL, "note" character varying NOT NULL DEFAULT '', "actor" character varying NOT NULL, "until" timestamptz NULL, "changed_at" timestamptz NOT NULL, PRIMARY KEY ("id"));
-- Create index "tierchange_member_id_id" to table: "tier_changes"
CREATE INDEX "tierchange_member_id_id" ON "tier_changes" ("member_id", "id");
