package exchange

import (
	"context"

	"pointsmall/mall"
	"pointsmall/mall/event"
	"pointsmall/mall/order"
	"pointsmall/mall/store"
)

// Service serves exchanges.
type Service struct {
	group    *store.Group[Request, Result]
	bus      *event.Bus
	clock    mall.Clock
	currency mall.Currency
}

// New starts the service; Close ends it. currency is the mall's money, in which
// an order's cash part (here always zero) is stated.
func New(db *store.DB, bus *event.Bus, clock mall.Clock, currency mall.Currency) *Service {
	s := &Service{bus: bus, clock: clock, currency: currency}
	s.group = store.NewGroup(db, "exchange", s.serve)
	return s
}

// Close waits until the exchanges that were accepted are answered.
func (s *Service) Close() { s.group.Close() }

// Exchange takes the points and the stock and makes the order, all or nothing.
// Refusals: INVALID_INPUT, NOT_FOUND (the SKU), NOT_AVAILABLE (off the shelf, or
// no price in points alone), NOT_ELIGIBLE (tier, minimum balance), LIMIT_EXCEEDED
// (pieces a member), OUT_OF_STOCK, INSUFFICIENT_POINTS, IDEMPOTENCY_CONFLICT. A
// refused request leaves no trace: its key can be used again.
func (s *Service) Exchange(ctx context.Context, r Request) (Result, error) {
	if refusal := r.check(); refusal != nil {
		return Result{}, refusal
	}
	return s.group.Do(ctx, r)
}

// serve runs one group: load, decide, save.
func (s *Service) serve(ctx context.Context, tx *store.Tx, requests []Request) ([]store.Outcome[Result], error) {
	d, err := s.load(ctx, tx, requests)
	if err != nil {
		return nil, err
	}
	outcomes := make([]store.Outcome[Result], len(requests))
	for i, r := range requests {
		result, refusal := d.decide(r)
		outcomes[i].Answer = result
		if refusal != nil {
			outcomes[i].Err = refusal
		}
	}
	return outcomes, s.save(ctx, tx, d)
}

func (s *Service) save(ctx context.Context, tx *store.Tx, d *desk) error {
	if len(d.orders) == 0 {
		return nil
	}
	var batch store.Batch
	order.Save(&batch, d.orders, d.lines)
	d.book.Save(&batch)
	d.offers.Save(&batch)
	s.bus.Write(tx, &batch, d.events...)
	return batch.Exec(ctx, tx)
}
