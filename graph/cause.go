package graph

import (
	"context"

	"pointsmall/ent"
	"pointsmall/graph/model"
	"pointsmall/mall"
)

// causePayload answers with what became of a cause.
func causePayload(ctx context.Context, cause *ent.Cause, err error) (*model.CausePayload, error) {
	if err != nil {
		refusals, err := userErrors(ctx, err)
		return &model.CausePayload{UserErrors: refusals}, err
	}
	return &model.CausePayload{Cause: cause, UserErrors: []model.UserError{}}, nil
}

// donatePayload answers with what became of a donation to a cause.
func (r *Resolver) donatePayload(ctx context.Context, to mall.CauseID, entry *ent.Entry, err error) (*model.DonatePointsPayload, error) {
	if err != nil {
		refusals, err := userErrors(ctx, err)
		return &model.DonatePointsPayload{UserErrors: refusals}, err
	}
	cause, err := r.Ledger.FindCause(ctx, to)
	if err != nil {
		return nil, err
	}
	account, err := accountAfter(ctx, mall.ActorOf(ctx).MemberID, entry.Currency)
	return &model.DonatePointsPayload{Entry: entry, Cause: cause, Account: account, UserErrors: []model.UserError{}}, err
}

// noCause refuses an id that names no cause.
func noCause() *mall.Error { return noSuch("no such cause", "公益项目不存在", "causeId") }
