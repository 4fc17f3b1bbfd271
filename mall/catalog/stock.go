package catalog

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"

	"github.com/google/uuid"

	"pointsmall/mall"
	"pointsmall/mall/store"
)

// Offers is the working set of one transaction: SKUs whose stock rows it locked.
type Offers struct {
	bySku    map[mall.SkuID]*Offer
	redeemed map[Redeemer]int64
	changed  map[Redeemer]bool
}

// Lock reads the SKUs and locks their stock rows (unless tx is Unlocked) in the order
// of their ids, after the accounts were locked. A SKU that does not exist is missing
// from the result.
func Lock(ctx context.Context, tx *store.Tx, skus []mall.SkuID) (*Offers, error) {
	offers, reading, err := Prepare(tx, skus)
	if err != nil {
		return nil, err
	}
	err = tx.Read(ctx, reading)
	if tx.Checked() {
		store.Locked(tx, store.KindStock, sorted(offers.bySku)...)
	}
	return offers, err
}

// Prepare makes empty offers, and the reading that fills them: like Lock, for those
// who read something else with it.
func Prepare(tx *store.Tx, skus []mall.SkuID) (*Offers, store.Reading, error) {
	offers, reading, err := prepare(tx, skus)
	text := reading.Text
	reading.Text = func(first int) string { return text(first) + tx.Lock(store.KindStock, "s.sku_id") }
	return offers, reading, err
}

func prepare(tx *store.Tx, skus []mall.SkuID) (*Offers, store.Reading, error) {
	offers := &Offers{bySku: make(map[mall.SkuID]*Offer, len(skus))}
	set, err := store.Set(tx.Dialect, skus)
	return offers, store.Reading{Args: []any{set}, Width: 23, Row: offers.scanRow, Text: func(first int) string {
		return "select k.id, k.code, k.minimum_balance, k.per_member, p.on_shelf and k.archived_at is null as on_shelf, p.shelf_from, p.shelf_until, p.available_from, " +
			"(select t.rank from tiers t where t.id = k.requires_tier) as rank, " + tariffColumn + " as tariff, s.on_hand, s.reserved, s.counted, k.offset_percent, " +
			"p.category_id, k.weight_grams, k.quotes_void_at, k.shipping_template_id, case when k.shipping_template_id is not null then (select cast(f.rates as text) from shipping_templates f where f.id = k.shipping_template_id) end as rates, " +
			saleColumns +
			" from stocks s join skus k on k.id = s.sku_id join products p on p.id = k.product_id " +
			"where s.sku_id " + tx.Dialect.In(first, "uuid")
	}}, err
}

func (o *Offers) scanRow() (into []any, done func()) {
	f := &Offer{}
	var saleVersion int
	into = []any{
		&f.SkuID, &f.Code, &f.MinimumBalance, &f.PerMember, &f.OnShelf, &f.ShelfFrom, &f.ShelfUntil, &f.AvailableFrom,
		&f.RequiresRank, &f.Tariff, &f.onHand, &f.reserved, &f.Counted, &f.OffsetPercent,
		&f.Category, &f.Grams, &f.QuotesVoidAt, &f.Shipping, (*ratesColumn)(f), (*saleColumn)(f), &f.apart, &f.ceiling, &saleVersion,
	}
	return into, func() {
		// Who waited for the stock row has read it anew, but not the terms of the sale beside it.
		if f.Sale != nil && f.Sale.Version != saleVersion {
			f.Sale = nil
		}
		o.bySku[f.SkuID] = f
	}
}

// ratesColumn scans what sending an offer costs.
type ratesColumn Offer

// Scan reads rates as JSON.
func (c *ratesColumn) Scan(v any) error { return scanJSON(v, &c.Rates) }

// scanJSON reads a column of JSON that was cast to text; null leaves nil.
func scanJSON[T any](v any, into **T) error {
	var text []byte
	switch v := v.(type) {
	case nil:
		return nil
	case string:
		text = []byte(v)
	case []byte:
		text = v
	default:
		return fmt.Errorf("JSON is text, not %T", v)
	}
	*into = new(T)
	return json.Unmarshal(text, *into)
}

// Offer is a locked SKU; ok is false when there is no such SKU.
func (o *Offers) Offer(id mall.SkuID) (offer *Offer, ok bool) {
	offer, ok = o.bySku[id]
	return offer, ok
}

// ReadRedeemed reads what members have redeemed of the SKUs that limit it. The
// members' account locks keep the counts still.
func (o *Offers) ReadRedeemed(ctx context.Context, tx *store.Tx, redeemers []Redeemer) error {
	o.redeemed, o.changed = map[Redeemer]int64{}, map[Redeemer]bool{}
	rows := store.NewRows("by_member uuid", "of_sku uuid")
	for _, r := range redeemers {
		rows.Add(r.Member, r.Sku)
	}
	return tx.QueryRows(ctx, "select member_id, sku_id, quantity from redemptions join {rows} on member_id = by_member and sku_id = of_sku", rows,
		func(scan func(...any) error) error {
			var r Redeemer
			var quantity int64
			if err := scan(&r.Member, &r.Sku, &quantity); err != nil {
				return err
			}
			o.redeemed[r] = quantity
			return nil
		})
}

// Redeemed is how many pieces the member has redeemed so far.
func (o *Offers) Redeemed(r Redeemer) int64 { return o.redeemed[r] }

// CountRedeemed adds pieces to the member's count.
func (o *Offers) CountRedeemed(r Redeemer, quantity int) {
	o.redeemed[r] += int64(quantity)
	o.changed[r] = true
}

// Save adds what changed to the batch.
func (o *Offers) Save(batch *store.Batch) {
	stocks, reserved := store.NewRows("id uuid", "taken bigint"), store.NewRows("id uuid", "taken bigint", "kept bigint")
	sold := store.NewRows("id uuid", "taken bigint", "kept bigint", "apart bigint", "ceiling bigint", "version bigint")
	for _, id := range sorted(o.bySku) {
		switch offer := o.bySku[id]; {
		case offer.sold != 0:
			apart, ceiling := offer.sold, int64(0)
			if !offer.Sale.SetApart {
				apart, ceiling = 0, offer.sold
			}
			sold.Add(id, offer.taken, offer.kept, apart, ceiling, offer.Sale.Version)
		case offer.kept != 0:
			reserved.Add(id, offer.taken, offer.kept)
		case offer.taken != 0:
			stocks.Add(id, offer.taken)
		}
	}
	// Others may have taken pieces since an unlocked tx read the stock: enough must be left.
	// Nor may the SKU have become one whose pieces are counted: those need locks.
	batch.Update("update stocks set on_hand = stocks.on_hand - r.taken from {rows} where stocks.sku_id = r.id", stocks,
		"stocks.on_hand - stocks.reserved - stocks.apart >= r.taken and not stocks.counted")
	batch.Update("update stocks set on_hand = stocks.on_hand - r.taken, reserved = stocks.reserved + r.kept from {rows} where stocks.sku_id = r.id", reserved,
		"stocks.on_hand - stocks.reserved - stocks.apart >= r.taken + r.kept and not stocks.counted")
	// Nor may the sale have been stopped, or its last pieces sold.
	batch.Update("update stocks set on_hand = stocks.on_hand - r.taken, reserved = stocks.reserved + r.kept, apart = stocks.apart - r.apart, ceiling = stocks.ceiling - r.ceiling from {rows} where stocks.sku_id = r.id", sold,
		"stocks.on_hand - stocks.reserved - stocks.apart >= r.taken + r.kept - r.apart and stocks.apart >= r.apart and stocks.ceiling >= r.ceiling and stocks.sale_version = r.version and not stocks.counted")

	counts := store.NewRows("id uuid", "member_id uuid", "sku_id uuid", "quantity bigint")
	for r := range o.changed {
		counts.Add(uuid.Must(uuid.NewV7()), r.Member, r.Sku, o.redeemed[r])
	}
	// "where true" tells SQLite that the join is over and the conflict clause begins.
	batch.Add("insert into redemptions (id, member_id, sku_id, quantity) select id, member_id, sku_id, quantity from {rows} where true "+
		"on conflict (member_id, sku_id) do update set quantity = excluded.quantity", counts)
}

func sorted(bySku map[mall.SkuID]*Offer) []mall.SkuID {
	ids := make([]mall.SkuID, 0, len(bySku))
	for id := range bySku {
		ids = append(ids, id)
	}
	slices.SortFunc(ids, func(a, b mall.SkuID) int { return slices.Compare(a[:], b[:]) })
	return ids
}
