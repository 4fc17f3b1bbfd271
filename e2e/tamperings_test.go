package e2e

// tampering alters a row by hand. Every %s in its statements is the row's id.
type tampering struct {
	name string
	// pick selects the id of the row to alter.
	pick string
	// alter alters it, undo puts it right again.
	alter, undo string
	// names is the table whose row reconcile must name. Where that is another row
	// than the altered one, row selects its id.
	names, row string
}

var tamperings = []tampering{
	{
		name: "an account's balance", names: "accounts",
		pick:  "select a.id from accounts a join members m on m.id = a.member_id where m.external_ref = 'demo-alice'",
		alter: "update accounts set balance = balance + 1 where id = '%s'", undo: "update accounts set balance = balance - 1 where id = '%s'",
	},
	{
		name: "an account's debt", names: "accounts",
		pick:  "select a.id from accounts a join members m on m.id = a.member_id where m.external_ref = 'demo-alice'",
		alter: "update accounts set debt = 5 where id = '%s'", undo: "update accounts set debt = 0 where id = '%s'",
	},
	{
		name: "what an account earned", names: "accounts",
		pick:  "select a.id from accounts a join members m on m.id = a.member_id where m.external_ref = 'demo-alice'",
		alter: "update accounts set lifetime_earned = lifetime_earned + 100 where id = '%s'", undo: "update accounts set lifetime_earned = lifetime_earned - 100 where id = '%s'",
	},
	{
		name: "an account is gone", names: "members",
		pick:  "select a.id from accounts a join members m on m.id = a.member_id where m.external_ref = 'demo-bob'",
		alter: "create table saved as select * from accounts where id = '%s'; delete from accounts where id = '%s'",
		undo:  "insert into accounts select * from saved; drop table saved",
		row:   "select id from members where external_ref = 'demo-bob'",
	},
	{
		name: "a lot's remainder", names: "lots",
		pick:  "select id from lots where remaining > 1 order by id limit 1",
		alter: "update lots set remaining = remaining - 1 where id = '%s'", undo: "update lots set remaining = remaining + 1 where id = '%s'",
	},
	{
		name: "what a lot was granted", names: "lots",
		pick:  "select id from lots where remaining > 1 order by id limit 1",
		alter: "update lots set granted = granted + 1 where id = '%s'", undo: "update lots set granted = granted - 1 where id = '%s'",
	},
	{
		name: "what a lot holds", names: "accounts",
		pick:  "select id from lots where remaining > 1 order by id limit 1",
		alter: "update lots set held = held + 1 where id = '%s'", undo: "update lots set held = held - 1 where id = '%s'",
		row: "select account_id from lots where remaining > 1 order by id limit 1",
	},
	{
		name: "an entry's delta", names: "entries",
		pick:  "select id from entries where kind = 'SPEND' and seq is not null order by id limit 1",
		alter: "update entries set delta = delta + 10 where id = '%s'", undo: "update entries set delta = delta - 10 where id = '%s'",
	},
	{
		name: "an entry's balance after it", names: "entries",
		pick:  "select id from entries where kind = 'SPEND' and seq is not null order by id limit 1",
		alter: "update entries set balance_after = balance_after + 10 where id = '%s'", undo: "update entries set balance_after = balance_after - 10 where id = '%s'",
	},
	{
		name: "the platform's side of a journal", names: "journals",
		pick:  "select id from entries where kind = 'SPEND' and seq is null order by id limit 1",
		alter: "update entries set delta = delta + 1 where id = '%s'", undo: "update entries set delta = delta - 1 where id = '%s'",
		row: "select journal_id from entries where kind = 'SPEND' and seq is null order by id limit 1",
	},
	{
		name: "an entry is gone", names: "orders",
		pick:  "select id from entries where kind = 'SPEND' and seq is not null order by id limit 1",
		alter: "create table saved as select * from entries where id = '%s'; delete from entries where id = '%s'",
		undo:  "insert into entries select * from saved; drop table saved",
		row:   "select o.id from orders o join saved s on s.id = o.entry_id",
	},
	{
		name: "a journal is gone", names: "entries",
		pick:  "select journal_id from entries where kind = 'SPEND' and seq is not null order by id limit 1",
		alter: "create table saved as select * from journals where id = '%s'; delete from journals where id = '%s'",
		undo:  "insert into journals select * from saved; drop table saved",
		row:   "select id from entries where kind = 'SPEND' and seq is not null order by id limit 1",
	},
	{
		name: "a stock's pieces on hand", names: "stocks",
		pick:  "select s.sku_id from stocks s join skus k on k.id = s.sku_id where k.code = 'DRINK-100'",
		alter: "update stocks set on_hand = on_hand + 1 where sku_id = '%s'", undo: "update stocks set on_hand = on_hand - 1 where sku_id = '%s'",
	},
	{
		name: "a stock is gone", names: "skus",
		pick:  "select s.sku_id from stocks s join skus k on k.id = s.sku_id where k.code = 'MUG-SEA'",
		alter: "create table saved as select * from stocks where sku_id = '%s'; delete from stocks where sku_id = '%s'",
		undo:  "insert into stocks select * from saved; drop table saved",
	},
	{
		name: "an order's points", names: "orders",
		pick:  "select id from orders order by id limit 1",
		alter: "update orders set points = points - 1 where id = '%s'", undo: "update orders set points = points + 1 where id = '%s'",
	},
	{
		name: "an order's cash", names: "orders",
		pick:  "select id from orders order by id limit 1",
		alter: "update orders set cash_minor = 100 where id = '%s'", undo: "update orders set cash_minor = 0 where id = '%s'",
	},
	{
		name: "whose order it is", names: "orders",
		pick:  "select o.id from orders o join members m on m.id = o.member_id where m.external_ref = 'demo-bob'",
		alter: "update orders set member_id = (select id from members where external_ref = 'demo-alice') where id = '%s'",
		undo:  "update orders set member_id = (select id from members where external_ref = 'demo-bob') where id = '%s'",
	},
	{
		name: "an order's state after a step", names: "orders",
		pick:  "select id from orders where version = 2",
		alter: "update orders set status = 'COMPLETED' where id = '%s'", undo: "update orders set status = 'FULFILLING' where id = '%s'",
	},
	{
		name: "an order's first state", names: "orders",
		pick:  "select id from orders where version = 1 order by id limit 1",
		alter: "update orders set status = 'COMPLETED' where id = '%s'", undo: "update orders set status = 'PAID' where id = '%s'",
	},
	{
		name: "an order is gone", names: "order_lines",
		pick:  "select id from orders where version = 1 order by id limit 1",
		alter: "create table saved as select * from orders where id = '%s'; delete from orders where id = '%s'",
		undo:  "insert into orders select * from saved; drop table saved",
		row:   "select l.id from order_lines l join saved s on s.id = l.order_id",
	},
	{
		name: "an order line is gone", names: "orders",
		pick:  "select id from order_lines order by id limit 1",
		alter: "create table saved as select * from order_lines where id = '%s'; delete from order_lines where id = '%s'",
		undo:  "insert into order_lines select * from saved; drop table saved",
		row:   "select order_id from saved",
	},
	{
		name: "an order line's pieces", names: "stocks",
		pick:  "select l.id from order_lines l join skus k on k.id = l.sku_id where k.code = 'DRINK-100' order by l.id limit 1",
		alter: "update order_lines set quantity = quantity + 1 where id = '%s'", undo: "update order_lines set quantity = quantity - 1 where id = '%s'",
		row: "select id from skus where code = 'DRINK-100'",
	},
	{
		name: "what a member redeemed", names: "redemptions",
		pick:  "select sku_id from redemptions",
		alter: "update redemptions set quantity = 0 where sku_id = '%s'", undo: "update redemptions set quantity = 1 where sku_id = '%s'",
	},
	{
		name: "what a member redeemed is gone", names: "redemptions",
		pick:  "select sku_id from redemptions",
		alter: "create table saved as select * from redemptions; delete from redemptions where sku_id = '%s'",
		undo:  "insert into redemptions select * from saved; drop table saved",
	},
	{
		name: "a purchase's points", names: "purchases",
		pick:  "select id from purchases",
		alter: "update purchases set points = points + 1 where id = '%s'", undo: "update purchases set points = points - 1 where id = '%s'",
	},
	{
		name: "a purchase is gone", names: "entries",
		pick:  "select id from purchases",
		alter: "create table saved as select * from purchases where id = '%s'; delete from purchases where id = '%s'",
		undo:  "insert into purchases select * from saved; drop table saved",
		row:   "select id from entries where purchase_id is not null and seq is not null",
	},
	{
		name: "a grant's points", names: "grants",
		pick:  "select id from grants where \"trigger\" = 'PURCHASE'",
		alter: "update grants set points = points + 1 where id = '%s'", undo: "update grants set points = points - 1 where id = '%s'",
	},
	{
		name: "a grant is gone", names: "purchases",
		pick:  "select id from grants where \"trigger\" = 'PURCHASE'",
		alter: "create table saved as select * from grants where id = '%s'; delete from grants where id = '%s'",
		undo:  "insert into grants select * from saved; drop table saved",
		row:   "select id from saved",
	},
	{
		name: "what a member spent", names: "growth",
		pick:  "select member_id from growth order by member_id limit 1",
		alter: "update growth set spent_minor = spent_minor + 1 where member_id = '%s'", undo: "update growth set spent_minor = spent_minor - 1 where member_id = '%s'",
	},
	{
		name: "a member's day", names: "member_days",
		pick:  "select member_id from member_days order by member_id limit 1",
		alter: "update member_days set earned = earned + 1 where member_id = '%s'", undo: "update member_days set earned = earned - 1 where member_id = '%s'",
	},
	{
		name: "a check-in's place", names: "check_ins",
		pick:  "select id from check_ins order by id limit 1",
		alter: "update check_ins set streak = streak + 1 where id = '%s'", undo: "update check_ins set streak = streak - 1 where id = '%s'",
	},
	{
		name: "what a cap has counted", names: "cap_counters",
		pick:  "select id from cap_counters order by id limit 1",
		alter: "update cap_counters set times = times + 1 where id = '%s'", undo: "update cap_counters set times = times - 1 where id = '%s'",
	},
	{
		name: "what a return took", names: "returns",
		pick:  "select id from returns",
		alter: "update returns set own = own - 1 where id = '%s'", undo: "update returns set own = own + 1 where id = '%s'",
	},
	{
		name: "what a return was due", names: "member_days",
		pick:  "select id from returns",
		alter: "update returns set due = due + 1 where id = '%s'", undo: "update returns set due = due - 1 where id = '%s'",
		row: "select member_id from returns",
	},
	{
		name: "what a return was worth", names: "growth",
		pick:  "select id from returns",
		alter: "update returns set amount_minor = amount_minor + 1 where id = '%s'", undo: "update returns set amount_minor = amount_minor - 1 where id = '%s'",
		row: "select member_id from returns",
	},
	{
		name: "a return's pieces", names: "returns",
		pick:  "select id from returns",
		alter: "update returns set pieces = '[3]' where id = '%s'", undo: "update returns set pieces = '[1]' where id = '%s'",
		row: "select purchase_id from returns",
	},
	{
		name: "a return is gone", names: "entries",
		pick:  "select id from returns",
		alter: "create table saved as select * from returns where id = '%s'; delete from returns where id = '%s'",
		undo:  "insert into returns select * from saved; drop table saved",
		row:   "select id from entries where kind = 'CLAWBACK' and seq is not null",
	},
	{
		name: "a return waits that does not", names: "returns",
		pick:  "select id from returns",
		alter: "update returns set status = 'PENDING' where id = '%s'", undo: "update returns set status = 'APPLIED' where id = '%s'",
	},
	{
		name: "a product's lowest price", names: "products",
		pick:  "select id from products where slug = 'lemon-drink'",
		alter: "update products set points_from = points_from - 1 where id = '%s'", undo: "update products set points_from = points_from + 1 where id = '%s'",
	},
}
