package checkout

import (
	"slices"
	"time"

	"pointsmall/ent"
	"pointsmall/mall"
	"pointsmall/mall/catalog"
	"pointsmall/mall/checkout/quote"
	"pointsmall/mall/ledger"
	"pointsmall/mall/order"
)

// decide serves the request against the working set. It is pure: whatever it refuses, it
// has changed nothing.
func (r Order) decide(d *desk) (Placed, *mall.Error) {
	if r.misplaced != nil {
		return Placed{}, r.misplaced
	}
	account, ok := d.book.Account(r.Member)
	if !ok {
		return Placed{}, mall.Errorf(mall.CodeNotFound, "the member has no points account", "会员没有积分账户")
	}
	bill, refusal := d.bill(r, account)
	if refusal != nil {
		return Placed{}, refusal
	}
	refusal = d.settings.MayExchange() // points alone: it is an exchange by another door
	if bill.Payable() > 0 {
		refusal = d.ways.allow(r.Method, mall.Money{Minor: bill.Payable(), Currency: d.settings.Currency}, r.Options)
	}
	if refusal != nil {
		return Placed{}, refusal
	}
	return d.place(r, account, bill)
}

// bill is what the request costs, once it is sure that there are enough pieces.
func (d *desk) bill(r Order, account *ledger.Account) (*quote.Bill, *mall.Error) {
	b := &buyer{
		id: r.Member, level: d.levels[r.Member], balance: account.Available(), offers: d.offers,
		at: catalog.Moment{Now: d.now, Zone: d.settings.Zone}, settings: &d.settings,
		coupons: d.coupons, parents: d.parents, hasOrdered: d.ordered[r.Member], had: d.had, places: d.places,
	}
	if r.Quote != nil {
		return d.quoted(r, b)
	}
	if len(r.Lines) == 0 {
		return nil, emptyCart()
	}
	bill, unusable, refusal := b.bill(r.Lines, r.Coupons, r.OffsetPoints)
	if refusal != nil {
		return nil, refusal
	}
	if len(unusable) > 0 {
		return nil, unusable[0]
	}
	if short := b.short(&bill); len(short) > 0 {
		return nil, short[0]
	}
	return &bill, nil
}

// quoted is the bill of the request's quote, whose terms hold until its end.
func (d *desk) quoted(r Order, b *buyer) (*quote.Bill, *mall.Error) {
	if used, ok := d.used[r.Quote.ID]; ok {
		return nil, mall.Errorf(mall.CodeInvalidState, "the quote was used for the order %s", "该报价已用于订单 %s", used).At("quoteId")
	}
	if !d.now.Before(r.Quote.Until) {
		return nil, mall.Errorf(mall.CodeExpired, "the quote has expired: ask for a new one", "报价已过期，请重新获取").At("quoteId")
	}
	bill := r.Quote.Bill
	bill.Lines = slices.Clone(bill.Lines)
	quoted := r.Quote.Quoted
	if quoted.IsZero() {
		quoted = r.Quote.Until.Add(-quoteLife)
	}
	refusal := b.still(&bill, quoted)
	if refusal == nil {
		if short := b.short(&bill); len(short) > 0 {
			refusal = short[0]
		}
	}
	if refusal != nil {
		refusal.Path = []string{"quoteId"}
		return nil, refusal
	}
	return &bill, nil
}

// place takes or holds the points and the stock, and makes the order.
func (d *desk) place(r Order, account *ledger.Account, bill *quote.Bill) (Placed, *mall.Error) {
	o := &ent.Order{
		ID: order.NewID(), MemberID: r.Member, Status: mall.OrderPaid, Points: bill.Points(), CashMinor: bill.CashMinor(), CashCurrency: d.settings.Currency,
		LineCount: len(bill.Lines), IdempotencyKey: r.Key, Fingerprint: r.fingerprint(), Version: 1, PlacedAt: d.now, Operation: operation,
		OffsetPoints: bill.OffsetPoints(), OffsetMinor: bill.OffsetMinor(), QuoteID: r.quoteID(),
		DiscountMinor: bill.DiscountMinor(), ShippingMinor: bill.ShippingMinor, Terms: bill.Terms().Text(), Address: r.to,
	}
	if bill.Payable() > 0 {
		o.Status, o.PayUntil = mall.OrderPendingPayment, new(d.now.Add(d.settings.Checkout.PayWithin()))
	}
	if refusal := pay(o, account); refusal != nil {
		return Placed{}, refusal
	}
	var attempt *ent.Payment
	if o.PayUntil != nil {
		attempt = d.payments.Request(o.ID, d.ways.way(r.Method, r.Options), mall.Money{Minor: bill.Payable(), Currency: o.CashCurrency}, payBy(d.now, *o.PayUntil)).Payment
	}
	lines := d.takeLines(o, bill)
	d.takeCoupons(o, bill)
	d.taken = append(d.taken, r.taken()...)
	d.ordered[r.Member] = true
	if o.Points > 0 {
		d.signals = append(d.signals, mall.Signal{Topic: mall.TopicBalance, ID: r.Member.UUID()})
	}
	d.signals = append(d.signals, mall.Signal{Topic: mall.TopicOrder, ID: o.ID.UUID()})
	d.placed[r.key()] = o
	if o.QuoteID != nil {
		d.used[*o.QuoteID] = o.ID
	}
	d.orders, d.lines = append(d.orders, o), append(d.lines, lines...)
	return Placed{Order: o, Lines: lines, Payment: attempt}, nil
}

// pay spends the points of an order, or holds them while it waits for its money.
func pay(o *ent.Order, account *ledger.Account) *mall.Error {
	switch {
	case o.Points == 0:
		return nil
	case o.PayUntil != nil:
		return account.HoldForOrder(o.ID, o.Points, *o.PayUntil)
	}
	entry, refusal := account.Spend(mall.EntrySpend, o.Points, ledger.Cause{Order: &o.ID})
	if refusal == nil {
		o.EntryID = &entry
	}
	return refusal
}

// takeLines takes or reserves the pieces of an order, and makes its lines.
func (d *desk) takeLines(o *ent.Order, bill *quote.Bill) []*ent.OrderLine {
	lines := make([]*ent.OrderLine, len(bill.Lines))
	for i := range bill.Lines {
		l := &bill.Lines[i]
		offer, _ := d.offers.Offer(l.Sku)
		switch {
		case l.Sale != nil:
			offer.Sell(l.Quantity, o.PayUntil != nil)
			d.had.Add(order.SaleTaker{Member: o.MemberID, Sku: l.Sku}, l.Quantity)
		case o.PayUntil != nil:
			offer.Reserve(l.Quantity)
		default:
			offer.Take(l.Quantity)
		}
		if l.Admission != nil && offer.Queues(d.now) {
			d.places.Use(l.Admission, o.ID)
		}
		if offer.Counted {
			d.offers.CountRedeemed(catalog.Redeemer{Member: o.MemberID, Sku: l.Sku}, l.Quantity)
		}
		lines[i] = &ent.OrderLine{
			ID: order.LineID(o.ID, i+1), OrderID: o.ID, SkuID: l.Sku, Quantity: l.Quantity, Points: l.Points(), CashMinor: l.CashMinor,
			PriceOptionID: &l.Option, OffsetPoints: l.OffsetPoints, OffsetMinor: l.OffsetMinor, DiscountMinor: l.DiscountMinor, SaleID: l.Sale,
		}
	}
	return lines
}

// takeCoupons uses the coupons of an order, or reserves them while it waits for its money.
func (d *desk) takeCoupons(o *ent.Order, bill *quote.Bill) {
	by := mall.Actor{Kind: mall.ActorMember, MemberID: o.MemberID}
	for i := range bill.Coupons {
		switch h := d.coupons.Find(bill.Coupons[i].ID); {
		case h == nil:
		case o.PayUntil != nil:
			d.coupons.Reserve(h, o.ID, by)
		default:
			d.coupons.Use(h, o.ID, by)
		}
	}
}

// headStart is how much earlier than the mall a provider gives an order up, so that nobody
// pays what is being released.
const headStart = time.Minute

// payBy is until when a provider takes the money of an order.
func payBy(now, until time.Time) time.Time {
	if until.Sub(now) < 2*headStart {
		return until
	}
	return until.Add(-headStart)
}
