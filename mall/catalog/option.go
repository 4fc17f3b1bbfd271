package catalog

import (
	"context"
	"slices"

	"pointsmall/mall"
	"pointsmall/mall/store"
)

// Option is one way to pay for a piece of a SKU.
type Option struct {
	ID     mall.PriceOptionID
	Points mall.Points
	// CashMinor is in minor units of the mall's currency; nil: points alone.
	CashMinor *int64
	// Rank is the lowest tier rank that it is open to; nil: everybody.
	Rank *int
}

func (p Option) open(rank int) bool { return p.Rank == nil || *p.Rank <= rank }

// ReadOptions reads all ways to pay for the SKUs, for those who let members choose.
func (o *Offers) ReadOptions(ctx context.Context, tx *store.Tx) error {
	set, err := store.Set(tx.Dialect, sorted(o.bySku))
	if err != nil {
		return err
	}
	err = tx.Each(ctx, func(scan func(...any) error) error {
		var of mall.SkuID
		var p Option
		if err := scan(&of, &p.ID, &p.Points, &p.CashMinor, &p.Rank); err != nil {
			return err
		}
		o.bySku[of].Options = append(o.bySku[of].Options, p)
		return nil
	}, "select x.sku_id, x.id, x.points, x.cash_minor, (select t.rank from tiers t where t.id = x.requires_tier) from price_options x where x.sku_id "+tx.Dialect.In(1, "uuid")+" order by x.id", set)
	return err
}

// choose finds the price for a tier's rank: the one that is asked for, else the lowest in
// points alone, else the only one. Refusals, at priceOptionId: NOT_FOUND, NOT_ELIGIBLE,
// INVALID_INPUT (there are several).
func (o *Offer) choose(asked *mall.PriceOptionID, rank int) (Option, *mall.Error) {
	if asked != nil {
		i := slices.IndexFunc(o.Options, func(p Option) bool { return p.ID == *asked })
		switch {
		case i < 0:
			return Option{}, mall.Errorf(mall.CodeNotFound, "%s has no such price", "%s 没有该价格方案", o.Code).At("priceOptionId")
		case !o.Options[i].open(rank):
			return Option{}, mall.Errorf(mall.CodeNotEligible, "this price of %s is for members of a higher tier", "%s 的该价格方案仅限更高等级的会员", o.Code).At("priceOptionId")
		}
		return o.Options[i], nil
	}
	var open []Option
	var lowest *Option
	for _, p := range o.Options {
		if !p.open(rank) {
			continue
		}
		open = append(open, p)
		if p.CashMinor == nil && (lowest == nil || p.Points < lowest.Points) {
			lowest = &p
		}
	}
	switch {
	case lowest != nil:
		return *lowest, nil
	case len(open) == 1:
		return open[0], nil
	case len(open) == 0:
		return Option{}, o.tooLow()
	}
	return Option{}, mall.Errorf(mall.CodeInvalidInput, "%s has several prices: choose one", "%s 有多个价格方案，请选择其一", o.Code).At("priceOptionId")
}

// MostPoints is the most points that any price asks for a piece.
func (o *Offer) MostPoints() (most mall.Points) {
	for _, p := range o.Options {
		most = max(most, p.Points)
	}
	return most
}
