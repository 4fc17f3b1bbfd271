package access

import (
	"context"

	"pointsmall/ent"
	"pointsmall/mall"
)

// Audience is for whom a place is at which sessions begin and go on.
type Audience string

// Audiences. The zero value lets everybody in.
const (
	AudienceMembers Audience = "members"
	AudienceStaff   Audience = "staff"
)

type audienceKey struct{}

// WithAudience has sessions begin and go on for that audience alone: a storefront's page never
// holds a session of staff, a console's none of a member.
func WithAudience(ctx context.Context, a Audience) context.Context {
	return context.WithValue(ctx, audienceKey{}, a)
}

// admit refuses whoever the place is not for: FORBIDDEN.
func admit(ctx context.Context, m *mall.MemberID, u *mall.StaffID) error {
	switch a, _ := ctx.Value(audienceKey{}).(Audience); {
	case a == AudienceMembers && m == nil:
		return mall.Errorf(mall.CodeForbidden, "members alone sign in here: staff sign in at the console", "此处仅供会员登录：员工请前往管理后台登录").At("login")
	case a == AudienceStaff && u == nil:
		return mall.Errorf(mall.CodeForbidden, "staff alone sign in here: members sign in at the shop", "此处仅供员工登录：会员请前往商城登录").At("login")
	}
	return nil
}

// admitted is admit for a session that goes on.
func admitted(ctx context.Context, row *ent.Session) bool {
	return admit(ctx, row.MemberID, row.StaffID) == nil
}
