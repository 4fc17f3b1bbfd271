package catalog

import (
	"context"
	"time"

	"pointsmall/ent"
	"pointsmall/ent/stock"
	"pointsmall/mall"
	"pointsmall/mall/store"
)

// Bargain is what a sale does with pieces that a member wants.
type Bargain struct {
	// On says that they are sold at the sale's price.
	On bool
	// Why says why they are not, though the sale is on; nil: it is not. PRICE_CHANGED stands for
	// a sale that has too few pieces left; it is for the caller to name the price then.
	Why *mall.Error
}

// Bargain says whether so many pieces are sold at the price of a sale, of which the same request
// has taken some before. A refusal is LIMIT_EXCEEDED at quantity, or PRICE_CHANGED at
// expectedPoints.
func (o *Offer) Bargain(who Shopper, at Moment, before, quantity int) Bargain {
	if !o.Sale.On(at.Now) {
		return Bargain{}
	}
	wanted := int64(before) + int64(quantity)
	for _, limit := range []struct {
		most *int
		had  int64
		text mall.Text
	}{
		{o.Sale.PerMember, who.InSale, mall.Text{EN: "in this sale", ZH: "本次活动"}},
		{o.Sale.PerDay, who.InSaleToday, mall.Text{EN: "a day in this sale", ZH: "本次活动每日"}},
	} {
		if limit.most == nil || limit.had+wanted <= int64(*limit.most) {
			continue
		}
		left := max(int64(*limit.most)-limit.had, 0)
		refusal := mall.Errorf(mall.CodeLimitExceeded, "%[1]s: each member may have %[2]d %[3]s, and you may have %[5]d more at its price",
			"%[1]s：每位会员%[4]s限兑 %[2]d 件，还可按活动价兑 %[5]d 件", o.Code, *limit.most, limit.text.EN, limit.text.ZH, left).At("quantity")
		refusal.Figures = mall.Figures{Limit: int64(*limit.most), Left: left}
		return Bargain{Why: refusal}
	}
	if wanted > o.SaleLeft() {
		return Bargain{Why: mall.Errorf(mall.CodePriceChanged, "the sale has too few pieces left", "活动库存不足").At("expectedPoints")}
	}
	return Bargain{On: true}
}

// SaleLeft is how many pieces can be taken at the sale's price, as long as it is on.
func (o *Offer) SaleLeft() int64 {
	switch {
	case o.Sale == nil:
		return 0
	case o.Sale.SetApart:
		return o.apart - o.sold
	}
	return min(o.ceiling-o.sold, o.Available())
}

// Sell takes pieces at the sale's price, or reserves them for an order that waits for its money.
// The caller has asked Bargain.
func (o *Offer) Sell(quantity int, reserve bool) {
	if reserve {
		o.Reserve(quantity)
	} else {
		o.Take(quantity)
	}
	o.sold += int64(quantity)
}

// Queues reports whether members queue for it at a moment, in a waiting room.
func (o *Offer) Queues(now time.Time) bool { return o.Sale.On(now) && o.Sale.Waiting }

// saleColumns are what scanRow reads of a SKU's sale: next to nothing where there is none.
const saleColumns = "case when k.sale is not null then cast(k.sale as text) end, s.apart, s.ceiling, s.sale_version"

// saleColumn scans the terms of a sale.
type saleColumn Offer

// Scan reads terms as JSON.
func (c *saleColumn) Scan(v any) error { return scanJSON(v, &c.Sale) }

// Look is Prepare for those who take nothing: no row is locked.
func Look(tx *store.Tx, skus []mall.SkuID) (*Offers, store.Reading, error) {
	offers, reading, err := prepare(tx, skus)
	text := reading.Text
	reading.Text = func(first int) string { return text(first) + " order by s.sku_id" }
	return offers, reading, err
}

// SetSale has a campaign ask something for a SKU, or nothing any more (nil), and sets pieces
// apart for it or bounds them: apart and ceiling are what they are from now on. The stock is locked.
func SetSale(ctx context.Context, tx *store.Tx, offer *Offer, terms *mall.SaleTerms, apart, ceiling int64) error {
	row, err := tx.Ent().Stock.Get(ctx, offer.SkuID)
	if err != nil {
		return err
	}
	version := row.SaleVersion + 1
	if err := tx.Ent().Stock.UpdateOne(row).SetApart(apart).SetCeiling(ceiling).SetSaleVersion(version).Exec(ctx); err != nil {
		return err
	}
	update := tx.Ent().Sku.UpdateOneID(offer.SkuID)
	if terms == nil {
		return update.ClearSale().Exec(ctx)
	}
	stored := *terms
	stored.Version = version
	return update.SetSale(&stored).Exec(ctx)
}

// SaleStock is what a locked SKU has apart for its sale, and under its ceiling.
func (o *Offer) SaleStock() (apart, ceiling int64) { return o.apart, o.ceiling }

// PriceNow is a copy of a price with its SKU, by which SalePoints knows the sale.
func PriceNow(p *ent.PriceOption, of *ent.Sku) *ent.PriceOption {
	copied := *p
	copied.Edges.Sku = of
	return &copied
}

// SalePoints are what a price asks in its SKU's sale at a moment; nil: the sale is not on, or
// does not change it.
func SalePoints(p *ent.PriceOption, now time.Time) *mall.Points {
	if p.Edges.Sku == nil || p.Points == 0 || !p.Edges.Sku.Sale.On(now) {
		return nil
	}
	return new(p.Edges.Sku.Sale.Price(p.Points))
}

// LeftInSales reads how many pieces of SKUs their sales can still sell.
func LeftInSales(ctx context.Context, client *ent.Client, skus []mall.SkuID) (map[mall.SkuID]int64, error) {
	rows, err := client.Stock.Query().Where(store.Among(stock.FieldID, "uuid", skus)).All(ctx)
	left := make(map[mall.SkuID]int64, len(rows))
	for _, row := range rows {
		left[row.ID] = row.Apart + row.Ceiling
	}
	return left, err
}

// SalesLeft is LeftInSales for lists.
func (s *Service) SalesLeft(ctx context.Context, skus []mall.SkuID) (map[mall.SkuID]int64, error) {
	return LeftInSales(ctx, s.db.Ent(), skus)
}

// SkuSale is what a campaign asks for a SKU at a moment, as everybody may read it.
type SkuSale struct {
	Sku         mall.SkuID
	CampaignID  mall.CampaignID
	Numerator   int
	Denominator int
	EndsAt      time.Time
	Queued      bool
	// PerMember and PerMemberPerDay bound what a member gets; nil: no limit.
	PerMember, PerMemberPerDay *int
}

// SaleNow is the sale of a SKU that is on at a moment; nil: none is.
func SaleNow(k *ent.Sku, now time.Time) *SkuSale {
	if !k.Sale.On(now) {
		return nil
	}
	t := k.Sale
	return &SkuSale{
		Sku: k.ID, CampaignID: t.Campaign, Numerator: int(t.Numerator), Denominator: int(t.Denominator), EndsAt: t.EndsAt, Queued: t.Waiting,
		PerMember: t.PerMember, PerMemberPerDay: t.PerDay,
	}
}
