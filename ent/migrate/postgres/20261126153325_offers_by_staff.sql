-- Modify "products" table
ALTER TABLE "products" ADD COLUMN "version" bigint NOT NULL DEFAULT 1;
-- Modify "skus" table
ALTER TABLE "skus" ADD COLUMN "version" bigint NOT NULL DEFAULT 1;
-- Modify "stocks" table
ALTER TABLE "stocks" ADD COLUMN "counted" boolean NOT NULL DEFAULT false;
-- SKUs that have a limit are counted already
UPDATE "stocks" SET "counted" = true WHERE "sku_id" IN (SELECT "id" FROM "skus" WHERE "per_member" IS NOT NULL);
