package lottery

import (
	"context"
	"strconv"
	"strings"

	"pointsmall/ent"
	"pointsmall/mall"
	"pointsmall/mall/coupon"
	"pointsmall/mall/store"
)

// mostValue is the highest worth of a prize that the law allows, in fen: ¥50,000 (Rules on
// promotions, State Administration for Market Regulation, 2020, article 17).
const mostValue = 50_000_00

// law refuses a lottery that may not begin: one without rules, without a number of pieces
// where there are pieces, without the worth of a prize, or with one that is worth too much.
// Kinds, time, method and odds every lottery has. The path leads to what is missing.
func (s *Service) law(c *ent.Campaign, prizes []*ent.LotteryPrize) *mall.Error {
	if strings.TrimSpace(c.Rules.EN+c.Rules.ZH) == "" {
		return mall.Errorf(mall.CodeInvalidInput, "a lottery needs rules that members can read", "抽奖活动须公示活动规则").At("campaignId", "rules")
	}
	for i, p := range prizes {
		if refusal := s.lawOf(p); refusal != nil {
			return refusal.At("campaignId", "lottery", "prizes", strconv.Itoa(i))
		}
	}
	return nil
}

func (s *Service) lawOf(p *ent.LotteryPrize) *mall.Error {
	switch {
	case (p.Kind == mall.PrizeSku || p.Kind == mall.PrizeCoupon) && p.Stock == nil:
		return mall.Errorf(mall.CodeInvalidInput, "%s: say how many pieces there are", "%s：须公示奖品数量", p.Key).At("stock")
	case p.ValueMinor == nil:
		return mall.Errorf(mall.CodeInvalidInput, "%s: say what it is worth, as nothing tells", "%s：须公示奖品价值", p.Key).At("value")
	case s.currency == "CNY" && *p.ValueMinor > mostValue:
		return mall.Errorf(mall.CodeInvalidInput, "%s: a prize may be worth ¥50,000 at most", "%s：单项奖品价值不得超过五万元", p.Key).At("value")
	}
	return nil
}

// appraise fills in what prizes are worth that nobody said: points by the setting point_value,
// goods by their lowest price, coupons by their face value.
func (s *Service) appraise(ctx context.Context, tx *store.Tx, l *locked) error {
	rate := s.settings.Current().PointValue
	for _, p := range l.prizes {
		switch {
		case p.ValueMinor != nil:
		case p.Kind == mall.PrizeCoupon:
			if t := l.coupons.Template(*p.CouponTemplateID); t != nil {
				p.ValueMinor = coupon.FaceValue(t)
			}
		case p.Kind == mall.PrizeNothing:
			p.ValueMinor = new(int64(0))
		case p.Kind == mall.PrizePoints:
			p.ValueMinor = new(worth(*p.Points, rate))
		case p.Kind == mall.PrizeSku:
			if err := tx.Each(ctx, func(scan func(...any) error) error {
				var points mall.Points
				var cash int64
				if err := scan(&points, &cash); err != nil {
					return err
				}
				if value := worth(points, rate) + cash; p.ValueMinor == nil || value < *p.ValueMinor {
					p.ValueMinor = &value
				}
				return nil
			}, "select points, coalesce(cash_minor, 0) from price_options where sku_id = $1", *p.SkuID); err != nil {
				return err
			}
		}
	}
	return nil
}

// worth is what points are worth in minor units, where 100 of them are worth rate. It never
// passes what money can be.
func worth(points mall.Points, rate int64) int64 {
	if rate > 0 && int64(points) > (1<<53)/rate {
		return 1<<53 - 1
	}
	return int64(points) * rate / 100
}
