-- What every mall starts with. Operators change it later.
INSERT INTO tiers (id, name, rank) VALUES
  ('normal', '{"en":"Normal","zh-CN":"普通会员"}', 0),
  ('silver', '{"en":"Silver","zh-CN":"银卡会员"}', 1),
  ('gold', '{"en":"Gold","zh-CN":"金卡会员"}', 2),
  ('diamond', '{"en":"Diamond","zh-CN":"钻石会员"}', 3);
INSERT INTO settings (id, value) VALUES ('currency', 'CNY'), ('time_zone', 'Asia/Shanghai');
INSERT INTO earning_ratios (id, amount_minor, points) VALUES ('CNY', 100, 1);
