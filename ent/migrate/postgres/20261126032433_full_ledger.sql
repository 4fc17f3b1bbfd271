-- Modify "accounts" table
ALTER TABLE "accounts" ADD COLUMN "opened_at" timestamptz NOT NULL DEFAULT now(), ADD COLUMN "last_hash" character varying NOT NULL DEFAULT '';
-- An account is as old as its member.
UPDATE "accounts" SET "opened_at" = "members"."created_at" FROM "members" WHERE "members"."id" = "accounts"."member_id";
ALTER TABLE "accounts" ALTER COLUMN "opened_at" DROP DEFAULT;
-- Modify "entries" table
ALTER TABLE "entries" ADD COLUMN "held_delta" bigint NOT NULL DEFAULT 0, ADD COLUMN "debt_delta" bigint NOT NULL DEFAULT 0, ADD COLUMN "reverses" uuid NULL, ADD COLUMN "ref" character varying NULL, ADD COLUMN "hash" character varying NULL;
-- Create index "entry_reverses" to table: "entries"
CREATE INDEX "entry_reverses" ON "entries" ("reverses") WHERE (reverses IS NOT NULL);
-- Drop index "lot_account_id_open_expires_at" from table: "lots"
DROP INDEX "lot_account_id_open_expires_at";
-- Modify "lots" table
ALTER TABLE "lots" ADD CONSTRAINT "lots_expired" CHECK ((expired >= 0) AND ((remaining + expired) <= granted)), ADD COLUMN "expired" bigint NOT NULL DEFAULT 0, ADD COLUMN "pending" boolean NOT NULL DEFAULT false;
UPDATE "lots" SET "pending" = true WHERE "open" AND "usable_from" > now();
-- Create index "lots_due" to table: "lots"
CREATE INDEX "lots_due" ON "lots" ("expires_at") WHERE open;
-- Create index "lots_pending" to table: "lots"
CREATE INDEX "lots_pending" ON "lots" ("usable_from") WHERE pending;
-- Create index "lots_pending_account" to table: "lots"
CREATE INDEX "lots_pending_account" ON "lots" ("account_id") WHERE pending;
-- Create index "lots_spend_order" to table: "lots"
CREATE INDEX "lots_spend_order" ON "lots" ("account_id", "expires_at", "earned_at", "id") WHERE open;
-- Create "adjustment_requests" table
CREATE TABLE "adjustment_requests" ("id" uuid NOT NULL, "member_id" uuid NOT NULL, "currency" character varying NOT NULL, "points" bigint NOT NULL, "reason" character varying NOT NULL, "expires_at" timestamptz NULL, "status" character varying NOT NULL, "requested_by" uuid NOT NULL, "requested_at" timestamptz NOT NULL, "decided_by" uuid NULL, "decided_at" timestamptz NULL, "note" character varying NOT NULL DEFAULT '', "entry_id" uuid NULL, PRIMARY KEY ("id"), CONSTRAINT "adjustment_requests_points" CHECK (points <> 0));
-- Create index "adjustmentrequest_status_id" to table: "adjustment_requests"
CREATE INDEX "adjustmentrequest_status_id" ON "adjustment_requests" ("status", "id");
-- Create "causes" table
CREATE TABLE "causes" ("id" uuid NOT NULL, "slug" character varying NOT NULL, "name" jsonb NOT NULL, "description" jsonb NOT NULL, "open" boolean NOT NULL DEFAULT true, "version" bigint NOT NULL DEFAULT 1, "created_at" timestamptz NOT NULL, PRIMARY KEY ("id"));
-- Create index "causes_slug_key" to table: "causes"
CREATE UNIQUE INDEX "causes_slug_key" ON "causes" ("slug");
-- Create "holds" table
CREATE TABLE "holds" ("id" uuid NOT NULL, "account_id" uuid NOT NULL, "member_id" uuid NOT NULL, "currency" character varying NOT NULL, "points" bigint NOT NULL, "captured" bigint NOT NULL DEFAULT 0, "status" character varying NOT NULL, "open" boolean NOT NULL DEFAULT true, "allocations" jsonb NOT NULL, "reason" jsonb NOT NULL, "actor" character varying NOT NULL, "held_at" timestamptz NOT NULL, "expires_at" timestamptz NOT NULL, "ended_at" timestamptz NULL, PRIMARY KEY ("id"), CONSTRAINT "holds_captured" CHECK ((captured >= 0) AND (captured <= points)), CONSTRAINT "holds_open" CHECK (open = ((status)::text = 'HELD'::text)), CONSTRAINT "holds_points" CHECK (points > 0));
-- Create index "hold_account_id_id" to table: "holds"
CREATE INDEX "hold_account_id_id" ON "holds" ("account_id", "id");
-- Create index "holds_due" to table: "holds"
CREATE INDEX "holds_due" ON "holds" ("expires_at") WHERE open;
-- Create "job_leases" table
CREATE TABLE "job_leases" ("id" character varying NOT NULL, "holder" character varying NOT NULL DEFAULT '', "taken_until" timestamptz NOT NULL, "last_run_at" timestamptz NULL, "last_note" character varying NOT NULL DEFAULT '', PRIMARY KEY ("id"));
-- Create "points_currencies" table
CREATE TABLE "points_currencies" ("id" character varying NOT NULL, "name" jsonb NOT NULL, "policy" jsonb NOT NULL, "version" bigint NOT NULL DEFAULT 1, PRIMARY KEY ("id"));
-- Create "system_accounts" table
CREATE TABLE "system_accounts" ("id" uuid NOT NULL, "owner" character varying NOT NULL, "owner_ref" character varying NOT NULL DEFAULT '', "currency" character varying NOT NULL, PRIMARY KEY ("id"));
-- Create index "systemaccount_owner_owner_ref_currency" to table: "system_accounts"
CREATE UNIQUE INDEX "systemaccount_owner_owner_ref_currency" ON "system_accounts" ("owner", "owner_ref", "currency");
-- Create "transfers" table
CREATE TABLE "transfers" ("id" uuid NOT NULL, "from_member" uuid NOT NULL, "to_member" uuid NOT NULL, "currency" character varying NOT NULL, "points" bigint NOT NULL, "fee" bigint NOT NULL, "note" character varying NOT NULL DEFAULT '', "out_entry" uuid NOT NULL, "in_entry" uuid NOT NULL, "sent_at" timestamptz NOT NULL, PRIMARY KEY ("id"), CONSTRAINT "transfers_fee" CHECK (fee >= 0), CONSTRAINT "transfers_points" CHECK (points > 0));
-- Create index "transfer_from_member_sent_at" to table: "transfers"
CREATE INDEX "transfer_from_member_sent_at" ON "transfers" ("from_member", "sent_at");
-- Create index "transfer_to_member_sent_at" to table: "transfers"
CREATE INDEX "transfer_to_member_sent_at" ON "transfers" ("to_member", "sent_at");
-- What every mall starts with. Operators change it later.
INSERT INTO points_currencies (id, name, policy, version) VALUES
  ('POINTS', '{"en":"Points","zh-CN":"积分"}', '{"transfer":{"allowed":false}}', 1);
INSERT INTO system_accounts (id, owner, owner_ref, currency) VALUES ('a92c9c05-77ba-50f9-b293-d0dde32266aa', 'PLATFORM', '', 'POINTS');
