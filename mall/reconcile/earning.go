package reconcile

import (
	"strings"

	"pointsmall/mall"
	"pointsmall/mall/store"
)

// parts lists what the rules gave: (id of the grant, lot, points).
func parts(d store.Dialect) string {
	if d == store.Postgres {
		return "(select g.id, g.entry_id, (x.value->>'lot')::uuid as lot, (x.value->>'points')::bigint as points from grants g, jsonb_array_elements(g.parts) as x)"
	}
	return "(select g.id, g.entry_id, json_extract(x.value,'$.lot') as lot, json_extract(x.value,'$.points') as points from grants g, json_each(g.parts) as x)"
}

// counted lists what caps' counters should have counted: (counter, points).
func counted(d store.Dialect) string {
	if d == store.Postgres {
		return "(select c.value as counter, (x.value->>'points')::bigint as points from grants g, jsonb_array_elements(g.parts) as x, " +
			"jsonb_array_elements_text(coalesce(x.value->'counters', '[]')) as c)"
	}
	return "(select c.value as counter, json_extract(x.value,'$.points') as points from grants g, json_each(g.parts) as x, " +
		"json_each(coalesce(json_extract(x.value,'$.counters'), '[]')) as c)"
}

// lines lists the points of purchases' lines: (id of the grant, points).
func lines(d store.Dialect) string {
	if d == store.Postgres {
		return "(select g.id, x.value::bigint as points from grants g, jsonb_array_elements_text(g.lines) as x)"
	}
	return "(select g.id, x.value as points from grants g, json_each(g.lines) as x)"
}

// dayBefore is the day before a column's.
func dayBefore(d store.Dialect, column string) string {
	if d == store.Postgres {
		return column + " - 1"
	}
	return "date(" + column + ", '-1 day')"
}

// activityTriggers lists the triggers whose events are kept as activities, for SQL.
func activityTriggers() string {
	var list []string
	for _, t := range mall.Trigger("").Values() {
		if mall.Trigger(t).OfActivity() {
			list = append(list, "'"+t+"'")
		}
	}
	return strings.Join(list, ", ")
}

func earningChecks() []check {
	return []check{
		{"a check-in's place follows that of the day before", "check_ins", `
			select c.id, 'streak '||c.streak||' on '||c.day||'; the day before has '||coalesce(p.streak,0)
			from check_ins c left join check_ins p on p.member_id = c.member_id and p.day = {yesterday}
			where c.streak <> 1 + coalesce(p.streak,0)`},
		{"what check-ins earned is what their grants gave", "check_ins", `
			select coalesce(c.member_id, g.member_id), 'points '||coalesce(c.points,0)||'; the grants give '||coalesce(g.points,0)
			from (select member_id, sum(points) as points from check_ins group by member_id) c
			full join (select member_id, sum(points) as points from grants where "trigger" = 'CHECK_IN' group by member_id) g on g.member_id = c.member_id
			where coalesce(c.points,0) <> coalesce(g.points,0)`},
		{"a grant's points are those of its parts", "grants", `
			select g.id, 'points '||g.points||'; the parts sum to '||coalesce(x.total,0)
			from grants g left join (select id, sum(points) as total from {parts} p group by id) x on x.id = g.id
			where g.points <> coalesce(x.total,0)`},
		{"a grant's points are those of its lines", "grants", `
			select g.id, 'points '||g.points||'; the lines sum to '||x.total
			from grants g join (select id, sum(points) as total from {lines} l group by id) x on x.id = g.id
			where g.points <> x.total`},
		{"a grant's points are those of its member's EARN entry", "grants", `
			select g.id, 'points '||g.points||'; its entry has '||coalesce(e.delta,0)
			from grants g left join entries e on e.id = g.entry_id and e.kind = 'EARN' left join accounts a on a.id = e.account_id
			where g.points <> coalesce(e.delta,0) or (e.id is not null and a.member_id <> g.member_id)`},
		{"an entry's lots got what the parts of its grant gave", "grants", `
			select coalesce(p.id, g.id), 'lot '||coalesce(p.lot, a.lot)||' got '||coalesce(a.points,0)||'; the parts give '||coalesce(p.points,0)
			from (select id, entry_id, lot, sum(points) as points from {parts} y where points > 0 group by id, entry_id, lot) p
			full join (select x.entry, l.id as lot, x.points from {allocated} x join lots l on l.id = x.lot join grants w on w.entry_id = x.entry) a on a.entry = p.entry_id and a.lot = p.lot
			left join grants g on g.entry_id = a.entry left join entries e on e.id = p.entry_id
			where coalesce(p.points,0) <> coalesce(a.points,0) and (coalesce(e.debt_delta,0) = 0 or coalesce(p.points,0) < coalesce(a.points,0))`},
		{"a purchase that earned has its grant", "purchases", `
			select p.id, 'points '||p.points||'; its grant has '||coalesce(g.points,0)
			from purchases p left join grants g on g.id = p.id and g.member_id = p.member_id
			where p.points <> coalesce(g.points,0)`},
		{"every grant has what earned it", "grants", `
			select g.id, g."trigger"||' is missing' from grants g
			left join purchases p on p.id = g.id left join activities a on a.id = g.id left join members m on m.id = coalesce(g.subject_id, g.id) left join tier_changes t on t.id = g.id
			where (g."trigger" = 'PURCHASE' and p.id is null) or (g."trigger" = 'TIER_CHANGE' and t.id is null) or (g."trigger" = 'SIGN_UP' and m.id is null)
			or (g."trigger" in (` + activityTriggers() + `) and a.id is null)`},
		{"an activity's points are those of its grant", "activities", `
			select a.id, 'points '||a.points||'; its grant has '||coalesce(g.points,0)
			from activities a left join grants g on g.id = a.id and g.member_id = a.member_id and coalesce(g.entry_id, a.id) = coalesce(a.entry_id, a.id)
			where a.points <> coalesce(g.points,0)`},
		{"a task's reward is that of its grant", "task_progress", `
			select p.id, 'points '||p.points||'; its grant has '||coalesce(g.points,0)
			from task_progress p left join {standing} g on g.of = p.id and g.member_id = p.member_id and p.completed_at is not null
			where p.points <> coalesce(g.points,0)`},
		{"a referral's reward is that of its referrer's grant", "referrals", `
			select r.id, r.status||', points '||r.points||'; its grant has '||coalesce(g.points,0)
			from referrals r left join {standing} g on g.of = r.id and g.member_id = r.referrer_id and g."trigger" = 'REFERRAL' and r.status = 'REWARDED'
			where r.points <> coalesce(g.points,0)`},
		{"every grant for a task or a referral has what it was for", "grants", `
			select g.id, g."trigger"||' is missing' from {standing} g
			left join task_progress p on p.id = g.of and p.completed_at is not null left join referrals r on r.id = g.of and r.status = 'REWARDED'
			where (g."trigger" = 'TASK' and p.id is null) or (g."trigger" in ('REFERRAL', 'REFERRED') and r.id is null)`},
		{"what an invitee earned by a referral is what their grant gave", "referrals", `
			select r.id, r.status||', invitee points '||r.invitee_points||'; the grant has '||coalesce(g.points,0)
			from referrals r left join {standing} g on g.of = r.id and g.member_id = r.invitee_id and g."trigger" = 'REFERRED' and r.status = 'REWARDED'
			where r.invitee_points <> coalesce(g.points,0)`},
		{"a member's tier is that of their last step", "members", `
			select m.id, 'tier '||m.tier_id||'; the last step led to '||c.to_tier
			from members m join (select member_id, max(cast(id as text)) as last from tier_changes group by member_id) x on x.member_id = m.id
			join tier_changes c on cast(c.id as text) = x.last where c.to_tier <> m.tier_id`},
		{"a cap's counter is what the parts that name it gave", "cap_counters", `
			select c.id, 'points '||c.points||', times '||c.times||'; the parts gave '||coalesce(x.total,0)||', '||coalesce(x.n,0)||' times'
			from cap_counters c left join (select counter, sum(points) as total, count(*) as n from {counted} k group by counter) x on x.counter = c.id
			where c.points <> coalesce(x.total,0) or c.times <> coalesce(x.n,0)`},
		{"every counter that parts name is there", "cap_counters", `
			select k.counter, 'is missing' from (select distinct counter from {counted} y) k left join cap_counters c on c.id = k.counter where c.id is null`},
		{"growth counts its member's purchases, less what came back", "growth", `
			select coalesce(g.member_id, p.member_id), 'purchases '||coalesce(g.purchases,0)||' for '||coalesce(g.spent_minor,0)||'; there are '||coalesce(p.n,0)||' for '||coalesce(p.spent,0)
			from growth g full join (select y.member_id, sum(case when y.total_minor > 0 then 1 - coalesce(r.whole,0) else 0 end) as n,
				sum(case when y.total_minor > 0 then 0 else 1 end) as free, min(y.occurred_at) as first, min(case when y.total_minor > 0 then y.occurred_at end) as first_paid,
				sum(case when y.currency = (select value from settings where id = 'currency') then y.total_minor - coalesce(r.amount,0) else 0 end) as spent
				from purchases y left join {returned} r on r.purchase_id = y.id group by y.member_id) p on p.member_id = g.member_id
			where coalesce(g.purchases,0) not between coalesce(p.n,0) and coalesce(p.n + p.free,0) or coalesce(g.spent_minor,0) <> coalesce(p.spent,0)
			or (p.first_paid is not null and (g.first_purchase_at is null or g.first_purchase_at not in (p.first, p.first_paid)))`},
		{"a member's days sum to growth and grants", "member_days", `
			select d.member_id, 'the days have '||d.purchases||' purchases for '||d.spent||', '||d.earned||' points, '||d.qualifying||' for tiers; growth has '||coalesce(g.purchases,0)||' for '||coalesce(g.spent_minor,0)||', grants '||coalesce(x.earned,0)||', '||coalesce(x.qualifying,0)
			from (select member_id, sum(purchases) as purchases, sum(spent_minor) as spent, sum(earned) as earned, sum(coalesce(qualifying, earned)) as qualifying from member_days group by member_id) d
			left join growth g on g.member_id = d.member_id left join {kept} x on x.member_id = d.member_id
			where d.purchases <> coalesce(g.purchases,0) or d.spent <> coalesce(g.spent_minor,0) or d.earned <> coalesce(x.earned,0) or d.qualifying <> coalesce(x.qualifying,0)`},
	}
}
