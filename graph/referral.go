package graph

import (
	"context"

	"pointsmall/graph/model"
	"pointsmall/graph/page"
	"pointsmall/mall"
	"pointsmall/mall/earning/referral"
)

// referralsPage reads a page of referrals, newest first.
func (r *Resolver) referralsPage(ctx context.Context, of referral.Filter, args page.Args) (*model.ReferralConnection, error) {
	return page.List[referral.Referral, mall.ReferralID]{
		Text:  func(one *referral.Referral) string { return one.ID.String() },
		Place: page.ByID(mall.AnyID.Referral),
		Read: func(ctx context.Context, part page.Part[mall.ReferralID]) ([]*referral.Referral, error) {
			return r.Referrals.List(ctx, of, referral.Page{
				After: part.After, Before: part.Before, Limit: part.Limit, FromEnd: part.FromEnd,
			})
		},
		Count: func(ctx context.Context) (int, error) {
			return r.Referrals.Count(ctx, of, page.MaxCount)
		},
	}.Page(ctx, args)
}

// forStaff shows something to staff alone.
func forStaff[T any](ctx context.Context, shown *T) *T {
	if mall.ActorOf(ctx).Kind != mall.ActorStaff {
		return nil
	}
	return shown
}

// reviewPayload answers with what became of a decision about a referral.
func reviewPayload(ctx context.Context, r *referral.Referral, err error) (*model.DecideReferralPayload, error) {
	if err != nil {
		refusals, err := userErrors(ctx, err)
		return &model.DecideReferralPayload{UserErrors: refusals}, err
	}
	return &model.DecideReferralPayload{Referral: r, UserErrors: []model.UserError{}}, nil
}
