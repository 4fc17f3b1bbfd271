-- Modify "products" table
ALTER TABLE "products" ADD COLUMN "folded_name" text NOT NULL DEFAULT '';
-- Modify "sessions" table
ALTER TABLE "sessions" ADD COLUMN "partner_id" uuid NULL;
-- Create index "session_partner_id" to table: "sessions"
CREATE INDEX "session_partner_id" ON "sessions" ("partner_id");
