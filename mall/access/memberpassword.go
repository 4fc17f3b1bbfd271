package access

import (
	"context"
	"log/slog"

	"pointsmall/ent"
	"pointsmall/ent/session"
	"pointsmall/mall"
	"pointsmall/mall/member"
	"pointsmall/mall/store"
)

// ChangePassword gives the actor, a member, another password. endOthers ends their other
// sessions. Refusals: INVALID_INPUT (the new one), INVALID_STATE (they have none yet: see
// ResetMemberPassword), UNAUTHENTICATED (the present one), NOT_AVAILABLE (too many wrong ones).
func (s *Service) ChangePassword(ctx context.Context, actor mall.Actor, present, next string, endOthers bool) (changed *ent.Member, err error) {
	if refusal := checkNewPassword(next); refusal != nil {
		refusal.Path = []string{"newPassword"}
		return nil, refusal
	}
	m, err := member.Find(ctx, s.db.Ent(), actor.MemberID)
	if err != nil {
		return nil, err
	}
	if m.PasswordHash == nil {
		return nil, mall.Errorf(mall.CodeInvalidState, "you have no password yet: set one by a code, with resetPassword", "您尚未设置密码：请通过验证码设置（resetPassword）").At("currentPassword")
	}
	if err := s.checkOwn(ctx, m, present, "currentPassword"); err != nil {
		return nil, err
	}
	hash, err := HashPassword(ctx, next)
	if err != nil {
		return nil, err
	}
	defer s.live.forget() // after the commit
	err = s.db.InTx(ctx, func(ctx context.Context, tx *store.Tx) error {
		locked, err := member.Lock(ctx, tx, actor.MemberID)
		if err != nil {
			return err
		}
		if locked.PasswordHash == nil || *locked.PasswordHash != *m.PasswordHash {
			return notYours("currentPassword") // it was changed meanwhile
		}
		if changed, err = member.SetPasswordHash(ctx, locked, hash); err != nil || !endOthers {
			return err
		}
		return s.end(ctx, tx, session.And(session.MemberID(actor.MemberID), session.IDNEQ(actor.SessionID)))
	})
	return changed, err
}

// checkOwn refuses a password that is not the member's; wrong ones are counted.
func (s *Service) checkOwn(ctx context.Context, m *ent.Member, password, field string) error {
	count := s.Limits.signingIn(m.ID.String(), mall.AddressOf(ctx))
	if err := s.mayTry(ctx, count, tooManyTries); err != nil {
		return err
	}
	if len(password) > maxPassword {
		password = ""
	}
	ok, err := checkPassword(ctx, password, *m.PasswordHash, func() error {
		return s.db.InTx(ctx, func(ctx context.Context, tx *store.Tx) error { return s.try(ctx, tx, count, tooManyTries) })
	})
	if err != nil {
		return err
	}
	if !ok {
		return notYours(field)
	}
	return s.db.InTx(ctx, func(ctx context.Context, tx *store.Tx) error { return s.forgive(ctx, tx, count) })
}

func notYours(field string) *mall.Error {
	return mall.Errorf(mall.CodeUnauthenticated, "this is not your present password", "当前密码不正确").At(field)
}

// ResetMemberPassword gives the member of a contact another password, by a code that was sent
// there, ends all their sessions, and signs them in. Refusals: INVALID_INPUT (the password),
// those of a code (see withSentCode).
func (s *Service) ResetMemberPassword(ctx context.Context, c mall.Contact, code, next string) (tokens Tokens, err error) {
	if refusal := checkNewPassword(next); refusal != nil {
		refusal.Path = []string{"newPassword"}
		return Tokens{}, refusal
	}
	hash, err := HashPassword(ctx, next) // too slow for a transaction
	if err != nil {
		return Tokens{}, err
	}
	defer s.live.forget() // after the commit
	err = s.withSentCode(ctx, proof{purpose: CodePassword, contact: c}, code, func(ctx context.Context, tx *store.Tx) error {
		owner, err := member.FindByContact(ctx, tx.Ent(), c)
		if err != nil {
			return err
		}
		if owner == nil { // the contact was theirs when the code was sent, if ever
			return mall.Errorf(mall.CodeUnauthenticated, "the code is wrong, was used, or is not good any longer: ask for another", "验证码错误、已使用或已失效：请重新获取").At("code")
		}
		if owner, err = member.Lock(ctx, tx, owner.ID); err != nil {
			return err
		}
		if owner, err = member.SetPasswordHash(ctx, owner, hash); err != nil {
			return err
		}
		if err := s.end(ctx, tx, session.MemberID(owner.ID)); err != nil {
			return err
		}
		tokens, err = s.beginMember(ctx, tx, owner)
		return err
	})
	if err == nil {
		slog.InfoContext(ctx, "a member has another password by a code", "member", tokens.Member.ID.String(), "from", mall.AddressOf(ctx).String())
	}
	return tokens, err
}
