package access

import (
	"context"
	"errors"
	"log/slog"
	"strings"

	"pointsmall/ent"
	"pointsmall/ent/session"
	"pointsmall/mall"
	"pointsmall/mall/notice"
	"pointsmall/mall/staff"
	"pointsmall/mall/store"
)

// The prefixes of the tokens of links, so that one is never taken for another, and that who
// searches logs for secrets finds them.
const (
	invitationPrefix = "pmi_"
	resetPrefix      = "pmr_"
)

// Invite invites a user by a link: it is mailed, where the mall sends mail and the login is an
// address, and the token is "" then; else the token is shown this once, to whoever invites. Its
// digest alone is kept. Refusals: INVALID_INPUT, NOT_FOUND (a role), FORBIDDEN (the actor gives
// what they have not).
func (s *Service) Invite(ctx context.Context, actor mall.Actor, in staff.Invitation) (token string, link *ent.StaffLink, err error) {
	in.Login = Login(in.Login)
	if refusal := checkLogin(in.Login); refusal != nil {
		return "", nil, refusal
	}
	token = invitationPrefix + newSecret()
	mails, err := s.mailsTo(ctx, in.Login)
	if err != nil {
		return "", nil, err
	}
	err = s.inCrew(ctx, func(ctx context.Context, tx *store.Tx, crew *staff.Crew) error {
		taken, err := loginTaken(ctx, tx, in.Login)
		if err != nil {
			return err
		}
		if taken {
			return loginIsTaken()
		}
		if link, err = crew.Invite(ctx, tx, actor, in, digest(token), s.clock()); err != nil || !mails {
			return err
		}
		return s.mailLink(ctx, tx, link, notice.PurposeInvitation, token)
	})
	return s.unlessMailed(token, mails), link, err
}

// unlessMailed is the token where it was not mailed; the mail is sent soon.
func (s *Service) unlessMailed(token string, mailed bool) string {
	if !mailed {
		return token
	}
	s.Notices.Soon()
	return ""
}

// RevokeInvitation ends an invitation. Refusals: NOT_FOUND, INVALID_STATE (it was accepted),
// FORBIDDEN.
func (s *Service) RevokeInvitation(ctx context.Context, actor mall.Actor, id mall.StaffLinkID) (link *ent.StaffLink, err error) {
	err = s.inCrew(ctx, func(ctx context.Context, tx *store.Tx, crew *staff.Crew) error {
		link, err = crew.Revoke(ctx, tx, actor, id, s.clock())
		return err
	})
	return link, err
}

// AcceptInvitation makes the user who was invited, with a password, and signs them in.
// Refusals: INVALID_INPUT (the password), NOT_FOUND (at token: it is not good, or no longer),
// INVALID_STATE (who invited may not give it any longer; the login or the name is taken
// meanwhile), NOT_AVAILABLE (too many tries from this address).
func (s *Service) AcceptInvitation(ctx context.Context, token, password string) (tokens Tokens, err error) {
	hash, count, err := s.openLink(ctx, token, invitationPrefix, password)
	if err != nil {
		return Tokens{}, err
	}
	if err := s.EnsureKey(ctx); err != nil {
		return Tokens{}, err
	}
	err = s.inCrew(ctx, func(ctx context.Context, tx *store.Tx, crew *staff.Crew) error {
		user, err := s.join(ctx, tx, crew, token, hash)
		if err != nil {
			return err
		}
		if err := s.forgive(ctx, tx, count); err != nil {
			return err
		}
		tokens, err = s.begin(ctx, tx, nil, &user.ID)
		return err
	})
	return tokens, err
}

// join makes the user of an invitation, and uses it up.
func (s *Service) join(ctx context.Context, tx *store.Tx, crew *staff.Crew, token, hash string) (*ent.Staff, error) {
	link, err := staff.GoodLink(ctx, tx.Ent(), digest(token), s.clock())
	if err != nil {
		return nil, err
	}
	if link == nil {
		return nil, badLink() // another was quicker
	}
	if refusal := crew.StillGiven(link); refusal != nil {
		return nil, refusal
	}
	for _, taken := range []func(context.Context, *store.Tx) (bool, error){
		func(ctx context.Context, tx *store.Tx) (bool, error) { return loginTaken(ctx, tx, link.Login) },
		func(ctx context.Context, tx *store.Tx) (bool, error) { return staff.NameTaken(ctx, tx, link.Name) },
	} {
		is, err := taken(ctx, tx)
		if err != nil {
			return nil, err
		}
		if is {
			return nil, mall.Errorf(mall.CodeInvalidState, "the login or the name is taken meanwhile: ask for another invitation", "登录名或姓名已被占用：请重新申请邀请").At("token")
		}
	}
	tx.As(staff.Maker(link)) // whoever invited them decided it
	if err := tx.Watch(ctx, "staff_links", link.ID); err != nil {
		return nil, err
	}
	user, err := staff.Add(ctx, tx, staff.NewUser{Name: link.Name, Login: link.Login, PasswordHash: hash, Permissions: link.Permissions, Roles: link.RoleIds}, s.clock())
	if err != nil {
		return nil, err
	}
	return user, staff.Used(ctx, link, &user.ID, s.clock())
}

// MakePasswordReset makes a link by which a user gives themselves another password; older ones
// end. It is mailed or shown as that of Invite. Refusals: NOT_FOUND, FORBIDDEN (the user may do more than the actor), INVALID_STATE (the
// user is disabled).
func (s *Service) MakePasswordReset(ctx context.Context, actor mall.Actor, id mall.StaffID) (token string, link *ent.StaffLink, err error) {
	token = resetPrefix + newSecret()
	var mails bool
	user, err := staff.Get(ctx, s.db.Ent(), id)
	if err != nil {
		return "", nil, err
	}
	if user != nil { // else crew.ByID refuses
		if mails, err = s.mailsTo(ctx, user.Login); err != nil {
			return "", nil, err
		}
	}
	err = s.inCrew(ctx, func(ctx context.Context, tx *store.Tx, crew *staff.Crew) error {
		user, err := crew.ByID(id)
		if err != nil {
			return err
		}
		if refusal := crew.MayLookAfter(actor, user); refusal != nil {
			return refusal
		}
		if user.DisabledAt != nil {
			return mall.Errorf(mall.CodeInvalidState, "%q is disabled: enable them first", "员工 %q 已停用：请先启用", user.Name).At("staffId")
		}
		if link, err = staff.NewReset(ctx, tx, actor, user, digest(token), s.clock()); err != nil || !mails {
			return err
		}
		return s.mailLink(ctx, tx, link, notice.PurposeStaffPassword, token)
	})
	return s.unlessMailed(token, mails), link, err
}

// ResetPassword gives the user of a link another password and ends their sessions. The second
// factor stays. Refusals as of AcceptInvitation; INVALID_STATE where whoever made the link may
// not look after the user any longer.
func (s *Service) ResetPassword(ctx context.Context, token, password string) (user *ent.Staff, err error) {
	hash, count, err := s.openLink(ctx, token, resetPrefix, password)
	if err != nil {
		return nil, err
	}
	var by string
	err = s.inCrew(ctx, func(ctx context.Context, tx *store.Tx, crew *staff.Crew) error {
		link, err := staff.GoodLink(ctx, tx.Ent(), digest(token), s.clock())
		if err != nil {
			return err
		}
		if link == nil || link.ForStaffID == nil {
			return badLink()
		}
		if user, err = crew.ByID(*link.ForStaffID); err != nil {
			return err
		}
		if refusal := crew.StillTrusted(link, user); refusal != nil {
			return refusal
		}
		tx.As(mall.Actor{Kind: mall.ActorStaff, StaffID: user.ID})
		if err := errors.Join(tx.Watch(ctx, "staff", user.ID), tx.Watch(ctx, "staff_links", link.ID)); err != nil {
			return err
		}
		if err := s.forgive(ctx, tx, count); err != nil {
			return err
		}
		if err := staff.Used(ctx, link, nil, s.clock()); err != nil {
			return err
		}
		by = link.MadeBy
		if user, err = staff.SetPasswordHash(ctx, user, hash); err != nil {
			return err
		}
		return s.end(ctx, tx, session.StaffID(user.ID))
	})
	if err == nil {
		slog.WarnContext(ctx, "a staff user has another password by a link", "user", user.ID.String(), "login", user.Login, "made_by", by, "from", mall.AddressOf(ctx).String())
	}
	return user, err
}

// openLink hashes the password that is sent with a link, which takes too long for a
// transaction, once the link is known to be good. Tries of links that are not are counted.
func (s *Service) openLink(ctx context.Context, token, prefix, password string) (hash string, count counters, err error) {
	if refusal := checkNewPassword(password); refusal != nil {
		return "", nil, refusal
	}
	count = s.Limits.linking(mall.AddressOf(ctx))
	err = s.db.InTx(ctx, func(ctx context.Context, tx *store.Tx) error { return s.try(ctx, tx, count, tooManyLinks) })
	if err != nil {
		return "", nil, err
	}
	link, err := staff.GoodLink(ctx, s.db.Ent(), digest(token), s.clock())
	if err != nil {
		return "", nil, err
	}
	if link == nil || !strings.HasPrefix(token, prefix) {
		return "", nil, badLink()
	}
	hash, err = HashPassword(ctx, password)
	return hash, count, err
}

func badLink() *mall.Error {
	return mall.Errorf(mall.CodeNotFound, "this link is not valid, or no longer: ask for another", "链接无效或已失效：请重新申请").At("token")
}
