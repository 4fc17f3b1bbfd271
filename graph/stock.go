package graph

import (
	"context"

	"pointsmall/ent"
	"pointsmall/graph/model"
	"pointsmall/graph/page"
	"pointsmall/mall"
	"pointsmall/mall/catalog"
)

// movementsPage reads a page of a SKU's stock movements, newest first.
func (r *Resolver) movementsPage(ctx context.Context, sku mall.SkuID, args page.Args) (*model.StockMovementConnection, error) {
	return page.List[ent.StockMovement, mall.StockMovementID]{
		Text:  func(m *ent.StockMovement) string { return m.ID.String() },
		Place: page.ByID(mall.AnyID.StockMovement),
		Read: func(ctx context.Context, part page.Part[mall.StockMovementID]) ([]*ent.StockMovement, error) {
			return r.Catalog.Movements(ctx, catalog.Movements{
				Sku:    sku,
				Before: part.After, // after it in the list: older
				After:  part.Before,
				Limit:  part.Limit, Oldest: part.FromEnd,
			})
		},
		Count: func(ctx context.Context) (int, error) { return r.Catalog.CountMovements(ctx, sku, page.MaxCount) },
	}.Page(ctx, args)
}
