package rule

import (
	"slices"
	"strconv"

	"github.com/shopspring/decimal"

	"pointsmall/mall"
)

// check refuses an effect that makes no sense for a trigger.
func (e Effect) check(t mall.Trigger) *mall.Error {
	if len(e.kinds()) != 1 {
		return bad("give exactly one effect", "须且仅能填写一种效果")
	}
	kind := e.Kind()
	if refusal := e.checkGoods(t); refusal != nil {
		return refusal.At(kind.field())
	}
	switch kind {
	case RatioEffect, LadderEffect, PerItemEffect:
		if !t.OfPurchase() {
			return bad("%s needs a purchase", "%s 仅适用于消费", kind)
		}
	case PercentEffect, MultiplierEffect, TierBonusEffect:
		if e.base() == OfRatio && !t.OfPurchase() {
			return bad("only purchases have points by their amount: a bonus of other events has the base ALL",
				"只有消费按金额得分；其他事件的加成基数须为 ALL").At(kind.field(), "base")
		}
	case StreakEffect:
		if t != mall.TriggerCheckIn {
			return bad("%s needs a check-in", "%s 仅适用于签到", kind).At("streak")
		}
	}
	switch {
	case e.Fixed != nil:
		return positive(e.Fixed.Points).under("fixed")
	case e.Ratio != nil:
		return e.Ratio.check().under("ratio")
	case e.Ladder != nil:
		return e.Ladder.check().under("ladder")
	case e.PerItem != nil:
		return e.PerItem.check().under("perItem")
	case e.Streak != nil:
		return e.Streak.check().under("streak")
	case e.PerUnit != nil:
		return e.PerUnit.check(t).under("perUnit")
	case e.Percent != nil:
		return e.checkPercent().under("percent")
	case e.Multiplier != nil:
		return e.checkMultiplier().under("multiplier")
	}
	return e.TierBonus.check().under("tierBonus")
}

// field is the effect's name in the API.
func (k EffectKind) field() string {
	return map[EffectKind]string{
		FixedEffect: "fixed", RatioEffect: "ratio", LadderEffect: "ladder", PerItemEffect: "perItem", StreakEffect: "streak",
		PerUnitEffect: "perUnit", PercentEffect: "percent", MultiplierEffect: "multiplier", TierBonusEffect: "tierBonus",
	}[k]
}

// base is what a bonus is a part of; empty for other effects.
func (e Effect) base() Base {
	switch {
	case e.Percent != nil:
		return e.Percent.Base.Or()
	case e.Multiplier != nil:
		return e.Multiplier.Base.Or()
	case e.TierBonus != nil:
		return e.TierBonus.Base.Or()
	}
	return ""
}

// checkGoods refuses too many goods, and goods of what is no purchase.
func (e Effect) checkGoods(t mall.Trigger) *mall.Error {
	g := e.Goods()
	switch {
	case len(g.Categories) > maxList:
		return bad("at most %d categories", "分类最多 %d 个", maxList).At("categories")
	case slices.Contains(g.Skus, ""):
		return bad("a SKU's code must not be empty", "商品编码不能为空").At("skus")
	case len(g.Skus) > maxList:
		return bad("at most %d SKUs", "商品编码最多 %d 个", maxList).At("skus")
	case t.OfPurchase() || !g.narrow():
		return nil
	case len(g.Categories) > 0:
		return bad("only purchases have goods", "只有消费含有商品").At("categories")
	}
	return bad("only purchases have goods", "只有消费含有商品").At("skus")
}

// fault is a refusal or nil.
type fault struct{ *mall.Error }

func (f fault) under(field string) *mall.Error {
	if f.Error == nil {
		return nil
	}
	return f.At(field)
}

func wrong(field, en, zh string, args ...any) fault { return fault{bad(en, zh, args...).At(field)} }

func positive(p mall.Points) fault {
	if p < 1 || p > mall.MaxPoints {
		return wrong("points", "points must be positive", "积分须为正数")
	}
	return fault{}
}

func (r *Ratio) check() fault {
	if r.AmountMinor < 1 {
		return wrong("amount", "the amount must be positive", "金额须为正数")
	}
	if refusal := r.Currency.CheckKnown(); refusal != nil {
		return fault{refusal.At("amount")}
	}
	return positive(r.Points)
}

func (l *Ladder) check() fault {
	if len(l.Bands) == 0 || len(l.Bands) > maxList {
		return wrong("bands", "a ladder has 1 to %d bands", "阶梯须有 1 至 %d 档", maxList)
	}
	if refusal := l.Currency.CheckKnown(); refusal != nil {
		return fault{refusal.At("bands", "0", "amount")}
	}
	for i, b := range l.Bands {
		if b.AmountMinor < 1 || b.Points < 1 || b.Points > mall.MaxPoints {
			return fault{bad("a band has a positive amount and points", "每档金额与积分须为正数").At("bands", strconv.Itoa(i))}
		}
		if slices.ContainsFunc(l.Bands[:i], func(x Band) bool { return x.AmountMinor == b.AmountMinor }) {
			return fault{bad("two bands have the same amount", "两档金额相同").At("bands", strconv.Itoa(i))}
		}
	}
	return l.checkClimb()
}

// checkClimb refuses a band that pays less than the one below it pays at the same amount:
// whoever spent more would earn less.
func (l *Ladder) checkClimb() fault {
	for i, high := range l.Bands {
		for _, low := range l.Bands {
			if low.AmountMinor >= high.AmountMinor {
				continue
			}
			times := int64(1)
			if l.Repeat {
				times = high.AmountMinor / low.AmountMinor
			}
			if low.Points > high.Points/mall.Points(times) {
				amount := mall.Money{Minor: high.AmountMinor, Currency: l.Currency}
				return fault{bad("from %s on it would give fewer points than below", "满 %s 后所得积分反而更少", amount).At("bands", strconv.Itoa(i), "points")}
			}
		}
	}
	return fault{}
}

func (p *PerItem) check() fault {
	switch {
	case !p.goods().narrow():
		return wrong("skus", "give 1 to %d SKUs or categories", "须填写 1 至 %d 个商品编码或分类", maxList)
	case p.Together && len(p.Categories) > 0:
		return wrong("categories", "a set is made of SKUs alone", "套装只能由商品编码组成")
	case p.Together && len(slices.Compact(slices.Sorted(slices.Values(p.Skus)))) < len(p.Skus):
		return wrong("skus", "a set names each SKU once", "套装中的商品编码不能重复")
	}
	return positive(p.Points)
}

func (s *Streak) check() fault {
	if len(s.Points) == 0 || len(s.Points) > 366 {
		return wrong("points", "a schedule has 1 to 366 days", "签到周期须为 1 至 366 天")
	}
	for i, p := range s.Points {
		if p < 0 || p > mall.MaxPoints {
			return wrong("points", "day %d has no points", "第 %d 天积分无效", i+1)
		}
	}
	if s.Every == 0 && slices.Max(s.Points) == 0 {
		return wrong("points", "no day has points", "没有任何一天得分")
	}
	if s.Every < 0 || s.Every > 366 || s.Bonus < 0 || (s.Every > 0) != (s.Bonus > 0) || s.Bonus > mall.MaxPoints {
		return wrong("every", "every goes with a positive bonus", "连续天数须与奖励积分一并填写")
	}
	return fault{}
}

// attributesOf are those that events of a trigger have which the mall itself makes.
// Reported events have whatever their source says.
var attributesOf = map[mall.Trigger][]string{
	mall.TriggerSignUp: {"referred"}, mall.TriggerTask: {"task"}, mall.TriggerReferral: {"by"}, mall.TriggerReferred: {"by"},
	mall.TriggerTierChange: {"from", "to"}, mall.TriggerScanCode: {"batch", "sku", "value"}, mall.TriggerGameScore: {"game"},
}

func (p *PerUnit) check(t mall.Trigger) fault {
	switch {
	case p.Of == "" && !t.Reported() && t != mall.TriggerGameScore:
		return wrong("of", "events of %s have no score: name the attribute that holds the number", "%s 事件没有成绩，请填写保存数值的属性名", string(t))
	case p.Of != "" && !t.Reported() && !slices.Contains(attributesOf[t], p.Of):
		return wrong("of", "events of %s have no attribute %q", "%s 事件没有属性 %q", string(t), p.Of)
	case !p.Units.IsPositive():
		return wrong("units", "units must be positive", "单位数须为正数")
	case p.Most != nil && !p.Most.IsPositive():
		return wrong("most", "most must be positive", "上限须为正数")
	case len(p.Of) > 64:
		return wrong("of", "an attribute's name has at most 64 bytes", "属性名最多 64 字节")
	}
	return positive(p.Points)
}

// between reports whether a decimal lies above low, up to maxFactor times high.
func between(d mall.Decimal, low, high int64) bool {
	return d.GreaterThan(decimal.NewFromInt(low)) && !d.GreaterThan(decimal.NewFromInt(high))
}

func checkBase(b Base) fault {
	if b != "" && b != OfRatio && b != OfAll {
		return wrong("base", "no such base: %q", "基数不存在：%q", string(b))
	}
	return fault{}
}

func (e Effect) checkPercent() fault {
	if !between(e.Percent.Percent, 0, 100*maxFactor) {
		return wrong("percent", "percent must be above 0 and at most %d", "百分比须大于 0 且不超过 %d", 100*maxFactor)
	}
	return checkBase(e.Percent.Base)
}

func (e Effect) checkMultiplier() fault {
	if !between(e.Multiplier.Factor, 1, maxFactor) {
		return wrong("factor", "factor must be above 1 and at most %d", "倍数须大于 1 且不超过 %d", maxFactor)
	}
	return checkBase(e.Multiplier.Base)
}

func (t *TierBonus) check() fault {
	if len(t.Percents) == 0 || len(t.Percents) > maxList {
		return wrong("percents", "give 1 to %d tiers", "须填写 1 至 %d 个等级", maxList)
	}
	for tier, percent := range t.Percents {
		if tier == "" || !between(percent, 0, 100*maxFactor) {
			return wrong("percents", "tier %q: percent must be above 0 and at most %d", "等级 %q：百分比须大于 0 且不超过 %d", tier, 100*maxFactor)
		}
	}
	return checkBase(t.Base)
}
