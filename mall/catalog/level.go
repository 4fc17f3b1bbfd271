package catalog

import (
	"context"

	"pointsmall/ent"
	"pointsmall/mall"
	"pointsmall/mall/store"
)

// Level is how many pieces of a SKU there are, as a file says, or by how many that is to change.
type Level struct {
	Actor mall.Actor
	Sku   mall.SkuID
	// OnHand are the pieces that are there, those that are reserved included; nil: Delta says the change.
	OnHand *int64
	Delta  int64
	// Reason says why, for the record.
	Reason string
}

// SetLevels changes what came into stock so that SKUs have the pieces that are said, in a transaction that is
// open, and returns a movement for each in order; nil where there was nothing to change. Refusals: INVALID_INPUT,
// NOT_FOUND, OUT_OF_STOCK (fewer would be left than are reserved).
func (s *Service) SetLevels(ctx context.Context, tx *store.Tx, levels []Level) ([]store.Outcome[*ent.StockMovement], error) {
	return levelling.In(ctx, tx, s.engine, levels...)
}

var levelling = &store.UseCase[*desk, Level, *ent.StockMovement]{Want: Level.want, Decide: Level.decide}

func (l Level) want(d *desk) { d.wants.Stocks = append(d.wants.Stocks, l.Sku) }

// decide is pure. It changes the offer, so that the next level of the SKU sees it.
func (l Level) decide(d *desk) (*ent.StockMovement, *mall.Error) {
	offer, ok := d.offers.Offer(l.Sku)
	if !ok {
		return nil, NoSuchSku()
	}
	delta := l.Delta
	if l.OnHand != nil {
		delta = *l.OnHand - offer.onHand
	}
	switch on := offer.onHand + delta; {
	case on < 0 || on > MaxStock:
		return nil, mall.Errorf(mall.CodeInvalidInput, "%s would have %s: from 0 to %d are possible", "%s 的库存将为 %d 件，须为 0 至 %d", offer.Code, mall.Count(on, "piece"), MaxStock)
	case on < offer.reserved:
		return nil, mall.Errorf(mall.CodeOutOfStock, "%s would have %s, and orders have reserved %d", "%s 的库存将为 %d 件，而订单已预留 %d 件", offer.Code, mall.Count(on, "piece"), offer.reserved)
	case delta == 0:
		return nil, nil
	}
	offer.onHand += delta
	m := &ent.StockMovement{ID: mall.NewStockMovementID(), SkuID: l.Sku, Kind: mall.MovementImport, Delta: delta, Reason: &l.Reason, Actor: l.Actor.Ref(), MovedAt: d.now}
	d.movements = append(d.movements, m)
	return m, nil
}
