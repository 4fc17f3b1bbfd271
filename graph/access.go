package graph

import (
	"context"

	"pointsmall/graph/model"
	"pointsmall/mall/access"
)

// authPayload answers with the tokens of a sign-in.
func authPayload(ctx context.Context, t access.Tokens, err error) (*model.AuthPayload, error) {
	if err != nil {
		refusals, err := userErrors(ctx, err)
		return &model.AuthPayload{UserErrors: refusals}, err
	}
	shown := &model.AuthPayload{AccessToken: &t.Access, RefreshToken: &t.Refresh, Member: t.Member, NewMember: t.New, UserErrors: []model.UserError{}}
	keep(ctx, t, shown)
	return shown, nil
}

// refreshPayload answers with a session's next tokens. A session that is over takes its cookie along.
func refreshPayload(ctx context.Context, t access.Tokens, err error) (*model.AuthPayload, error) {
	shown, err := authPayload(ctx, t, err)
	if err == nil && shown.AccessToken == nil {
		forget(ctx)
	}
	return shown, err
}

// signOutPayload answers whether the session is over.
func signOutPayload(ctx context.Context, err error) (*model.SignOutPayload, error) {
	if err != nil {
		refusals, err := userErrors(ctx, err)
		return &model.SignOutPayload{UserErrors: refusals}, err
	}
	forget(ctx)
	return &model.SignOutPayload{SignedOut: true, UserErrors: []model.UserError{}}, nil
}
