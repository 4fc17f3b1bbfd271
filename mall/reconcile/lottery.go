package reconcile

// apart are the pieces of SKUs that lotteries have set apart: (sku, pieces). They are out of
// the stock that can be sold from the start to the end.
const apart = `(select z.sku_id as sku, sum(coalesce(z.pieces_left,0) + coalesce(z.pity_left,0)) as pieces from lottery_prizes z
	join campaigns c on c.id = z.campaign_id where z.sku_id is not null and c.status in ('SCHEDULED', 'RUNNING', 'PAUSED') group by z.sku_id)`

// apartCoupons are the coupons that lotteries have set apart: (template, pieces). They count as
// issued from the start to the end.
const apartCoupons = `(select z.coupon_template_id as template, sum(coalesce(z.pieces_left,0) + coalesce(z.pity_left,0)) as pieces from lottery_prizes z
	join campaigns c on c.id = z.campaign_id where z.coupon_template_id is not null and c.status in ('SCHEDULED', 'RUNNING', 'PAUSED') group by z.coupon_template_id)`

// lotteryChecks are about what was drawn. That a draw follows from its seed is what
// pointsmall verify-draw proves.
func lotteryChecks() []check {
	return []check{
		{"a campaign's status and version are those of its last step", "campaigns", `
			select c.id, c.status||', version '||c.version||'; the last step led to '||coalesce(x.status,'none')||', version '||coalesce(x.version,0)
			from campaigns c left join campaign_changes x on x.campaign_id = c.id and x.id = (select y.id from campaign_changes y where y.campaign_id = c.id order by y.changed_at desc, y.id desc limit 1)
			where x.id is null or x.status <> c.status or x.version <> c.version`},
		{"a lottery is a campaign of that kind, with odds that sum to 1,000,000", "lotteries", `
			select l.id, 'kind '||coalesce(c.kind,'none')||', odds '||coalesce(z.odds,0)
			from lotteries l left join campaigns c on c.id = l.id left join (select campaign_id, sum(odds_ppm) as odds from lottery_prizes group by campaign_id) z on z.campaign_id = l.id
			where coalesce(c.kind,'') <> 'LOTTERY' or coalesce(z.odds,0) <> 1000000`},
		{"what is left of a prize is its stock less what draws gave", "lottery_prizes", `
			select z.id, 'left '||coalesce(z.pieces_left,-1)||' and '||coalesce(z.pity_left,-1)||', given '||z.given||', by pity '||z.given_by_pity||'; draws gave '||coalesce(d.n,0)||', by pity '||coalesce(d.pity,0)
			from lottery_prizes z join lotteries l on l.id = z.campaign_id
			left join (select campaign_id, prize, count(*) as n, count(*) filter (where outcome = 'PITY') as pity from lottery_draws group by campaign_id, prize) d
			on d.campaign_id = z.campaign_id and d.prize = z.place
			where coalesce(z.pieces_left, -1) <> coalesce(z.stock - (z.given - z.given_by_pity), -1)
			or (z.place = l.pity_prize and coalesce(z.pity_left, -1) <> coalesce(l.pity_stock - z.given_by_pity, -1)) or (coalesce(l.pity_prize, -1) <> z.place and z.pity_left is not null)
			or ((z.stock is not null or z.stock_per_day is not null or z.place = l.pity_prize) and (z.given <> coalesce(d.n,0) or z.given_by_pity <> coalesce(d.pity,0)))`},
		{"no day gave more of a prize than its stock of the day", "lottery_prizes", `
			select z.id, 'given '||z.given_today||' on '||coalesce(cast(z.day as text),'no day')||'; in all '||z.given
			from lottery_prizes z where z.given_today > z.given - z.given_by_pity or (z.given_today > 0) <> (z.day is not null)`},
		{"a period's draws are numbered without a gap, and gave the points that it says", "lottery_periods", `
			select p.id, 'sequence '||p.sequence||', given '||p.given||'; there are '||coalesce(d.n,0)||' draws up to '||coalesce(d.last,0)||', which gave '||coalesce(d.points,0)
			from lottery_periods p left join (select period_id, count(*) as n, count(distinct sequence) as numbers, max(sequence) as last, sum(points) as points from lottery_draws group by period_id) d on d.period_id = p.id
			where p.sequence <> coalesce(d.n,0) or p.sequence <> coalesce(d.last,0) or p.sequence <> coalesce(d.numbers,0) or p.given <> coalesce(d.points,0)`},
		{"a period begins with the points that those before it gave", "lottery_periods", `
			select p.id, 'given_before '||p.given_before||'; those before gave '||coalesce(b.given,0)
			from lottery_periods p left join (select q.id, sum(o.given) as given from lottery_periods q join lottery_periods o on o.campaign_id = q.campaign_id and o.number < q.number group by q.id) b
			on b.id = p.id where p.status <> 'NEXT' and p.given_before <> coalesce(b.given,0)`},
		{"a lottery gave no more points than its budget", "lotteries", `
			select l.id, 'budget '||l.budget||'; draws gave '||d.points
			from lotteries l join (select campaign_id, sum(points) as points from lottery_draws group by campaign_id) d on d.campaign_id = l.id where d.points > l.budget`},
		{"a lottery has at most one open period, none once it has ended", "campaigns", `
			select c.id, c.status||'; open periods '||coalesce(p.n,0)
			from campaigns c left join (select campaign_id, count(*) as n from lottery_periods where status = 'OPEN' group by campaign_id) p on p.campaign_id = c.id
			where c.kind = 'LOTTERY' and coalesce(p.n,0) <> case when c.status = 'ENDED' then 0 else 1 end`},
		{"the campaign's version guards its open period", "lottery_periods", `
			select p.id, 'fence '||p.fence||'; the campaign''s version is '||c.version from lottery_periods p join campaigns c on c.id = p.campaign_id
			where p.status = 'OPEN' and p.fence <> c.version`},
		{"a member's draws of a period are numbered without a gap", "lottery_draws", `
			select cast(d.member_id as text), 'period '||d.period_id||': '||count(*)||' draws, numbers '||min(d.nonce)||' to '||max(d.nonce)
			from lottery_draws d group by d.member_id, d.period_id having min(d.nonce) <> 1 or max(d.nonce) <> count(*) or count(distinct d.nonce) <> count(*)`},
		{"a draw belongs to its period, and gave what its prize gives", "lottery_draws", `
			select d.id, 'period, prize or points are others'
			from lottery_draws d left join lottery_periods p on p.id = d.period_id and p.campaign_id = d.campaign_id
			left join lottery_prizes z on z.campaign_id = d.campaign_id and z.place = d.prize left join lottery_prizes r on r.campaign_id = d.campaign_id and r.place = d.rolled
			where p.id is null or z.id is null or r.id is null or d.points <> coalesce(z.points,0) or (z.sku_id is null) <> (d.order_id is null) or (z.coupon_template_id is null) <> (d.coupon_id is null)
			or (d.outcome = 'ROLLED' and d.prize <> d.rolled) or (d.outcome = 'FALLBACK' and not z.fallback)`},
		{"a draw that gave a coupon has it, and it was won by its member", "lottery_draws", `
			select d.id, 'coupon '||d.coupon_id||' is missing, or another kind''s, or somebody else''s'
			from lottery_draws d join lottery_prizes z on z.campaign_id = d.campaign_id and z.place = d.prize
			left join coupons c on c.id = d.coupon_id and c.template_id = z.coupon_template_id
			left join coupon_changes x on x.coupon_id = c.id and x.number = 1 and x.kind = 'WON' and x.member_id = d.member_id
			where d.coupon_id is not null and x.id is null`},
		{"a coupon that was won has its draw", "coupon_changes", `
			select x.id, 'coupon '||x.coupon_id||': no draw gave it' from coupon_changes x left join lottery_draws d on d.coupon_id = x.coupon_id where x.kind = 'WON' and d.id is null`},
		{"a draw costs what its lottery says, or nothing where it is free", "lottery_draws", `
			select d.id, 'cost '||d.cost||' of '||l.cost from lottery_draws d join lotteries l on l.id = d.campaign_id
			where d.cost <> case when d.free then 0 else l.cost end`},
		{"a draw's cost and its points are entries of its member", "lottery_draws", `
			select d.id, 'cost '||d.cost||', points '||d.points||'; the entries have '||coalesce(-e.delta,0)||' and '||coalesce(g.delta,0)
			from lottery_draws d left join entries e on e.id = d.cost_entry_id and e.kind = 'SPEND' and e.ref = 'ldr_'||replace(cast(d.id as text), '-', '')
			left join accounts a on a.id = e.account_id left join entries g on g.id = d.prize_entry_id and g.kind = 'PRIZE' and g.ref = 'ldr_'||replace(cast(d.id as text), '-', '')
			left join accounts b on b.id = g.account_id
			where d.cost <> coalesce(-e.delta,0) or d.points <> coalesce(g.delta,0) or coalesce(a.member_id, d.member_id) <> d.member_id or coalesce(b.member_id, d.member_id) <> d.member_id
			or (d.cost = 0) <> (d.cost_entry_id is null) or (d.points = 0) <> (d.prize_entry_id is null)`},
		{"every PRIZE entry has its draw", "entries", `
			select e.id, 'no draw gave it' from entries e left join lottery_draws d on d.prize_entry_id = e.id where e.kind = 'PRIZE' and e.seq is not null and d.id is null`},
		{"a draw that gave goods has their order", "lottery_draws", `
			select d.id, 'order '||d.order_id||' is missing, or of somebody or something else'
			from lottery_draws d join lottery_prizes z on z.campaign_id = d.campaign_id and z.place = d.prize
			left join orders o on o.id = d.order_id and o.member_id = d.member_id and o.points = 0 and o.idempotency_key = 'ldr_'||replace(cast(d.id as text), '-', '')
			left join order_lines x on x.order_id = o.id and x.sku_id = z.sku_id and x.quantity = 1 where d.order_id is not null and x.id is null`},
		{"a member's counts are those of their draws", "lottery_players", `
			select x.id, 'nonce '||x.nonce||', misses '||x.misses||', today '||x.draws_today||', free '||x.free_today||'; the draws say otherwise'
			from lottery_players x left join lottery_draws d on d.period_id = x.period_id and d.member_id = x.member_id and d.nonce = x.nonce
			left join (select campaign_id, member_id, count(*) as n, count(*) filter (where free) as free from lottery_draws group by campaign_id, member_id) a on a.campaign_id = x.campaign_id and a.member_id = x.member_id
			left join lotteries l on l.id = x.campaign_id
			where d.id is null or d.campaign_id <> x.campaign_id or d.client_seed <> x.client_seed or x.draws_today > a.n or x.free_today > a.free or x.draws_today < 1
			or x.misses <> case when l.pity_after is null or (d.outcome <> 'FALLBACK' and d.prize <= l.pity_prize) then 0 else d.misses_before + 1 end
			or exists (select 1 from lottery_draws e where e.period_id = x.period_id and e.member_id = x.member_id and e.nonce > x.nonce)`},
		{"every member who drew is counted", "lottery_draws", `
			select cast(d.member_id as text), 'drew in '||d.campaign_id||' and is not counted'
			from (select distinct campaign_id, member_id from lottery_draws) d left join lottery_players x on x.campaign_id = d.campaign_id and x.member_id = d.member_id where x.id is null`},
	}
}
