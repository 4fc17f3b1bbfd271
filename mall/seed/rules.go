package seed

import (
	"context"
	"fmt"
	"time"

	"github.com/shopspring/decimal"

	"pointsmall/mall"
	"pointsmall/mall/earning/rule"
	"pointsmall/mall/earning/task"
	"pointsmall/mall/store"
)

// demoExpiry is how long the demo mall's points last.
const demoExpiry = "1 YEARS"

// demoRules are the demo mall's, beside the migrations' own: ¥1 → 1.
func demoRules() []*rule.Rule {
	fixed := func(code string, name mall.Text, t mall.Trigger, points mall.Points, caps ...rule.Cap) *rule.Rule {
		return &rule.Rule{Code: code, Name: name, Definition: rule.Definition{Trigger: t, Effect: rule.Effect{Fixed: &rule.Fixed{Points: points}}, Caps: caps}}
	}
	forTask := func(code string, name mall.Text, of string, points mall.Points) *rule.Rule {
		r := fixed(code, name, mall.TriggerTask, points)
		r.Condition = fmt.Sprintf("event.attributes.task == %q", of)
		return r
	}
	daily := func(times int64) rule.Cap { return rule.Cap{Period: rule.Day, Scope: rule.EachMember, Times: &times} }
	first := fixed("first-purchase", mall.Textf("First purchase", "首次消费奖励"), mall.TriggerFirstPurchase, 100)
	first.Condition = `event.currency == "CNY"`
	once := int64(1)
	rise := func(code string, name mall.Text, points mall.Points) *rule.Rule {
		r := fixed("tier-"+code, name, mall.TriggerTierChange, points, rule.Cap{Period: rule.Life, Scope: rule.EachMember, Times: &once})
		r.Condition = `event.attributes["to"] == "` + code + `"`
		return r
	}
	percent := func(n int64) mall.Decimal { return mall.Decimal{Decimal: decimal.NewFromInt(n)} }
	return []*rule.Rule{
		fixed("sign-up", mall.Textf("Sign-up bonus", "注册奖励"), mall.TriggerSignUp, 500),
		{Code: "spend-ladder", Name: mall.Textf("Spend ladder", "满返"), Definition: rule.Definition{
			Trigger: mall.TriggerPurchase,
			Effect: rule.Effect{Ladder: &rule.Ladder{Currency: "CNY", Bands: []rule.Band{
				{AmountMinor: 200_00, Points: 200}, {AmountMinor: 500_00, Points: 600},
			}}},
		}},
		first,
		{Code: "tier-bonus", Name: mall.Textf("Tier bonus", "等级加成"), Definition: rule.Definition{
			Trigger: mall.TriggerPurchase,
			Effect: rule.Effect{TierBonus: &rule.TierBonus{Percents: map[string]mall.Decimal{
				"silver": percent(5), "gold": percent(10), "diamond": percent(20),
			}}},
		}},
		{Code: "check-in", Name: mall.Textf("Daily check-in", "每日签到"), Definition: rule.Definition{
			Trigger: mall.TriggerCheckIn, Effect: rule.Effect{Streak: &rule.Streak{Points: []mall.Points{5, 10, 15, 20, 25, 30, 50}}},
		}},
		fixed("review", mall.Textf("Review", "评价奖励"), mall.TriggerReview, 20, daily(3)),
		fixed("share", mall.Textf("Share", "分享奖励"), mall.TriggerShare, 30, daily(1)),
		fixed("event-attended", mall.Textf("Event attended", "活动参与奖励"), mall.TriggerEventAttended, 100),
		forTask("task-lively-week", mall.Textf("A lively week", "活跃一周奖励"), "lively-week", 50),
		forTask("task-first-steps", mall.Textf("First steps", "新手任务奖励"), "first-steps", 80),
		rise("silver", mall.Textf("Silver for the first time", "首次升级银卡奖励"), 5000),
		rise("gold", mall.Textf("Gold for the first time", "首次升级金卡奖励"), 10_000),
		fixed("referral", mall.Textf("Referral", "邀请好友奖励"), mall.TriggerReferral, 100),
	}
}

// demoTasks are the demo mall's; the rules "task-…" pay for them.
func demoTasks() []task.Draft {
	return []task.Draft{
		{Code: "lively-week", Name: mall.Textf("A lively week", "活跃一周"), Definition: task.Definition{
			Description: mall.Textf("Check in three times and write a review this week.", "本周签到三次并评价一次。"), Period: mall.TaskWeekly,
			Steps: []task.Step{
				{Code: "check-in", Name: mall.Textf("Check in", "签到"), Trigger: mall.TriggerCheckIn, Times: 3},
				{Code: "review", Name: mall.Textf("Write a review", "评价"), Trigger: mall.TriggerReview, Times: 1},
			},
		}},
		{Code: "first-steps", Name: mall.Textf("First steps", "新手任务"), Definition: task.Definition{
			Description: mall.Textf("Make a purchase of ¥50 or more, then review it and share it.", "消费满 50 元，再评价并分享。"), Period: mall.TaskOnce, InSequence: true,
			Steps: []task.Step{
				{Code: "buy", Name: mall.Textf("Buy for ¥50 or more", "消费满 50 元"), Trigger: mall.TriggerPurchase, Condition: `event.currency == "CNY" && event.total >= 50`, Times: 1},
				{Code: "review", Name: mall.Textf("Write a review", "评价"), Trigger: mall.TriggerReview, Times: 1},
				{Code: "share", Name: mall.Textf("Share", "分享"), Trigger: mall.TriggerShare, Times: 1},
			},
		}},
	}
}

// demoTiers are the demo mall's tiers: the money in fen that a member has to spend within a
// rolling year, and the rights that the tier gives.
var demoTiers = map[string]struct {
	spent  int64
	rights mall.TierRights
}{
	"normal":  {0, mall.TierRights{OffsetPoints: 100}},
	"silver":  {5_000_00, mall.TierRights{OffsetPoints: 95, EarlyAccessHours: 2}},
	"gold":    {10_000_00, mall.TierRights{OffsetPoints: 90, EarlyAccessHours: 12}},
	"diamond": {50_000_00, mall.TierRights{OffsetPoints: 80, EarlyAccessHours: 24, DedicatedService: true}},
}

// DemoRules adds the demo mall's rules, tasks and tiers, and how long its points last.
func DemoRules(ctx context.Context, tx *store.Tx, now time.Time) error {
	if err := rule.Create(ctx, tx, string(mall.ActorSystem), now, demoRules()...); err != nil {
		return err
	}
	if err := task.Create(ctx, tx, string(mall.ActorSystem), now, demoTasks()...); err != nil {
		return err
	}
	for code, t := range demoTiers {
		err := tx.Ent().Tier.UpdateOneID(code).SetThreshold(mall.TierThreshold{SpentMinor: t.spent}).SetRights(t.rights).Exec(ctx)
		if err != nil {
			return err
		}
	}
	return tx.Ent().Setting.Create().SetID("points_expiry").SetValue(demoExpiry).Exec(ctx)
}
