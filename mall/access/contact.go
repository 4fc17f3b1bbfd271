package access

import (
	"context"
	"log/slog"

	"pointsmall/ent"
	"pointsmall/mall"
	"pointsmall/mall/member"
	"pointsmall/mall/store"
)

// ConfirmContact gives the actor a contact, in place of one of its kind, by a code that was sent
// there. Refusals: those of a code (see withSentCode), INVALID_STATE (another member has it).
func (s *Service) ConfirmContact(ctx context.Context, actor mall.Actor, c mall.Contact, code string) (m *ent.Member, err error) {
	err = s.withSentCode(ctx, proof{CodeContact, c, actor.MemberID}, code, func(ctx context.Context, tx *store.Tx) error {
		if m, err = member.Lock(ctx, tx, actor.MemberID); err != nil {
			return err
		}
		owner, err := member.FindByContact(ctx, tx.Ent(), c)
		if err != nil {
			return err
		}
		if owner != nil && owner.ID != m.ID {
			return mall.Errorf(mall.CodeInvalidState, "another member has this contact: sign in by it, or take it from that account first", "该联系方式已属于其他会员：请用其登录，或先在该账户中解绑").At(c.Field())
		}
		m, err = member.SetContact(ctx, m, c)
		return err
	})
	if err == nil {
		slog.InfoContext(ctx, "a member has another contact", "member", m.ID.String(), "kind", c.Kind, "from", mall.AddressOf(ctx).String())
	}
	return m, err
}

// RemoveContact takes a contact from the actor, by a code that was sent there, unless they
// could not sign in any longer. Refusals: NOT_FOUND (they have none of this kind), INVALID_STATE
// (it is the last way in), those of a code.
func (s *Service) RemoveContact(ctx context.Context, actor mall.Actor, kind mall.ContactKind, code string) (m *ent.Member, err error) {
	now, err := member.Find(ctx, s.db.Ent(), actor.MemberID)
	if err != nil {
		return nil, err
	}
	var has *mall.Contact
	for _, c := range member.Contacts(now) {
		if c.Kind == kind {
			has = &c
		}
	}
	if has == nil {
		return nil, mall.Errorf(mall.CodeNotFound, "you have no such contact", "您没有该联系方式").At("kind")
	}
	err = s.withSentCode(ctx, proof{CodeContact, *has, actor.MemberID}, code, func(ctx context.Context, tx *store.Tx) error {
		if m, err = member.Lock(ctx, tx, actor.MemberID); err != nil {
			return err
		}
		if m, err = member.DropContact(ctx, m, kind); err != nil {
			return err
		}
		return staysReachable(ctx, tx, m)
	})
	return m, err
}

// staysReachable refuses, with INVALID_STATE, to leave a member without a way to sign in: a
// contact, an account elsewhere, or a login with a password. m is as it would be.
func staysReachable(ctx context.Context, tx *store.Tx, m *ent.Member) error {
	if len(member.Contacts(m)) > 0 || member.HasLogin(m) && m.PasswordHash != nil {
		return nil
	}
	linked, err := member.HasIdentity(ctx, tx.Ent(), m.ID)
	if err != nil || linked {
		return err
	}
	return mall.Errorf(mall.CodeInvalidState, "this is your last way to sign in: add a phone number, an e-mail address or another account first", "这是您最后的登录方式：请先绑定手机号、邮箱或其他账号")
}
