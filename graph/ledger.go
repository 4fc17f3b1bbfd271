package graph

import (
	"cmp"
	"context"
	"time"

	"pointsmall/ent"
	"pointsmall/graph/model"
	"pointsmall/mall"
	"pointsmall/mall/ledger"
)

// adjustPayload answers with what became of an adjustment.
func adjustPayload(ctx context.Context) func(ledger.Adjusted, error) (*model.AdjustPointsPayload, error) {
	return func(done ledger.Adjusted, err error) (*model.AdjustPointsPayload, error) {
		if err != nil {
			refusals, err := userErrors(ctx, err)
			return &model.AdjustPointsPayload{UserErrors: refusals}, err
		}
		payload := &model.AdjustPointsPayload{Entry: done.Entry, Request: done.Request, UserErrors: []model.UserError{}}
		if done.Entry != nil {
			payload.Account, err = accountAfter(ctx, done.Member, done.Entry.Currency)
		}
		return payload, err
	}
}

// holdPayload answers with what became of a hold.
func holdPayload(ctx context.Context) func(*ent.Hold, error) (*model.HoldPayload, error) {
	return func(hold *ent.Hold, err error) (*model.HoldPayload, error) {
		if err != nil {
			refusals, err := userErrors(ctx, err)
			return &model.HoldPayload{UserErrors: refusals}, err
		}
		account, err := accountAfter(ctx, hold.MemberID, hold.Currency)
		return &model.HoldPayload{Hold: hold, Account: account, UserErrors: []model.UserError{}}, err
	}
}

// causePayload answers with what became of a cause.
func causePayload(ctx context.Context) func(*ent.Cause, error) (*model.CausePayload, error) {
	return func(cause *ent.Cause, err error) (*model.CausePayload, error) {
		refusals, err := userErrors(ctx, err)
		return &model.CausePayload{Cause: cause, UserErrors: refusals}, err
	}
}

// currencyPayload answers with what became of a points currency.
func currencyPayload(ctx context.Context) func(*ent.PointsCurrency, error) (*model.PointsCurrencyPayload, error) {
	return func(currency *ent.PointsCurrency, err error) (*model.PointsCurrencyPayload, error) {
		refusals, err := userErrors(ctx, err)
		return &model.PointsCurrencyPayload{Currency: currency, UserErrors: refusals}, err
	}
}

// noSuch refuses an id in an input that names nothing of its kind.
func noSuch(en, zh, field string) *mall.Error {
	return (&mall.Error{Code: mall.CodeNotFound, Text: mall.Text{EN: en, ZH: zh}}).At(field)
}

// holdOf reads a hold's input.
func holdOf(ctx context.Context, input model.HoldPointsInput) (ledger.NewHold, error) {
	member, ok := input.MemberID.Member()
	if !ok {
		return ledger.NewHold{}, noSuch("no such member", "会员不存在", "memberId")
	}
	h := ledger.NewHold{
		Actor: mall.ActorOf(ctx), Member: member, Currency: currencyOf(input.Currency), Points: input.Points, Reason: input.Reason, Key: input.IdempotencyKey,
	}
	if input.Seconds != nil {
		if *input.Seconds < 1 {
			return h, mall.Errorf(mall.CodeInvalidInput, "a hold lasts at least a second", "冻结至少 1 秒").At("seconds")
		}
		h.For = time.Duration(*input.Seconds) * time.Second
	}
	return h, nil
}

// refundOf reads a refund's input.
func refundOf(ctx context.Context, input model.RefundPointsInput) (ledger.PointsRefund, error) {
	id, ok := input.EntryID.Entry()
	if !ok {
		return ledger.PointsRefund{}, noSuch("no such points entry", "积分明细不存在", "entryId")
	}
	refund := ledger.PointsRefund{Actor: mall.ActorOf(ctx), Entry: id, Reason: input.Reason, Key: input.IdempotencyKey}
	if input.Points != nil {
		if *input.Points < 1 {
			return refund, mall.Errorf(mall.CodeInvalidInput, "points must be at least 1", "积分须大于 0").At("points")
		}
		refund.Points = *input.Points
	}
	return refund, nil
}

// checkDays refuses to look further ahead than maxDays.
func checkDays(days int) *mall.Error {
	if days < 0 || days > maxDays {
		return mall.Errorf(mall.CodeInvalidInput, "days must be from 0 to %d", "days 须为 0 至 %d", maxDays).At("days")
	}
	return nil
}

// entryFilter reads which entries of a statement are listed.
func entryFilter(input *model.PointsEntryFilter) ledger.Filter {
	if input == nil {
		return ledger.Filter{}
	}
	return ledger.Filter{Kinds: input.Kinds, From: input.From, Until: input.Until}
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

// set puts what a caller sent, if anything, in its place.
func set[T any](into *T, sent *T) {
	if sent != nil {
		*into = *sent
	}
}

// unlessZero is v, or null where nothing is limited.
func unlessZero[T comparable](v T) *T {
	var zero T
	if v == zero {
		return nil
	}
	return &v
}
