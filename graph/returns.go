package graph

import (
	"context"
	"strconv"

	"pointsmall/graph/model"
	"pointsmall/graph/page"
	"pointsmall/mall"
	"pointsmall/mall/earning"
	"pointsmall/mall/earning/purchase"
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

// waitingReturnsPage reads a page of the returns that wait: a partner's own, or all that
// staff ask for.
func (r *Resolver) waitingReturnsPage(ctx context.Context, args page.Args, filter *model.WaitingReturnFilter) (*model.PurchaseReturnConnection, error) {
	w, refusal := args.Window()
	if refusal != nil {
		return nil, refusal
	}
	query := purchase.Waiting{Limit: w.Size + 1, FromEnd: w.Backward}
	var ok bool
	if query.After, ok = returnPosition(w.After); !ok {
		return nil, page.BadCursor("after")
	}
	if query.Before, ok = returnPosition(w.Before); !ok {
		return nil, page.BadCursor("before")
	}
	if err := r.narrowWaiting(ctx, &query, filter); err != nil {
		return nil, err
	}
	returns, err := r.Earning.WaitingReturns(ctx, query)
	if err != nil {
		return nil, err
	}
	returns, hasNext, hasPrevious := page.Cut(w, returns)
	edges := make([]*model.PurchaseReturnEdge, len(returns))
	for i, one := range returns {
		edges[i] = &model.PurchaseReturnEdge{Cursor: page.Cursor(one.ID.String()), Node: one}
	}
	info := &model.PageInfo{HasNextPage: hasNext, HasPreviousPage: hasPrevious}
	if n := len(edges); n > 0 {
		info.StartCursor, info.EndCursor = &edges[0].Cursor, &edges[n-1].Cursor
	}
	count := func(ctx context.Context) (int, error) {
		return r.Earning.CountWaitingReturns(ctx, query, page.MaxCount)
	}
	return &model.PurchaseReturnConnection{Edges: edges, Nodes: returns, PageInfo: info, Count: count}, nil
}

// narrowWaiting reads whose returns are listed. Refusals: INVALID_INPUT (a partner that
// names one), NOT_FOUND.
func (r *Resolver) narrowWaiting(ctx context.Context, query *purchase.Waiting, filter *model.WaitingReturnFilter) error {
	var partner *string
	if filter != nil {
		partner, query.RecordedBefore = filter.Partner, filter.RecordedBefore
	}
	if mall.ActorOf(ctx).Kind == mall.ActorStaff && partner == nil {
		return nil
	}
	of, err := r.partnerOf(ctx, partner)
	query.Source = of.String()
	return at(err, "filter")
}

func returnPosition(cursor string) (*mall.ReturnID, bool) {
	if cursor == "" {
		return nil, true
	}
	id, ok := mall.AnyID(cursor).Return()
	return &id, ok
}
