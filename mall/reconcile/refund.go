package reconcile

// refundChecks compare what went back of orders with what was paid, and with the entries, the
// payments and the returns by which it went.
func refundChecks() []check {
	return []check{
		{"no more goes back of an order than was paid", "orders", `
			select o.id, 'paid '||o.points||' points, '||o.offset_points||' of them for '||o.offset_minor||', and '||({payable})||'; went back '||r.price||', '||r.points||' for '||r.offset_minor||', and '||r.cash
			from orders o join (select order_id, sum(price_points) as price, sum(offset_points) as points, sum(offset_minor) as offset_minor, sum(cash_minor) as cash from order_refunds group by order_id) r on r.order_id = o.id
			where r.price > o.points - o.offset_points or r.points > o.offset_points or r.offset_minor > o.offset_minor or r.cash > {payable}`},
		{"an order whose pieces all came back is REFUNDED, or was cancelled, and all of its points have come back", "orders", `
			select o.id, o.status||', '||coalesce(b.n,0)||' pieces of '||l.n||' came back, and '||coalesce(r.points,0)||' of '||o.points||' points'
			from orders o join (select order_id, sum(quantity) as n from order_lines group by order_id) l on l.order_id = o.id
			left join (select order_id, sum(quantity) as n from order_refund_lines group by order_id) b on b.order_id = o.id
			left join (select order_id, sum(price_points + offset_points) as points from order_refunds group by order_id) r on r.order_id = o.id
			where (o.status = 'REFUNDED' and coalesce(b.n,0) <> l.n) or (coalesce(b.n,0) = l.n and (o.status not in ('REFUNDED', 'CANCELLED') or coalesce(r.points,0) <> o.points))
			or (b.n is not null and o.status = 'PENDING_PAYMENT')`},
		{"no more comes back of a line than was ordered, and only of lines of the refund's order", "order_refund_lines", `
			select b.id, b.quantity||' pieces; the line has '||coalesce(l.quantity,0)||', of which '||x.n||' came back in all'
			from order_refund_lines b join (select order_line_id, sum(quantity) as n from order_refund_lines group by order_line_id) x on x.order_line_id = b.order_line_id
			left join order_lines l on l.id = b.order_line_id and l.order_id = b.order_id left join order_refunds r on r.id = b.refund_id and r.order_id = b.order_id
			where l.id is null or r.id is null or x.n > l.quantity`},
		{"a refund's points are those of its REFUND entry", "order_refunds", `
			select r.id, 'points '||(r.price_points + r.offset_points)||'; its entry has '||coalesce(e.delta,0)
			from order_refunds r left join orders o on o.id = r.order_id left join entries e on e.id = r.entry_id and e.kind = 'REFUND' and e.order_id = r.order_id and e.reverses = o.entry_id
			where o.id is null or r.price_points + r.offset_points <> coalesce(e.delta,0)`},
		{"what a refund took back is what its return took", "order_refunds", `
			select r.id, 'took back '||r.taken_back||'; its return '||coalesce(x.own + x.other + x.debt,0)
			from order_refunds r left join returns x on x.id = r.return_id and x.source = 'mall' and x.purchase_ref = 'ord_'||replace(cast(r.order_id as text),'-','')
			where r.taken_back <> coalesce(x.own + x.other + x.debt,0) or (r.return_id is not null and x.id is null)`},
		{"a refund's money is asked for by the refund of its payment that has its number", "order_refunds", `
			select r.id, 'money '||r.cash_minor||'; refund '||coalesce(r.payment_refund,0)||' of its payment asks for '||coalesce(e.amount_minor,0)
			from order_refunds r left join payments p on p.id = r.payment_id and p.order_id = r.order_id
			left join (select payment_id, amount_minor, row_number() over (partition by payment_id order by number) as place from payment_events where kind = 'REFUND_REQUESTED') e
			on e.payment_id = p.id and e.place = r.payment_refund where r.cash_minor <> coalesce(e.amount_minor,0)`},
		{"refunds of an order are numbered without a gap", "order_refunds", `
			select max(r.id_text), count(*)||' refunds, the last is '||max(r.number) from (select cast(id as text) as id_text, order_id, number from order_refunds) r
			group by r.order_id having count(*) <> max(r.number)`},
		{"a refund gave back pieces, or money without goods, and no more for sending than that cost", "order_refunds", `
			select r.id, coalesce(b.n,0)||' pieces, money '||r.cash_minor||', '||r.goodwill_minor||' of it without goods, '||r.shipping_minor||' for sending'
			from order_refunds r join orders o on o.id = r.order_id left join (select refund_id, sum(quantity) as n from order_refund_lines group by refund_id) b on b.refund_id = r.id
			left join (select order_id, sum(shipping_minor) as minor from order_refunds group by order_id) s on s.order_id = r.order_id
			where (b.n is null) <> (r.goodwill_minor > 0) or r.goodwill_minor not in (0, r.cash_minor) or coalesce(s.minor,0) > o.shipping_minor`},
		{"money of a payment goes back refund by refund", "payments", `
			select a.payment_id, 'refund '||a.place||' asks for '||coalesce(b.amount_minor,0)||'; '||a.amount_minor||' went back'
			from (select payment_id, amount_minor, row_number() over (partition by payment_id order by number) as place from payment_events where kind = 'SENT_BACK') a
			left join (select payment_id, amount_minor, row_number() over (partition by payment_id order by number) as place from payment_events where kind = 'REFUND_REQUESTED') b
			on b.payment_id = a.payment_id and b.place = a.place where a.amount_minor <> coalesce(b.amount_minor,0)`},
	}
}
