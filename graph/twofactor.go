package graph

import (
	"context"

	"pointsmall/ent"
	"pointsmall/graph/model"
	"pointsmall/mall"
	"pointsmall/mall/staff"
)

// beginTwoFactorPayload answers with what an app needs to make codes.
func beginTwoFactorPayload(ctx context.Context, secret, url string, err error) (*model.BeginTwoFactorPayload, error) {
	if err != nil {
		refusals, err := userErrors(ctx, err)
		return &model.BeginTwoFactorPayload{UserErrors: refusals}, err
	}
	return &model.BeginTwoFactorPayload{Secret: &secret, URL: &url, UserErrors: []model.UserError{}}, nil
}

// twoFactorPayload answers with what became of a second factor, and with recovery codes where
// some were made.
func twoFactorPayload(ctx context.Context, codes []string, user *ent.Staff, err error) (*model.TwoFactorPayload, error) {
	if err != nil {
		refusals, err := userErrors(ctx, err)
		return &model.TwoFactorPayload{UserErrors: refusals}, err
	}
	renewUser(ctx, user)
	return &model.TwoFactorPayload{RecoveryCodes: codes, User: user, UserErrors: []model.UserError{}}, nil
}

// turnOff turns the caller's second factor off, or takes another user's.
func (r *Resolver) turnOff(ctx context.Context, input model.TurnOffTwoFactorInput) (*ent.Staff, error) {
	actor := mall.ActorOf(ctx)
	switch {
	case input.StaffID == nil && input.Code == nil:
		return nil, mall.Errorf(mall.CodeInvalidInput, "give a code of your second factor, or name another user as staffId", "请提供您的两步验证码，或以 staffId 指定其他员工").At("code")
	case input.StaffID == nil:
		return r.Access.TurnOffSecondFactor(ctx, actor, *input.Code)
	case input.Code != nil:
		return nil, mall.Errorf(mall.CodeInvalidInput, "code is for your own second factor: leave it out beside staffId", "code 用于关闭本人的两步验证：指定 staffId 时请勿提供").At("code")
	}
	id, ok := input.StaffID.Staff()
	if !ok {
		return nil, staff.NotFound()
	}
	return r.Access.TakeSecondFactor(ctx, actor, id)
}
