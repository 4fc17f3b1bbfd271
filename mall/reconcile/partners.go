package reconcile

// partnerChecks are about partners' accounts: the other side of what partners fund.
func partnerChecks() []check {
	return []check{
		{"a partner's account has its partner and its currency", "system_accounts", `
			select s.id, 'partner '||s.owner_ref||' or currency '||s.currency||' is missing' from system_accounts s
			left join partners p on s.owner_ref = 'prt_'||replace(cast(p.id as text),'-','') left join points_currencies c on c.id = s.currency
			where s.owner = 'PARTNER' and (p.id is null or c.id is null)`},
		{"every entry of a partner's account is the other side of a member's", "entries", `
			select e.id, e.kind||' of '||e.delta||' stands against no member''s entry of its journal'
			from entries e join system_accounts s on s.id = e.account_id
			left join (select journal_id, currency, kind, purchase_id, ref, sum(delta) as total from entries where seq is not null group by journal_id, currency, kind, purchase_id, ref) m
			on m.journal_id = e.journal_id and m.currency = e.currency and m.kind = e.kind and coalesce(cast(m.purchase_id as text),'') = coalesce(cast(e.purchase_id as text),'') and coalesce(m.ref,'') = coalesce(e.ref,'')
			where s.owner = 'PARTNER' and e.delta <> -coalesce(m.total,0)`},
		{"what a purchase earned came from the partner who funded it, and from no other", "purchases", `
			select p.id, 'points '||p.points||'; its partner''s account has '||coalesce(x.total,0)||', partners'' accounts have '||coalesce(y.total,0)
			from purchases p
			left join (select e.purchase_id, s.owner_ref, -sum(e.delta) as total from entries e join system_accounts s on s.id = e.account_id
				where s.owner = 'PARTNER' and e.kind = 'EARN' and e.purchase_id is not null group by e.purchase_id, s.owner_ref) x
			on x.purchase_id = p.id and x.owner_ref = 'prt_'||replace(cast(p.funded_by as text),'-','')
			left join (select e.purchase_id, -sum(e.delta) as total from entries e join system_accounts s on s.id = e.account_id
				where s.owner = 'PARTNER' and e.kind = 'EARN' and e.purchase_id is not null group by e.purchase_id) y on y.purchase_id = p.id
			where coalesce(y.total,0) <> coalesce(x.total,0) or coalesce(x.total,0) <> case when p.funded_by is null then 0 else p.points end`},
		{"what a return took went to the partner who funded its purchase, and to no other", "returns", `
			select r.id, 'took '||(r.own+r.other+r.debt)||'; its partner''s account got '||coalesce(x.total,0)||', partners'' accounts got '||coalesce(y.total,0)
			from returns r join purchases p on p.id = r.purchase_id
			left join (select e.ref, s.owner_ref, sum(e.delta) as total from entries e join system_accounts s on s.id = e.account_id
				where s.owner = 'PARTNER' and e.kind = 'CLAWBACK' group by e.ref, s.owner_ref) x
			on x.ref = 'rtn_'||replace(cast(r.id as text),'-','') and x.owner_ref = 'prt_'||replace(cast(p.funded_by as text),'-','')
			left join (select e.ref, sum(e.delta) as total from entries e join system_accounts s on s.id = e.account_id
				where s.owner = 'PARTNER' and e.kind = 'CLAWBACK' group by e.ref) y on y.ref = 'rtn_'||replace(cast(r.id as text),'-','')
			where r.status = 'APPLIED' and (coalesce(y.total,0) <> coalesce(x.total,0) or coalesce(x.total,0) <> case when p.funded_by is null then 0 else r.own+r.other+r.debt end)`},
	}
}
