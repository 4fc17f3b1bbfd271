package catalog

import (
	"slices"
	"time"

	"pointsmall/mall"
)

// Offer is a SKU as one transaction may sell it: its facts, and its stock locked.
type Offer struct {
	SkuID mall.SkuID
	Code  string
	// OnShelf is false while the product is not for sale, or the SKU is archived. ShelfFrom and
	// ShelfUntil bound the time in which it is; nil bounds nothing.
	OnShelf               bool
	ShelfFrom, ShelfUntil *time.Time
	// AvailableFrom is when everybody may redeem it; nil: since ever.
	AvailableFrom *time.Time
	// Tariff is what one piece costs in points alone.
	Tariff Tariff
	// RequiresRank is the lowest tier rank that may redeem it; nil: everybody.
	RequiresRank *int
	// MinimumBalance is what a member must have before redeeming.
	MinimumBalance mall.Points
	// PerMember is how many pieces one member may ever redeem; nil: no limit.
	PerMember *int
	// Counted says that it is stored what each member has redeemed: a change of the limit
	// that came in between shows here before it shows in PerMember.
	Counted bool
	// OffsetPercent is the part of its price in money that points may pay.
	OffsetPercent int
	// Category is the product's own; nil: it is in none.
	Category *mall.CategoryID
	// Shipping is the template that sending it costs by, Rates what that says; nil: sending it
	// costs nothing. Grams is what a piece weighs.
	Shipping *mall.ShippingTemplateID
	Rates    *mall.ShippingRates
	Grams    int64
	// QuotesVoidAt is until when quotes were made that hold no more; nil: all hold.
	QuotesVoidAt *time.Time
	// Options are all ways to pay for a piece, where ReadOptions has read them.
	Options []Option

	// Sale is what a campaign asks for it, now or later; nil: none does.
	Sale *mall.SaleTerms

	onHand, reserved int64
	// apart are pieces on hand that the sale has set apart, ceiling those of the others that it
	// may still sell.
	apart, ceiling int64
	// taken and kept are pieces that this transaction takes out of the stock and reserves;
	// less than 0: puts back and frees. sold are those of them that were apart, or under the
	// ceiling.
	taken, kept, sold int64
}

// onOffer reports whether it can be had at a moment, by whoever.
func (o *Offer) onOffer(now time.Time) bool {
	return o.OnShelf && within(o.ShelfFrom, o.ShelfUntil, now)
}

// AsksTier reports whether a member's tier decides anything about the offer at a moment.
func (o *Offer) AsksTier(now time.Time) bool {
	return o.RequiresRank != nil || o.Tariff.Tiered() || slices.ContainsFunc(o.Options, func(p Option) bool { return p.Rank != nil }) || (o.AvailableFrom != nil && now.Before(*o.AvailableFrom))
}

// RedeemableFrom is when goods that everybody may redeem from a time can be redeemed by
// members with some hours of early access.
func RedeemableFrom(availableFrom time.Time, earlyAccessHours int) time.Time {
	return availableFrom.Add(-time.Duration(earlyAccessHours) * time.Hour)
}

// Available is how many pieces can be taken now, those that a sale has set apart not counted.
func (o *Offer) Available() int64 {
	free := o.onHand - o.reserved - o.apart - o.taken - o.kept
	if o.Sale != nil && o.Sale.SetApart {
		free += o.sold
	}
	return free
}

// Take takes pieces from the stock. The caller has checked Available.
func (o *Offer) Take(quantity int) { o.taken += int64(quantity) }

// PutBack gives pieces back to the stock.
func (o *Offer) PutBack(quantity int) { o.taken -= int64(quantity) }

// Reserve keeps pieces in the stock for an order. The caller has checked Available.
func (o *Offer) Reserve(quantity int) { o.kept += int64(quantity) }

// Free ends a reservation: the pieces can be had again.
func (o *Offer) Free(quantity int) { o.kept -= int64(quantity) }

// TakeReserved ends a reservation: the pieces leave the stock.
func (o *Offer) TakeReserved(quantity int) {
	o.Free(quantity)
	o.Take(quantity)
}

// Redeemer is a member's count for a SKU that has a limit.
type Redeemer struct {
	Member mall.MemberID
	Sku    mall.SkuID
}
