package catalog

import (
	"context"
	"strings"
	"time"

	"pointsmall/ent"
	"pointsmall/ent/sku"
	"pointsmall/mall"
	"pointsmall/mall/store"
)

// Adjustment is pieces that came in, or that are gone without an order.
type Adjustment struct {
	Actor mall.Actor
	Sku   mall.SkuID
	// Delta are the pieces that are added; negative: taken.
	Delta int64
	// Reason says why, for the record.
	Reason string
	// Key makes the adjustment safe to repeat; see mall.CheckKey.
	Key string
}

// AdjustStock changes what came into a SKU's stock, and keeps a movement of it. A repeated
// key returns the SKU as it is now. Refusals: INVALID_INPUT, NOT_FOUND, OUT_OF_STOCK (more
// is to be taken than is there and not reserved), IDEMPOTENCY_CONFLICT.
func (s *Service) AdjustStock(ctx context.Context, a Adjustment) (*ent.Sku, error) {
	return adjusting.Do(ctx, s.engine, a)
}

var adjusting = &store.UseCase[*desk, Adjustment, *ent.Sku]{
	Check: Adjustment.check, Want: Adjustment.want, Decide: Adjustment.decide,
	Repeats: &store.ByRecord[*desk, Adjustment, *ent.Sku]{
		Key: Adjustment.key, Fingerprint: Adjustment.fingerprint,
		Result: func(k *ent.Sku) string { return k.ID.String() },
		Find: func(ctx context.Context, tx *store.Tx, a Adjustment, _ string) (*ent.Sku, error) {
			return tx.Ent().Sku.Get(ctx, a.Sku)
		},
	},
}

func (a Adjustment) check() *mall.Error {
	reason := strings.TrimSpace(a.Reason)
	switch {
	case a.Delta == 0:
		return mall.Errorf(mall.CodeInvalidInput, "delta must not be 0", "delta 不能为 0").At("delta")
	case reason == "" || len(reason) > 500:
		return mall.Errorf(mall.CodeInvalidInput, "reason must have 1 to 500 bytes", "原因须为 1 至 500 字节").At("reason")
	}
	return nil
}

func (a Adjustment) key() store.Key {
	return store.Key{Actor: a.Actor.Ref(), Operation: "adjustStock", Key: a.Key}
}

func (a Adjustment) fingerprint() string { return mall.Fingerprint([]any{a.Sku, a.Delta, a.Reason}) }

func (a Adjustment) want(d *desk) { d.wants.Stocks = append(d.wants.Stocks, a.Sku) }

// decide is pure. It changes the offer, so that the group's next adjustment sees it.
func (a Adjustment) decide(d *desk) (*ent.Sku, *mall.Error) {
	offer, ok := d.offers.Offer(a.Sku)
	if !ok {
		return nil, NoSuchSku()
	}
	if free := offer.Available(); -a.Delta > free {
		refusal := mall.Errorf(mall.CodeOutOfStock, "%s: %d to take, %d can be taken", "%s 库存不足：需减少 %d 件，可减少 %d 件", offer.Code, -a.Delta, free).At("delta")
		refusal.Figures = mall.Figures{Required: -a.Delta, Available: free}
		return nil, refusal
	}
	if a.Delta > MaxStock-offer.onHand {
		return nil, mall.Errorf(mall.CodeInvalidInput, "%s would have more than %d pieces", "%s 的库存将超过 %d 件", offer.Code, MaxStock).At("delta")
	}
	offer.onHand += a.Delta
	reason := strings.TrimSpace(a.Reason)
	d.movements = append(d.movements, &ent.StockMovement{
		ID: mall.NewStockMovementID(), SkuID: a.Sku, Kind: mall.MovementAdjustment, Delta: a.Delta, Reason: &reason, Actor: a.Actor.Ref(), MovedAt: d.now,
	})
	return d.skus[a.Sku], nil
}

// desk is the working set of one group of adjustments.
type desk struct {
	now       time.Time
	wants     store.Wants
	offers    *Offers
	skus      map[mall.SkuID]*ent.Sku
	movements []*ent.StockMovement
}

// Load locks the stock rows and reads their SKUs.
func (d *desk) Load(ctx context.Context, tx *store.Tx) (err error) {
	if d.offers, err = Lock(ctx, tx, d.wants.Stocks); err != nil {
		return err
	}
	rows, err := tx.Ent().Sku.Query().Where(sku.IDIn(d.wants.Stocks...)).All(ctx)
	d.skus = byID(rows, func(k *ent.Sku) mall.SkuID { return k.ID })
	return err
}

// Save adds the movements, and what they make of the stock rows, to the batch. The rows are
// locked, so their pieces are added to, never replaced.
func (d *desk) Save(_ context.Context, _ *store.Tx, batch *store.Batch) error {
	deltas := map[mall.SkuID]int64{}
	for _, m := range d.movements {
		deltas[m.SkuID] += m.Delta
	}
	stocks := store.NewRows("id uuid", "delta bigint")
	for _, id := range sorted(d.offers.bySku) {
		if delta := deltas[id]; delta != 0 {
			stocks.Add(id, delta)
		}
	}
	batch.Add("update stocks set on_hand = stocks.on_hand + r.delta, received = stocks.received + r.delta from {rows} where stocks.sku_id = r.id", stocks)
	saveMovements(batch, d.movements)
	return nil
}
