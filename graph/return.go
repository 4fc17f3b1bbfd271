package graph

import (
	"context"
	"strconv"

	"pointsmall/ent"
	"pointsmall/graph/model"
	"pointsmall/graph/page"
	"pointsmall/mall"
	"pointsmall/mall/earning"
	"pointsmall/mall/earning/purchase"
	"pointsmall/mall/store"
)

// returnOf reads a return's input.
func returnOf(ctx context.Context, input model.RecordReturnInput) (earning.Return, error) {
	r := earning.Return{
		Source: sourceOf(ctx), ExternalRef: input.ExternalRef, PurchaseRef: input.PurchaseRef, OccurredAt: input.OccurredAt, Lines: linesOf(input.Lines),
	}
	if input.Amount == nil {
		return r, nil
	}
	amount, err := mall.ReadMoney(input.Amount.Amount, input.Amount.Currency)
	r.Refund = &amount
	return r, at(err, "amount")
}

// returnPayload answers with what became of a reported return.
func returnPayload(ctx context.Context, returned earning.Returned, err error) (*model.RecordReturnPayload, error) {
	if err != nil {
		refusals, err := userErrors(ctx, err)
		return &model.RecordReturnPayload{UserErrors: refusals}, err
	}
	return &model.RecordReturnPayload{
		PointsTakenBack: &returned.TakenBack, Pending: returned.Pending, Duplicate: returned.Duplicate, UserErrors: []model.UserError{},
	}, nil
}

// returnsPayload answers with what became of each of many returns.
func returnsPayload(ctx context.Context, results []*model.RecordReturnPayload, err error) (*model.RecordReturnsPayload, error) {
	if err != nil {
		refusals, err := userErrors(ctx, err)
		return &model.RecordReturnsPayload{Results: []*model.RecordReturnPayload{}, UserErrors: refusals}, err
	}
	return &model.RecordReturnsPayload{Results: results, UserErrors: []model.UserError{}}, nil
}

// recordReturns records the returns that can be read together; the others are refused each
// in its place.
func (r *Resolver) recordReturns(ctx context.Context, inputs []*model.RecordReturnInput) (*model.RecordReturnsPayload, error) {
	const field = "returns"
	if err := tooMany(len(inputs), field); err != nil {
		return returnsPayload(ctx, nil, err)
	}
	results := make([]*model.RecordReturnPayload, len(inputs))
	returns, places := make([]earning.Return, 0, len(inputs)), make([]int, 0, len(inputs))
	answer := func(i int, returned earning.Returned, err error) error {
		payload, err := returnPayload(ctx, returned, at(err, field, strconv.Itoa(i)))
		results[i] = payload
		return err
	}
	for i, input := range inputs {
		one, err := returnOf(ctx, *input)
		if err == nil {
			returns, places = append(returns, one), append(places, i)
		} else if err := answer(i, earning.Returned{}, err); err != nil {
			return nil, err
		}
	}
	for n, out := range r.Earning.RecordReturns(ctx, returns) {
		if err := answer(places[n], out.Answer, out.Err); err != nil {
			return nil, err
		}
	}
	return returnsPayload(ctx, results, nil)
}

// waitingReturnsPage reads a page of the returns that wait: a partner's own, or all that
// staff ask for.
func (r *Resolver) waitingReturnsPage(ctx context.Context, args page.Args, filter *model.WaitingReturnFilter) (*model.PurchaseReturnConnection, error) {
	var query purchase.Waiting
	return page.List[ent.PurchaseReturn, mall.ReturnID]{
		Text:  func(one *ent.PurchaseReturn) string { return one.ID.String() },
		Place: page.ByID(mall.AnyID.Return),
		Read: func(ctx context.Context, part page.Part[mall.ReturnID]) ([]*ent.PurchaseReturn, error) {
			query.After, query.Before, query.Limit, query.FromEnd = part.After, part.Before, part.Limit, part.FromEnd
			if err := r.narrowWaiting(ctx, &query, filter); err != nil {
				return nil, err
			}
			return r.Earning.WaitingReturns(ctx, query)
		},
		Count: func(ctx context.Context) (int, error) {
			return r.Earning.CountWaitingReturns(ctx, query, page.MaxCount)
		},
	}.Page(ctx, args)
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

func (r *Resolver) returnsPage(ctx context.Context, args page.Args, input *model.PurchaseReturnFilter) (*model.PurchaseReturnConnection, error) {
	var f purchase.ReturnFilter
	if input != nil {
		source, refusal := sourceNamed(input.PartnerID)
		if refusal == nil {
			refusal = filtered(&f.Member, input.MemberID, mall.AnyID.Member, "memberId")
		}
		if refusal != nil {
			return nil, refusal
		}
		f.Source, f.PurchaseRef, f.From, f.Until = source, text(input.PurchaseRef), input.From, input.Until
		set(&f.Status, input.Status)
	}
	return newestFirst(func(one *ent.PurchaseReturn) mall.ReturnID { return one.ID }, mall.AnyID.Return,
		func(ctx context.Context, p store.Span[mall.ReturnID]) ([]*ent.PurchaseReturn, error) {
			return purchase.ListReturns(ctx, r.DB, f, p)
		},
		func(ctx context.Context, limit int) (int, error) { return purchase.CountReturns(ctx, r.DB, f, limit) },
	).Page(ctx, args)
}
