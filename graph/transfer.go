package graph

import (
	"context"

	"pointsmall/ent"
	"pointsmall/graph/model"
	"pointsmall/graph/page"
	"pointsmall/mall"
	"pointsmall/mall/ledger"
	"pointsmall/mall/store"
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

func (r *Resolver) transfersPage(ctx context.Context, args page.Args, input *model.PointsTransferFilter) (*model.PointsTransferConnection, error) {
	var f ledger.TransferFilter
	if input != nil {
		if refusal := filtered(&f.Member, input.MemberID, mall.AnyID.Member, "memberId"); refusal != nil {
			return nil, refusal
		}
		f.From, f.Until = input.From, input.Until
	}
	return newestFirst(func(one *ent.Transfer) mall.TransferID { return one.ID }, mall.AnyID.Transfer,
		func(ctx context.Context, p store.Span[mall.TransferID]) ([]*ent.Transfer, error) {
			return r.Ledger.ListTransfers(ctx, f, p)
		},
		func(ctx context.Context, limit int) (int, error) { return r.Ledger.CountTransfers(ctx, f, limit) },
	).Page(ctx, args)
}
