-- atlas:delimiter -- next

-- SKUs are found by their names from now on: all products are indexed anew
DELETE FROM "product_searches";
-- next
DELETE FROM "search_tokens";
-- next
-- Which products changed, or their texts did, by the number of the transaction, so that servers keep their index of searches fresh; ent does not know this table
CREATE TABLE "product_changes" ("product_id" uuid NOT NULL, "changed" bigint NOT NULL, PRIMARY KEY ("product_id"));
-- next
CREATE INDEX "product_changes_changed" ON "product_changes" ("changed");
-- next
CREATE FUNCTION "note_product_change"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO "product_changes" ("product_id", "changed") VALUES (CASE TG_OP WHEN 'DELETE' THEN OLD."id" ELSE NEW."id" END, pg_current_xact_id()::text::bigint)
    ON CONFLICT ("product_id") DO UPDATE SET "changed" = excluded."changed";
  RETURN NULL;
END
$$;
-- next
CREATE FUNCTION "note_product_text"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO "product_changes" ("product_id", "changed") VALUES (CASE TG_OP WHEN 'DELETE' THEN OLD."product_id" ELSE NEW."product_id" END, pg_current_xact_id()::text::bigint)
    ON CONFLICT ("product_id") DO UPDATE SET "changed" = excluded."changed";
  RETURN NULL;
END
$$;
-- next
CREATE TRIGGER "product_changed" AFTER INSERT OR UPDATE OR DELETE ON "products" FOR EACH ROW EXECUTE FUNCTION "note_product_change"();
-- next
CREATE TRIGGER "product_text_changed" AFTER INSERT OR UPDATE OR DELETE ON "product_searches" FOR EACH ROW EXECUTE FUNCTION "note_product_text"();
