package rule

import (
	"testing"

	"github.com/stretchr/testify/assert"

	"pointsmall/mall"
)

// The figures of docs/earning.md: each effect by itself.
func TestEffects(t *testing.T) {
	ladder := func(repeat bool, bands ...Band) Effect {
		return Effect{Ladder: &Ladder{Currency: "CNY", Bands: bands, Repeat: repeat}}
	}
	campaign := []Band{{200_00, 200}, {500_00, 600}}
	week := Effect{Streak: &Streak{Points: []mall.Points{5, 10, 15, 20, 25, 30, 50}}}
	flat := Effect{Streak: &Streak{Points: []mall.Points{5}, Every: 7, Bonus: 50}}
	score := func(s string) *Input {
		in := bought(0)
		d := dec(s)
		in.Event.Score = &d
		return in
	}
	day := func(n int) *Input {
		in := bought(0)
		in.Event.Trigger, in.Event.Streak = mall.TriggerCheckIn, n
		return in
	}
	onCheckIn := func(d *Definition) { d.Trigger = mall.TriggerCheckIn }
	for _, c := range []struct {
		name string
		rule *Active
		in   *Input
		want mall.Points
	}{
		{"¥1 → 2", made(t, "r", ratio(2, 1)), bought(200_00), 400},
		{"¥1 → 1", made(t, "r", ratio(1, 1)), bought(123_99), 123},
		{"¥10 → 1", made(t, "r", ratio(1, 10)), bought(200_00), 20},
		{"¥100 → 1", made(t, "r", ratio(1, 100)), bought(199_99), 1},
		{"an exact fraction", made(t, "r", ratio(2, 100)), bought(199_00), 3},
		{"whole amounts", made(t, "r", Effect{Ratio: &Ratio{Points: 2, AmountMinor: 100_00, Currency: "CNY", Whole: true}}), bought(199_00), 2},
		{"another currency", made(t, "r", Effect{Ratio: &Ratio{Points: 2, AmountMinor: 100, Currency: "GBP"}}), bought(199_00), 0},
		{"below the ladder", made(t, "l", ladder(false, campaign...)), bought(199_99), 0},
		{"¥200 → 200", made(t, "l", ladder(false, campaign...)), bought(200_00), 200},
		{"still the first band", made(t, "l", ladder(false, campaign...)), bought(499_99), 200},
		{"¥500 → 600, once", made(t, "l", ladder(false, campaign...)), bought(1500_00), 600},
		{"¥100 → 200 a hundred", made(t, "l", ladder(true, Band{100_00, 200})), bought(399_00), 600},
		{"+50 a piece", made(t, "i", Effect{PerItem: &PerItem{Points: 50, Skus: []string{"a"}}}), bought(0, line("a", 2, "1"), line("b", 9, "1"), line("a", 1, "1")), 150},
		{"+100 a set", made(t, "i", Effect{PerItem: &PerItem{Points: 100, Skus: []string{"a", "b"}, Together: true}}), bought(0, line("a", 3, "1"), line("b", 2, "1")), 200},
		{"no set", made(t, "i", Effect{PerItem: &PerItem{Points: 100, Skus: []string{"a", "b"}, Together: true}}), bought(0, line("a", 3, "1")), 0},
		{"day 1", made(t, "s", week, onCheckIn), day(1), 5},
		{"day 7", made(t, "s", week, onCheckIn), day(7), 50},
		{"day 8 starts again", made(t, "s", week, onCheckIn), day(8), 5},
		{"7 days +50", made(t, "s", flat, onCheckIn), day(14), 55},
		{"not on the 8th", made(t, "s", flat, onCheckIn), day(8), 5},
		{"per unit", made(t, "u", Effect{PerUnit: &PerUnit{Points: 3, Units: dec("100")}}), score("250"), 7},
		{"per unit, bounded", made(t, "u", Effect{PerUnit: &PerUnit{Points: 1, Units: dec("1"), Most: new(dec("40"))}}), score("1e3"), 40},
		{"a score below nothing", made(t, "u", Effect{PerUnit: &PerUnit{Points: 1, Units: dec("1")}}), score("-5"), 0},
		{"no score", made(t, "u", Effect{PerUnit: &PerUnit{Points: 1, Units: dec("1")}}), bought(0), 0},
	} {
		t.Run(c.name, func(t *testing.T) {
			got := NewSet([]*Active{c.rule}).Evaluate(c.in)
			assert.Equal(t, c.want, got.Points)
			assert.NotPanics(t, func() { got.Sentence(mall.Text{EN: "x", ZH: "x"}) })
		})
	}
}

// A ratio of some goods counts their part of what was paid.
func TestRatioOfSomeGoods(t *testing.T) {
	tea := made(t, "tea", Effect{Ratio: &Ratio{Points: 1, AmountMinor: 100, Currency: "CNY", Goods: Goods{Categories: []string{"drinks"}}}})
	set := NewSet([]*Active{tea})
	assert.True(t, set.Categories)
	lines := []Line{line("tea", 2, "30", "tea", "drinks"), line("cup", 1, "40", "home")}
	got := set.Evaluate(bought(100_00, lines...))
	assert.EqualValues(t, 60, got.Points)
	assert.Equal(t, []mall.Points{60, 0}, got.Lines)
	assert.EqualValues(t, 30, set.Evaluate(bought(50_00, lines...)).Points, "half the price, half the points")
	assert.EqualValues(t, 60, set.Evaluate(bought(110_00, lines...)).Points, "shipping earns nothing")
}
