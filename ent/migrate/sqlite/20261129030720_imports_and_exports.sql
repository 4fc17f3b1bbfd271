-- Create "exports" table
CREATE TABLE `exports` (`id` uuid NOT NULL, `list` text NOT NULL, `format` text NOT NULL, `filter` json NOT NULL, `status` text NOT NULL, `working` bool NOT NULL, `rows` integer NOT NULL DEFAULT (0), `file_id` uuid NULL, `holder` text NOT NULL DEFAULT (''), `held_until` datetime NULL, `failures` integer NOT NULL DEFAULT (0), `created_by` text NOT NULL, `created_at` datetime NOT NULL, `ended_at` datetime NULL, `expires_at` datetime NULL, PRIMARY KEY (`id`), CONSTRAINT `exports_rows` CHECK (rows >= 0), CONSTRAINT `exports_working` CHECK (working = (status = 'RUNNING')));
-- Create index "exports_working" to table: "exports"
CREATE INDEX `exports_working` ON `exports` (`id`) WHERE working;
-- Create index "export_created_by_id" to table: "exports"
CREATE INDEX `export_created_by_id` ON `exports` (`created_by`, `id`);
-- Create "files" table
CREATE TABLE `files` (`id` uuid NOT NULL, `name` text NOT NULL, `size` integer NOT NULL DEFAULT (0), `hash` text NOT NULL DEFAULT (''), `made_at` datetime NOT NULL, `expires_at` datetime NOT NULL, PRIMARY KEY (`id`), CONSTRAINT `files_size` CHECK (size >= 0));
-- Create index "file_expires_at" to table: "files"
CREATE INDEX `file_expires_at` ON `files` (`expires_at`);
-- Create "file_parts" table
CREATE TABLE `file_parts` (`id` uuid NOT NULL, `file_id` uuid NOT NULL, `seq` integer NOT NULL, `content` blob NOT NULL, PRIMARY KEY (`id`));
-- Create index "filepart_file_id_seq" to table: "file_parts"
CREATE UNIQUE INDEX `filepart_file_id_seq` ON `file_parts` (`file_id`, `seq`);
-- Create "import_batches" table
CREATE TABLE `import_batches` (`id` uuid NOT NULL, `kind` text NOT NULL, `status` text NOT NULL, `working` bool NOT NULL, `file_name` text NOT NULL, `file_hash` text NOT NULL, `file_id` uuid NOT NULL, `options` json NOT NULL, `reading` json NULL, `total` integer NULL, `steps` integer NOT NULL DEFAULT (0), `done` integer NOT NULL DEFAULT (0), `added` integer NOT NULL DEFAULT (0), `there` integer NOT NULL DEFAULT (0), `rejected` integer NOT NULL DEFAULT (0), `undone` integer NOT NULL DEFAULT (0), `kept` integer NOT NULL DEFAULT (0), `holder` text NOT NULL DEFAULT (''), `held_until` datetime NULL, `by_command` bool NOT NULL DEFAULT (false), `failures` integer NOT NULL DEFAULT (0), `failure` json NULL, `created_by` text NOT NULL, `created_at` datetime NOT NULL, `started_at` datetime NULL, `ended_at` datetime NULL, `version` integer NOT NULL DEFAULT (1), PRIMARY KEY (`id`), CONSTRAINT `import_batches_rows` CHECK (done >= 0 and added >= 0 and there >= 0 and rejected >= 0 and undone >= 0 and added + there + rejected <= done), CONSTRAINT `import_batches_working` CHECK (working = (status in ('CHECKING', 'RUNNING', 'UNDOING'))));
-- Create index "import_batches_working" to table: "import_batches"
CREATE INDEX `import_batches_working` ON `import_batches` (`id`) WHERE working;
-- Create "import_keys" table
CREATE TABLE `import_keys` (`id` uuid NOT NULL, `import_id` uuid NOT NULL, `about` uuid NOT NULL, PRIMARY KEY (`id`));
-- Create "import_steps" table
CREATE TABLE `import_steps` (`id` uuid NOT NULL, `import_id` uuid NOT NULL, `seq` integer NOT NULL, `done` integer NOT NULL, `made` json NOT NULL, `rejected` json NOT NULL, `kept` json NULL, `undone` bool NOT NULL DEFAULT (false), PRIMARY KEY (`id`), CONSTRAINT `import_steps_rows` CHECK (done > 0));
-- Create index "importstep_import_id_seq" to table: "import_steps"
CREATE UNIQUE INDEX `importstep_import_id_seq` ON `import_steps` (`import_id`, `seq`);
