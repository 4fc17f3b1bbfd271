package exchange

import (
	"time"

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
	price, refusal := d.quote(r.Member, offer)
	if refusal == nil {
		refusal = d.allowed(r, account, offer)
	}
	if refusal != nil {
		return Result{}, refusal
	}
	return d.place(r, account, offer, price)
}

// price is what a member pays for a piece: the lowest price in points alone that is
// open to their tier; ok is false when none is.
func (d *desk) price(m mall.MemberID, offer *catalog.Offer) (points mall.Points, ok bool) {
	return offer.Tariff.For(d.levels[m].Rank)
}

// quote checks that the offer is open to the member now, and tells their price for a piece.
func (d *desk) quote(m mall.MemberID, offer *catalog.Offer) (mall.Points, *mall.Error) {
	if !offer.OnShelf {
		return 0, mall.Errorf(mall.CodeNotAvailable, "%s is not on the shelf", "%s 未上架", offer.Code).At("skuId")
	}
	if len(offer.Tariff) == 0 {
		return 0, mall.Errorf(mall.CodeNotAvailable, "%s has no price in points alone; place an order with cash instead", "%s 不支持纯积分兑换，请下单并支付现金部分", offer.Code).At("skuId")
	}
	level := d.levels[m]
	price, priced := d.price(m, offer)
	if !priced || (offer.RequiresRank != nil && level.Rank < *offer.RequiresRank) {
		return 0, mall.Errorf(mall.CodeNotEligible, "%s is for members of a higher tier", "%s 仅限更高等级的会员兑换", offer.Code).At("skuId")
	}
	if offer.AvailableFrom != nil {
		if from := catalog.RedeemableFrom(*offer.AvailableFrom, level.EarlyAccessHours); d.now.Before(from) {
			at := from.In(d.zone).Format(time.RFC3339Nano) // no fraction where there is none
			return 0, mall.Errorf(mall.CodeNotAvailable, "%s can be redeemed from %s", "%s 将于 %s 开放兑换", offer.Code, at).At("skuId")
		}
	}
	return price, nil
}

// allowed checks everything else but the points themselves.
func (d *desk) allowed(r Request, account *ledger.Account, offer *catalog.Offer) *mall.Error {
	if available := account.Available(); available < offer.MinimumBalance {
		return mall.Errorf(mall.CodeNotEligible, "%s is for members who have at least %s to spend: there are %d", "兑换 %s 须持有至少 %d 积分，可用积分为 %d", offer.Code, mall.Count(offer.MinimumBalance, "point"), available).At("skuId")
	}
	if offer.PerMember != nil {
		left := int64(*offer.PerMember) - d.offers.Redeemed(catalog.Redeemer{Member: r.Member, Sku: r.Sku})
		if int64(r.Quantity) > left {
			refusal := mall.Errorf(mall.CodeLimitExceeded, "%s: each member may redeem %d, and you may redeem %d more", "%s：每位会员限兑 %d 件，还可兑 %d 件", offer.Code, *offer.PerMember, max(left, 0)).At("quantity")
			refusal.Figures = mall.Figures{Limit: int64(*offer.PerMember), Left: max(left, 0)}
			return refusal
		}
	}
	if available := offer.Available(); int64(r.Quantity) > available {
		refusal := mall.Errorf(mall.CodeOutOfStock, "%s: you asked for %d, and %d are in stock", "%s 库存不足：需 %d 件，剩余 %d 件", offer.Code, r.Quantity, available).At("quantity")
		refusal.Figures = mall.Figures{Required: int64(r.Quantity), Available: available}
		return refusal
	}
	return nil
}

// place spends the points, takes the stock and makes the order, at a price for each piece.
func (d *desk) place(r Request, account *ledger.Account, offer *catalog.Offer, price mall.Points) (Result, *mall.Error) {
	points := price * mall.Points(r.Quantity)
	if points > mall.MaxPoints || points/mall.Points(r.Quantity) != price {
		return Result{}, mall.Errorf(mall.CodeInvalidInput, "the quantity makes the price too large", "数量过大").At("quantity")
	}
	id := order.NewID()
	o := &ent.Order{
		ID: id, MemberID: r.Member, Status: mall.OrderPaid, Points: points, CashCurrency: d.currency, LineCount: 1,
		IdempotencyKey: r.Key, Fingerprint: r.fingerprint(), Version: 1, PlacedAt: d.now,
	}
	if points > 0 {
		entry, refusal := account.Spend(mall.EntrySpend, points, ledger.Cause{Order: &o.ID})
		if refusal != nil {
			return Result{}, refusal
		}
		o.EntryID = &entry
		d.signals = append(d.signals, mall.Signal{Topic: mall.TopicBalance, ID: r.Member.UUID()})
	}
	offer.Take(r.Quantity)
	if offer.Counted {
		d.offers.CountRedeemed(catalog.Redeemer{Member: r.Member, Sku: r.Sku}, r.Quantity)
	}
	line := &ent.OrderLine{ID: order.LineID(id, 1), OrderID: id, SkuID: r.Sku, Quantity: r.Quantity, Points: points}
	d.placed[r.key()] = o
	d.orders, d.lines = append(d.orders, o), append(d.lines, line)
	d.signals = append(d.signals, mall.Signal{Topic: mall.TopicOrder, ID: id.UUID()})

	result := Result{Order: o, Lines: []*ent.OrderLine{line}}
	if balance, ok := account.Balance(); ok {
		result.Balance = &balance
	}
	return result, nil
}
