package reconcile

// stockChecks compare stock with its movements. That it agrees with what orders took says
// orderChecks.
func stockChecks() []check {
	return []check{
		{"what came into stock is the sum of the SKU's movements", "stocks", `
			select s.sku_id, 'received '||s.received||'; the movements sum to '||coalesce(m.total,0)
			from stocks s left join (select sku_id, sum(delta) as total from stock_movements group by sku_id) m on m.sku_id = s.sku_id
			where s.received <> coalesce(m.total,0)`},
		{"every stock movement is of a SKU, and the opening one has the SKU's id", "stock_movements", `
			select m.id, m.kind||' of '||m.delta||' belongs to SKU '||m.sku_id
			from stock_movements m left join stocks s on s.sku_id = m.sku_id
			where s.sku_id is null or (m.kind = 'OPENING') <> (m.id = m.sku_id) or m.kind not in ('OPENING', 'ADJUSTMENT', 'IMPORT')`},
	}
}
