package catalog

import (
	"context"
	"slices"
	"strconv"

	"pointsmall/ent"
	"pointsmall/ent/priceoption"
	"pointsmall/ent/sku"
	"pointsmall/mall"
	"pointsmall/mall/store"
)

// maxPrices bounds how many ways there are to pay for a SKU.
const maxPrices = 20

// SetPrices replaces all ways to pay for a piece of a SKU, and with them the place of its
// product among others by points. Those that stay the same keep their ids. Orders that
// are under way pay what they have read.
// Refusals: NOT_FOUND (the SKU, a tier), VERSION_CONFLICT, INVALID_INPUT.
func (s *Service) SetPrices(ctx context.Context, id mall.SkuID, version int, prices []Price) (*ent.Sku, error) {
	var row *ent.Sku
	err := s.db.InTx(ctx, func(ctx context.Context, tx *store.Tx) error {
		found, err := lockSku(ctx, tx, id, version)
		if err != nil {
			return err
		}
		if err := checkPrices(ctx, tx, prices); err != nil {
			return err
		}
		if err := replacePrices(ctx, tx, id, prices); err != nil {
			return err
		}
		if err := refreshPointsFrom(ctx, tx, found.ProductID); err != nil {
			return err
		}
		row, err = found.Update().AddVersion(1).Save(ctx)
		return err
	})
	return row, err
}

// checkPrices refuses what is no price, and two that a member could not choose between.
func checkPrices(ctx context.Context, tx *store.Tx, prices []Price) error {
	var codes []string
	for _, p := range prices {
		if p.RequiresTier != nil {
			codes = append(codes, *p.RequiresTier)
		}
	}
	known, err := knownTiers(ctx, tx, codes)
	if err != nil {
		return err
	}
	if refusal := checkPriceList(prices, known); refusal != nil {
		return refusal
	}
	return nil
}

// checkPriceList is checkPrices where it is known which tiers there are.
func checkPriceList(prices []Price, tiers map[string]bool) *mall.Error {
	if len(prices) == 0 || len(prices) > maxPrices {
		return mall.Errorf(mall.CodeInvalidInput, "a SKU has 1 to %d prices", "商品规格须有 1 至 %d 个价格", maxPrices).At("prices")
	}
	for i, p := range prices {
		if refusal := p.check(); refusal != nil {
			return refusal.At("prices", strconv.Itoa(i))
		}
		if slices.ContainsFunc(prices[:i], p.rivals) {
			return mall.Errorf(mall.CodeInvalidInput, "for each tier there is one price in points alone, and no price twice", "同一等级只能有一个纯积分价格，且价格不能重复").At("prices", strconv.Itoa(i))
		}
	}
	for i, p := range prices {
		if p.RequiresTier != nil && !tiers[*p.RequiresTier] {
			return noSuchTier(*p.RequiresTier).At("prices", strconv.Itoa(i))
		}
	}
	return nil
}

func (p Price) check() *mall.Error {
	switch {
	case p.Points < 0 || p.Points > mall.MaxPoints:
		return mall.Errorf(mall.CodeInvalidInput, "points must not be negative", "积分不能为负").At("points")
	case p.Cash != nil && p.Cash.Minor <= 0:
		return mall.Errorf(mall.CodeInvalidInput, "cash must be more than 0; null is points alone", "现金须大于 0，纯积分请传 null").At("cash", "amount")
	case p.Cash == nil && p.Points == 0:
		return mall.Errorf(mall.CodeInvalidInput, "a price is points, cash or both", "价格须包含积分或现金").At("points")
	}
	return nil
}

// rivals reports whether two prices are the same, or both are a tier's price in points alone.
func (p Price) rivals(other Price) bool {
	a, b := p.key(), other.key()
	return a == b || (a.tier == b.tier && p.Cash == nil && other.Cash == nil)
}

// priceKey is what makes a price the same one.
type priceKey struct {
	points mall.Points
	cash   mall.Money
	tier   string
}

func (p Price) key() priceKey {
	key := priceKey{points: p.Points}
	if p.Cash != nil {
		key.cash = *p.Cash
	}
	if p.RequiresTier != nil {
		key.tier = *p.RequiresTier
	}
	return key
}

func priceOf(row *ent.PriceOption) Price {
	p := Price{Points: row.Points, RequiresTier: row.RequiresTier}
	if row.CashMinor != nil && row.CashCurrency != nil {
		p.Cash = &mall.Money{Minor: *row.CashMinor, Currency: *row.CashCurrency}
	}
	return p
}

// replacePrices removes the stored prices that are not wanted, and adds those that are not stored.
func replacePrices(ctx context.Context, tx *store.Tx, id mall.SkuID, prices []Price) error {
	stored, err := tx.Ent().PriceOption.Query().Where(priceoption.SkuID(id)).All(ctx)
	if err != nil {
		return err
	}
	missing := make(map[priceKey]Price, len(prices))
	for _, p := range prices {
		missing[p.key()] = p
	}
	var gone []mall.PriceOptionID
	for _, row := range stored {
		key := priceOf(row).key()
		if _, wanted := missing[key]; !wanted {
			gone = append(gone, row.ID) // also the second of two that are the same
		}
		delete(missing, key)
	}
	if len(gone) > 0 {
		if _, err := tx.Ent().PriceOption.Delete().Where(priceoption.IDIn(gone...)).Exec(ctx); err != nil {
			return err
		}
	}
	var added []*ent.PriceOptionCreate
	for _, p := range prices {
		if _, missed := missing[p.key()]; missed {
			added = append(added, p.create(tx.Ent(), id))
		}
	}
	return tx.Ent().PriceOption.CreateBulk(added...).Exec(ctx)
}

func (p Price) create(client *ent.Client, id mall.SkuID) *ent.PriceOptionCreate {
	row := client.PriceOption.Create().SetSkuID(id).SetPoints(p.Points).SetNillableRequiresTier(p.RequiresTier)
	if p.Cash != nil {
		row.SetCashMinor(p.Cash.Minor).SetCashCurrency(p.Cash.Currency)
	}
	return row
}

// refreshPointsFrom computes a product's points_from and points_least from the prices of its SKUs. The product
// is locked before they are read, so that changes of two of its SKUs see each other.
func refreshPointsFrom(ctx context.Context, tx *store.Tx, id mall.ProductID) error {
	product, err := lockProduct(ctx, tx, id)
	if err != nil {
		return err
	}
	rows, err := tx.Ent().PriceOption.Query().Where(priceoption.HasSkuWith(sku.ProductID(id), sku.ArchivedAtIsNil())).All(ctx)
	if err != nil {
		return err
	}
	prices := make([]Price, len(rows))
	for i, row := range rows {
		prices[i] = priceOf(row)
	}
	return product.Update().SetPointsFrom(pointsFrom(prices)).SetPointsLeast(pointsLeast(prices)).Exec(ctx)
}

// pointsFrom is the fewest points that any price for everybody asks; where all are for
// tiers, the fewest of those. Prices in money alone do not count: goods that have no others
// come last among goods by points, as if they cost the most there is.
func pointsFrom(prices []Price) mall.Points {
	fewest, ofTiers, open := mall.MaxPoints, mall.MaxPoints, false
	for _, p := range prices {
		if p.Points == 0 {
			continue
		}
		if p.RequiresTier != nil {
			ofTiers = min(ofTiers, p.Points)
			continue
		}
		fewest, open = min(fewest, p.Points), true
	}
	if !open {
		return ofTiers
	}
	return fewest
}

// pointsLeast is the fewest points that any price in points alone asks, whoever it is for;
// the most there is where none does.
func pointsLeast(prices []Price) mall.Points {
	least := mall.MaxPoints
	for _, p := range prices {
		if p.Cash == nil {
			least = min(least, p.Points)
		}
	}
	return least
}
