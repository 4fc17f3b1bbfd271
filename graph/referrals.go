package graph

import (
	"context"

	"pointsmall/graph/model"
	"pointsmall/graph/page"
	"pointsmall/mall"
	"pointsmall/mall/earning/referral"
)

// sees reports whether the caller may see what only a member and staff may.
func sees(ctx context.Context, m mall.MemberID) bool {
	actor := mall.ActorOf(ctx)
	switch actor.Kind {
	case mall.ActorMember:
		return actor.MemberID == m
	case mall.ActorStaff:
		return actor.May(mall.PermissionMembers)
	}
	return false
}

// referralsPage reads a page of a member's referrals, newest first.
func (r *Resolver) referralsPage(ctx context.Context, member mall.MemberID, args page.Args) (*model.ReferralConnection, error) {
	w, refusal := args.Window()
	if refusal != nil {
		return nil, refusal
	}
	query := referral.Page{Limit: w.Size + 1, FromEnd: w.Backward}
	var ok bool
	if query.After, ok = referralPosition(w.After); !ok {
		return nil, page.BadCursor("after")
	}
	if query.Before, ok = referralPosition(w.Before); !ok {
		return nil, page.BadCursor("before")
	}
	referrals, err := r.Referrals.OfReferrer(ctx, member, query)
	if err != nil {
		return nil, err
	}
	referrals, hasNext, hasPrevious := page.Cut(w, referrals)
	edges := make([]*model.ReferralEdge, len(referrals))
	for i, one := range referrals {
		edges[i] = &model.ReferralEdge{Cursor: page.Cursor(one.ID.String()), Node: one}
	}
	info := &model.PageInfo{HasNextPage: hasNext, HasPreviousPage: hasPrevious}
	if n := len(edges); n > 0 {
		info.StartCursor, info.EndCursor = &edges[0].Cursor, &edges[n-1].Cursor
	}
	count := func(ctx context.Context) (int, error) {
		return r.Referrals.CountOfReferrer(ctx, member, page.MaxCount)
	}
	return &model.ReferralConnection{Edges: edges, Nodes: referrals, PageInfo: info, Count: count}, nil
}

func referralPosition(cursor string) (*mall.ReferralID, bool) {
	if cursor == "" {
		return nil, true
	}
	id, ok := mall.AnyID(cursor).Referral()
	return &id, ok
}
