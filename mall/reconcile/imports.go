package reconcile

// importChecks compare imports with their steps, and with what they made.
func importChecks() []check {
	return []check{
		{"every opening balance names its import", "entries", `
			select e.id, 'it is about '||coalesce(e.ref,'nothing')||', which is no import'
			from entries e left join import_batches b on 'imp_'||replace(cast(b.id as text),'-','') = e.ref
			where e.kind = 'OPENING' and e.seq is not null and b.id is null`},
		{"an opening balance is taken back whole, and once", "entries", `
			select e.id, 'of '||e.delta||'; it takes back '||coalesce(o.delta,0)||', '||coalesce(n.n,0)||' times in all'
			from entries e left join entries o on o.id = e.reverses and o.account_id = e.account_id and o.kind = 'OPENING'
			left join (select reverses, count(*) as n from entries where kind = 'OPENING' and reverses is not null group by reverses) n on n.reverses = e.reverses
			where e.kind = 'OPENING' and e.seq is not null and (e.delta < 0 or e.reverses is not null) and (o.id is null or o.delta <> -e.delta or n.n <> 1)`},
		{"an import has done the rows of its steps", "import_batches", `
			select b.id, 'done '||b.done||' in '||b.steps||' steps; the steps have '||coalesce(s.done,0)||' in '||coalesce(s.n,0)
			from import_batches b left join (select import_id, sum(done) as done, count(*) as n, max(seq) as last from import_steps group by import_id) s on s.import_id = b.id
			where b.kind <> 'PURCHASES' and (b.done <> coalesce(s.done,0) or b.steps <> coalesce(s.n,0) or b.steps <> coalesce(s.last,0) or b.added + b.there + b.rejected <> b.done)`},
		{"every row that was imported names its import and what it made", "import_keys", `
			select k.id, 'import '||k.import_id||' or what it made, '||k.about||', is missing'
			from import_keys k left join import_batches b on b.id = k.import_id left join entries e on e.id = k.about and e.kind = 'OPENING'
			left join stock_movements m on m.id = k.about and m.kind = 'IMPORT' left join stocks s on s.sku_id = k.about
			where b.id is null or (e.id is null and m.id is null and s.sku_id is null)`},
	}
}
