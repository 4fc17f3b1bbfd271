package checkout

import (
	"context"
	"fmt"
	"time"

	"github.com/shopspring/decimal"

	"pointsmall/ent"
	"pointsmall/mall"
	"pointsmall/mall/checkout/quote"
	"pointsmall/mall/checkout/refund"
	"pointsmall/mall/earning"
	"pointsmall/mall/earning/purchase"
	"pointsmall/mall/order"
)

// facts are what never changes of an order: they are read before anything is locked.
type facts struct {
	id     mall.OrderID
	member mall.MemberID
	points mall.Points
	// payable is what is paid in money; goods is the part that is not for sending.
	payable mall.Money
	goods   int64
	lines   []fact
	// coupons are those that it was placed with.
	coupons []mall.CouponID
	// terms are what the order cost, for refunds.
	terms *refund.Terms
}

// fact is a line of an order, with what is paid for it in money, in minor units.
type fact struct {
	sku      mall.SkuID
	code     string
	quantity int
	payable  int64
}

// facts reads the facts of orders.
func (s *Service) facts(ctx context.Context, orders []*ent.Order) (map[mall.OrderID]*facts, error) {
	lines, err := s.Orders.LinesOf(ctx, orders)
	if err != nil {
		return nil, err
	}
	known := make(map[mall.OrderID]*facts, len(orders))
	for _, o := range orders {
		if known[o.ID], err = factsOf(o, lines[o.ID]); err != nil {
			return nil, err
		}
	}
	return known, s.nameGoods(ctx, known)
}

// factsOf are the facts of an order and its lines.
func factsOf(o *ent.Order, lines []*ent.OrderLine) (*facts, error) {
	stored, err := quote.ReadTerms(o.Terms)
	if err != nil {
		return nil, fmt.Errorf("order %s: %w", o.ID, err)
	}
	f := &facts{
		id: o.ID, member: o.MemberID, points: o.Points, payable: mall.Money{Minor: order.Payable(o), Currency: o.CashCurrency}, goods: order.Goods(o),
		terms: termsOf(o, stored, lines),
	}
	for _, l := range lines {
		line := fact{sku: l.SkuID, quantity: l.Quantity, payable: l.CashMinor - l.DiscountMinor - l.OffsetMinor}
		if l.Goods != nil {
			line.code = l.Goods.Code
		}
		f.lines = append(f.lines, line)
	}
	if stored != nil {
		for _, c := range stored.Coupons {
			f.coupons = append(f.coupons, c.ID)
		}
	}
	return f, nil
}

// nameGoods gives the lines of orders their SKUs' codes that were placed before orders kept
// copies of their goods. A code never changes.
func (s *Service) nameGoods(ctx context.Context, known map[mall.OrderID]*facts) error {
	var unnamed []mall.SkuID
	for _, f := range known {
		for _, l := range f.lines {
			if l.code == "" {
				unnamed = append(unnamed, l.sku)
			}
		}
	}
	if len(unnamed) == 0 {
		return nil
	}
	skus, err := s.Catalog.Skus(ctx, unnamed)
	if err != nil {
		return err
	}
	for _, f := range known {
		for i := range f.lines {
			if k := skus[f.lines[i].sku]; k != nil {
				f.lines[i].code = k.Code
			}
		}
	}
	return nil
}

// purchase is the order as what earns: the money that is paid for its goods, line by line. Lines
// that points pay for earn nothing, nor does what is paid for sending.
func (f *facts) purchase(at time.Time) earning.Purchase {
	p := earning.Purchase{Source: purchase.Mall, ExternalRef: f.id.String(), Member: f.member, OccurredAt: at, Total: mall.Money{Minor: f.goods, Currency: f.payable.Currency}}
	for _, l := range f.lines {
		if l.payable > 0 {
			p.Lines = append(p.Lines, l.sold(f.payable.Currency)...)
		}
	}
	return p
}

// sold is the line as tills report it: at one unit price where it divides, else at two that
// differ by one minor unit, so that the lines' costs are exactly what was paid.
func (l fact) sold(currency mall.Currency) []mall.PurchaseLine {
	return l.part(currency, 0, l.quantity)
}

// part is n pieces of the line as tills report them, after the first pieces: the dearer ones
// come first.
func (l fact) part(currency mall.Currency, first, n int) (lines []mall.PurchaseLine) {
	price := l.payable / int64(l.quantity)
	dearer := min(max(int(l.payable%int64(l.quantity))-first, 0), n)
	at := func(quantity int, minor int64) {
		if quantity > 0 {
			lines = append(lines, mall.PurchaseLine{Sku: l.code, Quantity: quantity, UnitPrice: decimal.New(minor, -currency.Digits()).String()})
		}
	}
	at(dearer, price+1)
	at(n-dearer, price)
	return lines
}
