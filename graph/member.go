package graph

import (
	"context"

	"pointsmall/ent"
	"pointsmall/graph/model"
	"pointsmall/graph/page"
	"pointsmall/mall"
	"pointsmall/mall/earning/growth"
	"pointsmall/mall/ledger"
	"pointsmall/mall/member"
	"pointsmall/mall/store"
)

// memberPayload answers with the member as it is now.
func (r *Resolver) memberPayload(ctx context.Context, id mall.MemberID, err error) (*model.MemberPayload, error) {
	if err != nil {
		refusals, err := userErrors(ctx, err)
		return &model.MemberPayload{UserErrors: refusals}, err
	}
	m, err := r.Members.Get(ctx, id)
	return &model.MemberPayload{Member: m, UserErrors: []model.UserError{}}, err
}

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

// membersPage reads a page of the members whose texts contain search and of whom a filter is
// true, newest first.
func (r *Resolver) membersPage(ctx context.Context, search string, f member.Filter, args page.Args) (*model.MemberConnection, error) {
	if len(search) > maxSearch {
		return nil, mall.Errorf(mall.CodeInvalidInput, "search is longer than %d bytes", "搜索词超过 %d 字节", maxSearch).At("search")
	}
	return page.List[ent.Member, mall.MemberID]{
		Text:  func(m *ent.Member) string { return m.ID.String() },
		Place: page.ByID(mall.AnyID.Member),
		Read: func(ctx context.Context, part page.Part[mall.MemberID]) ([]*ent.Member, error) {
			return r.Members.List(ctx, member.Query{
				Search: search, Filter: f,
				Before: part.After, // after it in the list: older
				After:  part.Before,
				Limit:  part.Limit, Oldest: part.FromEnd,
			})
		},
		Count: func(ctx context.Context) (int, error) { return r.Members.Count(ctx, search, f, page.MaxCount) },
	}.Page(ctx, args)
}

// memberFilter reads which members to list.
func memberFilter(input *model.MemberFilter) (f member.Filter, err error) {
	if input == nil {
		return f, nil
	}
	if len(input.Tags) > 10 {
		return f, mall.Errorf(mall.CodeInvalidInput, "filter.tags has at most 10 tags", "filter.tags 最多 10 个标签").At("filter", "tags")
	}
	f = member.Filter{
		Tier: text(input.Tier), Tags: input.Tags, Frozen: input.Frozen, Left: input.Left,
		Registered: member.Span{From: input.RegisteredFrom, Until: input.RegisteredUntil}, Active: member.Span{From: input.ActiveFrom, Until: input.ActiveUntil},
	}
	if input.BalanceAtLeast != nil {
		f.Also = append(f.Also, ledger.HasAtLeast(*input.BalanceAtLeast))
	}
	return f, nil
}

// growthOf is what a member's history comes to.
func (r *Resolver) growthOf(ctx context.Context, id mall.MemberID) (*model.MemberGrowth, error) {
	balance, err := r.Ledger.Balance(ctx, id)
	if err != nil {
		return nil, err
	}
	spent, err := r.Ledger.LifetimeSpent(ctx, balance.AccountID)
	if err != nil {
		return nil, err
	}
	saved, err := r.Orders.Saved(ctx, id)
	if err != nil {
		return nil, err
	}
	var totals map[mall.MemberID]growth.Totals
	err = r.DB.Snapshot(ctx, func(ctx context.Context, tx *store.Tx) (err error) {
		totals, err = growth.TotalsOf(ctx, tx, []mall.MemberID{id})
		return err
	})
	if err != nil {
		return nil, err
	}
	has := totals[id]
	return &model.MemberGrowth{
		FirstPurchaseAt: has.FirstPurchaseAt, LastActivityAt: has.LastActivityAt, Purchases: has.Purchases, Bought: &mall.Money{Minor: has.SpentMinor, Currency: r.Currency},
		LifetimeEarned: balance.LifetimeEarned, LifetimeSpent: spent, Saved: &mall.Money{Minor: saved, Currency: r.Currency},
	}, nil
}
