-- Modify "payments" table
ALTER TABLE "payments" ADD COLUMN "options" character varying NOT NULL DEFAULT '', ADD COLUMN "client_action" text NOT NULL DEFAULT '', ADD COLUMN "reference" character varying NOT NULL DEFAULT '', ADD COLUMN "opened_at" timestamptz NULL, ADD COLUMN "look_due" timestamptz NULL, ADD COLUMN "looks" bigint NOT NULL DEFAULT 0;
-- Create index "payments_look_due" to table: "payments"
CREATE INDEX "payments_look_due" ON "payments" ("look_due") WHERE (look_due IS NOT NULL);
-- Create "payment_callbacks" table
CREATE TABLE "payment_callbacks" ("id" uuid NOT NULL, "method" character varying NOT NULL, "event_key" character varying NOT NULL, "body" text NOT NULL, "received_at" timestamptz NOT NULL, "due" timestamptz NULL, "tries" bigint NOT NULL DEFAULT 0, "note" character varying NOT NULL DEFAULT '', PRIMARY KEY ("id"), CONSTRAINT "payment_callbacks_tries" CHECK (tries >= 0));
-- Create index "payment_callbacks_due" to table: "payment_callbacks"
CREATE INDEX "payment_callbacks_due" ON "payment_callbacks" ("due") WHERE (due IS NOT NULL);
-- Create index "paymentcallback_method_event_key" to table: "payment_callbacks"
CREATE UNIQUE INDEX "paymentcallback_method_event_key" ON "payment_callbacks" ("method", "event_key");
