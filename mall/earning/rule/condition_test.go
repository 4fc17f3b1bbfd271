package rule

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"pointsmall/mall"
)

func TestConditions(t *testing.T) {
	in := bought(250_00, line("tea", 2, "100", "drinks", "food"), line("cup", 1, "50"))
	in.Event.Channel = "app"
	in.Event.Attributes = map[string]any{"stars": json.Number("5"), "text": "good", "nested": map[string]any{"list": []any{json.Number("1.5")}}}
	in.History.Purchases, in.History.Spent, in.History.EventsOfType = 3, 900_00, 2
	for text, want := range map[string]bool{
		`event.type == "PURCHASE" && event.currency == "CNY" && event.channel == "app"`: true,
		`event.total >= 200`:  true,
		`event.total > 250.0`: false,
		`event.lines.exists(l, l.sku == "tea" && l.quantity * 100 == 200)`:              true,
		`event.lines.all(l, l.category == "drinks")`:                                    false,
		`event.lines.exists(l, "drinks" in l.categories && "food" in l.categories)`:     true,
		`event.lines.all(l, "drinks" in l.categories)`:                                  false,
		`event.lines.exists(l, l.categories.exists(c, c.startsWith("dr")))`:             true,
		`event.lines.filter(l, l.unitPrice > 60).size() == 1`:                           true,
		`member.tier in ["silver", "gold"] && member.rank >= 1 && "vip" in member.tags`: true,
		`history.purchases == 3 && history.spent == 900.0 && !history.first`:            true,
		`history.eventsOfType < 2`:                                                      false,
		`event.attributes.stars >= 5`:                                                   true,
		`event.attributes["text"] == "good"`:                                            true,
		`event.attributes.nested.list[0] == 1.5`:                                        true,
		`has(event.attributes.missing)`:                                                 false,
		`event.at.getHours("+08:00") == 12`:                                             true,
		`event.at < timestamp("2027-01-01T00:00:00Z")`:                                  true,
	} {
		t.Run(text, func(t *testing.T) {
			c, faults, err := Compile(text)
			require.NoError(t, err)
			require.Empty(t, faults)
			got, err := c.holds(in)
			require.NoError(t, err)
			assert.Equal(t, want, got)
		})
	}
}

func TestConditionsThatCannotBeSaved(t *testing.T) {
	for text, want := range map[string]struct {
		Line, Column int
		Message      string
	}{
		`event.totl > 1`:                         {1, 6, "undefined field 'totl'"},
		"event.total > 1 &&\n  member.teir == 1": {2, 9, "undefined field 'teir'"},
		`event.total >`:                          {1, 14, "Syntax error"},
		`event.total`:                            {1, 1, "true or false"},
		`unknown == 1`:                           {1, 1, "undeclared reference"},
		`member.tier == 1`:                       {1, 13, "no matching overload"},
		strings.Repeat("x", maxCondition+1):      {1, 1, "at most 4000 bytes"},
		`event.lines.all(a, event.lines.all(b, event.lines.all(c, event.lines.all(d, a.sku == d.sku))))`: {1, 1, "no bound"},
		`event.attributes.list.all(a, event.attributes.list.all(b, a == b))`:                             {1, 1, "no bound"},
	} {
		t.Run(text[:min(len(text), 40)], func(t *testing.T) {
			_, faults, err := Compile(text)
			require.NoError(t, err)
			require.NotEmpty(t, faults)
			assert.Contains(t, faults[0].Message, want.Message)
			assert.Equal(t, [2]int{want.Line, want.Column}, [2]int{faults[0].Line, faults[0].Column})
		})
	}
}

// A condition that fails when it runs gives nothing, and is told of.
func TestConditionThatFails(t *testing.T) {
	r := made(t, "r", fixed(10), func(d *Definition) { d.Condition = `event.attributes.stars > 3` })
	other := made(t, "s", fixed(1))
	got := NewSet([]*Active{r, other}).Evaluate(bought(0))
	assert.EqualValues(t, 1, got.Points)
	require.Len(t, got.Failures, 1)
	assert.Equal(t, "r", got.Failures[0].Rule.Code)
	assert.ErrorContains(t, got.Failures[0].Err, "no such key")
}

// What a condition costs is bounded when it runs, whatever it promised.
func TestConditionThatRunsOver(t *testing.T) {
	c, faults, err := Compile(`event.lines.all(a, event.lines.all(b, a.quantity == b.quantity))`)
	require.NoError(t, err)
	require.Empty(t, faults, "a million comparisons at most can be saved")
	lines := make([]Line, 1000)
	for i := range lines {
		lines[i] = line("a", 1, "1")
	}
	_, err = c.holds(bought(1, lines...))
	assert.ErrorContains(t, err, "cost limit exceeded")
}

func FuzzCondition(f *testing.F) {
	for _, seed := range []string{
		`true`, `event.total > 1`, `event.lines.exists(l, l.sku == "a")`, `"vip" in member.tags`, `event.attributes.x == 1`, `1/0 == 1`,
		`history.first ? event.score > 1.0 : false`, `event.at - event.at == duration("0s")`, `event == event`, `type(event) == type(member)`, `[event, event][0].total > 1`,
		`Event{type: "x"}.type == "x"`, `dyn(event).total > 1`, `{"a": event}.a.total > 1`, `event.lines[0] == event.lines[1]`, `string(event) == ""`, `size(event.lines) > -9223372036854775808`,
	} {
		f.Add(seed)
	}
	in := bought(250_00, line("a", 2, "100", "drinks"), line("b", 1, "50"))
	in.Event.Attributes = map[string]any{"x": json.Number("1"), "y": []any{"z", nil, true}}
	f.Fuzz(func(t *testing.T, text string) {
		c, faults, err := Compile(text)
		if err != nil {
			t.Fatal(err)
		}
		if len(faults) == 0 {
			_, _ = c.holds(in) // it may fail, but not panic
		}
	})
}

func BenchmarkEvaluate(b *testing.B) {
	rules := []*Active{
		made(b, "base", ratio(1, 1)), made(b, "tier", tier("5")), made(b, "double", times("2"), func(d *Definition) { d.Schedule.Weekdays = []int{7} }),
		made(b, "ladder", Effect{Ladder: &Ladder{Currency: "CNY", Bands: []Band{{200_00, 200}, {500_00, 600}}}}),
		made(b, "app", fixed(5), func(d *Definition) { d.Condition = `event.channel == "app" && event.total >= 100.0` }),
		made(b, "tea", Effect{PerItem: &PerItem{Points: 50, Skus: []string{"tea"}}}),
	}
	for i := range 4 {
		rules = append(rules, made(b, fmt.Sprintf("more-%d", i), fixed(10), func(d *Definition) {
			d.Condition = fmt.Sprintf(`member.rank >= %d && history.purchases > 2`, i)
			d.Caps = []Cap{{Period: Day, Scope: EachMember, Times: new(int64(3))}}
		}))
	}
	set, in := NewSet(rules), bought(250_00, line("tea", 2, "100"), line("cup", 1, "50"))
	in.Event.Channel, in.History.Purchases = "app", 9
	for b.Loop() {
		if got := set.Evaluate(in); got.Points < 200 {
			b.Fatal(got.Points)
		}
	}
}

func TestDefinitionsThatMakeNoSense(t *testing.T) {
	good := func() Definition { return Definition{Trigger: mall.TriggerPurchase, Effect: ratio(1, 1)} }
	for want, edit := range map[string]func(*Definition){
		"trigger":             func(d *Definition) { d.Trigger = "NONE" },
		"event":               func(d *Definition) { d.Trigger = mall.TriggerCustom },
		"effect":              func(d *Definition) { d.Effect = Effect{} },
		"effect.fixed.points": func(d *Definition) { d.Effect = fixed(0) },
		"effect.streak":       func(d *Definition) { d.Effect = Effect{Streak: &Streak{Points: []mall.Points{1}}} },
		"effect.ratio.amount": func(d *Definition) { d.Effect.Ratio.AmountMinor = 0 },
		"effect.ladder.bands.1": func(d *Definition) {
			d.Effect = Effect{Ladder: &Ladder{Currency: "CNY", Bands: []Band{{1, 1}, {1, 2}}}}
		},
		"effect.percent.base":      func(d *Definition) { d.Effect = Effect{Percent: &Percent{Percent: dec("5"), Base: "X"}} },
		"effect.multiplier.factor": func(d *Definition) { d.Effect = times("1") },
		"stacking.mode":            func(d *Definition) { d.Stacking.Mode = Multiply },
		"stacking.group":           func(d *Definition) { d.Stacking.Mode = BestOf },
		"caps.0.period":            func(d *Definition) { d.Caps = []Cap{{Period: Campaign, Scope: Overall, Points: new(mall.Points(1))}} },
		"caps.0.points":            func(d *Definition) { d.Caps = []Cap{{Period: Day, Scope: Overall}} },
		"pending":                  func(d *Definition) { d.Pending.Days = -1 },
		"expiry.n":                 func(d *Definition) { d.Expiry = &mall.Expiry{Kind: mall.ExpireDays} },
		"condition":                func(d *Definition) { d.Condition = "1" },
	} {
		d := good()
		edit(&d)
		refusal := d.Check()
		if assert.NotNil(t, refusal, want) {
			assert.Equal(t, want, strings.Join(refusal.Path, "."))
		}
	}
	d := good()
	assert.Nil(t, d.Check())
}
