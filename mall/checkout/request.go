package checkout

import (
	"slices"
	"strconv"

	"github.com/google/uuid"

	"pointsmall/ent"
	"pointsmall/mall"
	"pointsmall/mall/checkout/cart"
	"pointsmall/mall/order"
	"pointsmall/mall/payment"
)

// MaxLines is how many lines an order may have.
const MaxLines = 50

// operation is the call for which keys of orders are used.
const operation = "placeOrder"

// Line is what is wanted of a SKU.
type Line struct {
	Sku mall.SkuID
	// Quantity is in pieces, from 1 to quote.MaxQuantity.
	Quantity int
	// Option is the price that was chosen; nil: the one that goes without saying.
	Option *mall.PriceOptionID
	// ExpectedPoints and ExpectedCash are the most that the member has agreed to pay for the
	// whole quantity; nil: the price now.
	ExpectedPoints *mall.Points
	ExpectedCash   *mall.Money
	// Admission is what a waiting room gave, for a SKU for which members queue; "": none. It is no
	// part of what tells requests apart.
	Admission string `json:"-"`

	admitted *mall.Admission // nil: there is none, or it is no admission
}

// Order is what a member asks for.
type Order struct {
	Member mall.MemberID
	// Lines and OffsetPoints say what is wanted, unless Quote does.
	Lines        []Line
	OffsetPoints mall.Points
	// Coupons are what the member wants to use.
	Coupons []mall.CouponID
	// Cart is where the lines come from; nil: from nowhere. What is ordered leaves it.
	Cart *Basket
	// Quote are the terms of a quote; QuoteID is its id as it was sent.
	Quote   *Terms
	QuoteID string
	// Address is where to send it, one of the member's; nil: nobody has said yet.
	Address *mall.AddressID
	// Method is how the money is paid; "": none is due.
	Method mall.PaymentMethod
	// Options say how, where the provider asks.
	Options payment.Options
	// Key makes the request safe to repeat; see mall.CheckKey.
	Key string

	// to is the address, and misplaced says what is wrong with it.
	to        *mall.PostalAddress
	misplaced *mall.Error
}

// Placed is what a member got.
type Placed struct {
	Order *ent.Order
	// Lines are the order's; nil where the key had placed it before.
	Lines []*ent.OrderLine
	// Payment is its attempt to be paid; nil where none is due, where the key had placed the order
	// before, and where the attempt was begun at its provider, which changes it.
	Payment *ent.Payment
}

func (r Order) check() *mall.Error {
	if r.Quote == nil && r.Cart == nil { // a cart that is empty now may have been ordered by this very key
		if refusal := checkLines(r.Lines); refusal != nil {
			return refusal
		}
	}
	if refusal := checkCoupons(r.Coupons); refusal != nil {
		return refusal
	}
	return mall.CheckKey(r.Key)
}

func checkLines(lines []Line) *mall.Error {
	if len(lines) == 0 || len(lines) > MaxLines {
		return mall.Errorf(mall.CodeInvalidInput, "an order has 1 to %d lines", "订单须包含 1 至 %d 行商品", MaxLines).At("lines")
	}
	return nil
}

// MaxCoupons is how many coupons an order may ask for.
const MaxCoupons = 10

func checkCoupons(ids []mall.CouponID) *mall.Error {
	if len(ids) > MaxCoupons {
		return mall.Errorf(mall.CodeInvalidInput, "an order takes at most %d coupons", "一单最多使用 %d 张优惠券", MaxCoupons).At("couponIds")
	}
	for i, id := range ids {
		if slices.Contains(ids[:i], id) {
			return mall.Errorf(mall.CodeInvalidInput, "a coupon is named once", "同一优惠券不能重复使用").At("couponIds", strconv.Itoa(i))
		}
	}
	return nil
}

// fingerprint tells apart two requests that carry the same key.
func (r Order) fingerprint() string {
	what := []any{operation, r.Lines, r.OffsetPoints, r.QuoteID, r.Method}
	if r.Cart != nil { // what it holds changes, by this very order
		what = []any{operation, r.Cart.Cart, r.OffsetPoints, r.QuoteID, r.Method}
	}
	if len(r.Coupons) > 0 {
		what = append(what, r.Coupons)
	}
	if r.Address != nil && r.Quote == nil {
		what = append(what, *r.Address)
	}
	return mall.Fingerprint(withOptions(what, r.Options))
}

// taken is what leaves a cart with the order.
func (r Order) taken() []cart.Taken {
	switch {
	case r.Quote != nil:
		return r.Quote.Taken
	case r.Cart != nil:
		return r.Cart.Taken
	}
	return nil
}

// coupons are those that the request may take: a quote's, or those that are wanted.
func (r Order) coupons() []mall.CouponID {
	if r.Quote == nil {
		return r.Coupons
	}
	ids := make([]mall.CouponID, len(r.Quote.Bill.Coupons))
	for i, c := range r.Quote.Bill.Coupons {
		ids[i] = c.ID
	}
	return ids
}

// withOptions adds to what tells requests apart how they are paid, where they say so. From
// where a request comes tells nothing: its repetition may come over another network.
func withOptions(what []any, o payment.Options) []any {
	o.Address = ""
	if text := o.String(); text != "" {
		return append(what, text)
	}
	return what
}

func (r Order) key() order.Key {
	return order.Key{Member: r.Member, Operation: operation, Key: r.Key}
}

// skus are those that are wanted, and how many pieces of each.
func (r Order) skus() map[mall.SkuID]int {
	wanted := map[mall.SkuID]int{}
	if r.Quote != nil {
		for _, l := range r.Quote.Bill.Lines {
			wanted[l.Sku] += l.Quantity
		}
		return wanted
	}
	for _, l := range r.Lines {
		wanted[l.Sku] += l.Quantity
	}
	return wanted
}

// quoteID is the id under which the quote is used once; nil: there is none.
func (r Order) quoteID() *uuid.UUID {
	if r.Quote == nil {
		return nil
	}
	return &r.Quote.ID
}
