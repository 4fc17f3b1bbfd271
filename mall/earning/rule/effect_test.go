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
		in.Event.Trigger, in.Event.Score = mall.TriggerSurvey, &d
		return in
	}
	day := func(n int) *Input {
		in := bought(0)
		in.Event.Trigger, in.Event.Streak = mall.TriggerCheckIn, n
		return in
	}
	onSurvey := func(d *Definition) { d.Trigger = mall.TriggerSurvey }
	noScore := bought(0)
	noScore.Event.Trigger = mall.TriggerSurvey
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
		{"per unit", made(t, "u", Effect{PerUnit: &PerUnit{Points: 3, Units: dec("100")}}, onSurvey), score("250"), 7},
		{"per unit, bounded", made(t, "u", Effect{PerUnit: &PerUnit{Points: 1, Units: dec("1"), Most: new(dec("40"))}}, onSurvey), score("1e3"), 40},
		{"a score below nothing", made(t, "u", Effect{PerUnit: &PerUnit{Points: 1, Units: dec("1")}}, onSurvey), score("-5"), 0},
		{"no score", made(t, "u", Effect{PerUnit: &PerUnit{Points: 1, Units: dec("1")}}, onSurvey), noScore, 0},
	} {
		t.Run(c.name, func(t *testing.T) {
			got := NewSet([]*Active{c.rule}).Evaluate(c.in)
			assert.Equal(t, c.want, got.Points)
			assert.NotPanics(t, func() { got.Sentence(mall.Text{EN: "x", ZH: "x"}) })
		})
	}
}

// The figures of docs/earning.md: ¥100 for tea at ¥60, which is in drinks, and a cup at
// ¥40. Every yuan gives a point.
func TestEffectsOfSomeGoods(t *testing.T) {
	base := made(t, "base", ratio(1, 1))
	drinks := Goods{Categories: []string{"drinks"}}
	lines := []Line{line("tea", 2, "30", "tea", "drinks"), line("cup", 1, "40", "home")}
	double := Effect{Multiplier: &Multiplier{Factor: dec("2"), Goods: drinks}}
	ladder := Effect{Ladder: &Ladder{Currency: "CNY", Bands: []Band{{50_00, 100}}, Goods: drinks}}
	for _, c := range []struct {
		name  string
		paid  int64
		rules []*Active
		want  mall.Points
		lines []mall.Points
	}{
		{"twice the points of drinks", 100_00, []*Active{base, made(t, "x", double)}, 160, []mall.Points{120, 40}},
		{"half the price, half the points", 50_00, []*Active{base, made(t, "x", double)}, 80, []mall.Points{60, 20}},
		{"by code", 100_00, []*Active{base, made(t, "x", Effect{Multiplier: &Multiplier{Factor: dec("2"), Goods: Goods{Skus: []string{"cup"}}}})}, 140, []mall.Points{60, 80}},
		{"no such line", 100_00, []*Active{base, made(t, "x", Effect{Multiplier: &Multiplier{Factor: dec("2"), Goods: Goods{Skus: []string{"pot"}}}})}, 100, []mall.Points{60, 40}},
		{"10 % of all that a cup gives", 100_00, []*Active{base, made(t, "f", fixed(50)), made(t, "x", Effect{Percent: &Percent{Percent: dec("10"), Base: OfAll, Goods: Goods{Skus: []string{"cup"}}}})}, 156, []mall.Points{90, 66}},
		{"a tier's 5 % of drinks", 100_00, []*Active{base, made(t, "x", Effect{TierBonus: &TierBonus{Percents: map[string]mall.Decimal{"silver": dec("5")}, Goods: drinks}})}, 103, []mall.Points{63, 40}},
		{"twice, of which a tenth more of everything", 100_00, []*Active{base, made(t, "x", double), made(t, "y", Effect{Percent: &Percent{Percent: dec("10")}}, stacked(Multiply, ""))}, 176, []mall.Points{132, 44}},
		{"twice, of which a tenth more of drinks", 100_00, []*Active{base, made(t, "x", double), made(t, "y", Effect{Percent: &Percent{Percent: dec("10"), Goods: drinks}}, stacked(Multiply, ""))}, 172, []mall.Points{132, 40}},
		{"both add", 100_00, []*Active{base, made(t, "x", double), made(t, "y", Effect{Percent: &Percent{Percent: dec("10")}})}, 170, []mall.Points{126, 44}},
		{"a cap cuts the bonus", 100_00, []*Active{base, made(t, "x", double, capped(Cap{Period: Day, Scope: EachMember, Points: new(mall.Points(20))}))}, 120, []mall.Points{80, 40}},
		{"a ladder of drinks", 100_00, []*Active{made(t, "x", ladder)}, 100, []mall.Points{100, 0}},
		{"too little for drinks", 80_00, []*Active{made(t, "x", ladder)}, 0, nil},
		{"a piece of any drink", 100_00, []*Active{made(t, "x", Effect{PerItem: &PerItem{Points: 5, Categories: []string{"drinks"}}})}, 10, []mall.Points{10, 0}},
		{"a gift with drinks", 100_00, []*Active{made(t, "x", Effect{Fixed: &Fixed{Points: 20, Goods: drinks}})}, 20, []mall.Points{20, 0}},
		{"none without", 100_00, []*Active{made(t, "x", Effect{Fixed: &Fixed{Points: 20, Goods: Goods{Skus: []string{"pot"}}}})}, 0, nil},
	} {
		t.Run(c.name, func(t *testing.T) {
			got := NewSet(c.rules).Evaluate(bought(c.paid, lines...))
			assert.Equal(t, c.want, got.Points)
			assert.Equal(t, c.lines, got.Lines)
		})
	}
	assert.True(t, NewSet([]*Active{made(t, "x", double)}).Categories, "categories are asked for")
	assert.Len(t, NewSet([]*Active{base, made(t, "x", double)}).Evaluate(bought(100_00)).Parts, 1, "a purchase without lines has no drinks")
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
