package graph

import (
	"context"

	"pointsmall/graph/model"
	"pointsmall/graph/page"
	"pointsmall/mall"
	"pointsmall/mall/earning/referral"
)

// referralsPage reads a page of a member's referrals, newest first.
func (r *Resolver) referralsPage(ctx context.Context, member mall.MemberID, args page.Args) (*model.ReferralConnection, error) {
	return page.List[referral.Referral, mall.ReferralID]{
		Text:  func(one *referral.Referral) string { return one.ID.String() },
		Place: page.ByID(mall.AnyID.Referral),
		Read: func(ctx context.Context, part page.Part[mall.ReferralID]) ([]*referral.Referral, error) {
			return r.Referrals.OfReferrer(ctx, member, referral.Page{
				After: part.After, Before: part.Before, Limit: part.Limit, FromEnd: part.FromEnd,
			})
		},
		Count: func(ctx context.Context) (int, error) {
			return r.Referrals.CountOfReferrer(ctx, member, page.MaxCount)
		},
	}.Page(ctx, args)
}
