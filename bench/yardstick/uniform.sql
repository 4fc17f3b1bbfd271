-- One exchange as eight plain statements: any member takes one piece of any SKU.
\set member random(1, :members)
\set sku random(1, :skus)
begin;
update account set balance = balance - 120, version = version + 1, updated_at = now() where member_id = :member and balance >= 120;
update sku set stock = stock - 1, version = version + 1, updated_at = now() where id = :sku and stock >= 1;
insert into purchase_order (member_id, state, total_points, idem) values (:member, 'PAID', 120, 'k') returning id \gset new_
insert into order_line (order_id, sku_id, quantity, points) values (:new_id::bigint, :sku::bigint, 1, 120);
insert into ledger (order_id, account, member_id, delta) values (:new_id::bigint, 'member', :member::bigint, -120), (:new_id::bigint, 'mall', null::bigint, 120);
insert into outbox (topic, payload) values ('order.paid', jsonb_build_object('order', :new_id::bigint, 'member', :member::bigint));
commit;
