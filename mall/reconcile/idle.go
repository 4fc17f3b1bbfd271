package reconcile

import "pointsmall/mall/store"

// idleUntil is some days before a lot's points lapse after the activity of entry e: the
// databases end months in their own ways, and know nothing of the mall's zone.
func idleUntil(d store.Dialect) string {
	if d == store.Postgres {
		return "e.occurred_at + l.idle_months * interval '1 month' - interval '5 days'"
	}
	return "datetime(e.occurred_at, '+'||l.idle_months||' months', '-5 days')"
}

func idleChecks() []check {
	return []check{
		{"an account with points that lapse without activity knows its newest one", "accounts", `
			select a.id, 'idle_since is null' from accounts a
			where a.idle_since is null and a.id in (select account_id from lots where idle_months is not null)`},
		{"an activity keeps what lapses without any", "lots", `
			select l.id, 'expires at '||l.expires_at||', '||l.idle_months||' months after an activity at '||max(e.occurred_at)
			from lots l join (select k.id as lot, min(f.seq) as seq from {allocated} y join lots k on k.id = y.lot join entries f on f.id = y.entry where k.open and k.idle_months is not null group by k.id) x on x.lot = l.id
			join entries e on e.account_id = l.account_id and e.seq >= x.seq and e.kind in ('EARN', 'SPEND', 'DONATE', 'TRANSFER_OUT', 'EXCHANGE')
			join journals j on j.id = e.journal_id and j.recorded_at < l.expires_at
			where {idle_until} > l.expires_at group by l.id, l.expires_at, l.idle_months`},
	}
}
