package reconcile

// correctionChecks are about what staff put right.
func correctionChecks() []check {
	return []check{
		{"a correction took, or gave back, what its CLAWBACK entry did", "corrections", `
			select k.id, 'took '||k.taken||', gave '||k.given||'; its entry has '||coalesce(e.delta,0)
			from corrections k left join entries e on e.id = k.entry_id and e.kind = 'CLAWBACK' left join accounts a on a.id = e.account_id
			where coalesce(e.delta,0) <> case when k.kind = 'RETURN' then k.given else -k.taken end or (e.id is not null and a.member_id <> k.member_id)
			or (k.kind = 'RETURN' and k.taken <> 0) or (k.entry_id is null) <> (k.taken = 0 and (k.kind <> 'RETURN' or k.given = 0))`},
		{"a correction has what it corrects, of its member", "corrections", `
			select k.id, 'what it corrects is missing, or another member''s' from corrections k
			left join purchases p on p.id = k.subject_id and k.kind = 'PURCHASE' and p.member_id = k.member_id
			left join returns r on r.id = k.subject_id and k.kind = 'RETURN' and r.member_id = k.member_id and r.status = 'UNDONE'
			left join activities a on a.id = k.subject_id and k.kind = 'ACTIVITY' and a.member_id = k.member_id
			where p.id is null and r.id is null and a.id is null`},
		{"a correction is due what is no longer earned", "corrections", `
			select k.id, 'due '||k.due||'; it is '||coalesce(a.points, r.due, b.due, 0) from corrections k
			left join activities a on a.id = k.subject_id left join returns r on r.id = k.subject_id
			left join returns b on b.purchase_id = k.subject_id and b.status = 'APPLIED' and b.external_ref = 'cor_'||replace(cast(k.id as text),'-','')
			where k.due <> coalesce(a.points, r.due, b.due, 0)`},
		{"what was moved stands for its new member, and earned what the correction says", "corrections", `
			select k.id, 'what it made is missing, another member''s, or earned other than '||k.given from corrections k
			left join purchases f on f.id = k.subject_id left join purchases p on p.id = k.made_id and f.moved_to = p.id and f.source = p.source and f.external_ref = p.external_ref
				and p.member_id = k.to_member_id and p.points = k.given
			left join activities g on g.id = k.subject_id left join activities a on a.id = k.made_id and g.moved_to = a.id and g.source = a.source and g.external_ref = a.external_ref
				and a.member_id = k.to_member_id and a.points = k.given
			where (k.made_id is not null and p.id is null and a.id is null) or (k.made_id is null and k.kind <> 'RETURN' and k.given <> 0)`},
		{"every purchase that was moved has its correction", "purchases", `
			select p.id, 'moved to '||p.moved_to from purchases p left join corrections k on k.subject_id = p.id and k.made_id = p.moved_to
			where p.moved_to is not null and k.id is null`},
		{"every activity that was moved has its correction", "activities", `
			select p.id, 'moved to '||p.moved_to from activities p left join corrections k on k.subject_id = p.id and k.made_id = p.moved_to
			where p.moved_to is not null and k.id is null`},
		{"every return that was undone has its correction", "returns", `
			select r.id, 'is undone' from returns r left join corrections k on k.subject_id = r.id and k.kind = 'RETURN' where r.status = 'UNDONE' and k.id is null`},
	}
}
