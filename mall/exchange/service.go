package exchange

import (
	"context"
	"time"

	"pointsmall/mall"
	"pointsmall/mall/campaign/waiting"
	"pointsmall/mall/event"
	"pointsmall/mall/store"
)

// Service serves exchanges.
type Service struct {
	engine   *store.Engine[*desk]
	bus      *event.Bus
	clock    mall.Clock
	zone     *time.Location
	currency mall.Currency
	// Admissions reads what waiting rooms gave; nil: there are no waiting rooms.
	Admissions waiting.Reader
	// stopped is asked by each group; see StopBy.
	stopped func() *mall.Error
}

// New starts the service; Close ends it. currency is the mall's money, in which
// an order's cash part (here always zero) is stated; zone is where the
// mall's days begin, and in which refusals tell the time.
func New(db *store.DB, bus *event.Bus, clock mall.Clock, currency mall.Currency, zone *time.Location) *Service {
	s := &Service{bus: bus, clock: clock, currency: currency, zone: zone, stopped: func() *mall.Error { return nil }}
	s.engine = store.NewEngine(db, "exchange", clock, s.desk).WithoutLocks().RecallLate()
	return s
}

// StopBy has exchanges refused as long as f returns a refusal. What a key has placed before
// is still answered. Call it before the service serves.
func (s *Service) StopBy(f func() *mall.Error) { s.stopped = f }

// Close waits until the exchanges that were accepted are answered.
func (s *Service) Close() { s.engine.Close() }

// Exchange takes the points and the stock and makes the order, all or nothing.
// The price is the lowest in points alone that is open to the member's tier, or the part of it
// that a sale asks.
// Refusals: INVALID_INPUT, NOT_FOUND (the SKU), NOT_AVAILABLE (exchanges are stopped,
// off the shelf, no price in points alone, or before the time from which the member may redeem it), NOT_ELIGIBLE
// (tier, minimum balance), LIMIT_EXCEEDED (pieces a member), OUT_OF_STOCK,
// INSUFFICIENT_POINTS, PRICE_CHANGED, IDEMPOTENCY_CONFLICT; where members queue, NOT_ELIGIBLE,
// EXPIRED and INVALID_STATE at admission. A refused request leaves no trace: its key
// can be used again.
func (s *Service) Exchange(ctx context.Context, r Request) (Result, error) {
	var err error
	if r.admitted, err = waiting.ReadAdmission(ctx, s.Admissions, r.Admission); err != nil {
		return Result{}, err
	}
	return exchanging.Do(ctx, s.engine, r)
}

// exchanging is the use case of an exchange, whose order carries its key.
var exchanging = &store.UseCase[*desk, Request, Result]{
	Check: Request.check, Want: Request.want, Decide: Request.decide,
	Repeats: &store.ByKey[*desk, Request, Result]{Name: Request.name, Before: Request.before, Fingerprint: Request.fingerprint},
}
