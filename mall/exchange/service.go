package exchange

import (
	"context"
	"time"

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
	zone     *time.Location
	currency mall.Currency
}

// New starts the service; Close ends it. currency is the mall's money, in which
// an order's cash part (here always zero) is stated; zone is where the
// mall's days begin, and in which refusals tell the time.
func New(db *store.DB, bus *event.Bus, clock mall.Clock, currency mall.Currency, zone *time.Location) *Service {
	s := &Service{bus: bus, clock: clock, currency: currency, zone: zone}
	s.group = store.NewGroup(db, "exchange", s.serve).WithoutLocks()
	return s
}

// Close waits until the exchanges that were accepted are answered.
func (s *Service) Close() { s.group.Close() }

// Exchange takes the points and the stock and makes the order, all or nothing.
// The price is the lowest in points alone that is open to the member's tier.
// Refusals: INVALID_INPUT, NOT_FOUND (the SKU), NOT_AVAILABLE (off the shelf, no price
// in points alone, or before the time from which the member may redeem it), NOT_ELIGIBLE
// (tier, minimum balance), LIMIT_EXCEEDED (pieces a member), OUT_OF_STOCK,
// INSUFFICIENT_POINTS, IDEMPOTENCY_CONFLICT. A refused request leaves no trace: its key
// can be used again.
func (s *Service) Exchange(ctx context.Context, r Request) (Result, error) {
	if refusal := r.check(); refusal != nil {
		return Result{}, refusal
	}
	return s.group.Do(ctx, r)
}

// serve runs one group: load, decide, save.
//
// Keys are seldom repeated, so the first attempt does not look them up: two orders
// with one key violate a unique index, and the group is tried again with the keys'
// orders at hand. Only a refusal must not be told before its key was looked up.
func (s *Service) serve(ctx context.Context, tx *store.Tx, requests []Request) ([]store.Outcome[Result], error) {
	d, err := s.load(ctx, tx, requests)
	if err != nil {
		return nil, err
	}
	if tx.Unlocked && d.needsLocks(requests) {
		return nil, store.ErrNeedsLocks
	}
	if tx.Attempt > 1 {
		if err := d.recall(ctx, tx, requests); err != nil {
			return nil, err
		}
	}
	outcomes := make([]store.Outcome[Result], len(requests))
	var refused []int
	for i, r := range requests {
		if !d.settle(r, &outcomes[i]) {
			refused = append(refused, i)
		}
	}
	if err := s.reconsider(ctx, tx, d, requests, outcomes, refused); err != nil {
		return nil, err
	}
	return outcomes, s.save(ctx, tx, d)
}

// reconsider looks whether a request that was refused is the repetition of one
// that was not, and gives it that one's order.
func (s *Service) reconsider(ctx context.Context, tx *store.Tx, d *desk, requests []Request, outcomes []store.Outcome[Result], refused []int) error {
	if len(refused) == 0 || tx.Attempt > 1 {
		return nil
	}
	again := make([]Request, len(refused))
	for n, i := range refused {
		again[n] = requests[i]
	}
	if err := d.recall(ctx, tx, again); err != nil {
		return err
	}
	for n, i := range refused {
		if d.placed[again[n].key()] != nil {
			outcomes[i] = store.Outcome[Result]{}
			d.settle(again[n], &outcomes[i])
		}
	}
	return nil
}

// settle decides a request into its outcome; false when it was refused.
func (d *desk) settle(r Request, outcome *store.Outcome[Result]) bool {
	result, refusal := d.decide(r)
	outcome.Answer = result
	if refusal != nil {
		outcome.Err = refusal
	}
	return refusal == nil
}

func (s *Service) save(ctx context.Context, tx *store.Tx, d *desk) error {
	if len(d.orders) == 0 {
		return nil
	}
	var batch store.Batch
	order.Save(&batch, d.orders, d.lines)
	d.book.Save(&batch)
	d.offers.Save(&batch)
	s.bus.Write(tx, &batch, d.signals...)
	return batch.Exec(ctx, tx)
}
