package graph

import (
	"context"

	"pointsmall/ent"
	"pointsmall/graph/model"
	"pointsmall/graph/page"
	"pointsmall/mall"
	"pointsmall/mall/earning"
	"pointsmall/mall/earning/scancode"
	"pointsmall/mall/store"
)

// batchPayload answers with a new batch and its codes.
func batchPayload(ctx context.Context, batch *ent.ScanBatch, codes []string, err error) (*model.CreateCodeBatchPayload, error) {
	if err != nil {
		refusals, err := userErrors(ctx, err)
		return &model.CreateCodeBatchPayload{Codes: []string{}, UserErrors: refusals}, err
	}
	return &model.CreateCodeBatchPayload{Batch: batch, Codes: codes, UserErrors: []model.UserError{}}, nil
}

// createCodeBatch makes a batch that is small enough to be answered with its codes.
func (r *Resolver) createCodeBatch(ctx context.Context, input model.CreateCodeBatchInput) (*ent.ScanBatch, []string, error) {
	if input.Count > scancode.MaxReturned {
		refusal := mall.Errorf(mall.CodeLimitExceeded, "at most %d codes a call; `pointsmall codes make` makes more", "每次最多 %d 个，更多请使用 pointsmall codes make", scancode.MaxReturned).At("count")
		refusal.Figures = mall.Figures{Limit: scancode.MaxReturned, Left: scancode.MaxReturned}
		return nil, nil, refusal
	}
	codes := make([]string, 0, max(input.Count, 0))
	batch, err := r.Codes.Make(ctx, mall.ActorOf(ctx), scancode.NewBatch{
		Name: input.Name, Count: input.Count, Sku: input.Sku, Value: input.Value, From: input.ValidFrom, Until: input.ValidUntil,
	}, func(more []scancode.Code) error {
		for _, c := range more {
			codes = append(codes, c.String())
		}
		return nil
	})
	return batch, codes, err
}

// redeemPayload answers with what a code gave.
func redeemPayload(ctx context.Context, recorded earning.Recorded, err error) (*model.RedeemCodePayload, error) {
	if err != nil {
		refusals, err := userErrors(ctx, err)
		return &model.RedeemCodePayload{UserErrors: refusals}, err
	}
	account, err := accountAfter(ctx, mall.ActorOf(ctx).MemberID, mall.DefaultPoints)
	return &model.RedeemCodePayload{PointsEarned: &recorded.Points, Duplicate: recorded.Duplicate, Account: account, UserErrors: []model.UserError{}}, err
}

func (r *Resolver) batchesPage(ctx context.Context, args page.Args, name string) (*model.CodeBatchConnection, error) {
	return newestFirst(func(one *ent.ScanBatch) mall.ScanBatchID { return one.ID }, mall.AnyID.ScanBatch,
		func(ctx context.Context, p store.Span[mall.ScanBatchID]) ([]*ent.ScanBatch, error) {
			return r.Codes.Batches(ctx, name, p)
		},
		func(ctx context.Context, limit int) (int, error) { return r.Codes.CountBatches(ctx, name, limit) },
	).Page(ctx, args)
}

func (r *Resolver) codesPage(ctx context.Context, args page.Args, of scancode.CodesOf) (*model.ScanCodeConnection, error) {
	return newestFirst(func(one *ent.ScanCode) mall.ScanCodeID { return one.ID }, mall.AnyID.ScanCode,
		func(ctx context.Context, p store.Span[mall.ScanCodeID]) ([]*ent.ScanCode, error) {
			return r.Codes.Codes(ctx, of, p)
		},
		func(ctx context.Context, limit int) (int, error) { return r.Codes.CountCodes(ctx, of, limit) },
	).Page(ctx, args)
}
