-- The yardstick's tables: the smallest set that an exchange of points for goods
-- needs, with ordinary keys and indexes. Filled with :members and :skus (psql -v).
create table account (
  member_id  bigint primary key,
  balance    bigint not null check (balance >= 0),
  version    int not null default 0,
  updated_at timestamptz not null default now()
);
create table sku (
  id         bigint primary key,
  stock      bigint not null check (stock >= 0),
  price      bigint not null,
  version    int not null default 0,
  updated_at timestamptz not null default now()
);
create table purchase_order (
  id           bigserial primary key,
  member_id    bigint not null references account,
  state        text not null,
  total_points bigint not null,
  idem         text,
  created_at   timestamptz not null default now()
);
create index on purchase_order (member_id, id desc);
create table order_line (
  id       bigserial primary key,
  order_id bigint not null references purchase_order,
  sku_id   bigint not null references sku,
  quantity int not null,
  points   bigint not null
);
create index on order_line (order_id);
create table ledger (
  id         bigserial primary key,
  order_id   bigint not null,
  account    text not null,
  member_id  bigint,
  delta      bigint not null,
  created_at timestamptz not null default now()
);
create index on ledger (member_id, id desc);
create table outbox (
  id           bigserial primary key,
  topic        text not null,
  payload      jsonb not null,
  created_at   timestamptz not null default now(),
  published_at timestamptz
);
create index on outbox (id) where published_at is null;

-- Enough points and pieces that nothing ever runs out.
insert into account (member_id, balance) select n, 1000000000 from generate_series(1, :members) n;
insert into sku (id, stock, price) select n, 1000000000, 100 + n % 50 from generate_series(1, :skus) n;
