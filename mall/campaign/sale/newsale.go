package sale

import (
	"strconv"
	"time"

	"pointsmall/mall"
)

// Bounds of what a sale can be.
const (
	maxRules       = 20_000 // bytes, in each language
	maxGoods       = 100
	maxPieces      = 1_000_000_000
	maxDenominator = 1_000_000
	maxPerMember   = 9999
	maxPerMinute   = 1_000_000
)

// NewSale is a sale to make.
type NewSale struct {
	Slug             string
	Name, Rules      mall.Text
	StartsAt, EndsAt time.Time
	Goods            []NewGood
	// AdmittedPerMinute has members queue, of whom so many are admitted a minute at most; nil:
	// there is no waiting room.
	AdmittedPerMinute *int
}

// NewGood is a SKU of a new sale.
type NewGood struct {
	Sku mall.SkuID
	// Numerator and Denominator are the part of its points that a piece costs.
	Numerator, Denominator int64
	// Pieces are how many there are; Ceiling says that they are not set apart.
	Pieces  int64
	Ceiling bool
	// PerMember and PerMemberPerDay bound what a member gets; nil: no limit.
	PerMember, PerMemberPerDay *int
}

// kind is what such a sale is called.
func (n *NewSale) kind() mall.CampaignKind {
	if n.AdmittedPerMinute != nil {
		return mall.CampaignFlash
	}
	return mall.CampaignLimitedTime
}

// check refuses what makes no sense.
func (n *NewSale) check(now time.Time) *mall.Error {
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
	case len(n.Goods) == 0 || len(n.Goods) > maxGoods:
		return mall.Errorf(mall.CodeInvalidInput, "a sale has 1 to %d SKUs", "活动须包含 1 至 %d 个商品规格", maxGoods).At("goods")
	case n.AdmittedPerMinute != nil && (*n.AdmittedPerMinute < 1 || *n.AdmittedPerMinute > maxPerMinute):
		return mall.Errorf(mall.CodeInvalidInput, "a waiting room admits 1 to %d members a minute", "等候室每分钟须放行 1 至 %d 人", maxPerMinute).At("admittedPerMinute")
	}
	seen := map[mall.SkuID]bool{}
	for i := range n.Goods {
		refusal := n.Goods[i].check()
		if refusal == nil && seen[n.Goods[i].Sku] {
			refusal = mall.Errorf(mall.CodeInvalidInput, "a SKU is named once", "同一商品规格只能出现一次").At("skuId")
		}
		if refusal != nil {
			return refusal.At("goods", strconv.Itoa(i))
		}
		seen[n.Goods[i].Sku] = true
	}
	return mall.CheckName(n.Name)
}

func (g *NewGood) check() *mall.Error {
	switch {
	case g.Denominator < 1 || g.Denominator > maxDenominator || g.Numerator < 1 || g.Numerator > g.Denominator:
		return mall.Errorf(mall.CodeInvalidInput, "the part of the points is more than 0 and at most 1, such as 1 and 3 for a third; the denominator is at most %d",
			"积分折扣须大于 0 且不超过 1，例如三分之一为 1 与 3；分母最大为 %d", maxDenominator).At("numerator")
	case g.Pieces < 1 || g.Pieces > maxPieces:
		return mall.Errorf(mall.CodeInvalidInput, "pieces must be from 1 to %d", "数量须为 1 至 %d", maxPieces).At("pieces")
	case g.PerMember != nil && (*g.PerMember < 1 || *g.PerMember > maxPerMember):
		return mall.Errorf(mall.CodeInvalidInput, "perMember must be from 1 to %d; null is no limit", "每人限兑须为 1 至 %d，不限请传 null", maxPerMember).At("perMember")
	case g.PerMemberPerDay != nil && (*g.PerMemberPerDay < 1 || *g.PerMemberPerDay > maxPerMember):
		return mall.Errorf(mall.CodeInvalidInput, "perMemberPerDay must be from 1 to %d; null is no limit", "每人每日限兑须为 1 至 %d，不限请传 null", maxPerMember).At("perMemberPerDay")
	}
	return nil
}
