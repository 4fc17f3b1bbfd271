package catalog

import (
	"context"
	"slices"

	"pointsmall/ent"
	"pointsmall/ent/sku"
	"pointsmall/ent/stockmovement"
	"pointsmall/mall"
	"pointsmall/mall/store"
)

// saveMovements adds movements to the batch.
func saveMovements(batch *store.Batch, movements []*ent.StockMovement) {
	rows := store.NewRows("id uuid", "sku_id uuid", "kind text", "delta bigint", "reason text", "actor text", "moved_at timestamptz")
	for _, m := range movements {
		var reason any
		if m.Reason != nil {
			reason = *m.Reason
		}
		rows.Add(m.ID, m.SkuID, string(m.Kind), m.Delta, reason, m.Actor, m.MovedAt)
	}
	const columns = "id, sku_id, kind, delta, reason, actor, moved_at"
	batch.Add("insert into stock_movements ("+columns+") select "+columns+" from {rows}", rows)
}

// Movements asks for movements of a SKU, the newest first: those older than Before and
// newer than After, where these are given.
type Movements struct {
	Sku           mall.SkuID
	Before, After *mall.StockMovementID
	Limit         int
	// Oldest takes the oldest within the bounds instead of the newest.
	Oldest bool
}

// Movements reads a part of a SKU's movements. Refusal: NOT_FOUND.
func (s *Service) Movements(ctx context.Context, m Movements) ([]*ent.StockMovement, error) {
	there, err := s.db.Ent().Sku.Query().Where(sku.ID(m.Sku)).Exist(ctx)
	if err != nil {
		return nil, err
	}
	if !there {
		return nil, NoSuchSku()
	}
	query := s.db.Ent().StockMovement.Query().Where(stockmovement.SkuID(m.Sku)).Limit(m.Limit)
	if m.Before != nil {
		query.Where(stockmovement.IDLT(*m.Before))
	}
	if m.After != nil {
		query.Where(stockmovement.IDGT(*m.After))
	}
	if !m.Oldest {
		return query.Order(ent.Desc(stockmovement.FieldID)).All(ctx)
	}
	rows, err := query.Order(stockmovement.ByID()).All(ctx)
	slices.Reverse(rows)
	return rows, err
}

// CountMovements counts a SKU's movements, up to limit.
func (s *Service) CountMovements(ctx context.Context, id mall.SkuID, limit int) (int, error) {
	ids, err := s.db.Ent().StockMovement.Query().Where(stockmovement.SkuID(id)).Limit(limit).IDs(ctx)
	return len(ids), err
}
