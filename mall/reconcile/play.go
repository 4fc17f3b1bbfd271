package reconcile

// playChecks are about codes on goods and games.
func playChecks() []check {
	return []check{
		{"a redeemed code has its member's activity", "scan_codes", `
			select c.id, 'redeemed by '||c.redeemed_by||'; its activity is '||coalesce(cast(a.member_id as text), 'missing')
			from scan_codes c left join activities a on a.id = c.activity_id and a.member_id = c.redeemed_by and a."trigger" = 'SCAN_CODE'
			and a.external_ref = 'scd_'||replace(cast(c.id as text), '-', '')
			where c.redeemed_by is not null and a.id is null`},
		{"every SCAN_CODE activity has its code", "activities", `
			select a.id, 'no code was redeemed by it' from activities a left join scan_codes c on c.activity_id = a.id
			where a."trigger" = 'SCAN_CODE' and c.id is null`},
		{"a batch has as many codes as it says", "scan_batches", `
			select b.id, 'count '||b.count||'; there are '||coalesce(x.n,0)
			from scan_batches b left join (select batch_id, count(*) as n from scan_codes group by batch_id) x on x.batch_id = b.id
			where b.ready_at is not null and b.count <> coalesce(x.n,0)`},
		{"every code has its batch", "scan_codes", `
			select c.id, 'batch '||c.batch_id||' is missing' from scan_codes c left join scan_batches b on b.id = c.batch_id where b.id is null`},
		{"every GAME_SCORE activity has its game", "activities", `
			select a.id, 'game '||a.source||' is missing' from activities a left join games g on 'gam_'||replace(cast(g.id as text), '-', '') = a.source
			where a."trigger" = 'GAME_SCORE' and g.id is null`},
		{"every game has a key, and every key its game", "games", `
			select coalesce(g.id, k.game_id), case when g.id is null then 'is missing' else 'has no key' end
			from games g full join game_keys k on k.game_id = g.id where g.id is null or k.id is null`},
	}
}
