package reconcile

// checkoutChecks compare orders that are paid with money with what they hold, reserve and
// were paid.
func checkoutChecks() []check {
	return []check{
		{"what is reserved of a stock is what orders that wait for their money want", "stocks", `
			select s.sku_id, 'reserved '||s.reserved||'; orders wait for '||coalesce(l.wanted,0)
			from stocks s left join (select x.sku_id, sum(x.quantity) as wanted from order_lines x join orders o on o.id = x.order_id where o.status = 'PENDING_PAYMENT' group by x.sku_id) l on l.sku_id = s.sku_id
			where s.reserved <> coalesce(l.wanted,0)`},
		{"an order that waits for its money holds its points until then, and no other order holds any", "orders", `
			select o.id, o.status||', points '||o.points||'; holds '||coalesce(h.points,0)||' until another time, or of another member'
			from orders o left join holds h on h.order_id = o.id and h.status = 'HELD'
			where (o.status = 'PENDING_PAYMENT' and o.points > 0 and h.id is null) or (h.id is not null
			and (o.status <> 'PENDING_PAYMENT' or h.points <> o.points or h.member_id <> o.member_id or h.expires_at <> o.pay_until))`},
		{"a hold of an order has its order, and its entry names it", "holds", `
			select h.id, 'belongs to order '||coalesce(cast(h.order_id as text),'none')||', which is missing or which its entry does not name'
			from holds h left join orders o on o.id = h.order_id left join entries e on e.kind = 'HOLD' and e.ref = 'hld_'||replace(cast(h.id as text),'-','')
			where (h.order_id is not null and (o.id is null or e.order_id is null or e.order_id <> h.order_id)) or (h.order_id is null and e.order_id is not null)`},
		{"the points and the money that points pay are those of the lines, and no more than there are", "orders", `
			select o.id, 'offset '||o.offset_points||' for '||o.offset_minor||'; the lines have '||coalesce(l.points,0)||' for '||coalesce(l.minor,0)
			from orders o left join (select order_id, sum(offset_points) as points, sum(offset_minor) as minor,
				sum(case when offset_points < 0 or offset_points > points or offset_minor < 0 or offset_minor > cash_minor - discount_minor then 1 else 0 end) as wrong from order_lines group by order_id) l on l.order_id = o.id
			where o.offset_points <> coalesce(l.points,0) or o.offset_minor <> coalesce(l.minor,0) or coalesce(l.wrong,0) > 0`},
		{"what is taken off an order's money is taken off its lines, no more than they ask, and sending costs no less than nothing", "orders", `
			select o.id, 'discount '||o.discount_minor||', shipping '||o.shipping_minor||'; the lines have '||coalesce(l.minor,0)
			from orders o left join (select order_id, sum(discount_minor) as minor, sum(case when discount_minor < 0 or discount_minor > cash_minor then 1 else 0 end) as wrong
				from order_lines group by order_id) l on l.order_id = o.id
			where o.discount_minor <> coalesce(l.minor,0) or coalesce(l.wrong,0) > 0 or o.shipping_minor < 0`},
		{"an order waits for money when it asks some, and each attempt asks for all of it", "orders", `
			select o.id, 'asks '||({payable})||' '||o.cash_currency||'; its attempts '||coalesce(p.least,0)||' to '||coalesce(p.most,0)||', '||coalesce(p.n,0)||' of them, the last is '||coalesce(p.last,0)
			from orders o left join (select p.order_id, min(p.amount_minor) as least, max(p.amount_minor) as most, count(*) as n, max(p.attempt) as last, min(p.currency) as first_currency, max(p.currency) as last_currency,
				max(p.expires_at) as until from payments p group by p.order_id) p on p.order_id = o.id
			where (o.status = 'PENDING_PAYMENT') <> (o.pay_until is not null) or (o.status = 'PENDING_PAYMENT' and {payable} <= 0) or ({payable} > 0) <> (p.n is not null)
			or (p.n is not null and (p.least <> {payable} or p.most <> p.least or p.last <> p.n or p.first_currency <> o.cash_currency or p.last_currency <> o.cash_currency or p.until > o.pay_until))`},
		{"money that orders keep is what is paid of them and did not go back", "orders", `
			select o.id, o.status||', asks '||({payable})||', of which '||coalesce(b.cash,0)||' went back; keeps '||coalesce(k.kept,0)
			from orders o left join (select p.order_id, sum(case e.kind when 'CAPTURED' then e.amount_minor when 'REFUND_REQUESTED' then -e.amount_minor else 0 end) as kept
				from payments p join payment_events e on e.payment_id = p.id group by p.order_id) k on k.order_id = o.id
			left join (select order_id, sum(cash_minor) as cash from order_refunds group by order_id) b on b.order_id = o.id
			where coalesce(k.kept,0) <> case when o.status in ('PENDING_PAYMENT', 'CANCELLED') then 0 else {payable} - coalesce(b.cash,0) end`},
		{"points of a cancelled order that were spent have come back", "orders", `
			select o.id, 'spent '||o.points||'; came back '||coalesce(r.total,0)
			from orders o left join (select reverses, sum(delta) as total from entries where kind = 'REFUND' and reverses is not null group by reverses) r on r.reverses = o.entry_id
			where o.status = 'CANCELLED' and o.entry_id is not null and coalesce(r.total,0) <> o.points`},
		{"a payment's events are numbered without a gap, and begin with what it asks", "payments", `
			select p.id, p.event_count||' events, asks '||p.amount_minor||'; there are '||coalesce(e.n,0)||', the last is '||coalesce(e.last,0)||', asked for is '||coalesce(e.asked,0)
			from payments p left join (select payment_id, count(*) as n, max(number) as last, sum(case when kind = 'REQUESTED' then amount_minor else 0 end) as asked,
				max(case when number = 1 then kind end) as first, min(happened_at) as began from payment_events group by payment_id) e on e.payment_id = p.id
			where p.event_count <> coalesce(e.n,0) or p.event_count <> coalesce(e.last,0) or p.amount_minor <> coalesce(e.asked,0) or e.first <> 'REQUESTED' or e.began <> p.requested_at`},
		{"a payment's status is what its events add up to, and no more goes back than has arrived", "payments", `
			select p.id, p.status||' of '||p.amount_minor||'; arrived '||e.captured||', has to go back '||e.due||', gone back '||e.returned
			from payments p join (select payment_id, sum(case when kind = 'CAPTURED' then amount_minor else 0 end) as captured, sum(case when kind = 'REFUND_REQUESTED' then amount_minor else 0 end) as due,
				sum(case when kind = 'SENT_BACK' then amount_minor else 0 end) as returned, max(case when kind = 'CLOSED' then 1 else 0 end) as closed, max(case when kind = 'REFUSED' then 1 else 0 end) as refused
				from payment_events group by payment_id) e on e.payment_id = p.id
			where p.status <> case when e.returned > 0 and e.returned = e.captured then 'REFUNDED' when e.returned > 0 then 'PARTIALLY_REFUNDED' when e.captured > 0 then 'PAID'
				when e.closed = 1 then 'EXPIRED' when e.refused = 1 then 'FAILED' else 'PENDING' end
			or e.captured not in (0, p.amount_minor) or e.due > e.captured or e.returned > e.due or (p.refund_due is not null) <> (e.due > e.returned)`},
		{"points pay from none to all of a SKU's price in money", "skus", `
			select k.id, 'offset_percent '||k.offset_percent from skus k where k.offset_percent < 0 or k.offset_percent > 100`},
		{"every payment has its order, and every payment event its payment", "payments", `
			select p.id, 'order is missing' from payments p left join orders o on o.id = p.order_id where o.id is null
			union all select e.payment_id, 'the payment of event '||e.number||' is missing' from payment_events e left join payments p on p.id = e.payment_id where p.id is null`},
		{"a purchase that is an order is what its member paid for it", "purchases", `
			select p.id, p.external_ref||' of '||p.total_minor||'; the order asks '||coalesce({goods},0)
			from purchases p left join orders o on 'ord_'||replace(cast(o.id as text),'-','') = p.external_ref
			where p.source = 'mall' and p.external_ref like 'ord_%' and (o.id is null or {goods} <> p.total_minor or o.member_id <> p.member_id)`},
	}
}
