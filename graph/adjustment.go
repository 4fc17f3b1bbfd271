package graph

import (
	"context"

	"pointsmall/graph/model"
	"pointsmall/mall"
	"pointsmall/mall/ledger"
)

// adjustmentOf reads an adjustment's input.
func adjustmentOf(ctx context.Context, input model.AdjustPointsInput) (ledger.Adjustment, error) {
	member, ok := input.MemberID.Member()
	if !ok {
		return ledger.Adjustment{}, mall.Errorf(mall.CodeNotFound, "no such member", "会员不存在").At("memberId")
	}
	return ledger.Adjustment{
		Actor: mall.ActorOf(ctx), Member: member, Currency: currencyOf(input.Currency), Points: input.Points, Reason: input.Reason,
		ExpiresAt: input.ExpiresAt, Key: input.IdempotencyKey,
	}, nil
}

// adjustPayload answers with what became of an adjustment.
func adjustPayload(ctx context.Context, done ledger.Adjusted, err error) (*model.AdjustPointsPayload, error) {
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
