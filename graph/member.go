package graph

import (
	"context"

	"pointsmall/ent"
	"pointsmall/graph/model"
	"pointsmall/graph/page"
	"pointsmall/mall"
	"pointsmall/mall/member"
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

// membersPage reads a page of the members whose texts contain search, newest first.
func (r *Resolver) membersPage(ctx context.Context, search string, args page.Args) (*model.MemberConnection, error) {
	if len(search) > maxSearch {
		return nil, mall.Errorf(mall.CodeInvalidInput, "search is longer than %d bytes", "搜索词超过 %d 字节", maxSearch).At("search")
	}
	return page.List[ent.Member, mall.MemberID]{
		Text:  func(m *ent.Member) string { return m.ID.String() },
		Place: page.ByID(mall.AnyID.Member),
		Read: func(ctx context.Context, part page.Part[mall.MemberID]) ([]*ent.Member, error) {
			return r.Members.List(ctx, member.Query{
				Search: search,
				Before: part.After, // after it in the list: older
				After:  part.Before,
				Limit:  part.Limit, Oldest: part.FromEnd,
			})
		},
		Count: func(ctx context.Context) (int, error) { return r.Members.Count(ctx, search, page.MaxCount) },
	}.Page(ctx, args)
}
