package rule

import (
	"testing"

	"github.com/stretchr/testify/assert"

	"pointsmall/mall"
)

func TestStacking(t *testing.T) {
	base := func() *Active { return made(t, "base", ratio(1, 1)) }
	percent := func(code, p string, of Base, edit ...func(*Definition)) *Active {
		return made(t, code, Effect{Percent: &Percent{Percent: dec(p), Base: of}}, edit...)
	}
	for _, c := range []struct {
		name  string
		rules []*Active
		want  mall.Points
	}{
		{"×2 day and tier 5 %: +105 %", []*Active{base(), made(t, "double", times("2")), made(t, "tier", tier("5"))}, 205},
		{"multiplied: ×2 and 5 % are ×2.1", []*Active{base(), made(t, "tier", tier("5")), made(t, "double", times("2"), stacked(Multiply, ""))}, 210},
		{"a bonus leaves other effects alone", []*Active{base(), made(t, "fixed", fixed(100)), made(t, "double", times("2"))}, 300},
		{"unless it is of all", []*Active{base(), made(t, "fixed", fixed(100)), percent("all", "50", OfAll)}, 300},
		{"best of ×2 and ×3", []*Active{base(), made(t, "double", times("2"), stacked(BestOf, "day")), made(t, "triple", times("3"), stacked(BestOf, "day"))}, 300},
		{"two groups", []*Active{base(), made(t, "double", times("2"), stacked(BestOf, "a")), made(t, "triple", times("3"), stacked(BestOf, "b"))}, 400},
		{"best of fixed", []*Active{made(t, "a", fixed(50), stacked(BestOf, "g")), made(t, "b", fixed(70), stacked(BestOf, "g"))}, 70},
		{"exclusive drops all others", []*Active{base(), made(t, "only", fixed(7), stacked(Exclusive, "")), made(t, "double", times("2"))}, 7},
		{"the first of two", []*Active{made(t, "a", fixed(7), stacked(Exclusive, "")), made(t, "b", fixed(9), stacked(Exclusive, ""), priority(5))}, 9},
		{"an exclusive bonus drops other bonuses", []*Active{base(), made(t, "tier", tier("5")), made(t, "triple", times("3"), stacked(Exclusive, ""))}, 300},
		{"nothing to be a part of", []*Active{made(t, "double", times("2"))}, 0},
		{"another tier", []*Active{base(), made(t, "gold", Effect{TierBonus: &TierBonus{Percents: map[string]mall.Decimal{"gold": dec("10")}}})}, 100},
	} {
		t.Run(c.name, func(t *testing.T) {
			assert.Equal(t, c.want, NewSet(c.rules).Evaluate(bought(100_00)).Points)
		})
	}
}

// One event is floored once, not each rule: 0.5 and 0.5 make 1.
func TestOneFloor(t *testing.T) {
	got := NewSet([]*Active{made(t, "a", ratio(1, 2)), made(t, "b", ratio(1, 2))}).Evaluate(bought(1_00))
	assert.EqualValues(t, 1, got.Points)
	assert.Equal(t, []mall.Points{1, 0}, []mall.Points{got.Parts[0].Points, got.Parts[1].Points})
}

func TestCaps(t *testing.T) {
	points, three := mall.Points(30), int64(3)
	byPoints := capped(Cap{Period: Day, Scope: EachMember, Points: &points})
	byTimes := capped(Cap{Period: Day, Scope: EachMember, Times: &three})
	use := func(u Usage) *Input {
		in := bought(100_00)
		in.Used = func(string) Usage { return u }
		return in
	}
	for _, c := range []struct {
		name string
		rule *Active
		used Usage
		want mall.Points
	}{
		{"room enough", made(t, "a", fixed(20), byPoints), Usage{Points: 10}, 20},
		{"some room", made(t, "a", fixed(20), byPoints), Usage{Points: 25}, 5},
		{"no room", made(t, "a", fixed(20), byPoints), Usage{Points: 30}, 0},
		{"the third time", made(t, "a", fixed(20), byTimes), Usage{Times: 2}, 20},
		{"the fourth", made(t, "a", fixed(20), byTimes), Usage{Times: 3}, 0},
		{"the tighter of two", made(t, "a", fixed(20), byPoints, byTimes), Usage{Points: 25, Times: 1}, 5},
	} {
		t.Run(c.name, func(t *testing.T) {
			got := NewSet([]*Active{c.rule}).Evaluate(use(c.used))
			assert.Equal(t, c.want, got.Points)
			assert.Equal(t, c.want < 20, got.Parts[0].Cut != nil, "a part that is cut says so, even to nothing")
		})
	}
}

// A campaign's cap bounds its rules together, within one event too.
func TestCampaignCap(t *testing.T) {
	points := mall.Points(150)
	in := func(d *Definition) {
		d.Campaign = "double-11"
		d.Caps = []Cap{{Period: Campaign, Scope: Overall, Points: &points}}
	}
	set := NewSet([]*Active{made(t, "a", fixed(100), in), made(t, "b", fixed(100), in), made(t, "c", fixed(100))})
	assert.EqualValues(t, 250, set.Evaluate(bought(100_00)).Points)
}
