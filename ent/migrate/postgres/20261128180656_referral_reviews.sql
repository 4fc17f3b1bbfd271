-- Modify "referrals" table
ALTER TABLE "referrals" ADD COLUMN "purchase_id" uuid NULL, ADD COLUMN "decided_by" uuid NULL, ADD COLUMN "note" character varying NULL, ADD COLUMN "invitee_points" bigint NOT NULL DEFAULT 0, ADD COLUMN "referred_from" timestamptz NULL, ADD COLUMN "referred_until" timestamptz NULL, ADD CONSTRAINT "referrals_invitee_points" CHECK (invitee_points >= 0);
-- Create index "referral_status_id" to table: "referrals"
CREATE INDEX "referral_status_id" ON "referrals" ("status", "id");
-- Create index "referrals_qualified" to table: "referrals"
CREATE INDEX "referrals_qualified" ON "referrals" ("purchase_id") WHERE (purchase_id IS NOT NULL);
-- What rules saw as referred before, they see so still; until a referral was refused.
UPDATE referrals SET referred_from = created_at, referred_until = CASE WHEN status = 'REFUSED' THEN qualified_at END;
-- What qualified a referral is a purchase of its invitee's at that instant, if there is one.
UPDATE referrals SET purchase_id = (SELECT p.id FROM purchases p WHERE p.member_id = referrals.invitee_id AND p.occurred_at = referrals.qualified_at ORDER BY p.id LIMIT 1) WHERE qualified_at IS NOT NULL;
