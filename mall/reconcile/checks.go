package reconcile

import (
	"slices"
	"strings"

	"pointsmall/mall/store"
)

// check is a query for the rows that break a rule: their ids, and what is wrong.
type check struct {
	says, table, query string
}

// allocated lists what entries allocated: (entry, lot, points). Join it with lots
// before anything else: SQLite can only look values out of JSON up that way.
func allocated(d store.Dialect) string {
	if d == store.Postgres {
		return "(select e.id as entry, (x.value->>0)::uuid as lot, (x.value->>1)::bigint as points from entries e, jsonb_array_elements(e.allocations) as x)"
	}
	return "(select e.id as entry, json_extract(x.value,'$[0]') as lot, json_extract(x.value,'$[1]') as points from entries e, json_each(e.allocations) as x)"
}

// redeemed are the lines of orders that members redeemed: what they won counts for no limit.
const redeemed = "(select * from order_lines where order_id not in (select order_id from lottery_draws where order_id is not null))"

// goods is what an order asks in money for its goods, payable with sending them.
const (
	goods   = "(o.cash_minor - o.discount_minor - o.offset_minor)"
	payable = "(o.cash_minor - o.discount_minor - o.offset_minor + o.shipping_minor)"
)

// took lists what orders took out of stock and did not put back: (sku_id, pieces). Of an order
// that was given up nothing is out, unless it was refunded in parts before.
const took = "(select x.sku_id, x.quantity - coalesce(b.n,0) as pieces from order_lines x join orders o on o.id = x.order_id " +
	"left join (select order_line_id, sum(case when restocked then quantity else 0 end) as n from order_refund_lines group by order_line_id) b on b.order_line_id = x.id " +
	"where o.status <> 'PENDING_PAYMENT' and (o.status <> 'CANCELLED' or o.id in (select order_id from order_refund_lines)))"

// pinned is a table of what open holds reserve: (hold, account, lot, points).
func pinned(d store.Dialect) string {
	if d == store.Postgres {
		return "(select h.id as hold, h.account_id, (x.value->>0)::uuid as lot, (x.value->>1)::bigint as points from holds h, jsonb_array_elements(h.allocations) as x where h.status = 'HELD')"
	}
	return "(select h.id as hold, h.account_id, json_extract(x.value,'$[0]') as lot, json_extract(x.value,'$[1]') as points from holds h, json_each(h.allocations) as x where h.status = 'HELD')"
}

func checks(d store.Dialect) []check {
	all := slices.Concat(ledgerChecks(), partnerChecks(), holdChecks(), orderChecks(), stockChecks(), checkoutChecks(), refundChecks(), couponChecks(), earningChecks(), playChecks(), returnChecks(), correctionChecks(), fallChecks(), idleChecks(), importChecks(), lotteryChecks(), saleChecks(), budgetChecks())
	fill := strings.NewReplacer(
		"{allocated}", allocated(d), "{parts}", parts(d), "{counted}", counted(d), "{lines}", lines(d), "{yesterday}", dayBefore(d, "c.day"),
		"{pinned}", pinned(d), "{returned}", returned, "{back}", back(d), "{bought}", bought(d), "{standing}", standing,
		"{idle_until}", idleUntil(d), "{apart}", apart, "{on_sale}", onSale, "{ruled}", ruled(d), "{apart_coupons}", apartCoupons, "{payable}", payable, "{goods}", goods, "{used}", usedCoupons(d), "{redeemed}", redeemed, "{took}", took,
	)
	for i := range all {
		all[i].query = fill.Replace(strings.ReplaceAll(all[i].query, "{kept}", kept(d)))
	}
	return all
}

func ledgerChecks() []check {
	return []check{
		{"the entries of a journal sum to zero", "journals", `
			select e.journal_id, 'in '||e.currency||' they sum to '||sum(e.delta)
			from entries e group by e.journal_id, e.currency having sum(e.delta) <> 0`},
		{"every entry belongs to a journal and an account", "entries", `
			select e.id, 'journal or account is missing' from entries e
			left join journals j on j.id = e.journal_id left join accounts a on a.id = e.account_id left join system_accounts s on s.id = e.account_id
			where j.id is null or (a.id is null and s.id is null)`},
		{"a balance is the sum of the account's entries, which are numbered without a gap", "accounts", `
			select a.id, 'balance '||a.balance||' of '||a.last_seq||' entries; the entries sum to '||coalesce(e.total,0)||', '||coalesce(e.n,0)||' of them, the last is '||coalesce(e.last,0)
			from accounts a left join (select account_id, sum(delta) as total, count(*) as n, max(seq) as last from entries where seq is not null group by account_id) e on e.account_id = a.id
			where a.balance <> coalesce(e.total,0) or a.last_seq <> coalesce(e.n,0) or a.last_seq <> coalesce(e.last,0)`},
		{"an entry's balance_after is the sum of the entries up to it", "entries", `
			select id, 'balance_after '||coalesce(balance_after,0)||', the entries up to it sum to '||total
			from (select id, balance_after, sum(delta) over (partition by account_id order by seq) as total from entries where seq is not null) e
			where balance_after is null or balance_after <> total`},
		{"a balance is what the account's lots hold less its debt", "accounts", `
			select a.id, 'balance '||a.balance||', held '||a.held||', debt '||a.debt||'; the lots hold '||coalesce(l.remaining,0)||', held '||coalesce(l.held,0)
			from accounts a left join (select account_id, sum(remaining) as remaining, sum(held) as held from lots group by account_id) l on l.account_id = a.id
			where a.balance <> coalesce(l.remaining,0) - a.debt or a.held <> coalesce(l.held,0)`},
		{"a lot's remainder is what entries allocated to it less what they took", "lots", `
			select l.id, 'remaining '||l.remaining||' of '||l.granted||'; allocations sum to '||coalesce(x.total,0)||', the largest is '||coalesce(x.granted,0)
			from lots l left join (select k.id as lot, sum(y.points) as total, max(y.points) as granted from {allocated} y join lots k on k.id = y.lot group by k.id) x on x.lot = l.id
			where l.remaining <> coalesce(x.total,0) or l.granted <> coalesce(x.granted,0)`},
		{"an entry's allocations less its debt sum to its points and name lots of its account", "entries", `
			select e.id, e.kind||' of '||e.delta||', debt '||e.debt_delta||'; allocations to the account''s lots sum to '||coalesce(x.total,0)
			from entries e left join (select y.entry, l.account_id, sum(y.points) as total from {allocated} y join lots l on l.id = y.lot group by y.entry, l.account_id) x
			on x.entry = e.id and x.account_id = e.account_id
			where e.seq is not null and e.delta <> coalesce(x.total,0) - e.debt_delta`},
		{"what an account ever earned is the sum of its EARN entries less what was clawed back", "accounts", `
			select a.id, 'lifetime_earned '||a.lifetime_earned||'; EARN and CLAWBACK entries sum to '||coalesce(e.total,0)
			from accounts a left join (select account_id, sum(delta) as total from entries where kind in ('EARN', 'CLAWBACK') group by account_id) e on e.account_id = a.id
			where a.lifetime_earned <> coalesce(e.total,0)`},
		{"an account is a member's, and its entries are of its currency", "accounts", `
			select a.id, 'currency '||a.currency||', owner '||a.owner||'; its entries, its member or its partner say otherwise'
			from accounts a left join (select distinct account_id, currency from entries where seq is not null) e on e.account_id = a.id and e.currency <> a.currency
			where e.account_id is not null or (a.owner = 'MEMBER') <> (a.member_id is not null) or (a.partner_id is not null and a.member_id is not null)`},
		{"every member has a points account", "members", `
			select m.id, 'has no account' from members m left join accounts a on a.member_id = m.id where a.id is null`},
		{"a purchase's points are those of its entry", "purchases", `
			select p.id, 'points '||p.points||'; its entry has '||coalesce(e.delta,0)
			from purchases p left join entries e on e.id = p.entry_id and e.purchase_id = p.id left join accounts a on a.id = e.account_id
			where p.points <> coalesce(e.delta,0) or (e.id is not null and a.member_id <> p.member_id)`},
		{"every entry of a purchase has its purchase", "entries", `
			select e.id, 'purchase '||e.purchase_id||' is missing or names another entry'
			from entries e left join purchases p on p.id = e.purchase_id and p.entry_id = e.id
			where e.kind = 'EARN' and e.seq is not null and e.purchase_id is not null and p.id is null`},
	}
}

func orderChecks() []check {
	return []check{
		{"an order's points and cash are those of its lines", "orders", `
			select o.id, 'points '||o.points||', cash '||o.cash_minor||', lines '||o.line_count||'; the lines have '||coalesce(l.points,0)||', '||coalesce(l.cash,0)||', '||coalesce(l.n,0)
			from orders o left join (select order_id, sum(points) as points, sum(cash_minor) as cash, count(*) as n from order_lines group by order_id) l on l.order_id = o.id
			where o.points <> coalesce(l.points,0) or o.cash_minor <> coalesce(l.cash,0) or o.line_count <> coalesce(l.n,0)`},
		{"every order line has its order and its SKU", "order_lines", `
			select l.id, 'order or SKU is missing' from order_lines l
			left join orders o on o.id = l.order_id left join skus k on k.id = l.sku_id where o.id is null or k.id is null`},
		{"an order was paid by its member with one entry of its points, unless it waits or was given up", "orders", `
			select o.id, 'points '||o.points||'; its entry has '||coalesce(-e.delta,0)
			from orders o left join entries e on e.id = o.entry_id and e.order_id = o.id left join accounts a on a.id = e.account_id
			where (case when o.entry_id is null and o.status in ('PENDING_PAYMENT', 'CANCELLED') then 0 else o.points end) <> coalesce(-e.delta,0) or (e.id is not null and a.member_id <> o.member_id)`},
		{"every SPEND entry of an order has its order", "entries", `
			select e.id, 'order '||e.order_id||' is missing or names another entry'
			from entries e left join orders o on o.id = e.order_id and o.entry_id = e.id
			where e.kind = 'SPEND' and e.order_id is not null and o.id is null`},
		{"an order's version and status are those of its last change", "orders", `
			select o.id, 'version '||o.version||', '||o.status||'; changes '||coalesce(c.n,0)||', the last to '||coalesce(last.status,'none')
			from orders o left join (select order_id, count(*) as n, max(version) as last from order_changes group by order_id) c on c.order_id = o.id
			left join order_changes last on last.order_id = o.id and last.version = c.last
			where o.version <> 1 + coalesce(c.n,0) or (c.n > 0 and (c.last <> o.version or last.status <> o.status)) or (o.version = 1 and o.status not in ('PAID', 'PENDING_PAYMENT'))`},
		{"what came into stock less what is on hand is what orders took and lotteries set apart", "stocks", `
			select s.sku_id, 'received '||s.received||', on hand '||s.on_hand||'; orders took '||coalesce(l.taken,0)||', lotteries set apart '||coalesce(z.pieces,0)
			from stocks s left join (select sku_id, sum(pieces) as taken from {took} t group by sku_id) l on l.sku_id = s.sku_id left join {apart} z on z.sku = s.sku_id
			where s.received - s.on_hand <> coalesce(l.taken,0) + coalesce(z.pieces,0)`},
		{"every SKU has a stock row", "skus", `
			select k.id, 'has no stock row' from skus k left join stocks s on s.sku_id = k.id where s.sku_id is null`},
		{"what members redeem of a SKU is counted where it has a limit", "stocks", `
			select s.sku_id, 'counted '||s.counted||'; the limit is '||coalesce(cast(k.per_member as text),'none')
			from stocks s join skus k on k.id = s.sku_id where s.counted <> (k.per_member is not null)`},
		{"what a member redeemed of a limited SKU is what their orders took", "redemptions", `
			select 'member '||r.member_id||' SKU '||r.sku_id, 'quantity '||r.quantity||'; orders took '||coalesce(l.taken,0)
			from redemptions r left join (select o.member_id, x.sku_id, sum(x.quantity - coalesce(b.n,0)) as taken from {redeemed} x join orders o on o.id = x.order_id left join (select order_line_id, sum(quantity) as n from order_refund_lines group by order_line_id) b on b.order_line_id = x.id where o.status <> 'CANCELLED' group by o.member_id, x.sku_id) l
			on l.member_id = r.member_id and l.sku_id = r.sku_id where r.quantity <> coalesce(l.taken,0)`},
		{"what orders took of a limited SKU is counted for its member", "redemptions", `
			select 'member '||l.member_id||' SKU '||l.sku_id, 'orders took '||l.taken||'; counted '||coalesce(r.quantity,0)
			from (select o.member_id, x.sku_id, sum(x.quantity - coalesce(b.n,0)) as taken from {redeemed} x join orders o on o.id = x.order_id join skus k on k.id = x.sku_id left join (select order_line_id, sum(quantity) as n from order_refund_lines group by order_line_id) b on b.order_line_id = x.id where k.per_member is not null and o.status <> 'CANCELLED' group by o.member_id, x.sku_id) l
			left join redemptions r on r.member_id = l.member_id and r.sku_id = l.sku_id where l.taken <> coalesce(r.quantity,0)`},
		{"a product's points_from is its lowest price that asks points, for tiers only where none is for everybody", "products", `
			select p.id, 'points_from '||p.points_from||'; the lowest price is '||x.lowest
			from products p join (select k.product_id, coalesce(min(o.points) filter (where k.archived_at is null and o.requires_tier is null and o.points > 0), min(o.points) filter (where k.archived_at is null and o.points > 0), 9007199254740991) as lowest
				from skus k join price_options o on o.sku_id = k.id group by k.product_id) x on x.product_id = p.id
			where p.points_from <> x.lowest`},
		{"a product's points_least is its lowest price in points alone, whoever it is for", "products", `
			select p.id, 'points_least '||p.points_least||'; the lowest price is '||x.lowest
			from products p join (select k.product_id, coalesce(min(o.points) filter (where k.archived_at is null and o.cash_minor is null), 9007199254740991) as lowest
				from skus k join price_options o on o.sku_id = k.id group by k.product_id) x on x.product_id = p.id
			where p.points_least <> x.lowest`},
		{"a product that is archived is not on the shelf", "products", `
			select p.id, 'archived and on the shelf' from products p where p.archived_at is not null and p.on_shelf`},
		{"every product can be found", "products", `
			select p.id, 'it has no texts that searches look in' from products p where not exists (select 1 from product_searches s where s.product_id = p.id)`},
	}
}
