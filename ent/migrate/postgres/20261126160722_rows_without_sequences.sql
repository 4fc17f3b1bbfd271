-- Ids that need no sequence.
-- Modify "member_days" table
ALTER TABLE "member_days" ALTER COLUMN "id" DROP IDENTITY;
ALTER TABLE "member_days" ALTER COLUMN "id" TYPE uuid USING gen_random_uuid();
-- Modify "member_traces" table
ALTER TABLE "member_traces" ALTER COLUMN "id" DROP IDENTITY;
ALTER TABLE "member_traces" ALTER COLUMN "id" TYPE uuid USING gen_random_uuid();
-- Modify "redemptions" table
ALTER TABLE "redemptions" ALTER COLUMN "id" DROP IDENTITY;
ALTER TABLE "redemptions" ALTER COLUMN "id" TYPE uuid USING gen_random_uuid();
