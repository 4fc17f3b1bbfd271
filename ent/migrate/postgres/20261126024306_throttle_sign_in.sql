-- Create "throttles" table
CREATE TABLE "throttles" ("id" character varying NOT NULL, "tries" bigint NOT NULL, "since" timestamptz NOT NULL, "rounds" bigint NOT NULL, "refused_at" timestamptz NOT NULL, "touched_at" timestamptz NOT NULL, PRIMARY KEY ("id"));
-- Create index "throttle_touched_at" to table: "throttles"
CREATE INDEX "throttle_touched_at" ON "throttles" ("touched_at");
