package reconcile

import "pointsmall/mall/store"

// returned sums what came back of purchases: (purchase_id, n of returns, whole, amount,
// due, refunded without goods).
const returned = "(select purchase_id, count(*) as n, sum(case when completes then 1 else 0 end) as whole, sum(amount_minor) as amount, sum(due) as due, sum(coalesce(refund_minor,0)) as refunded " +
	"from returns where status = 'APPLIED' group by purchase_id)"

// back lists how many pieces came back: (purchase_id, line, n).
func back(d store.Dialect) string {
	if d == store.Postgres {
		return "(select r.purchase_id, x.place - 1 as line, sum(x.value::bigint) as n from returns r, jsonb_array_elements_text(r.pieces) with ordinality as x (value, place) " +
			"where r.status = 'APPLIED' group by r.purchase_id, x.place)"
	}
	return "(select r.purchase_id, x.key as line, sum(x.value) as n from returns r, json_each(r.pieces) as x where r.status = 'APPLIED' group by r.purchase_id, x.key)"
}

// bought lists the lines of purchases of which something came back: (purchase_id, line, n),
// in pieces or in thousandths of a measure.
func bought(d store.Dialect) string {
	const some = "where p.id in (select purchase_id from returns where status = 'APPLIED'))"
	if d == store.Postgres {
		return "(select p.id as purchase_id, x.place - 1 as line, coalesce(((x.value->>'measure')::numeric * 1000)::bigint, (x.value->>'quantity')::bigint) as n from purchases p, jsonb_array_elements(p.lines) with ordinality as x (value, place) " + some
	}
	return "(select p.id as purchase_id, x.key as line, coalesce(cast(round(json_extract(x.value,'$.measure') * 1000) as integer), json_extract(x.value,'$.quantity')) as n from purchases p, json_each(p.lines) as x " + some
}

// returnChecks are about goods that came back.
func returnChecks() []check {
	return []check{
		{"a return took what its CLAWBACK entry took", "returns", `
			select r.id, 'took '||(r.own+r.other+r.debt)||', owed '||r.debt||'; its entry has '||coalesce(-e.delta,0)||', '||coalesce(e.debt_delta,0)
			from returns r left join entries e on e.id = r.entry_id and e.kind = 'CLAWBACK' and e.purchase_id = r.purchase_id left join accounts a on a.id = e.account_id
			where r.own + r.other + r.debt <> coalesce(-e.delta,0) or r.debt <> coalesce(e.debt_delta,0) or (e.id is not null and a.member_id <> r.member_id)`},
		{"every entry of a return has its return", "entries", `
			select e.id, 'return '||e.ref||' is missing or names another entry' from entries e left join returns r on r.entry_id = e.id
			where e.kind = 'CLAWBACK' and e.seq is not null and substr(e.ref,1,4) = 'rtn_' and r.id is null`},
		{"what a return took of its purchase's own points came from their lots", "returns", `
			select r.id, 'own '||r.own||'; its entry took '||coalesce(x.points,0)||' from the grant''s lots'
			from returns r left join (select w.entry_id, -sum(y.points) as points from {allocated} y join lots l on l.id = y.lot
				join returns w on w.entry_id = y.entry join (select distinct z.id, z.lot from {parts} z) g on g.id = w.purchase_id and g.lot = l.id group by w.entry_id) x on x.entry_id = r.entry_id
			where r.own <> coalesce(x.points,0)`},
		{"an applied return has its member's purchase", "returns", `
			select r.id, 'purchase '||r.purchase_ref||' is missing or another member''s' from returns r
			left join purchases p on p.id = r.purchase_id and p.source = r.source and p.external_ref = r.purchase_ref and p.member_id = r.member_id
			where r.status = 'APPLIED' and p.id is null`},
		{"a return that waits has no purchase yet", "returns", `
			select r.id, 'purchase '||r.purchase_ref||' was reported' from returns r
			join purchases p on p.source = r.source and p.external_ref = r.purchase_ref where r.status = 'PENDING'`},
		{"no more comes back of a line than was bought", "returns", `
			select b.purchase_id, 'line '||b.line||': '||b.n||' pieces came back of '||coalesce(q.n,0) from {back} b
			left join {bought} q on q.purchase_id = b.purchase_id and q.line = b.line where b.n > coalesce(q.n,0)`},
		{"returns are due no more than their purchase, and all of it when everything came back", "returns", `
			select p.id, r.n||' returns: '||r.due||' points of '||p.points||', '||r.amount||' of '||p.total_minor||', '||coalesce(b.n,0)||' pieces of '||coalesce(q.n,0)||', '||r.whole||' complete it'
			from purchases p join {returned} r on r.purchase_id = p.id
			left join (select y.purchase_id, sum(y.n) as n from {back} y group by y.purchase_id) b on b.purchase_id = p.id
			left join (select y.purchase_id, sum(y.n) as n from {bought} y group by y.purchase_id) q on q.purchase_id = p.id
			where r.due > p.points or r.amount > p.total_minor or r.whole <> case when b.n = q.n or (r.refunded > 0 and r.amount = p.total_minor) then 1 else 0 end
			or (r.whole = 1 and (r.due <> p.points or r.amount <> p.total_minor))`},
		{"a return gave back goods, or money without goods", "returns", `
			select r.id, 'its lines and its amount of '||coalesce(r.refund_minor,0)||' do not fit' from returns r left join purchases p on p.id = r.purchase_id
			where (r.refund_minor is null) <> (cast(r.lines as text) <> '[]') or r.refund_currency <> p.currency or (r.status = 'APPLIED' and abs(r.refund_minor - r.amount_minor) >
			(select count(*) from returns u where u.purchase_id = r.purchase_id and u.status = 'UNDONE'))`},
	}
}
