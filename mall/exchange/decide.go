package exchange

import (
	"pointsmall/ent"
	"pointsmall/mall"
	"pointsmall/mall/catalog"
	"pointsmall/mall/ledger"
	"pointsmall/mall/order"
)

// decide serves the request against the working set. It is pure: whatever it refuses, it
// has changed nothing.
func (r Request) decide(d *desk) (Result, *mall.Error) {
	if d.stopped != nil {
		return Result{}, d.stopped
	}
	account, ok := d.book.Account(r.Member)
	if !ok {
		return Result{}, mall.Errorf(mall.CodeNotFound, "the member has no points account", "会员没有积分账户")
	}
	offer, ok := d.offers.Offer(r.Sku)
	if !ok {
		return Result{}, mall.Errorf(mall.CodeNotFound, "no such SKU", "商品规格不存在").At("skuId")
	}
	who := d.shopper(r, account)
	price, refusal := offer.PointsPrice(who, catalog.Moment{Now: d.now, Zone: d.zone})
	if refusal != nil {
		return Result{}, refusal.At("skuId")
	}
	if offer.Rates.AskAnything() {
		return Result{}, mall.Errorf(mall.CodeNotAvailable, "sending %s costs a fee: place an order, which can be paid with money", "%s 需支付运费，请通过下单购买", offer.Code).At("skuId")
	}
	price, inSale, refusal := d.bargain(r, who, offer, price)
	if refusal == nil {
		refusal = offer.Allow(who, r.Quantity, inSale)
	}
	if refusal == nil {
		refusal = d.admit(r, offer)
	}
	if refusal != nil {
		if len(refusal.Path) == 0 {
			refusal = refusal.At("skuId")
		}
		return Result{}, refusal
	}
	return d.place(r, account, offer, price, inSale)
}

// bargain is what a piece costs where a sale may be on: its price, or the ordinary one where the
// sale has not enough for the member, and the member has agreed to pay that.
func (d *desk) bargain(r Request, who catalog.Shopper, offer *catalog.Offer, ordinary mall.Points) (price mall.Points, inSale bool, refusal *mall.Error) {
	bargain := offer.Bargain(who, catalog.Moment{Now: d.now, Zone: d.zone}, 0, r.Quantity)
	switch {
	case bargain.On:
		return offer.Sale.Price(ordinary), true, nil
	case bargain.Why == nil || (r.ExpectedPoints != nil && *r.ExpectedPoints/mall.Points(r.Quantity) >= ordinary):
		return ordinary, false, nil
	case bargain.Why.Code == mall.CodePriceChanged && ordinary <= mall.MaxPoints/mall.Points(r.Quantity):
		return 0, false, mall.PriceIsNow(ordinary*mall.Points(r.Quantity), mall.Money{Currency: d.currency}).At("expectedPoints")
	}
	return 0, false, bargain.Why
}

// admit refuses who has not waited for their turn, where members queue for a SKU.
func (d *desk) admit(r Request, offer *catalog.Offer) *mall.Error {
	if !offer.Queues(d.now) {
		return nil
	}
	return d.places.Admit(r.admitted, r.Member, offer.Sale.Campaign, d.now, d.zone)
}

// shopper is who asks, as far as offers do.
func (d *desk) shopper(r Request, account *ledger.Account) catalog.Shopper {
	level := d.levels[r.Member]
	had := d.had[order.SaleTaker{Member: r.Member, Sku: r.Sku}]
	return catalog.Shopper{
		InSale: had.All, InSaleToday: had.Today, Rank: level.Rank, EarlyAccessHours: level.EarlyAccessHours, Balance: account.Available(),
		Redeemed: d.offers.Redeemed(catalog.Redeemer{Member: r.Member, Sku: r.Sku}),
	}
}

// place spends the points, takes the stock and makes the order, at a price for each piece.
func (d *desk) place(r Request, account *ledger.Account, offer *catalog.Offer, price mall.Points, inSale bool) (Result, *mall.Error) {
	points := price * mall.Points(r.Quantity)
	if points > mall.MaxPoints || points/mall.Points(r.Quantity) != price {
		return Result{}, mall.Errorf(mall.CodeInvalidInput, "the quantity makes the price too large", "数量过大").At("quantity")
	}
	if r.ExpectedPoints != nil && points > *r.ExpectedPoints {
		return Result{}, mall.PriceIsNow(points, mall.Money{Currency: d.currency}).At("expectedPoints")
	}
	id := order.NewID()
	o := &ent.Order{
		ID: id, MemberID: r.Member, Status: mall.OrderPaid, Points: points, CashCurrency: d.currency, LineCount: 1,
		IdempotencyKey: r.Key, Fingerprint: r.fingerprint(), Version: 1, PlacedAt: d.now, Operation: operation, Address: r.To,
	}
	if points > 0 {
		entry, refusal := account.Spend(mall.EntrySpend, points, ledger.Cause{Order: &o.ID})
		if refusal != nil {
			return Result{}, refusal
		}
		o.EntryID = &entry
		d.signals = append(d.signals, mall.Signal{Topic: mall.TopicBalance, ID: r.Member.UUID()})
	}
	line := &ent.OrderLine{ID: order.LineID(id, 1), OrderID: id, SkuID: r.Sku, Quantity: r.Quantity, Points: points}
	if inSale {
		offer.Sell(r.Quantity, false)
		line.SaleID = &offer.Sale.Campaign
		d.had.Add(order.SaleTaker{Member: r.Member, Sku: r.Sku}, r.Quantity)
	} else {
		offer.Take(r.Quantity)
	}
	if offer.Queues(d.now) {
		d.places.Use(r.admitted, id)
	}
	if offer.Counted {
		d.offers.CountRedeemed(catalog.Redeemer{Member: r.Member, Sku: r.Sku}, r.Quantity)
	}
	d.placed[r.key()] = o
	d.orders, d.lines = append(d.orders, o), append(d.lines, line)
	d.signals = append(d.signals, mall.Signal{Topic: mall.TopicOrder, ID: id.UUID()})

	result := Result{Order: o, Lines: []*ent.OrderLine{line}}
	if balance, ok := account.Balance(); ok {
		result.Balance = &balance
	}
	return result, nil
}
