package checkout

import (
	"slices"
	"strconv"

	"pointsmall/mall"
	"pointsmall/mall/checkout/quote"
	"pointsmall/mall/coupon"
)

// user is the buyer as a coupon sees them.
func (b *buyer) user() coupon.User {
	return coupon.User{Member: b.id, Rank: b.level.Rank, HasOrdered: b.hasOrdered}
}

// usable are the coupons that the buyer can use now, with the lines that each is for; the others
// are refused, each at its place.
func (b *buyer) usable(bill *quote.Bill, ids []mall.CouponID) (usable []quote.Coupon, refused []*mall.Error) {
	for i, id := range ids {
		h := b.coupons.Find(id)
		if refusal := h.Refuse(b.user(), b.at.Now, b.at.Zone); refusal != nil {
			refused = append(refused, refusal.At("couponIds", strconv.Itoa(i)))
			continue
		}
		c := quote.Coupon{ID: id, Name: h.Name, CouponTerms: h.Terms}
		for n := range bill.Lines {
			if h.Terms.Covers(bill.Lines[n].Sku, b.categories(bill.Lines[n].Sku)) {
				c.Lines = append(c.Lines, n)
			}
		}
		c.Skus, c.Categories = nil, nil // its lines say it
		usable = append(usable, c)
	}
	return usable, refused
}

// categories are a SKU's own category and those above it.
func (b *buyer) categories(sku mall.SkuID) (path []mall.CategoryID) {
	offer, ok := b.offers.Offer(sku)
	if !ok || offer.Category == nil || b.parents == nil {
		return nil
	}
	for at, ok := *offer.Category, true; ok && !slices.Contains(path, at); at, ok = b.parents[at] {
		path = append(path, at)
	}
	return path
}

// unfit are refusals of coupons whose conditions the bill does not meet, each at its place.
func unfit(bill *quote.Bill, ids []mall.CouponID) (refused []*mall.Error) {
	for _, p := range bill.Passed {
		var refusal *mall.Error
		switch p.Why {
		case quote.WhyGoods:
			refusal = mall.Errorf(mall.CodeNotEligible, "the coupon %[1]s is for other goods", "优惠券「%[2]s」不适用于所选商品", p.Name.EN, p.Name.ZH)
		case quote.WhyMinimum:
			refusal = mall.Errorf(mall.CodeNotEligible, "the goods of the coupon %[1]s cost less than its minimum", "优惠券「%[2]s」适用商品的金额未达使用门槛", p.Name.EN, p.Name.ZH)
		default:
			continue // another takes more off: nothing is in the way
		}
		refused = append(refused, refusal.At("couponIds", strconv.Itoa(slices.Index(ids, p.ID))))
	}
	return refused
}

// couponsOf asks for the coupons that an order has or had.
func (d *orderDesk) couponsOf(f *facts) {
	for _, id := range f.coupons {
		if !slices.Contains(d.wanted, id) {
			d.wanted = append(d.wanted, id)
		}
	}
}

// moveCoupons uses or gives back an order's coupons.
func (d *orderDesk) moveCoupons(o mall.OrderID, used bool, by mall.Actor) {
	for _, id := range d.facts[o].coupons {
		h := d.coupons.Find(id)
		switch {
		case h == nil:
		case used:
			d.coupons.Use(h, o, by)
		case h.Order != nil && *h.Order == o:
			d.coupons.GiveBack(h, d.settings.Checkout.CouponGrace(), by)
		}
	}
}

// couponsStill refuses coupons that a cancelled order cannot have any more.
func (d *orderDesk) couponsStill(o mall.OrderID, of mall.MemberID) *mall.Error {
	for _, id := range d.facts[o].coupons {
		who := coupon.User{Member: of, Rank: anyRank}
		if refusal := d.coupons.Find(id).Refuse(who, d.now, d.settings.Zone); refusal != nil {
			return refusal
		}
	}
	return nil
}

// anyRank is as high as ranks get: the order was placed by a member of the tier that it took.
const anyRank = int(^uint(0) >> 1)
