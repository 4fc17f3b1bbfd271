package reconcile

import "pointsmall/mall/store"

// usedCoupons is a table of what orders' terms say that coupons took off: (order, coupon, off).
func usedCoupons(d store.Dialect) string {
	if d == store.Postgres {
		return "(select o.id as of_order, x.value->>'id' as coupon, coalesce((x.value->>'off')::bigint, 0) as off from orders o, " +
			"jsonb_array_elements(case when o.terms like '{%' then coalesce(o.terms::jsonb->'coupons', '[]') else '[]'::jsonb end) as x)"
	}
	return "(select o.id as of_order, json_extract(x.value,'$.id') as coupon, coalesce(json_extract(x.value,'$.off'), 0) as off from orders o, " +
		"json_each(case when o.terms like '{%' then coalesce(json_extract(o.terms, '$.coupons'), '[]') else '[]' end) as x)"
}

// couponChecks compare coupons with what happened to them, and with the orders that have them.
func couponChecks() []check {
	return []check{
		{"a coupon is what its last change made of it, and its changes are numbered without a gap", "coupons", `
			select c.id, c.status||' after '||c.changes||' changes; there are '||coalesce(n.n,0)||', the last is '||coalesce(l.kind,'none')
			from coupons c left join (select coupon_id, count(*) as n, max(number) as last from coupon_changes group by coupon_id) n on n.coupon_id = c.id
			left join coupon_changes l on l.coupon_id = c.id and l.number = n.last
			where c.changes <> coalesce(n.n,0) or c.changes <> coalesce(n.last,0) or l.kind is null
			or c.status <> case l.kind when 'RESERVED' then 'RESERVED' when 'USED' then 'USED' else 'AVAILABLE' end
			or coalesce(cast(c.member_id as text),'') <> coalesce(cast(l.member_id as text),'') or (l.kind in ('RESERVED', 'USED') and (c.order_id is null or l.order_id is null or c.order_id <> l.order_id))
			or (c.member_id is not null) <> (c.given_at is not null) or (c.member_id is not null) <> (c.usable_from is not null)`},
		{"every coupon change has its coupon and is of a known kind, and every coupon has its version", "coupon_changes", `
			select x.id, x.kind||' of coupon '||x.coupon_id||', which is missing' from coupon_changes x left join coupons c on c.id = x.coupon_id where c.id is null or x.kind not in ('ISSUED', 'GIVEN', 'WON', 'SENT', 'RESERVED', 'RELEASED', 'USED', 'RETURNED')
			union all select c.id, 'the version '||c.template_id||' is missing' from coupons c left join coupon_templates t on t.id = c.template_id where t.id is null`},
		{"a version has issued the coupons that there are of it and those that lotteries set apart, no more than its total", "coupon_templates", `
			select t.id, 'issued '||t.issued||'; there are '||coalesce(c.n,0)||', set apart '||coalesce(z.pieces,0)
			from coupon_templates t left join (select template_id, count(*) as n from coupons group by template_id) c on c.template_id = t.id left join {apart_coupons} z on z.template = t.id
			where t.issued <> coalesce(c.n,0) + coalesce(z.pieces,0) or t.issued > t.total`},
		{"no member has got more coupons of a version than members may", "coupon_templates", `
			select t.id, 'per_member '||t.per_member||'; a member has got '||g.n
			from coupon_templates t join (select c.template_id, x.member_id, count(*) as n from coupon_changes x join coupons c on c.id = x.coupon_id where x.kind = 'GIVEN' group by c.template_id, x.member_id) g
			on g.template_id = t.id where g.n > t.per_member`},
		{"a coupon is reserved by an order that waits for its money, used by one that was paid, both of its member", "coupons", `
			select c.id, c.status||' by order '||c.order_id||', which is '||coalesce(o.status,'missing')||', or of another member'
			from coupons c left join orders o on o.id = c.order_id
			where c.order_id is not null and (o.id is null or o.member_id <> c.member_id or (c.status = 'RESERVED') <> (o.status = 'PENDING_PAYMENT') or o.status = 'CANCELLED')`},
		{"an order that was not given up has the coupons of its terms", "orders", `
			select o.id, o.status||'; its terms name the coupon '||u.coupon||', which it has not'
			from {used} u join orders o on o.id = u.of_order left join coupons c on 'cpn_'||replace(cast(c.id as text),'-','') = u.coupon
			where o.status <> 'CANCELLED' and (c.id is null or c.order_id is null or c.order_id <> o.id)`},
		{"what is taken off an order is what the coupons of its terms take off", "orders", `
			select o.id, 'discount '||o.discount_minor||'; the coupons of its terms take off '||coalesce(u.off,0)
			from orders o left join (select of_order, sum(off) as off from {used} u group by of_order) u on u.of_order = o.id where o.discount_minor <> coalesce(u.off,0)`},
		{"a SKU's weight is not negative, and its shipping template is there", "skus", `
			select k.id, 'weight_grams '||k.weight_grams||', or its shipping template is missing'
			from skus k left join shipping_templates t on t.id = k.shipping_template_id where k.weight_grams < 0 or (k.shipping_template_id is not null and t.id is null)`},
	}
}
