-- Create "exports" table
CREATE TABLE "exports" ("id" uuid NOT NULL, "list" character varying NOT NULL, "format" character varying NOT NULL, "filter" jsonb NOT NULL, "status" character varying NOT NULL, "working" boolean NOT NULL, "rows" bigint NOT NULL DEFAULT 0, "file_id" uuid NULL, "holder" character varying NOT NULL DEFAULT '', "held_until" timestamptz NULL, "failures" bigint NOT NULL DEFAULT 0, "created_by" character varying NOT NULL, "created_at" timestamptz NOT NULL, "ended_at" timestamptz NULL, "expires_at" timestamptz NULL, PRIMARY KEY ("id"), CONSTRAINT "exports_rows" CHECK (rows >= 0), CONSTRAINT "exports_working" CHECK (working = ((status)::text = 'RUNNING'::text)));
-- Create index "export_created_by_id" to table: "exports"
CREATE INDEX "export_created_by_id" ON "exports" ("created_by", "id");
-- Create index "exports_working" to table: "exports"
CREATE INDEX "exports_working" ON "exports" ("id") WHERE working;
-- Create "files" table
CREATE TABLE "files" ("id" uuid NOT NULL, "name" character varying NOT NULL, "size" bigint NOT NULL DEFAULT 0, "hash" character varying NOT NULL DEFAULT '', "made_at" timestamptz NOT NULL, "expires_at" timestamptz NOT NULL, PRIMARY KEY ("id"), CONSTRAINT "files_size" CHECK (size >= 0));
-- Create index "file_expires_at" to table: "files"
CREATE INDEX "file_expires_at" ON "files" ("expires_at");
-- Create "file_parts" table
CREATE TABLE "file_parts" ("id" uuid NOT NULL, "file_id" uuid NOT NULL, "seq" bigint NOT NULL, "content" bytea NOT NULL, PRIMARY KEY ("id"));
-- Create index "filepart_file_id_seq" to table: "file_parts"
CREATE UNIQUE INDEX "filepart_file_id_seq" ON "file_parts" ("file_id", "seq");
-- Create "import_batches" table
CREATE TABLE "import_batches" ("id" uuid NOT NULL, "kind" character varying NOT NULL, "status" character varying NOT NULL, "working" boolean NOT NULL, "file_name" character varying NOT NULL, "file_hash" character varying NOT NULL, "file_id" uuid NOT NULL, "options" jsonb NOT NULL, "reading" jsonb NULL, "total" bigint NULL, "steps" bigint NOT NULL DEFAULT 0, "done" bigint NOT NULL DEFAULT 0, "added" bigint NOT NULL DEFAULT 0, "there" bigint NOT NULL DEFAULT 0, "rejected" bigint NOT NULL DEFAULT 0, "undone" bigint NOT NULL DEFAULT 0, "kept" bigint NOT NULL DEFAULT 0, "holder" character varying NOT NULL DEFAULT '', "held_until" timestamptz NULL, "by_command" boolean NOT NULL DEFAULT false, "failures" bigint NOT NULL DEFAULT 0, "failure" jsonb NULL, "created_by" character varying NOT NULL, "created_at" timestamptz NOT NULL, "started_at" timestamptz NULL, "ended_at" timestamptz NULL, "version" bigint NOT NULL DEFAULT 1, PRIMARY KEY ("id"), CONSTRAINT "import_batches_rows" CHECK ((done >= 0) AND (added >= 0) AND (there >= 0) AND (rejected >= 0) AND (undone >= 0) AND (((added + there) + rejected) <= done)), CONSTRAINT "import_batches_working" CHECK (working = ((status)::text = ANY ((ARRAY['CHECKING'::character varying, 'RUNNING'::character varying, 'UNDOING'::character varying])::text[]))));
-- Create index "import_batches_working" to table: "import_batches"
CREATE INDEX "import_batches_working" ON "import_batches" ("id") WHERE working;
-- Create "import_keys" table
CREATE TABLE "import_keys" ("id" uuid NOT NULL, "import_id" uuid NOT NULL, "about" uuid NOT NULL, PRIMARY KEY ("id"));
-- Create "import_steps" table
CREATE TABLE "import_steps" ("id" uuid NOT NULL, "import_id" uuid NOT NULL, "seq" bigint NOT NULL, "done" bigint NOT NULL, "made" jsonb NOT NULL, "rejected" jsonb NOT NULL, "kept" jsonb NULL, "undone" boolean NOT NULL DEFAULT false, PRIMARY KEY ("id"), CONSTRAINT "import_steps_rows" CHECK (done > 0));
-- Create index "importstep_import_id_seq" to table: "import_steps"
CREATE UNIQUE INDEX "importstep_import_id_seq" ON "import_steps" ("import_id", "seq");
