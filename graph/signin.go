package graph

import (
	"context"

	"pointsmall/graph/model"
	"pointsmall/mall/access"
)

// authPayload wraps what a sign-in gave.
func authPayload(ctx context.Context) func(access.Tokens, error) (*model.AuthPayload, error) {
	return func(t access.Tokens, err error) (*model.AuthPayload, error) {
		if err != nil {
			refusals, err := userErrors(ctx, err)
			return &model.AuthPayload{UserErrors: refusals}, err
		}
		return &model.AuthPayload{AccessToken: &t.Access, RefreshToken: &t.Refresh, Member: t.Member, UserErrors: []model.UserError{}}, nil
	}
}
