package reconcile

// holdChecks are about reservations, debts, refunds and transfers.
func holdChecks() []check {
	return []check{
		{"an account's held points and debt are the sums of its entries", "accounts", `
			select a.id, 'held '||a.held||', debt '||a.debt||'; the entries sum to '||coalesce(e.held,0)||', '||coalesce(e.debt,0)
			from accounts a left join (select account_id, sum(held_delta) as held, sum(debt_delta) as debt from entries group by account_id) e on e.account_id = a.id
			where a.held <> coalesce(e.held,0) or a.debt <> coalesce(e.debt,0)`},
		{"what is held of a lot is what open holds pin", "lots", `
			select l.id, 'held '||l.held||'; open holds pin '||coalesce(x.points,0)
			from lots l left join (select y.lot, sum(y.points) as points from {pinned} y group by y.lot) x on x.lot = l.id
			where l.held <> coalesce(x.points,0)`},
		{"what expired of a lot is what EXPIRE entries took from it", "lots", `
			select l.id, 'expired '||l.expired||'; EXPIRE entries took '||coalesce(x.points,0)
			from lots l left join (select k.id as lot, -sum(y.points) as points from {allocated} y join lots k on k.id = y.lot join entries e on e.id = y.entry and e.kind = 'EXPIRE' group by k.id) x on x.lot = l.id
			where l.expired <> coalesce(x.points,0)`},
		{"a hold pins its points, and spent what it captured", "holds", `
			select h.id, h.status||' of '||h.points||', captured '||h.captured||'; pins '||coalesce(x.points,0)||', spent '||coalesce(e.spent,0)
			from holds h left join (select y.hold, sum(y.points) as points from {pinned} y group by y.hold) x on x.hold = h.id
			left join (select ref, -sum(delta) as spent from entries where kind = 'SPEND' and ref is not null group by ref) e on e.ref = 'hld_'||replace(cast(h.id as text),'-','')
			where (h.status = 'HELD' and h.points <> coalesce(x.points,0)) or h.captured <> coalesce(e.spent,0) or (h.status = 'HELD') <> (h.ended_at is null)
			or (h.status <> 'CAPTURED' and h.captured <> 0)`},
		{"no more is given back of an entry than it took", "entries", `
			select e.id, e.kind||' of '||e.delta||'; given back '||r.total
			from entries e join (select reverses, sum(delta) as total from entries where kind = 'REFUND' and reverses is not null group by reverses) r on r.reverses = e.id
			where r.total > -e.delta`},
		{"every HOLD and RELEASE entry has its hold", "entries", `
			select e.id, e.kind||' of '||coalesce(e.ref,'nothing')||': no such hold'
			from entries e join (select coalesce(ref,'') as ref from entries where kind in ('HOLD', 'RELEASE') except select 'hld_'||replace(cast(id as text),'-','') from holds) x on x.ref = coalesce(e.ref,'')
			where e.kind in ('HOLD', 'RELEASE')`},
		{"a REFUND entry gives back what another entry of its account took", "entries", `
			select e.id, 'it reverses no entry of its account'
			from entries e left join entries r on r.id = e.reverses and r.account_id = e.account_id
			where e.kind = 'REFUND' and e.seq is not null and r.id is null`},
		{"every TRANSFER entry has its transfer", "entries", `
			select e.id, e.kind||' of '||e.delta||': no such transfer'
			from entries e left join transfers o on o.out_entry = e.id left join transfers i on i.in_entry = e.id
			where e.kind in ('TRANSFER_OUT', 'TRANSFER_IN') and e.seq is not null and o.id is null and i.id is null`},
		{"a transfer's entries are its points, and those with the fee", "transfers", `
			select t.id, 'points '||t.points||', fee '||t.fee||'; its entries have '||coalesce(o.delta,0)||' and '||coalesce(i.delta,0)
			from transfers t left join entries o on o.id = t.out_entry and o.kind = 'TRANSFER_OUT' left join entries i on i.id = t.in_entry and i.kind = 'TRANSFER_IN'
			where coalesce(o.delta,0) <> -t.points - t.fee or coalesce(i.delta,0) <> t.points`},
		{"an approved adjustment has its entry", "adjustment_requests", `
			select r.id, r.status||' of '||r.points||'; its entry has '||coalesce(e.delta,0)
			from adjustment_requests r left join entries e on e.id = r.entry_id and e.kind = 'ADJUST' left join accounts a on a.id = e.account_id
			where (r.status = 'APPROVED') <> (e.id is not null) or (e.id is not null and (e.delta <> r.points or e.currency <> r.currency or a.member_id <> r.member_id
			or coalesce(e.actor <> 'stf_'||replace(cast(r.decided_by as text),'-',''), false)))`},
		{"a hold is its entry's: account, member, currency, when, what for and by whom", "holds", `
			select h.id, 'its HOLD entry is of another account, member, currency, time, reason or actor'
			from holds h join entries e on e.kind = 'HOLD' and e.ref = 'hld_'||replace(cast(h.id as text),'-','') left join accounts a on a.id = e.account_id
			where e.account_id <> h.account_id or a.member_id is null or a.member_id <> h.member_id or e.currency <> h.currency or e.occurred_at <> h.held_at
			or cast(e.reason as text) <> cast(h.reason as text) or coalesce(e.actor <> h.actor, false)`},
		{"a hold that timed out ended at its time, or when that was noticed", "holds", `
			select h.id, 'ended at '||h.ended_at||'; its time was '||h.expires_at from holds h
			where (h.status = 'TIMED_OUT' and h.ended_at < h.expires_at) or (h.status in ('CAPTURED', 'RELEASED') and h.ended_at < h.held_at)`},
		{"a transfer is its entries': members, currency and when", "transfers", `
			select t.id, 'its entries are of other members, another currency or time'
			from transfers t join entries o on o.id = t.out_entry join entries i on i.id = t.in_entry
			left join accounts f on f.id = o.account_id left join accounts g on g.id = i.account_id
			where f.member_id <> t.from_member or g.member_id <> t.to_member or o.currency <> t.currency or i.currency <> t.currency or o.occurred_at <> t.sent_at
			or o.ref <> 'trf_'||replace(cast(t.id as text),'-','') or i.ref <> 'trf_'||replace(cast(t.id as text),'-','')`},
	}
}
