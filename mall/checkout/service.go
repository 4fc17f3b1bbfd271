package checkout

import (
	"context"

	"pointsmall/ent"
	"pointsmall/mall"
	"pointsmall/mall/catalog"
	"pointsmall/mall/checkout/cart"
	"pointsmall/mall/earning"
	"pointsmall/mall/event"
	"pointsmall/mall/ledger"
	"pointsmall/mall/member"
	"pointsmall/mall/order"
	"pointsmall/mall/order/aftersale"
	"pointsmall/mall/payment"
	"pointsmall/mall/setting"
	"pointsmall/mall/store"
)

// Sealer makes texts that nobody else can make, and reads them.
type Sealer interface {
	Seal(ctx context.Context, purpose string, content []byte) (string, error)
	Unseal(ctx context.Context, purpose, text string) (content []byte, ok bool, err error)
}

// Parts are what a checkout works with.
type Parts struct {
	DB       *store.DB
	Bus      *event.Bus
	Clock    mall.Clock
	Settings *setting.Live
	Catalog  *catalog.Service
	Earning  *earning.Service
	Ledger   *ledger.Service
	Orders   *order.Service
	Payments *payment.Service
	Carts    *cart.Service
	Sealer   Sealer

	AfterSales *aftersale.Service
	Members    *member.Service
}

// Service quotes, places, and settles orders.
type Service struct {
	Parts
	// providers are all that the mall knows: what was paid by them is closed and sent back,
	// whether they are still offered or not.
	providers payment.Providers
	offered   []mall.PaymentMethod
	// ReturnSites are the sites to which a provider's page may lead members back, as origins:
	// https://shop.example. Who makes the service sets them before the first request.
	ReturnSites []string

	placing  *store.Engine[*desk]
	settling *store.Engine[*orderDesk]
	handing  *store.Engine[*post]
}

// New starts the service; Close ends it.
func New(p Parts) *Service {
	s := &Service{Parts: p, providers: payment.Providers{}}
	s.placing = store.NewEngine(p.DB, "place order", p.Clock, s.desk).WithoutLocks().RecallLate().OneAtATime()
	s.settling = store.NewEngine(p.DB, "settle order", p.Clock, s.orderDesk).OneAtATime()
	s.handing = store.NewEngine(p.DB, "send coupons", p.Clock, s.post)
	return s
}

// Know has the mall know a provider. Call it before the first request.
func (s *Service) Know(p payment.Provider) { s.providers[p.Method()] = p }

// Offer has the mall know a provider, and members choose it. Call it before the first request.
func (s *Service) Offer(p payment.Provider) {
	s.Know(p)
	s.offered = append(s.offered, p.Method())
}

// Offered are the providers that members can choose.
func (s *Service) Offered() []payment.Provider {
	list := make([]payment.Provider, len(s.offered))
	for i, method := range s.offered {
		list[i] = s.providers[method]
	}
	return list
}

// Listeners are the providers that call the mall, those too that are offered no more.
func (s *Service) Listeners() (list []payment.Listener) {
	for _, p := range s.providers {
		if l, ok := p.(payment.Listener); ok {
			list = append(list, l)
		}
	}
	return list
}

// Action is what a client does to pay; "" where nothing is left to do.
func (s *Service) Action(p *ent.Payment) string {
	provider := s.providers[p.Method]
	if provider == nil || p.Status != mall.PaymentPending && p.Status != mall.PaymentFailed {
		return ""
	}
	return provider.Action(p)
}

// Close waits until the requests that were accepted are answered.
func (s *Service) Close() {
	s.placing.Close()
	s.settling.Close()
	s.handing.Close()
}

// Place makes an order of lines or of a quote, all or nothing. With nothing to pay in money it
// is PAID at once; else its points are held, its pieces reserved, and it waits for its money.
// Refusals: INVALID_INPUT, NOT_FOUND (a SKU, a price, the address), NOT_AVAILABLE (off the shelf, too early,
// a way to pay), NOT_ELIGIBLE, LIMIT_EXCEEDED, OUT_OF_STOCK, INSUFFICIENT_POINTS, PRICE_CHANGED,
// EXPIRED and INVALID_STATE (the quote), IDEMPOTENCY_CONFLICT. A refused request leaves no
// trace: its key can be used again.
//
// The payment is begun at its provider afterwards, outside the transaction. Where that has not
// worked, the same key tries again, and so does a job.
func (s *Service) Place(ctx context.Context, r Order) (Placed, error) {
	if err := s.findAddress(ctx, &r); err != nil {
		return Placed{}, err
	}
	if err := s.admit(ctx, r.Lines); err != nil {
		return Placed{}, err
	}
	placed, err := placing.Do(ctx, s.placing, r)
	if err == nil && r.Method != "" && s.begin(ctx, placed.Order, r.Method) {
		placed.Payment = nil
	}
	return placed, err
}

var placing = &store.UseCase[*desk, Order, Placed]{
	Check: Order.check, Want: Order.want, Decide: Order.decide,
	Repeats: &store.ByKey[*desk, Order, Placed]{Name: Order.name, Before: Order.before, Fingerprint: Order.fingerprint},
}
