package catalog

import "pointsmall/mall"

// Offer is a SKU as one transaction may sell it: its facts, and its stock locked.
type Offer struct {
	SkuID mall.SkuID
	Code  string
	// OnShelf is false while the product is not for sale.
	OnShelf bool
	// Points is the price of one piece for points alone; nil when there is none.
	Points *mall.Points
	// RequiresRank is the lowest tier rank that may redeem it; nil: everybody.
	RequiresRank *int
	// MinimumBalance is what a member must have before redeeming.
	MinimumBalance mall.Points
	// PerMember is how many pieces one member may ever redeem; nil: no limit.
	PerMember *int

	onHand, reserved, taken int64
}

// Available is how many pieces can be taken now.
func (o *Offer) Available() int64 { return o.onHand - o.reserved - o.taken }

// Take takes pieces from the stock. The caller has checked Available.
func (o *Offer) Take(quantity int) { o.taken += int64(quantity) }

// Redeemer is a member's count for a SKU that has a limit.
type Redeemer struct {
	Member mall.MemberID
	Sku    mall.SkuID
}
