package exchange

import (
	"context"

	"pointsmall/ent"
	"pointsmall/mall"
	"pointsmall/mall/event"
	"pointsmall/mall/ledger"
	"pointsmall/mall/store"
)

// MaxQuantity is how many pieces one exchange may ask for.
const MaxQuantity = 9999

// Request is what a member asks for.
type Request struct {
	Member mall.MemberID
	Sku    mall.SkuID
	// Quantity is in pieces, from 1 to MaxQuantity.
	Quantity int
	// Key makes the request safe to repeat; see mall.CheckKey.
	Key string
}

// Result is what a member got.
type Result struct {
	Order *ent.Order
	// Lines are the order's lines; nil when Repeated.
	Lines []*ent.OrderLine
	// Balance is the account after the exchange; nil when it must be read.
	Balance *ledger.Balance
	// Repeated is true when the key had placed this order before.
	Repeated bool
}

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

func (r Request) check() *mall.Error {
	if r.Quantity < 1 || r.Quantity > MaxQuantity {
		return mall.Errorf(mall.InvalidInput, "quantity must be from 1 to %d, got %d", "数量须为 1 至 %d,收到 %d", MaxQuantity, r.Quantity).At("quantity")
	}
	return mall.CheckKey(r.Key)
}

// fingerprint tells apart two requests that carry the same key.
func (r Request) fingerprint() string {
	return mall.Fingerprint([]any{"exchange", r.Sku, r.Quantity})
}
