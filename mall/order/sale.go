package order

import (
	"context"
	"time"

	"pointsmall/mall"
	"pointsmall/mall/store"
)

// SaleTaker is a member who wants a SKU of a sale.
type SaleTaker struct {
	Member mall.MemberID
	Sku    mall.SkuID
}

// SaleTaken are the pieces that members have had of sales.
type SaleTaken map[SaleTaker]SalePieces

// SalePieces are those of a whole sale, and of the present day of the mall.
type SalePieces struct{ All, Today int64 }

// Add counts pieces that a member takes now.
func (t SaleTaken) Add(who SaleTaker, quantity int) {
	if p, ok := t[who]; ok {
		t[who] = SalePieces{p.All + int64(quantity), p.Today + int64(quantity)}
	}
}

// ReadSaleTaken reads what members have had of the sales of SKUs; today is when the day began.
// Orders that were given up do not count. The members' accounts keep it still. All takers are in
// the result.
func ReadSaleTaken(ctx context.Context, tx *store.Tx, takers map[SaleTaker]*mall.SaleTerms, today time.Time) (SaleTaken, error) {
	taken := make(SaleTaken, len(takers))
	rows := store.NewRows("by_member uuid", "of_sku uuid", "of_sale uuid", "since timestamptz", "today timestamptz")
	for who, sale := range takers {
		taken[who] = SalePieces{}
		rows.Add(who.Member, who.Sku, sale.Campaign, sale.StartsAt.UTC(), today.UTC())
	}
	// A member's orders since the sale began are few, and an order's lines have its id but for the last byte.
	return taken, tx.QueryRows(ctx, "select by_member, of_sku, sum(l.quantity), sum(case when o.placed_at >= today then l.quantity else 0 end) from {rows} "+
		"join orders o on o.member_id = by_member and o.placed_at >= since and o.status <> 'CANCELLED' join order_lines l on "+linesOfOrder(tx.Dialect)+
		" and l.order_id = o.id and l.sku_id = of_sku and l.sale_id = of_sale group by by_member, of_sku", rows,
		func(scan func(...any) error) error {
			var who SaleTaker
			var p SalePieces
			err := scan(&who.Member, &who.Sku, &p.All, &p.Today)
			taken[who] = p
			return err
		})
}

// linesOfOrder bounds the lines l of an order o by their ids: see LineID.
func linesOfOrder(d store.Dialect) string {
	if d == store.SQLite {
		return "l.id > o.id and l.id <= substr(o.id, 1, 34) || 'ff'"
	}
	return "l.id > o.id and l.id <= (left(cast(o.id as text), 34) || 'ff')::uuid"
}
