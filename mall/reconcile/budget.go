package reconcile

import "pointsmall/mall/store"

// ruled lists what rules gave: (rule, points).
func ruled(d store.Dialect) string {
	if d == store.Postgres {
		return "(select x.value->>'rule' as rule, (x.value->>'points')::bigint as points from grants g, jsonb_array_elements(g.parts) as x)"
	}
	return "(select json_extract(x.value,'$.rule') as rule, json_extract(x.value,'$.points') as points from grants g, json_each(g.parts) as x)"
}

// budgetChecks compare budgets with what rules gave.
func budgetChecks() []check {
	return []check{
		{"what is left of a budget and of its slices is its points less what its rules gave", "budgets", `
			select b.id, 'points '||b.points||', left '||b.left_over||' and '||coalesce(s.points,0)||'; rules gave '||coalesce(x.points,0)
			from budgets b left join (select campaign_id, sum(points) as points from budget_slices group by campaign_id) s on s.campaign_id = b.id
			left join (select r.campaign_id, sum(g.points) as points from {ruled} g join (select distinct code, campaign_id from earning_rules where campaign_id is not null) r on r.code = g.rule group by r.campaign_id) x on x.campaign_id = b.id
			where b.left_over + coalesce(s.points,0) <> b.points - coalesce(x.points,0)`},
		{"a slice is of a budget", "budget_slices", `
			select s.id, 'budget '||s.campaign_id||' is missing' from budget_slices s left join budgets b on b.id = s.campaign_id where b.id is null`},
	}
}
