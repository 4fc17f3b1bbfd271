package graph

import (
	"context"

	"pointsmall/ent"
	"pointsmall/graph/model"
	"pointsmall/mall"
	"pointsmall/mall/access"
)

// requestCode sends a code.
func (r *Resolver) requestCode(ctx context.Context, input model.RequestSignInCodeInput) (*model.RequestSignInCodePayload, error) {
	c, refusal := mall.ContactOf(input.Phone, input.Email)
	if refusal != nil {
		return codePayload(ctx, access.SentCode{}, refusal)
	}
	sent, err := r.Access.RequestCode(ctx, mall.ActorOf(ctx), input.Purpose, c)
	return codePayload(ctx, sent, err)
}

func codePayload(ctx context.Context, sent access.SentCode, err error) (*model.RequestSignInCodePayload, error) {
	if err != nil {
		refusals, err := userErrors(ctx, err)
		return &model.RequestSignInCodePayload{UserErrors: refusals}, err
	}
	return &model.RequestSignInCodePayload{ExpiresAt: &sent.ExpiresAt, AgainAt: &sent.AgainAt, UserErrors: []model.UserError{}}, nil
}

// changedMember answers with a member as a verb has left them.
func changedMember(ctx context.Context, m *ent.Member, err error) (*model.MemberPayload, error) {
	if err != nil {
		refusals, err := userErrors(ctx, err)
		return &model.MemberPayload{UserErrors: refusals}, err
	}
	return &model.MemberPayload{Member: m, UserErrors: []model.UserError{}}, nil
}

// ifSeen is what a caller may see of a member, or nil.
func ifSeen[T any](ctx context.Context, m *ent.Member, v *T) *T {
	if !sees(ctx, m.ID) {
		return nil
	}
	return v
}

// arrivalOf is what somebody states who may be new.
func arrivalOf(displayName, referralCode, deviceID *string) access.Arrival {
	return access.Arrival{DisplayName: text(displayName), ReferralCode: text(referralCode), DeviceID: text(deviceID)}
}
