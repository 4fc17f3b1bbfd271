-- Modify "accounts" table
ALTER TABLE "accounts" ADD COLUMN "idle_since" date NULL;
-- Modify "lots" table
ALTER TABLE "lots" ADD CONSTRAINT "lots_idle" CHECK ((idle_months IS NULL) OR ((idle_months > 0) AND (expires_at IS NOT NULL))), ADD COLUMN "idle_months" bigint NULL;
