package graph

import (
	"cmp"
	"context"

	"pointsmall/ent"
	"pointsmall/graph/model"
	"pointsmall/mall"
)

// currencyOf is the points currency that a caller named, or the mall's own.
func currencyOf(name *string) mall.PointsCurrency {
	if name == nil {
		return mall.DefaultPoints
	}
	return mall.PointsCurrency(*name)
}

// currencyPayload answers with what became of a points currency.
func currencyPayload(ctx context.Context, currency *ent.PointsCurrency, err error) (*model.PointsCurrencyPayload, error) {
	if err != nil {
		refusals, err := userErrors(ctx, err)
		return &model.PointsCurrencyPayload{UserErrors: refusals}, err
	}
	return &model.PointsCurrencyPayload{Currency: currency, UserErrors: []model.UserError{}}, nil
}

// policyOf shows a policy with its defaults filled in.
func policyOf(p mall.PointsPolicy) *model.PointsPolicy {
	t := p.Transfer
	return &model.PointsPolicy{
		ExpiredRefund: cmp.Or(p.Refund, mall.ExpiredRefundGrace), GraceDays: cmp.Or(p.GraceDays, mall.DefaultGraceDays),
		Clawback: cmp.Or(p.Clawback, mall.ClawbackUnlimited), AdjustmentLimit: p.AdjustmentLimit,
		Transfer: &model.TransferPolicy{
			Allowed: t.Allowed, Min: unlessZero(t.Min), Max: unlessZero(t.Max), DayPoints: unlessZero(t.DayPoints), DayCount: unlessZero(t.DayCount),
			ReceiverDayPoints: unlessZero(t.ReceiverDayPoints), FeePerMille: t.FeePerMille, MinAgeDays: t.MinAgeDays, CoolDownHours: t.CoolDownHours,
		},
	}
}

// checkPolicy refuses limits of 0 that would allow nothing, which something else says
// better, and asks that contradict each other.
func checkPolicy(input model.UpdatePointsPolicyInput) *mall.Error {
	if input.GraceDays != nil && *input.GraceDays == 0 {
		return mall.Errorf(mall.CodeInvalidInput, "graceDays must be from 1 to 3,650; without grace, set expiredRefund to FORFEIT",
			"graceDays 须为 1 至 3650；不给宽限期时，请将 expiredRefund 设为 FORFEIT").At("graceDays")
	}
	if input.LiftAdjustmentLimit && input.AdjustmentLimit != nil {
		return mall.Errorf(mall.CodeInvalidInput, "give adjustmentLimit, or lift it, not both", "不能同时设置并取消 adjustmentLimit").At("liftAdjustmentLimit")
	}
	t := input.Transfer
	if t == nil {
		return nil
	}
	for _, limit := range []struct {
		field string
		zero  bool
	}{
		{"max", zero(t.Max)}, {"dayPoints", zero(t.DayPoints)}, {"dayCount", zero(t.DayCount)}, {"receiverDayPoints", zero(t.ReceiverDayPoints)},
	} {
		if limit.zero {
			return mall.Errorf(mall.CodeInvalidInput, "%[1]s must be at least 1; leave it out for no limit, or set allowed to false",
				"%[1]s 至少为 1；不限时请留空，禁止转赠请将 allowed 设为 false", limit.field).At("transfer", limit.field)
		}
	}
	return nil
}

// zero reports whether a caller sent a 0.
func zero[N int | mall.Points](sent *N) bool { return sent != nil && *sent == 0 }

// changePolicy changes a policy as an input says.
func changePolicy(input model.UpdatePointsPolicyInput) func(*mall.PointsPolicy) {
	return func(p *mall.PointsPolicy) {
		set(&p.Refund, input.ExpiredRefund)
		set(&p.GraceDays, input.GraceDays)
		set(&p.Clawback, input.Clawback)
		if input.AdjustmentLimit != nil || input.LiftAdjustmentLimit {
			p.AdjustmentLimit = input.AdjustmentLimit
		}
		if t := input.Transfer; t != nil {
			p.Transfer = mall.TransferPolicy{Allowed: t.Allowed, FeePerMille: t.FeePerMille, MinAgeDays: t.MinAgeDays, CoolDownHours: t.CoolDownHours}
			set(&p.Transfer.Min, t.Min)
			set(&p.Transfer.Max, t.Max)
			set(&p.Transfer.DayPoints, t.DayPoints)
			set(&p.Transfer.DayCount, t.DayCount)
			set(&p.Transfer.ReceiverDayPoints, t.ReceiverDayPoints)
		}
	}
}
