package reconcile

import "pointsmall/mall/store"

// What fell and stands again has an id of its own, and grant_id is what it was of.

// standing are the grants that have not fallen, with what earned each: (of, id, member_id, trigger, points).
const standing = `(select coalesce(y.subject_id, y.id) as of, y.id, y.member_id, y."trigger", y.points from grants y left join falls f on f.id = y.id where f.id is null)`

// kept sums what members earned and no return was due, no return undid and no correction: (member_id, earned, qualifying).
// Of what is due for a purchase the part counts that did of its grant.
func kept(d store.Dialect) string {
	part := "coalesce(y.qualifying, y.points) * coalesce(r.due,0) / y.points"
	if d == store.Postgres {
		part = "div(coalesce(y.qualifying, y.points)::numeric * coalesce(r.due,0), y.points)"
	}
	return "(select y.member_id, sum(case when f.id is null and k.id is null then y.points - coalesce(r.due,0) else 0 end) as earned, " +
		"sum(case when f.id is not null or k.id is not null or y.points = 0 then 0 else coalesce(y.qualifying, y.points) - " + part + " end) as qualifying " +
		"from grants y left join {returned} r on r.purchase_id = y.id left join falls f on f.id = y.id " +
		"left join corrections k on k.subject_id = y.id and k.kind = 'ACTIVITY' group by y.member_id)"
}

// fallChecks are about what fell with goods that came back.
func fallChecks() []check {
	return []check{
		{"a grant counts no more points for tiers than it gave", "grants", `
			select id, 'qualifying '||qualifying||' of '||points from grants where qualifying < 0 or qualifying > points`},
		{"what fell is what the grant gave its member, or a step that earned nothing", "falls", `
			select f.id, 'points '||f.points||'; its grant gave '||coalesce(g.points,0)
			from falls f left join grants g on g.id = coalesce(f.grant_id, f.id) left join tier_changes c on c.id = coalesce(f.grant_id, f.id) and c.member_id = f.member_id
			where f.points <> coalesce(g.points,0) or (g.id is not null and g.member_id <> f.member_id) or (g.id is null and c.id is null)`},
		{"a fall took what its CLAWBACK entry took", "falls", `
			select f.id, 'took '||(f.own+f.other+f.debt)||', owed '||f.debt||'; its entry has '||coalesce(-e.delta,0)||', '||coalesce(e.debt_delta,0)
			from falls f left join entries e on e.id = f.entry_id and e.kind = 'CLAWBACK' and e.purchase_id is not distinct from f.purchase_id left join accounts a on a.id = e.account_id
			where f.own + f.other + f.debt <> coalesce(-e.delta,0) or f.debt <> coalesce(e.debt_delta,0) or (e.id is not null and a.member_id <> f.member_id)`},
		{"what a fall took of its grant's own points came from their lots", "falls", `
			select f.id, 'own '||f.own||'; its entry took '||coalesce(x.points,0)||' from the grant''s lots'
			from falls f left join (select w.entry_id, -sum(y.points) as points from {allocated} y join lots l on l.id = y.lot
				join falls w on w.entry_id = y.entry join (select distinct z.id, z.lot from {parts} z) g on g.id = coalesce(w.grant_id, w.id) and g.lot = l.id group by w.entry_id) x on x.entry_id = f.entry_id
			where f.own <> coalesce(x.points,0)`},
		{"every CLAWBACK entry of a purchase is a return's, a fall's or a correction's", "entries", `
			select e.id, 'what fell is missing, or names another entry' from entries e left join returns r on r.entry_id = e.id left join falls f on f.entry_id = e.id or f.given_entry_id = e.id
			left join corrections k on k.entry_id = e.id where e.kind = 'CLAWBACK' and e.seq is not null and e.purchase_id is not null and r.id is null and f.id is null and k.id is null`},
		{"a fall has the return that made it, or the correction of an activity", "falls", `
			select f.id, 'the return is missing, or is another purchase''s; or so is the correction' from falls f
			left join returns r on r.id = f.return_id and r.purchase_id = f.purchase_id and r.status in ('APPLIED', 'UNDONE')
			left join corrections k on k.id = f.correction_id and k.kind = 'ACTIVITY' and k.member_id = f.member_id where r.id is null and k.id is null`},
		{"what stands again was given back by its CLAWBACK entry", "falls", `
			select f.id, 'took '||(f.own+f.other+f.debt)||'; what gave it back has '||coalesce(e.delta,0)||' for '||coalesce(x.taken,0)
			from falls f left join entries e on e.id = f.given_entry_id and e.kind = 'CLAWBACK' left join accounts a on a.id = e.account_id
			left join (select given_entry_id, sum(own+other+debt) as taken from falls group by given_entry_id) x on x.given_entry_id = f.given_entry_id
			where (f.grant_id is not null and f.own+f.other+f.debt > 0 and e.id is null) or (f.given_entry_id is not null and (f.grant_id is null or e.id is null
			or e.delta <> x.taken or a.member_id <> f.member_id or f.own+f.other+f.debt = 0))`},
		{"what a purchase led to has that purchase", "grants", `
			select g.id, 'purchase '||g.purchase_id||' is missing' from grants g left join purchases p on p.id = g.purchase_id where g.purchase_id is not null and p.id is null`},
		{"a step between tiers has the purchase that led to it", "tier_changes", `
			select c.id, 'purchase '||c.purchase_id||' is missing' from tier_changes c left join purchases p on p.id = c.purchase_id where c.purchase_id is not null and p.id is null`},
		{"what a member has reached is where their last step by merit led", "members", `
			select m.id, 'reached '||coalesce(m.merit_tier,'nothing')||'; the last step reached '||c.merit
			from members m join (select member_id, max(cast(id as text)) as last from tier_changes where cause not in ('GRANTED', 'RESTORED') group by member_id) x on x.member_id = m.id
			join tier_changes c on cast(c.id as text) = x.last where c.merit is not null and c.merit <> coalesce(m.merit_tier, m.tier_id)`},
		{"a member's tags are those of their last change", "members", `
			select m.id, 'the last change of tags led to others'
			from members m join (select member_id, max(cast(id as text)) as last from tag_changes group by member_id) x on x.member_id = m.id
			join tag_changes c on cast(c.id as text) = x.last where cast(c.to_tags as text) <> coalesce(cast(m.tags as text), '[]')`},
	}
}
