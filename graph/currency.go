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
		Clawback: cmp.Or(p.Clawback, mall.ClawbackUnlimited), AdjustmentLimit: unlessZero(p.AdjustmentLimit),
		Transfer: &model.TransferPolicy{
			Allowed: t.Allowed, Min: unlessZero(t.Min), Max: unlessZero(t.Max), DayPoints: unlessZero(t.DayPoints), DayCount: unlessZero(t.DayCount),
			ReceiverDayPoints: unlessZero(t.ReceiverDayPoints), FeePerMille: t.FeePerMille, MinAgeDays: t.MinAgeDays, CoolDownHours: t.CoolDownHours,
		},
	}
}

// changePolicy changes a policy as an input says.
func changePolicy(input model.UpdatePointsPolicyInput) func(*mall.PointsPolicy) {
	return func(p *mall.PointsPolicy) {
		set(&p.Refund, input.ExpiredRefund)
		set(&p.GraceDays, input.GraceDays)
		set(&p.Clawback, input.Clawback)
		set(&p.AdjustmentLimit, input.AdjustmentLimit)
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
