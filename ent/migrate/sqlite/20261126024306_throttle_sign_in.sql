-- Create "throttles" table
CREATE TABLE `throttles` (`id` text NOT NULL, `tries` integer NOT NULL, `since` datetime NOT NULL, `rounds` integer NOT NULL, `refused_at` datetime NOT NULL, `touched_at` datetime NOT NULL, PRIMARY KEY (`id`));
-- Create index "throttle_touched_at" to table: "throttles"
CREATE INDEX `throttle_touched_at` ON `throttles` (`touched_at`);
