package graph

import (
	"context"

	"pointsmall/graph/model"
	"pointsmall/mall"
)

// beginPasskey begins to add a passkey, or to sign in by one.
func (r *Resolver) beginPasskey(ctx context.Context, input model.BeginStaffPasskeyInput) (*model.BeginStaffPasskeyPayload, error) {
	var options map[string]any
	var ticket string
	var err error
	actor := mall.ActorOf(ctx)
	switch {
	case !input.Add:
		options, ticket, err = r.Access.BeginPasskeySignIn(ctx)
	case actor.Kind != mall.ActorStaff:
		err = mall.Errorf(mall.CodeUnauthenticated, "sign in as staff before you add a passkey", "请先以员工身份登录，再添加通行密钥").At("add")
	default:
		options, ticket, err = r.Access.BeginPasskey(ctx, actor)
	}
	if err != nil {
		refusals, err := userErrors(ctx, err)
		return &model.BeginStaffPasskeyPayload{UserErrors: refusals}, err
	}
	return &model.BeginStaffPasskeyPayload{Options: options, Ticket: &ticket, UserErrors: []model.UserError{}}, nil
}
