package exchange

import (
	"pointsmall/ent"
	"pointsmall/mall"
	"pointsmall/mall/ledger"
	"pointsmall/mall/order"
)

// MaxQuantity is how many pieces one exchange may ask for.
const MaxQuantity = 9999

// operation is the call for which keys are used.
const operation = "exchange"

// Request is what a member asks for.
type Request struct {
	Member mall.MemberID
	Sku    mall.SkuID
	// Quantity is in pieces, from 1 to MaxQuantity.
	Quantity int
	// ExpectedPoints is the most that the member has agreed to pay; nil: the price now.
	ExpectedPoints *mall.Points
	// Address is where to send it, and To what it says; nil: nobody has said.
	Address *mall.AddressID
	To      *mall.PostalAddress
	// Admission is what a waiting room gave, for a SKU for which members queue; "": none.
	Admission string
	// Key makes the request safe to repeat; see mall.CheckKey.
	Key string

	admitted *mall.Admission // nil: there is none, or it is no admission
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

func (r Request) check() *mall.Error {
	if r.Quantity < 1 || r.Quantity > MaxQuantity {
		return mall.Errorf(mall.CodeInvalidInput, "quantity must be from 1 to %d, got %d", "数量须为 1 至 %d，收到 %d", MaxQuantity, r.Quantity).At("quantity")
	}
	return mall.CheckKey(r.Key)
}

// fingerprint tells apart two requests that carry the same key.
func (r Request) fingerprint() string {
	if r.Address != nil {
		return mall.Fingerprint([]any{"exchange", r.Sku, r.Quantity, r.ExpectedPoints, *r.Address})
	}
	if r.ExpectedPoints != nil {
		return mall.Fingerprint([]any{"exchange", r.Sku, r.Quantity, *r.ExpectedPoints})
	}
	return mall.Fingerprint([]any{"exchange", r.Sku, r.Quantity})
}

// key is the member's idempotency key.
func (r Request) key() order.Key {
	return order.Key{Member: r.Member, Operation: operation, Key: r.Key}
}
