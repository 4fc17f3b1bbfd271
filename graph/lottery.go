package graph

import (
	"context"
	"fmt"
	"strconv"

	"pointsmall/ent"
	"pointsmall/graph/loader"
	"pointsmall/graph/model"
	"pointsmall/graph/page"
	"pointsmall/mall"
	"pointsmall/mall/campaign"
	"pointsmall/mall/campaign/lottery"
)

// newLottery reads a lottery's input.
func newLottery(input model.CreateLotteryInput, currency mall.Currency) (lottery.NewLottery, error) {
	n := lottery.NewLottery{
		Slug: input.Slug, Name: textOf(input.Name), Rules: textOf(input.Rules), StartsAt: input.StartsAt, EndsAt: input.EndsAt, Cost: input.Cost,
		FreeDrawsPerDay: input.FreeDrawsPerDay, DrawsPerMemberPerDay: input.DrawsPerMemberPerDay, Budget: input.BudgetPoints,
		Prizes: make([]lottery.NewPrize, len(input.Prizes)),
	}
	for i, p := range input.Prizes {
		prize, err := newPrize(p, currency)
		if err != nil {
			return n, at(err, "prizes", strconv.Itoa(i))
		}
		n.Prizes[i] = prize
	}
	if p := input.Period; p != nil {
		n.Period = &lottery.PeriodRule{Draws: p.Draws, Midnight: p.Midnight}
	}
	if input.Pity != nil {
		n.Pity = &lottery.Pity{After: input.Pity.After, PrizeKey: input.Pity.PrizeKey, Stock: wide(input.Pity.Stock)}
	}
	return n, nil
}

func newPrize(p *model.LotteryPrizeInput, currency mall.Currency) (lottery.NewPrize, error) {
	prize := lottery.NewPrize{
		Key: p.Key, Name: textOf(p.Name), Kind: p.Kind, Points: p.Points, OddsPpm: p.OddsPpm, Stock: wide(p.Stock), StockPerDay: wide(p.StockPerDay),
	}
	set(&prize.Fallback, p.Fallback)
	if p.CouponID != nil {
		kind, ok := p.CouponID.CouponTemplate()
		if !ok {
			return prize, noSuch("no such coupon", "优惠券不存在", "couponId")
		}
		prize.Coupon = &kind
	}
	if p.SkuID != nil {
		sku, ok := p.SkuID.Sku()
		if !ok {
			return prize, noSuch("no such SKU", "商品规格不存在", "skuId")
		}
		prize.Sku = &sku
	}
	if p.Value != nil {
		value, err := moneyOf(p.Value, currency)
		if err != nil {
			return prize, at(err, "value")
		}
		prize.Value = &value
	}
	return prize, nil
}

// wide is a number of pieces as the domain counts them.
func wide(n *int) *int64 {
	if n == nil {
		return nil
	}
	return new(int64(*n))
}

// narrow is a number of pieces as the API shows it.
func narrow(n *int64) *int {
	if n == nil {
		return nil
	}
	return new(clampInt(*n))
}

// drawRequest reads a draw's input.
func drawRequest(ctx context.Context, input model.DrawLotteryInput) (lottery.Request, error) {
	id, ok := input.CampaignID.Campaign()
	if !ok {
		return lottery.Request{}, campaign.NotFound()
	}
	return lottery.Request{
		Member: mall.ActorOf(ctx).MemberID, Campaign: id, ClientSeed: input.ClientSeed, SeedHash: input.ServerSeedHash, Key: input.IdempotencyKey,
	}, nil
}

// drawPayload answers with a draw.
func drawPayload(ctx context.Context, result lottery.Result, err error) (*model.DrawLotteryPayload, error) {
	if err != nil {
		refusals, err := userErrors(ctx, err)
		return &model.DrawLotteryPayload{UserErrors: refusals}, err
	}
	if result.Sheet != nil {
		loader.From(ctx).Lotteries().Prime(result.Draw.CampaignID, result.Sheet)
	}
	payload := &model.DrawLotteryPayload{Draw: result.Draw, Account: result.Balance, UserErrors: []model.UserError{}}
	if payload.Account == nil {
		payload.Account, err = accountAfter(ctx, result.Draw.MemberID, mall.DefaultPoints)
	}
	return payload, err
}

// sheetOf is the lottery of a draw.
func sheetOf(ctx context.Context, d *ent.LotteryDraw) (*lottery.Sheet, error) {
	sheet, err := loader.From(ctx).Lotteries().Load(ctx, d.CampaignID)
	if err == nil && sheet == nil {
		return nil, fmt.Errorf("draw %s has no lottery", d.ID)
	}
	return sheet, err
}

// periodOf is the period of a draw.
func periodOf(ctx context.Context, d *ent.LotteryDraw) (*ent.LotteryPeriod, error) {
	sheet, err := sheetOf(ctx, d)
	if err != nil {
		return nil, err
	}
	period := sheet.Period(d.PeriodID)
	if period == nil {
		return nil, fmt.Errorf("draw %s has no period", d.ID)
	}
	return period, nil
}

// drawsPage reads a page of a lottery's draws.
func (r *Resolver) drawsPage(ctx context.Context, id mall.AnyID, args page.Args) (*model.LotteryDrawConnection, error) {
	campaignID, ok := id.Campaign()
	if !ok {
		return nil, campaign.NotFound()
	}
	if _, err := r.Campaigns.Find(ctx, mall.ActorOf(ctx), campaignID); err != nil {
		return nil, err
	}
	sheet, err := loader.From(ctx).Lotteries().Load(ctx, campaignID)
	if err != nil {
		return nil, err
	}
	if sheet == nil {
		return nil, campaign.NotFound()
	}
	return page.List[ent.LotteryDraw, lottery.Place]{
		Text: func(d *ent.LotteryDraw) string {
			return fmt.Sprintf("%d.%d", sheet.Period(d.PeriodID).Number, d.Sequence)
		},
		Place: func(text string) (place lottery.Place, ok bool) {
			n, err := fmt.Sscanf(text, "%d.%d", &place.Period, &place.Sequence)
			return place, n == 2 && err == nil
		},
		Read: func(ctx context.Context, part page.Part[lottery.Place]) ([]*ent.LotteryDraw, error) {
			var after lottery.Place
			set(&after, part.After)
			return r.Lotteries.Draws(ctx, sheet, after, part.Limit)
		},
		Count: func(context.Context) (int, error) { return sheet.Drawn(), nil },
	}.Page(ctx, args)
}

// givenBy are the points that all draws of a lottery have given, for staff alone.
func givenBy(ctx context.Context, of *lottery.Sheet) *mall.Points {
	p := of.Present()
	return forStaff(ctx, new(p.GivenBefore+p.Given))
}
