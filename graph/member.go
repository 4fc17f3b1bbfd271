package graph

import (
	"context"

	"pointsmall/graph/model"
	"pointsmall/mall"
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
