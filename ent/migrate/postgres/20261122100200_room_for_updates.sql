-- Rows that change all the time leave room on their page, so that an update stays
-- there (heap-only) and writes no index.
ALTER TABLE accounts SET (fillfactor = 80);
ALTER TABLE lots SET (fillfactor = 80);
ALTER TABLE stocks SET (fillfactor = 50);
ALTER TABLE orders SET (fillfactor = 90);
