package checkout

import (
	"math"
	"strconv"
	"time"

	"pointsmall/mall"
	"pointsmall/mall/campaign/waiting"
	"pointsmall/mall/catalog"
	"pointsmall/mall/checkout/quote"
	"pointsmall/mall/coupon"
	"pointsmall/mall/member"
	"pointsmall/mall/order"
	"pointsmall/mall/setting"
)

// buyer is a member with what prices and limits depend on.
type buyer struct {
	id      mall.MemberID
	level   member.Level
	balance mall.Points
	offers  *catalog.Offers
	at      catalog.Moment
	// asking says that nothing is charged: where a sale has too few pieces left, the ordinary price
	// is told.
	asking bool
	// settings are those of the moment.
	settings *setting.Mall
	// coupons are those that the buyer asks for, parents the tree of categories.
	coupons    *coupon.Sheet
	parents    map[mall.CategoryID]mall.CategoryID
	hasOrdered bool
	// had are pieces that members had of sales with a limit, places those in waiting rooms of who
	// shows an admission.
	had    order.SaleTaken
	places *waiting.Sheet
}

// shopper is the buyer as an offer sees them.
func (b *buyer) shopper(sku mall.SkuID) catalog.Shopper {
	had := b.had[order.SaleTaker{Member: b.id, Sku: sku}]
	return catalog.Shopper{
		InSale: had.All, InSaleToday: had.Today, Rank: b.level.Rank, EarlyAccessHours: b.level.EarlyAccessHours, Balance: b.balance,
		Redeemed: b.offers.Redeemed(catalog.Redeemer{Member: b.id, Sku: sku}),
	}
}

// rate is how points pay money for the buyer.
func (b *buyer) rate() quote.Rate {
	c := b.settings.Checkout
	rate := quote.Rate{Points: c.OffsetPoints, Unit: int64(math.Pow10(int(b.settings.Currency.Digits()))), Step: c.OffsetStep, Least: c.OffsetMinimum}
	if b.level.OffsetPoints > 0 {
		rate.Points = b.level.OffsetPoints
	}
	return rate
}

// bill prices lines, takes coupons off, adds what sending them costs, and has points pay a part
// of the goods' money. unusable are the refusals of coupons that cannot be used, by their
// places: the bill is without these.
func (b *buyer) bill(lines []Line, coupons []mall.CouponID, offset mall.Points) (bill quote.Bill, unusable []*mall.Error, refusal *mall.Error) {
	bill, refusal = b.prices(lines)
	if refusal != nil {
		return bill, nil, refusal
	}
	usable, unusable := b.usable(&bill, coupons)
	if refusal := bill.Discount(usable); refusal != nil {
		return bill, nil, refusal
	}
	unusable = append(unusable, unfit(&bill, coupons)...)
	return bill, unusable, bill.Offset(offset, b.rate())
}

// prices are the lines at their prices.
func (b *buyer) prices(lines []Line) (quote.Bill, *mall.Error) {
	bill := quote.Bill{Lines: make([]quote.Line, len(lines))}
	rates := map[mall.ShippingTemplateID]int{}
	before := map[mall.SkuID]int{}
	for i, l := range lines {
		priced, refusal := b.price(l, before[l.Sku])
		before[l.Sku] += l.Quantity
		if refusal != nil {
			return quote.Bill{}, refusal.At("lines", strconv.Itoa(i))
		}
		if offer, _ := b.offers.Offer(l.Sku); offer.Shipping != nil && offer.Rates != nil {
			if rates[*offer.Shipping] == 0 {
				bill.Rates = append(bill.Rates, *offer.Rates)
				rates[*offer.Shipping] = len(bill.Rates)
			}
			priced.Rates, priced.Grams = rates[*offer.Shipping], offer.Grams
		}
		bill.Lines[i] = priced
	}
	return bill, bill.Check()
}

// price is a line's price, of whose SKU other lines have so many pieces before.
func (b *buyer) price(l Line, before int) (quote.Line, *mall.Error) {
	offer, ok := b.offers.Offer(l.Sku)
	if !ok {
		return quote.Line{}, mall.Errorf(mall.CodeNotFound, "no such SKU", "商品规格不存在").At("skuId")
	}
	option, refusal := offer.Price(l.Option, b.shopper(l.Sku), b.at)
	if refusal != nil {
		return quote.Line{}, atSku(refusal)
	}
	piece := quote.Piece{Points: option.Points}
	if option.CashMinor != nil {
		piece.Minor = *option.CashMinor
	}
	ordinary, refusal := piece.Times(l.Quantity)
	if refusal != nil {
		return quote.Line{}, refusal
	}
	whole, bargain := ordinary, catalog.Bargain{}
	if option.Points > 0 {
		bargain = offer.Bargain(b.shopper(l.Sku), b.at, before, l.Quantity)
	}
	if bargain.On {
		piece.Points = offer.Sale.Price(option.Points)
		whole, _ = piece.Times(l.Quantity) // it is not more than the ordinary one
	}
	cash := mall.Money{Minor: whole.Minor, Currency: b.settings.Currency}
	switch {
	case bargain.Why != nil && !b.asking && (l.ExpectedPoints == nil || whole.Points > *l.ExpectedPoints):
		if bargain.Why.Code == mall.CodePriceChanged {
			return quote.Line{}, mall.PriceIsNow(whole.Points, cash).At("expectedPoints")
		}
		return quote.Line{}, bargain.Why
	case l.ExpectedPoints != nil && whole.Points > *l.ExpectedPoints:
		return quote.Line{}, mall.PriceIsNow(whole.Points, cash).At("expectedPoints")
	case l.ExpectedCash != nil && whole.Minor > l.ExpectedCash.Minor:
		return quote.Line{}, mall.PriceIsNow(whole.Points, cash).At("expectedCash")
	}
	line := quote.Line{
		Sku: l.Sku, Option: option.ID, Quantity: l.Quantity, PricePoints: whole.Points, CashMinor: whole.Minor, OffsetPercent: offer.OffsetPercent,
	}
	if bargain.On {
		line.Sale = &offer.Sale.Campaign
	}
	if offer.Queues(b.at.Now) {
		if refusal := b.places.Admit(l.admitted, b.id, offer.Sale.Campaign, b.at.Now, b.at.Zone); refusal != nil {
			return quote.Line{}, refusal
		}
		line.Admission = l.admitted
	}
	return line, nil
}

// still refuses lines that were priced at a moment before and that the buyer cannot have any
// more, or not at these prices.
func (b *buyer) still(bill *quote.Bill, quoted time.Time) *mall.Error {
	for i := range bill.Lines {
		offer, ok := b.offers.Offer(bill.Lines[i].Sku)
		if !ok {
			return mall.Errorf(mall.CodeNotFound, "no such SKU", "商品规格不存在")
		}
		if offer.QuotesVoidAt != nil && !quoted.After(*offer.QuotesVoidAt) {
			return mall.Errorf(mall.CodeExpired, "the mall has voided the quotes of %s: ask for a new one", "商城已作废 %s 的报价，请重新获取", offer.Code)
		}
		if refusal := offer.Open(b.shopper(bill.Lines[i].Sku), b.at); refusal != nil {
			return refusal
		}
		if refusal := b.stillInSale(&bill.Lines[i], offer); refusal != nil {
			return refusal
		}
	}
	for i := range bill.Coupons {
		if refusal := b.coupons.Find(bill.Coupons[i].ID).Refuse(b.user(), b.at.Now, b.at.Zone); refusal != nil {
			return refusal
		}
	}
	return nil
}

// stillInSale refuses a line at the price of a sale that is over, or for which members queue and
// this one's turn has passed.
func (b *buyer) stillInSale(l *quote.Line, offer *catalog.Offer) *mall.Error {
	if l.Sale != nil && (!offer.Sale.On(b.at.Now) || offer.Sale.Campaign != *l.Sale) {
		return mall.Errorf(mall.CodeExpired, "the sale of %s is over: ask for a new quote", "%s 的限时活动已结束，请重新获取报价", offer.Code)
	}
	if offer.Queues(b.at.Now) {
		return b.places.Admit(l.Admission, b.id, offer.Sale.Campaign, b.at.Now, b.at.Zone)
	}
	return nil
}

// short are the refusals of lines of which there are too few pieces for the buyer, by the
// lines' places. Lines of one SKU count together.
func (b *buyer) short(bill *quote.Bill) (refusals []*mall.Error) {
	wanted := map[mall.SkuID]int{}
	for i := range bill.Lines {
		l := &bill.Lines[i]
		wanted[l.Sku] += l.Quantity
		offer, ok := b.offers.Offer(l.Sku)
		if !ok {
			continue
		}
		refusal := offer.Allow(b.shopper(l.Sku), wanted[l.Sku], l.Sale != nil)
		if refusal == nil && l.Sale != nil {
			if bargain := offer.Bargain(b.shopper(l.Sku), b.at, wanted[l.Sku]-l.Quantity, l.Quantity); !bargain.On {
				refusal = bargain.Why
			}
		}
		if refusal != nil {
			refusals = append(refusals, atSku(refusal).At("lines", strconv.Itoa(i)))
		}
	}
	return refusals
}

// atSku names the SKU where a refusal names nothing nearer.
func atSku(refusal *mall.Error) *mall.Error {
	if len(refusal.Path) == 0 {
		return refusal.At("skuId")
	}
	return refusal
}
