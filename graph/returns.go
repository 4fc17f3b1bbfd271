package graph

import (
	"context"
	"strconv"

	"pointsmall/graph/model"
	"pointsmall/mall/earning"
)

// returnOf reads a return's input.
func returnOf(ctx context.Context, input model.RecordReturnInput) earning.Return {
	return earning.Return{
		Source: sourceOf(ctx), ExternalRef: input.ExternalRef, PurchaseRef: input.PurchaseRef, OccurredAt: input.OccurredAt, Lines: linesOf(input.Lines),
	}
}

func returnPayload(ctx context.Context) func(earning.Returned, error) (*model.RecordReturnPayload, error) {
	return func(returned earning.Returned, err error) (*model.RecordReturnPayload, error) {
		if err != nil {
			refusals, err := userErrors(ctx, err)
			return &model.RecordReturnPayload{UserErrors: refusals}, err
		}
		return &model.RecordReturnPayload{
			PointsTakenBack: &returned.TakenBack, Pending: returned.Pending, Duplicate: returned.Duplicate, UserErrors: []model.UserError{},
		}, nil
	}
}

func (r *Resolver) recordReturns(ctx context.Context, inputs []*model.RecordReturnInput) (*model.RecordReturnsPayload, error) {
	const field = "returns"
	if err := tooMany(len(inputs), field); err != nil {
		refusals, err := userErrors(ctx, err)
		return &model.RecordReturnsPayload{Results: []*model.RecordReturnPayload{}, UserErrors: refusals}, err
	}
	returns := make([]earning.Return, len(inputs))
	for i, input := range inputs {
		returns[i] = returnOf(ctx, *input)
	}
	results := make([]*model.RecordReturnPayload, len(inputs))
	for i, out := range r.Earning.RecordReturns(ctx, returns) {
		var err error
		if results[i], err = returnPayload(ctx)(out.Answer, at(out.Err, field, strconv.Itoa(i))); err != nil {
			return nil, err
		}
	}
	return &model.RecordReturnsPayload{Results: results, UserErrors: []model.UserError{}}, nil
}
