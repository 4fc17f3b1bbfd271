package graph

import (
	"context"

	"pointsmall/graph/model"
	"pointsmall/mall"
	"pointsmall/mall/access"
)

// beginOpenID begins a sign-in through the provider, or links an account.
func (r *Resolver) beginOpenID(ctx context.Context, input model.BeginStaffOpenIDInput) (*model.BeginStaffOpenIDPayload, error) {
	var url, ticket string
	var err error
	switch {
	case input.Link && input.InvitationToken != nil:
		err = mall.Errorf(mall.CodeInvalidInput, "an invitation makes a user, and link is for one who is there: leave one of them out", "邀请用于新增员工，link 用于已有员工：请勿同时提供").At("invitationToken")
	case input.Link:
		url, ticket, err = r.Access.BeginOpenIDLink(ctx, mall.ActorOf(ctx))
	default:
		url, ticket, err = r.Access.BeginOpenID(ctx, text(input.InvitationToken))
	}
	if err != nil {
		refusals, err := userErrors(ctx, err)
		return &model.BeginStaffOpenIDPayload{UserErrors: refusals}, err
	}
	return &model.BeginStaffOpenIDPayload{URL: &url, Ticket: &ticket, UserErrors: []model.UserError{}}, nil
}

// openIDCodeOf reads what the provider's redirect brought back.
func openIDCodeOf(input model.FinishStaffOpenIDInput) access.OpenIDCode {
	return access.OpenIDCode{Ticket: input.Ticket, State: input.State, Code: input.Code}
}
