package catalog

import (
	"fmt"
	"math"
	"strconv"
	"strings"

	"pointsmall/mall"
)

// Tariff is what one piece of a SKU costs in points alone: its price for everybody,
// and those for members of a tier and above. It is empty where points alone buy nothing.
type Tariff []TierPrice

// TierPrice is a price, and who it is for.
type TierPrice struct {
	Points mall.Points
	// Rank is the lowest tier rank that it is open to; nil: everybody.
	Rank *int
}

// For is the lowest price that is open to a tier's rank; ok is false when none is.
func (t Tariff) For(rank int) (points mall.Points, ok bool) {
	for _, p := range t {
		if (p.Rank == nil || *p.Rank <= rank) && (!ok || p.Points < points) {
			points, ok = p.Points, true
		}
	}
	return points, ok
}

// Tiered reports whether the price depends on the member's tier.
func (t Tariff) Tiered() bool {
	for _, p := range t {
		if p.Rank != nil {
			return true
		}
	}
	return false
}

// Most is the most that any member pays: the price for everybody, or where all prices
// are for tiers, the highest of them. ok is false when there is none.
func (t Tariff) Most() (points mall.Points, ok bool) {
	if points, ok = t.For(math.MinInt); ok {
		return points, true
	}
	for _, p := range t {
		points = max(points, p.Points)
	}
	return points, len(t) > 0
}

// tariffColumn is a subselect that Scan reads: the prices of SKU k as "800,600@2",
// with the rank behind the at sign where a price is for a tier.
const tariffColumn = "(select string_agg(x.points || case when x.requires_tier is null then '' else " +
	"'@' || (select t.rank from tiers t where t.id = x.requires_tier) end, ',') " +
	"from price_options x where x.sku_id = k.id and x.cash_minor is null)"

// Scan reads what tariffColumn selects; null is a tariff without prices.
func (t *Tariff) Scan(value any) error {
	*t = nil
	var text string
	switch v := value.(type) {
	case nil:
		return nil
	case string:
		text = v
	case []byte:
		text = string(v)
	default:
		return fmt.Errorf("a tariff is text, not %T", value)
	}
	for price := range strings.SplitSeq(text, ",") {
		points, rank, tiered := strings.Cut(price, "@")
		n, err := strconv.ParseInt(points, 10, 64)
		if err != nil {
			return fmt.Errorf("read the tariff %q: %w", text, err)
		}
		p := TierPrice{Points: mall.Points(n)}
		if tiered {
			r, err := strconv.Atoi(rank)
			if err != nil {
				return fmt.Errorf("read the tariff %q: %w", text, err)
			}
			p.Rank = &r
		}
		*t = append(*t, p)
	}
	return nil
}
