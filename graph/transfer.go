package graph

import (
	"context"

	"pointsmall/ent"
	"pointsmall/graph/model"
	"pointsmall/mall"
	"pointsmall/mall/ledger"
)

// transferOf reads a transfer's input.
func transferOf(ctx context.Context, input model.TransferPointsInput) (ledger.NewTransfer, error) {
	to, ok := input.ToMemberID.Member()
	if !ok {
		return ledger.NewTransfer{}, noSuch("no such member", "会员不存在", "toMemberId")
	}
	return ledger.NewTransfer{
		Actor: mall.ActorOf(ctx), To: to, Currency: currencyOf(input.Currency), Points: input.Points, Note: text(input.Note), Key: input.IdempotencyKey,
	}, nil
}

// transferPayload answers with what became of a transfer.
func transferPayload(ctx context.Context, transfer *ent.Transfer, err error) (*model.TransferPointsPayload, error) {
	if err != nil {
		refusals, err := userErrors(ctx, err)
		return &model.TransferPointsPayload{UserErrors: refusals}, err
	}
	account, err := accountAfter(ctx, mall.ActorOf(ctx).MemberID, transfer.Currency)
	return &model.TransferPointsPayload{Transfer: transfer, Account: account, UserErrors: []model.UserError{}}, err
}
