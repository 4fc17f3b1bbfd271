-- Modify "products" table
ALTER TABLE "products" ADD COLUMN "available_from" timestamptz NULL;
-- Modify "price_options" table
ALTER TABLE "price_options" ADD COLUMN "requires_tier" character varying NULL, ADD CONSTRAINT "price_options_tiers_tier" FOREIGN KEY ("requires_tier") REFERENCES "tiers" ("id") ON UPDATE NO ACTION ON DELETE NO ACTION;
