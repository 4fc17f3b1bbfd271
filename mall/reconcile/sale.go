package reconcile

// onSale are the SKUs of sales that are scheduled, running or paused, with the pieces that are
// left of them: (campaign, sku, set_apart, pieces). What an order that was given up had of a sale
// does not come back to it.
const onSale = `(select g.campaign_id as campaign, g.sku_id as sku, g.set_apart, g.pieces - coalesce(l.n,0) as pieces from sale_goods g join campaigns c on c.id = g.campaign_id
	left join (select sale_id, sku_id, sum(quantity) as n from order_lines where sale_id is not null group by sale_id, sku_id) l on l.sale_id = g.campaign_id and l.sku_id = g.sku_id
	where c.status in ('SCHEDULED', 'RUNNING', 'PAUSED'))`

// saleChecks compare what sales have set apart with what orders had of them, and waiting rooms
// with their places.
func saleChecks() []check {
	return []check{
		{"what a stock has apart, or under a ceiling, is what is left of the sale that its SKU is in", "stocks", `
			select s.sku_id, 'apart '||s.apart||', ceiling '||s.ceiling||'; the sale has '||coalesce(x.pieces,0)||' left'
			from stocks s left join {on_sale} x on x.sku = s.sku_id
			where s.apart <> case when x.set_apart then x.pieces else 0 end or s.ceiling <> case when x.set_apart or x.sku is null then 0 else x.pieces end`},
		{"a SKU knows the sale that it is in", "skus", `
			select k.id, 'sale '||coalesce(cast(k.sale as text),'none')||'; it is in '||coalesce(cast(x.campaign as text),'none')
			from skus k left join {on_sale} x on x.sku = k.id
			where (k.sale is null) <> (x.sku is null) or (x.sku is not null and cast(k.sale as text) not like '%cmp_'||replace(cast(x.campaign as text),'-','')||'%')`},
		{"what was left at the end of a sale is its pieces less those that it sold", "sale_goods", `
			select g.id, 'left over '||coalesce(g.left_over,-1)||' of '||g.pieces||'; orders had '||coalesce(l.n,0)
			from sale_goods g join campaigns c on c.id = g.campaign_id
			left join (select sale_id, sku_id, sum(quantity) as n from order_lines where sale_id is not null group by sale_id, sku_id) l on l.sale_id = g.campaign_id and l.sku_id = g.sku_id
			where coalesce(g.left_over,-1) <> case when c.status = 'ENDED' then g.pieces - coalesce(l.n,0) else -1 end`},
		{"a line at the price of a sale is of a SKU that the sale sold", "order_lines", `
			select l.id, 'sale '||l.sale_id||' does not sell it' from order_lines l left join sale_goods g on g.campaign_id = l.sale_id and g.sku_id = l.sku_id where l.sale_id is not null and g.id is null`},
		{"no member has got more of a sale than members may", "sale_goods", `
			select g.id, 'per member '||g.per_member||'; a member has '||x.n
			from sale_goods g join (select l.sale_id, l.sku_id, o.member_id, sum(l.quantity) as n from order_lines l join orders o on o.id = l.order_id where l.sale_id is not null and o.status <> 'CANCELLED' group by l.sale_id, l.sku_id, o.member_id) x
			on x.sale_id = g.campaign_id and x.sku_id = g.sku_id where x.n > g.per_member`},
		{"a waiting room's numbers are those of its places, admitted in their order", "waiting_rooms", `
			select r.id, 'last '||r.last||', turn '||r.turn||'; the places say otherwise'
			from waiting_rooms r left join (select campaign_id, max(number) as last from waiting_places group by campaign_id) p on p.campaign_id = r.id
			where r.last <> coalesce(p.last,0) or exists (select 1 from waiting_places x where x.campaign_id = r.id and (x.number <= r.turn) <> (x.admitted_until is not null))`},
		{"an admission was used for an order of its member", "waiting_places", `
			select p.id, 'order '||p.order_id||' is missing, somebody else''s, or of something else'
			from waiting_places p left join orders o on o.id = p.order_id and o.member_id = p.member_id left join order_lines l on l.order_id = o.id and l.sku_id in (select sku_id from sale_goods where campaign_id = p.campaign_id)
			where p.order_id is not null and l.id is null`},
	}
}
