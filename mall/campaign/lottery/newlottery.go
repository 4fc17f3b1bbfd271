package lottery

import (
	"slices"
	"strconv"
	"time"

	"pointsmall/mall"
)

// Bounds of what a lottery can be.
const (
	maxRules  = 20_000 // bytes, in each language
	maxPrizes = 100
	maxPieces = 1_000_000_000
	maxDaily  = 10_000
	maxAfter  = 1_000_000
)

// NewLottery is a lottery to make.
type NewLottery struct {
	Slug             string
	Name, Rules      mall.Text
	StartsAt, EndsAt time.Time
	// Cost is in points, for a draw that is not free.
	Cost                 mall.Points
	FreeDrawsPerDay      int
	DrawsPerMemberPerDay *int
	Budget               *mall.Points
	// Period says how a period ends by itself before the lottery does; nil: it does not.
	Period *PeriodRule
	Prizes []NewPrize
	Pity   *Pity
}

// NewPrize is a prize of a new lottery.
type NewPrize struct {
	Key         string
	Name        mall.Text
	Kind        mall.LotteryPrizeKind
	Points      *mall.Points
	Sku         *mall.SkuID
	Coupon      *mall.CouponTemplateID
	Fallback    bool
	OddsPpm     int
	Stock       *int64
	StockPerDay *int64
	// Value is what it is worth; nil: it is worked out when the lottery starts.
	Value *mall.Money
}

// check refuses what makes no sense. What the law asks for is checked at the start.
func (n *NewLottery) check(now time.Time, currency mall.Currency) *mall.Error {
	if refusal := n.checkFrame(now); refusal != nil {
		return refusal
	}
	sum, fallbacks := 0, 0
	keys := map[string]bool{}
	for i := range n.Prizes {
		p := &n.Prizes[i]
		refusal := p.check(currency)
		if refusal == nil && keys[p.Key] {
			refusal = mall.Errorf(mall.CodeInvalidInput, "another prize has the key %q", "奖品键 %q 重复", p.Key).At("key")
		}
		if p.Fallback {
			if fallbacks++; refusal == nil && fallbacks > 1 {
				refusal = mall.Errorf(mall.CodeInvalidInput, "one prize alone can be the fallback", "只能有一个替代奖品").At("fallback")
			}
		}
		if refusal != nil {
			return refusal.At("prizes", strconv.Itoa(i))
		}
		keys[p.Key] = true
		sum += p.OddsPpm
	}
	if sum != Sides {
		return mall.Errorf(mall.CodeInvalidInput, "the odds must sum to 1,000,000 ppm; they sum to %d", "中奖概率合计须为 1,000,000 ppm，当前为 %d", sum).At("prizes")
	}
	if n.Budget != nil && *n.Budget == 0 && slices.ContainsFunc(n.Prizes, func(p NewPrize) bool { return p.Kind == mall.PrizePoints }) {
		return mall.Errorf(mall.CodeInvalidInput, "a budget of 0 points can pay none of the prizes of points; null is no limit", "积分预算为 0 时无法发放积分奖品，不限请传 null").At("budgetPoints")
	}
	return n.checkPity()
}

// checkFrame checks all but prizes and pity.
func (n *NewLottery) checkFrame(now time.Time) *mall.Error {
	switch {
	case !mall.IsSlug(n.Slug):
		return mall.Errorf(mall.CodeInvalidInput, "a slug is 1 to %[1]d lower-case letters, digits and single hyphens, got %[2]q",
			"slug 须为 1 至 %[1]d 个小写字母、数字与连字符，收到 %[2]q", mall.MaxCode, n.Slug).At("slug")
	case len(n.Rules.EN) > maxRules || len(n.Rules.ZH) > maxRules:
		return mall.Errorf(mall.CodeInvalidInput, "the rules have at most %d bytes in each language", "活动规则每种语言最多 %d 字节", maxRules).At("rules")
	case !n.StartsAt.Before(n.EndsAt):
		return mall.Errorf(mall.CodeInvalidInput, "endsAt must lie after startsAt", "endsAt 须晚于 startsAt").At("endsAt")
	case !n.EndsAt.After(now):
		return mall.Errorf(mall.CodeInvalidInput, "endsAt lies in the past", "endsAt 早于当前时间").At("endsAt")
	case n.Cost < 0 || n.Cost > mall.MaxPoints:
		return mall.Errorf(mall.CodeInvalidInput, "cost must not be negative", "消耗积分不能为负").At("cost")
	case n.FreeDrawsPerDay < 0 || n.FreeDrawsPerDay > maxDaily:
		return mall.Errorf(mall.CodeInvalidInput, "freeDrawsPerDay must be from 0 to %d", "每日免费次数须为 0 至 %d", maxDaily).At("freeDrawsPerDay")
	case n.DrawsPerMemberPerDay != nil && (*n.DrawsPerMemberPerDay < 1 || *n.DrawsPerMemberPerDay > maxDaily):
		return mall.Errorf(mall.CodeInvalidInput, "drawsPerMemberPerDay must be from 1 to %d; null is no limit", "每日抽奖次数须为 1 至 %d，不限请传 null", maxDaily).At("drawsPerMemberPerDay")
	case n.Budget != nil && *n.Budget < 0:
		return mall.Errorf(mall.CodeInvalidInput, "budgetPoints must not be negative", "积分预算不能为负").At("budgetPoints")
	case len(n.Prizes) == 0 || len(n.Prizes) > maxPrizes:
		return mall.Errorf(mall.CodeInvalidInput, "there must be 1 to %d prizes", "奖品须为 1 至 %d 个", maxPrizes).At("prizes")
	}
	if refusal := n.Period.check(); refusal != nil {
		return refusal.At("period")
	}
	return mall.CheckName(n.Name)
}

// check refuses a rule that never ends a period; nil is none.
func (r *PeriodRule) check() *mall.Error {
	switch {
	case r == nil:
		return nil
	case r.Draws == nil && !r.Midnight:
		return mall.Errorf(mall.CodeInvalidInput, "say after how many draws a period ends, or that it ends at midnight; null is with the lottery", "请指定周期的抽奖次数或按日结束，随活动结束请传 null")
	case r.Draws != nil && (*r.Draws < 1 || *r.Draws > maxPieces):
		return mall.Errorf(mall.CodeInvalidInput, "a period ends after 1 to %d draws", "周期的抽奖次数须为 1 至 %d", maxPieces).At("draws")
	}
	return nil
}

func (p *NewPrize) check(currency mall.Currency) *mall.Error {
	switch {
	case !isKey(p.Key):
		return mall.Errorf(mall.CodeInvalidInput, "a key is 1 to %[1]d letters, digits, hyphens and underscores, got %[2]q",
			"键须为 1 至 %[1]d 个字母、数字、连字符或下划线，收到 %[2]q", mall.MaxCode, p.Key).At("key")
	case p.OddsPpm < 0 || p.OddsPpm > Sides:
		return mall.Errorf(mall.CodeInvalidInput, "oddsPpm must be from 0 to 1,000,000", "oddsPpm 须为 0 至 1,000,000").At("oddsPpm")
	case p.Stock != nil && (*p.Stock < 1 || *p.Stock > maxPieces):
		return pieces("stock")
	case p.StockPerDay != nil && (*p.StockPerDay < 1 || *p.StockPerDay > maxPieces):
		return pieces("stockPerDay")
	case p.Value != nil && (p.Value.Minor < 0 || p.Value.Currency != currency):
		return mall.Errorf(mall.CodeInvalidInput, "a value is 0 or more, in %s", "价值须不小于 0，货币为 %s", currency).At("value")
	case p.Fallback && (p.Stock != nil || p.StockPerDay != nil || p.Kind == mall.PrizeSku || p.Kind == mall.PrizeCoupon):
		return mall.Errorf(mall.CodeInvalidInput, "the fallback must never run out: it has no stock", "替代奖品不能限量").At("fallback")
	}
	if refusal := p.checkKind(); refusal != nil {
		return refusal
	}
	return mall.CheckName(p.Name)
}

// checkKind checks what goes with the kind of prize.
func (p *NewPrize) checkKind() *mall.Error {
	switch {
	case p.Kind == mall.PrizeCoupon && p.Coupon == nil:
		return mall.Errorf(mall.CodeInvalidInput, "say which coupon it is", "请指定优惠券").At("couponId")
	case p.Kind != mall.PrizeCoupon && p.Coupon != nil:
		return mall.Errorf(mall.CodeInvalidInput, "couponId goes with prizes of the kind COUPON", "仅 COUPON 类奖品可设置 couponId").At("couponId")
	case p.Kind == mall.PrizePoints && (p.Points == nil || *p.Points < 1):
		return mall.Errorf(mall.CodeInvalidInput, "a prize of points gives at least 1 point", "积分奖品至少为 1 积分").At("points")
	case p.Kind != mall.PrizePoints && p.Points != nil:
		return mall.Errorf(mall.CodeInvalidInput, "points go with prizes of the kind POINTS", "仅 POINTS 类奖品可设置 points").At("points")
	case p.Kind == mall.PrizeSku && p.Sku == nil:
		return mall.Errorf(mall.CodeInvalidInput, "say which SKU it is", "请指定商品规格").At("skuId")
	case p.Kind != mall.PrizeSku && p.Sku != nil:
		return mall.Errorf(mall.CodeInvalidInput, "skuId goes with prizes of the kind SKU", "仅 SKU 类奖品可设置 skuId").At("skuId")
	case p.Kind == mall.PrizeNothing && (p.Stock != nil || p.StockPerDay != nil):
		return mall.Errorf(mall.CodeInvalidInput, "nothing never runs out: it has no stock", "NOTHING 奖品不能限量").At("stock")
	}
	return nil
}

func pieces(field string) *mall.Error {
	return mall.Errorf(mall.CodeInvalidInput, "%s must be from 1 to %d; null is no limit", "%s 须为 1 至 %d，不限请传 null", field, maxPieces).At(field)
}

// isKey reports whether a text can name a prize in a configuration.
func isKey(key string) bool {
	for _, r := range key {
		if (r < 'a' || r > 'z') && (r < 'A' || r > 'Z') && (r < '0' || r > '9') && r != '-' && r != '_' {
			return false
		}
	}
	return key != "" && len(key) <= mall.MaxCode
}

func (n *NewLottery) checkPity() *mall.Error {
	if n.Pity == nil {
		return nil
	}
	if n.Pity.After < 1 || n.Pity.After > maxAfter {
		return mall.Errorf(mall.CodeInvalidInput, "after must be from 1 to %d", "after 须为 1 至 %d", maxAfter).At("pity", "after")
	}
	var prize *NewPrize
	for i := range n.Prizes {
		if n.Prizes[i].Key == n.Pity.PrizeKey {
			prize = &n.Prizes[i]
		}
	}
	switch {
	case prize == nil:
		return mall.Errorf(mall.CodeInvalidInput, "no prize has the key %q", "没有键为 %q 的奖品", n.Pity.PrizeKey).At("pity", "prizeKey")
	case prize.Kind == mall.PrizeNothing || prize.Fallback:
		return mall.Errorf(mall.CodeInvalidInput, "pity must give something, and not the fallback", "保底奖品不能为 NOTHING 或替代奖品").At("pity", "prizeKey")
	case n.Pity.Stock == nil && (prize.Stock != nil || prize.StockPerDay != nil || prize.Kind == mall.PrizeSku || prize.Kind == mall.PrizeCoupon):
		return mall.Errorf(mall.CodeInvalidInput, "say how many pieces are set apart for pity: the prize has a stock", "该奖品限量，请指定保底预留数量").At("pity", "stock")
	case n.Pity.Stock != nil && (*n.Pity.Stock < 0 || *n.Pity.Stock > maxPieces):
		return mall.Errorf(mall.CodeInvalidInput, "stock must be from 0 to %d", "数量须为 0 至 %d", maxPieces).At("pity", "stock")
	}
	return nil
}

// configuration is what a new lottery promises, the values apart.
func (n *NewLottery) configuration(id mall.CampaignID, zone *time.Location) *Configuration {
	c := &Configuration{
		Campaign: id.String(), StartsAt: n.StartsAt, EndsAt: n.EndsAt, TimeZone: zone.String(), Cost: n.Cost, FreeDrawsPerDay: n.FreeDrawsPerDay,
		Limits: Limits{DrawsPerMemberPerDay: n.DrawsPerMemberPerDay}, Budget: n.Budget, Pity: n.Pity, RulesHash: rulesHash(n.Rules), Period: n.Period, Prizes: make([]Prize, len(n.Prizes)),
	}
	for i := range n.Prizes {
		p := &n.Prizes[i]
		c.Prizes[i] = Prize{Key: p.Key, Kind: p.Kind, Points: p.Points, OddsPpm: p.OddsPpm, Stock: p.Stock, StockPerDay: p.StockPerDay}
		if p.Sku != nil {
			c.Prizes[i].Sku = new(p.Sku.String())
		}
		if p.Coupon != nil {
			c.Prizes[i].Coupon = new(p.Coupon.String())
		}
		if p.Value != nil {
			c.Prizes[i].Value = shown(*p.Value)
		}
		if p.Fallback {
			c.Fallback = &p.Key
		}
	}
	for i := range n.Prizes { // where none is declared, the first that gives nothing
		if p := &n.Prizes[i]; c.Fallback == nil && p.Kind == mall.PrizeNothing {
			c.Fallback = &p.Key
		}
	}
	return c
}

func shown(m mall.Money) *Value {
	return &Value{Amount: m.Amount().StringFixed(m.Currency.Digits()), Currency: string(m.Currency)}
}
