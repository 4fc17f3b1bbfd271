package graph

import (
	"context"

	"pointsmall/ent"
	"pointsmall/graph/model"
	"pointsmall/mall"
	"pointsmall/mall/tiering"
)

// tierPayload answers with what became of a tier.
func tierPayload(ctx context.Context, row *ent.Tier, err error) (*model.TierPayload, error) {
	if err != nil {
		refusals, err := userErrors(ctx, err)
		return &model.TierPayload{UserErrors: refusals}, err
	}
	return &model.TierPayload{Tier: row, UserErrors: []model.UserError{}}, nil
}

// tierChangeOf reads what is to change of a tier.
func tierChangeOf(input model.UpdateTierInput, currency mall.Currency) (tiering.Change, error) {
	change := tiering.Change{Code: input.Code, Version: input.Version}
	if input.Name != nil {
		name := textOf(input.Name)
		change.Name = &name
	}
	if t := input.Threshold; t != nil {
		if refusal := checkThreshold(t); refusal != nil {
			return change, refusal.At("threshold")
		}
		change.Threshold = &mall.TierThreshold{}
		set(&change.Threshold.Points, t.Points)
		if t.Purchases != nil {
			change.Threshold.Purchases = int64(*t.Purchases)
		}
		if t.Spent != nil {
			spent, err := moneyOf(t.Spent, currency)
			if err != nil {
				return change, at(err, "threshold", "spent")
			}
			change.Threshold.SpentMinor = spent.Minor
		}
	}
	if g := input.Rights; g != nil {
		change.Rights = &mall.TierRights{EarlyAccessHours: g.EarlyAccessHours, DedicatedService: g.DedicatedService}
		set(&change.Rights.OffsetPoints, g.OffsetPoints)
	}
	return change, nil
}

// checkThreshold refuses figures of 0, which everybody reaches: a figure that does not count
// is null.
func checkThreshold(t *model.TierThresholdInput) *mall.Error {
	for field, nothing := range map[string]bool{
		"spent": t.Spent != nil && t.Spent.Amount.Sign() <= 0, "purchases": t.Purchases != nil && *t.Purchases <= 0, "points": t.Points != nil && *t.Points <= 0,
	} {
		if nothing {
			return mall.Errorf(mall.CodeInvalidInput, "a figure of a threshold must be positive; null does not count", "门槛数值须为正数，不计入请传 null").At(field)
		}
	}
	return nil
}

// thresholdOf shows a threshold; nil when there is none.
func thresholdOf(t mall.TierThreshold, currency mall.Currency) *model.TierThreshold {
	if t == (mall.TierThreshold{}) {
		return nil
	}
	shown := &model.TierThreshold{Points: unlessZero(t.Points)}
	if t.Purchases > 0 {
		n := clampInt(t.Purchases)
		shown.Purchases = &n
	}
	if t.SpentMinor > 0 {
		shown.Spent = &mall.Money{Minor: t.SpentMinor, Currency: currency}
	}
	return shown
}

// missingOf shows what lacks to the next tier. All of a threshold's figures are more
// than 0 as long as it is not reached.
func missingOf(p *tiering.Progress, currency mall.Currency) *model.TierThreshold {
	if shown := thresholdOf(p.Missing, currency); shown != nil {
		return shown
	}
	return &model.TierThreshold{}
}
