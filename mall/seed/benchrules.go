package seed

import (
	"context"
	"fmt"
	"time"

	"github.com/shopspring/decimal"

	"pointsmall/mall"
	"pointsmall/mall/earning/rule"
	"pointsmall/mall/store"
)

// benchRules are nine rules for purchases, which with the migrations' own make ten:
// conditions, schedules, caps, audiences, and every way to stack.
func benchRules() []*rule.Rule {
	percent := func(n int64) *rule.Percent {
		return &rule.Percent{Percent: mall.Decimal{Decimal: decimal.NewFromInt(n)}}
	}
	most := mall.Points(5000)
	daily := int64(1000)
	rules := []rule.Definition{
		{Effect: rule.Effect{Ladder: &rule.Ladder{Currency: "CNY", Bands: []rule.Band{{AmountMinor: 200_00, Points: 200}, {AmountMinor: 500_00, Points: 600}}}}},
		{Effect: rule.Effect{TierBonus: &rule.TierBonus{Percents: map[string]mall.Decimal{"silver": {Decimal: decimal.NewFromInt(5)}}}}},
		{Effect: rule.Effect{Percent: percent(10)}, Condition: `event.total >= 100.0 && event.channel != "returns"`},
		{Effect: rule.Effect{Percent: percent(3)}, Condition: `event.lines.exists(l, l.sku.startsWith("BENCH-7"))`},
		{Effect: rule.Effect{Multiplier: &rule.Multiplier{Factor: mall.Decimal{Decimal: decimal.NewFromInt(2)}}}, Schedule: rule.Schedule{Weekdays: []int{6, 7}}},
		{Effect: rule.Effect{Fixed: &rule.Fixed{Points: 5}}, Condition: `history.purchases < 3`, Caps: []rule.Cap{{Period: rule.Day, Scope: rule.EachMember, Times: &daily}}},
		{Effect: rule.Effect{Percent: percent(1)}, Stacking: rule.Stacking{Mode: rule.Multiply}, Condition: `member.rank >= 0`},
		{Effect: rule.Effect{Percent: percent(2)}, Stacking: rule.Stacking{Mode: rule.BestOf, Group: "card"}},
		{Effect: rule.Effect{Percent: percent(4)}, Stacking: rule.Stacking{Mode: rule.BestOf, Group: "card"}, Caps: []rule.Cap{{Period: rule.Month, Scope: rule.EachMember, Points: &most}}},
	}
	named := make([]*rule.Rule, len(rules))
	for i, d := range rules {
		d.Trigger = mall.TriggerPurchase
		named[i] = &rule.Rule{Code: fmt.Sprintf("bench-%d", i+1), Name: mall.Textf("Bench rule %d", "压测规则 %d", i+1), Definition: d}
	}
	return named
}

// benchCheckIn is a rule for daily check-ins.
func benchCheckIn() *rule.Rule {
	return &rule.Rule{Code: "bench-check-in", Name: mall.Textf("Check-in", "签到"), Definition: rule.Definition{
		Trigger: mall.TriggerCheckIn, Effect: rule.Effect{Streak: &rule.Streak{Points: []mall.Points{5, 10, 15, 20, 25, 30, 50}}},
	}}
}

// BenchRules adds the rules for load runs.
func BenchRules(ctx context.Context, db *store.DB, now time.Time) error {
	return db.InTx(ctx, func(ctx context.Context, tx *store.Tx) error {
		return rule.Create(ctx, tx, string(mall.ActorSystem), now, append(benchRules(), benchCheckIn())...)
	})
}
