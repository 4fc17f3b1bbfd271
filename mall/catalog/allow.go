package catalog

import (
	"time"

	"pointsmall/mall"
)

// Shopper is who wants a SKU, as far as offers ask.
type Shopper struct {
	// Rank is the tier's; EarlyAccessHours is how much earlier than others it may redeem.
	Rank, EarlyAccessHours int
	// Balance is the points that the member can spend, Redeemed how many pieces of the SKU
	// the member has had.
	Balance  mall.Points
	Redeemed int64
	// InSale and InSaleToday are how many pieces of it the member has had of the present sale, in
	// all and on the present day of the mall.
	InSale, InSaleToday int64
}

// Moment is when something is wanted, and the zone in which refusals tell the time.
type Moment struct {
	Now  time.Time
	Zone *time.Location
}

// Whether a member may have a SKU now is decided here alone, whichever way it is got. Who buys
// asks first Open and a price (PointsPrice or Price), then Bargain, then Allow; who may win asks
// Win. All of them ask entitled.

// Open refuses what the member cannot have at this moment, however many pieces and points
// there are. Refusals: NOT_AVAILABLE (off the shelf, or too early), NOT_ELIGIBLE (tier).
func (o *Offer) Open(who Shopper, at Moment) *mall.Error {
	switch {
	case !o.onOffer(at.Now):
		return o.offShelf()
	case o.RequiresRank != nil && who.Rank < *o.RequiresRank:
		return o.tooLow()
	case o.AvailableFrom == nil:
		return nil
	}
	from := RedeemableFrom(*o.AvailableFrom, who.EarlyAccessHours)
	if !at.Now.Before(from) {
		return nil
	}
	shown := from.In(at.Zone).Format(time.RFC3339Nano) // no fraction where there is none
	return mall.Errorf(mall.CodeNotAvailable, "%s can be redeemed from %s", "%s 将于 %s 开放兑换", o.Code, shown)
}

// PointsPrice is the member's price for a piece in points alone, of an offer that is open to
// them. Refusals: NOT_AVAILABLE (there is none), NOT_ELIGIBLE (for higher tiers alone),
// those of Open.
func (o *Offer) PointsPrice(who Shopper, at Moment) (mall.Points, *mall.Error) {
	if o.onOffer(at.Now) && len(o.Tariff) == 0 {
		return 0, mall.Errorf(mall.CodeNotAvailable, "%s has no price in points alone; place an order with cash instead", "%s 不支持纯积分兑换，请下单并支付现金部分", o.Code)
	}
	price, priced := o.Tariff.For(who.Rank)
	if o.onOffer(at.Now) && !priced {
		return 0, o.tooLow()
	}
	return price, o.Open(who, at)
}

// Price is the price for a piece that the member chose, or that goes without saying (nil),
// of an offer that is open to them. Refusals: those of Open; NOT_FOUND, NOT_ELIGIBLE and
// INVALID_INPUT at priceOptionId.
func (o *Offer) Price(asked *mall.PriceOptionID, who Shopper, at Moment) (Option, *mall.Error) {
	if refusal := o.Open(who, at); refusal != nil {
		return Option{}, refusal
	}
	return o.choose(asked, who.Rank)
}

// Win refuses a member who may not have a piece now that was set apart to be won. Refusals:
// those of Open; NOT_ELIGIBLE (minimum balance), LIMIT_EXCEEDED at quantity.
func (o *Offer) Win(who Shopper, at Moment) *mall.Error {
	if refusal := o.Open(who, at); refusal != nil {
		return refusal
	}
	return o.entitled(who, 1)
}

// Allow refuses so many pieces that this member cannot have. Where they are sold at the price of
// a sale, Bargain has seen to it that there are enough. Refusals: NOT_ELIGIBLE (minimum
// balance), LIMIT_EXCEEDED and OUT_OF_STOCK at quantity.
func (o *Offer) Allow(who Shopper, quantity int, inSale bool) *mall.Error {
	if refusal := o.entitled(who, quantity); refusal != nil || inSale {
		return refusal
	}
	if available := o.Available(); int64(quantity) > available {
		refusal := mall.Errorf(mall.CodeOutOfStock, "%s: you asked for %d, and %d are in stock", "%s 库存不足：需 %d 件，剩余 %d 件", o.Code, quantity, available).At("quantity")
		refusal.Figures = mall.Figures{Required: int64(quantity), Available: available}
		return refusal
	}
	return nil
}

// entitled refuses what a member may not have, however many pieces there are.
func (o *Offer) entitled(who Shopper, quantity int) *mall.Error {
	if who.Balance < o.MinimumBalance {
		return mall.Errorf(mall.CodeNotEligible, "%s is for members who have at least %s to spend: there are %d", "兑换 %s 须持有至少 %d 积分，可用积分为 %d", o.Code, mall.Count(o.MinimumBalance, "point"), who.Balance)
	}
	if o.PerMember != nil {
		left := max(int64(*o.PerMember)-who.Redeemed, 0)
		if int64(quantity) > left {
			refusal := mall.Errorf(mall.CodeLimitExceeded, "%s: each member may redeem %d, and you may redeem %d more", "%s：每位会员限兑 %d 件，还可兑 %d 件", o.Code, *o.PerMember, left).At("quantity")
			refusal.Figures = mall.Figures{Limit: int64(*o.PerMember), Left: left}
			return refusal
		}
	}
	return nil
}

func (o *Offer) offShelf() *mall.Error {
	return mall.Errorf(mall.CodeNotAvailable, "%s is not on the shelf", "%s 未上架", o.Code)
}

func (o *Offer) tooLow() *mall.Error {
	return mall.Errorf(mall.CodeNotEligible, "%s is for members of a higher tier", "%s 仅限更高等级的会员兑换", o.Code)
}
