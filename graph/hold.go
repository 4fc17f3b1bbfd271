package graph

import (
	"context"
	"time"

	"pointsmall/ent"
	"pointsmall/graph/model"
	"pointsmall/graph/page"
	"pointsmall/mall"
	"pointsmall/mall/ledger"
	"pointsmall/mall/store"
)

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

// holdPayload answers with what became of a hold.
func holdPayload(ctx context.Context, hold *ent.Hold, err error) (*model.HoldPayload, error) {
	if err != nil {
		refusals, err := userErrors(ctx, err)
		return &model.HoldPayload{UserErrors: refusals}, err
	}
	account, err := accountAfter(ctx, hold.MemberID, hold.Currency)
	return &model.HoldPayload{Hold: hold, Account: account, UserErrors: []model.UserError{}}, err
}

// noHold refuses an id that names no hold.
func noHold() *mall.Error { return noSuch("no such hold", "冻结记录不存在", "holdId") }

func (r *Resolver) holdsPage(ctx context.Context, args page.Args, input *model.PointsHoldFilter) (*model.PointsHoldConnection, error) {
	var f ledger.HoldFilter
	if input != nil {
		var err error
		if f.Accounts, err = r.accountsOf(ctx, input.MemberID); err != nil {
			return nil, err
		}
		set(&f.Status, input.Status)
	}
	return newestFirst(func(one *ent.Hold) mall.HoldID { return one.ID }, mall.AnyID.Hold,
		func(ctx context.Context, p store.Span[mall.HoldID]) ([]*ent.Hold, error) {
			return r.Ledger.ListHolds(ctx, f, p)
		},
		func(ctx context.Context, limit int) (int, error) { return r.Ledger.CountHolds(ctx, f, limit) },
	).Page(ctx, args)
}
