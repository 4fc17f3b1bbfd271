package loader

import (
	"pointsmall/ent"
	"pointsmall/mall"
	"pointsmall/mall/campaign/lottery"
	"pointsmall/mall/campaign/multiplier"
	"pointsmall/mall/campaign/sale"
)

// Lotteries are missing for campaigns of other kinds.
func (l *Loaders) Lotteries() *Loader[mall.CampaignID, *lottery.Sheet] {
	return once(l, &l.lotteries, func() *Loader[mall.CampaignID, *lottery.Sheet] {
		return newLoader(true, l.s.Lotteries.Sheets)
	})
}

// Sales are what campaigns sell, WhyNot why a member cannot take part
// in one, SalesLeft how many pieces of SKUs their sales have left.
func (l *Loaders) Sales() *Loader[mall.CampaignID, *sale.Sheet] {
	return once(l, &l.sales, func() *Loader[mall.CampaignID, *sale.Sheet] {
		return newLoader(true, l.s.Sales.Sheets)
	})
}

// Multipliers are missing for campaigns of other kinds.
func (l *Loaders) Multipliers() *Loader[mall.CampaignID, *multiplier.Sheet] {
	return once(l, &l.multipliers, func() *Loader[mall.CampaignID, *multiplier.Sheet] {
		return newLoader(true, l.s.Multipliers.Sheets)
	})
}

// WhyNot says why the member who asks cannot take part in a campaign.
func (l *Loaders) WhyNot() *Loader[*ent.Campaign, *mall.Error] {
	return once(l, &l.whyNot, func() *Loader[*ent.Campaign, *mall.Error] {
		return newLoader(true, whyNot(l.s))
	})
}

// Remaining is nil for prizes whose pieces are not counted.
func (l *Loaders) Remaining() *Loader[mall.LotteryPrizeID, *int64] {
	return once(l, &l.remaining, func() *Loader[mall.LotteryPrizeID, *int64] {
		return newLoader(true, l.s.Lotteries.Remaining)
	})
}
