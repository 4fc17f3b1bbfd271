-- Modify "orders" table
ALTER TABLE "orders" ADD COLUMN "discount_minor" bigint NOT NULL DEFAULT 0, ADD COLUMN "shipping_minor" bigint NOT NULL DEFAULT 0, ADD COLUMN "terms" text NULL;
-- Modify "order_lines" table
ALTER TABLE "order_lines" ADD COLUMN "discount_minor" bigint NOT NULL DEFAULT 0;
