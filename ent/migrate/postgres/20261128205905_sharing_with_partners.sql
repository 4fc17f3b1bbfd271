-- Create index "apikey_partner_id_id" to table: "api_keys"
CREATE INDEX "apikey_partner_id_id" ON "api_keys" ("partner_id", "id");
-- Modify "partners" table
ALTER TABLE "partners" ADD COLUMN "display_name" jsonb NULL, ADD COLUMN "disabled_at" timestamptz NULL, ADD COLUMN "version" bigint NOT NULL DEFAULT 1;
-- Create "shared_catalogs" table
CREATE TABLE "shared_catalogs" ("id" uuid NOT NULL, "partner_id" uuid NOT NULL, "name" character varying NOT NULL, "version" bigint NOT NULL DEFAULT 1, "saved_at" timestamptz NOT NULL, PRIMARY KEY ("id"));
-- Create index "sharedcatalog_partner_id_name" to table: "shared_catalogs"
CREATE UNIQUE INDEX "sharedcatalog_partner_id_name" ON "shared_catalogs" ("partner_id", "name");
-- Create "shared_skus" table
CREATE TABLE "shared_skus" ("id" uuid NOT NULL, "catalog_id" uuid NOT NULL, "partner_id" uuid NOT NULL, "sku_id" uuid NOT NULL, "points" bigint NULL, "cash_minor" bigint NULL, "cash_currency" character varying NULL, PRIMARY KEY ("id"), CONSTRAINT "shared_skus_cash" CHECK ((cash_minor IS NULL) OR (cash_minor > 0)), CONSTRAINT "shared_skus_points" CHECK ((points IS NULL) OR (points >= 0)));
-- Create index "sharedsku_catalog_id_sku_id" to table: "shared_skus"
CREATE UNIQUE INDEX "sharedsku_catalog_id_sku_id" ON "shared_skus" ("catalog_id", "sku_id");
-- Create index "sharedsku_partner_id_sku_id" to table: "shared_skus"
CREATE INDEX "sharedsku_partner_id_sku_id" ON "shared_skus" ("partner_id", "sku_id");
