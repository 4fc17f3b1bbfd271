-- atlas:delimiter -- next

-- SKUs are found by their names from now on: all products are indexed anew
DELETE FROM `product_searches`;
-- next
DELETE FROM `search_tokens`;
-- next
-- Which products changed, or their texts did, so that servers keep their index of searches fresh; ent does not know this table
CREATE TABLE `product_changes` (`product_id` uuid NOT NULL, `changed` integer NOT NULL, PRIMARY KEY (`product_id`));
-- next
CREATE INDEX `product_changes_changed` ON `product_changes` (`changed`);
-- next
CREATE TRIGGER `product_added` AFTER INSERT ON `products` BEGIN
  INSERT INTO `product_changes` (`product_id`, `changed`) SELECT new.`id`, coalesce(max(`changed`), 0) + 1 FROM `product_changes` WHERE true ON CONFLICT (`product_id`) DO UPDATE SET `changed` = excluded.`changed`;
END;
-- next
CREATE TRIGGER `product_changed` AFTER UPDATE ON `products` BEGIN
  INSERT INTO `product_changes` (`product_id`, `changed`) SELECT new.`id`, coalesce(max(`changed`), 0) + 1 FROM `product_changes` WHERE true ON CONFLICT (`product_id`) DO UPDATE SET `changed` = excluded.`changed`;
END;
-- next
CREATE TRIGGER `product_gone` AFTER DELETE ON `products` BEGIN
  INSERT INTO `product_changes` (`product_id`, `changed`) SELECT old.`id`, coalesce(max(`changed`), 0) + 1 FROM `product_changes` WHERE true ON CONFLICT (`product_id`) DO UPDATE SET `changed` = excluded.`changed`;
END;
-- next
CREATE TRIGGER `product_texts_added` AFTER INSERT ON `product_searches` BEGIN
  INSERT INTO `product_changes` (`product_id`, `changed`) SELECT new.`product_id`, coalesce(max(`changed`), 0) + 1 FROM `product_changes` WHERE true ON CONFLICT (`product_id`) DO UPDATE SET `changed` = excluded.`changed`;
END;
-- next
CREATE TRIGGER `product_texts_changed` AFTER UPDATE ON `product_searches` BEGIN
  INSERT INTO `product_changes` (`product_id`, `changed`) SELECT new.`product_id`, coalesce(max(`changed`), 0) + 1 FROM `product_changes` WHERE true ON CONFLICT (`product_id`) DO UPDATE SET `changed` = excluded.`changed`;
END;
-- next
CREATE TRIGGER `product_texts_gone` AFTER DELETE ON `product_searches` BEGIN
  INSERT INTO `product_changes` (`product_id`, `changed`) SELECT old.`product_id`, coalesce(max(`changed`), 0) + 1 FROM `product_changes` WHERE true ON CONFLICT (`product_id`) DO UPDATE SET `changed` = excluded.`changed`;
END;
