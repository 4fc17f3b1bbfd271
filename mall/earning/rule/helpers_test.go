package rule

import (
	"math/big"
	"testing"
	"time"

	"github.com/shopspring/decimal"
	"github.com/stretchr/testify/require"

	"pointsmall/mall"
)

var shanghai = time.FixedZone("Shanghai", 8*3600)

// noon is a Sunday.
var noon = time.Date(2026, 11, 22, 12, 0, 0, 0, shanghai)

func dec(s string) mall.Decimal { return mall.Decimal{Decimal: decimal.RequireFromString(s)} }

// made makes a purchase rule ready.
func made(t testing.TB, code string, e Effect, edit ...func(*Definition)) *Active {
	t.Helper()
	d := Definition{Trigger: mall.TriggerPurchase, Effect: e}
	for _, f := range edit {
		f(&d)
	}
	if refusal := d.Check(); refusal != nil {
		t.Fatal(refusal)
	}
	a, err := Ready(&Rule{Code: code, Version: 1, Name: mall.Text{EN: code, ZH: code}, Definition: d})
	require.NoError(t, err)
	return a
}

func fixed(points mall.Points) Effect { return Effect{Fixed: &Fixed{Points: points}} }

func ratio(points mall.Points, yuan int64) Effect {
	return Effect{Ratio: &Ratio{Points: points, AmountMinor: yuan * 100, Currency: "CNY"}}
}

func times(factor string) Effect { return Effect{Multiplier: &Multiplier{Factor: dec(factor)}} }

func tier(percent string) Effect {
	return Effect{TierBonus: &TierBonus{Percents: map[string]mall.Decimal{"silver": dec(percent)}}}
}

func stacked(mode Stack, group string) func(*Definition) {
	return func(d *Definition) { d.Stacking = Stacking{mode, group} }
}

func priority(n int) func(*Definition) { return func(d *Definition) { d.Priority = n } }

func capped(c Cap) func(*Definition) { return func(d *Definition) { d.Caps = append(d.Caps, c) } }

// bought is a silver member's purchase for so many fen.
func bought(fen int64, lines ...Line) *Input {
	return &Input{
		Event:  Event{Trigger: mall.TriggerPurchase, At: noon, Total: mall.Money{Minor: fen, Currency: "CNY"}, Lines: lines},
		Member: Member{ID: mall.NewMemberID(), Tier: "silver", Rank: 1, Tags: []string{"vip"}},
		Zone:   shanghai, History: History{Currency: "CNY"},
	}
}

func line(sku string, quantity int, price string, categories ...string) Line {
	unit := decimal.RequireFromString(price)
	return Line{Sku: sku, Quantity: quantity, UnitPrice: unit, Cost: unit.Mul(decimal.NewFromInt(int64(quantity))), Categories: categories}
}

func rat(a, b int64) *big.Rat { return big.NewRat(a, b) }
