package access

import (
	"context"
	"log/slog"
	"strings"

	"pointsmall/ent"
	"pointsmall/ent/session"
	"pointsmall/mall"
	"pointsmall/mall/staff"
	"pointsmall/mall/store"
)

// maxIssuer bounds what an app shows as the name of the mall, in bytes.
const maxIssuer = 64

// BeginSecondFactor makes the secret of a second factor for the actor, who proves by
// ConfirmSecondFactor that their app has it. Until then nobody is asked for codes; beginning
// again makes another secret. issuer is what the app shows beside the login; "": Pointsmall.
// Refusals: INVALID_INPUT (issuer), INVALID_STATE (there is a second factor), NOT_AVAILABLE (the
// server has no key).
func (s *Service) BeginSecondFactor(ctx context.Context, actor mall.Actor, issuer string) (secret, url string, err error) {
	if issuer = strings.TrimSpace(issuer); issuer == "" {
		issuer = "Pointsmall"
	}
	if len(issuer) > maxIssuer || strings.Contains(issuer, ":") {
		return "", "", mall.Errorf(mall.CodeInvalidInput, "issuer must have 1 to %d bytes without a colon", "issuer 须为 1 至 %d 字节，且不含冒号", maxIssuer).At("issuer")
	}
	if refusal := s.Secrets.ready(); refusal != nil {
		return "", "", refusal
	}
	err = s.db.InTx(ctx, func(ctx context.Context, tx *store.Tx) error {
		user, err := lockActor(ctx, tx, actor)
		if err != nil {
			return err
		}
		if staff.HasSecondFactor(user) {
			return mall.Errorf(mall.CodeInvalidState, "you have a second factor: turn it off before you begin another", "您已启用两步验证：如需更换，请先关闭")
		}
		made, link, err := newTOTP(issuer, user.Login)
		if err != nil {
			return err
		}
		sealed, err := s.Secrets.seal(user.ID, made)
		if err != nil {
			return err
		}
		secret, url = secretText(made), link
		return staff.BeginFactor(ctx, user, sealed)
	})
	return secret, url, err
}

// ConfirmSecondFactor has the actor asked for codes from now on, and returns their recovery
// codes, which are shown this once. The actor's other sessions, which gave no code, end.
// Refusals: UNAUTHENTICATED (a wrong code), INVALID_STATE (there is nothing to confirm),
// NOT_AVAILABLE (too many wrong codes).
func (s *Service) ConfirmSecondFactor(ctx context.Context, actor mall.Actor, code string) (codes []string, user *ent.Staff, err error) {
	defer s.live.forget() // after the commit
	err = s.withCode(ctx, actor.StaffID, code, pending, func(ctx context.Context, tx *store.Tx, locked *ent.Staff) error {
		user = locked
		if user, err = staff.ConfirmFactor(ctx, locked, s.clock()); err != nil {
			return err
		}
		var hashes [][]byte
		codes, hashes = newRecoveryCodes(user.ID)
		if err := staff.SetRecoveryCodes(ctx, tx, user.ID, hashes, s.clock()); err != nil {
			return err
		}
		if err := s.end(ctx, tx, session.And(session.StaffID(user.ID), session.IDNEQ(actor.SessionID))); err != nil {
			return err
		}
		return s.wake(ctx, tx, session.StaffID(user.ID)) // who had to set it up may do more now
	})
	return codes, user, err
}

// RenewRecoveryCodes replaces the actor's recovery codes. Refusals as of ConfirmSecondFactor.
func (s *Service) RenewRecoveryCodes(ctx context.Context, actor mall.Actor, code string) (codes []string, user *ent.Staff, err error) {
	err = s.withCode(ctx, actor.StaffID, code, active, func(ctx context.Context, tx *store.Tx, locked *ent.Staff) error {
		user = locked
		var hashes [][]byte
		codes, hashes = newRecoveryCodes(user.ID)
		return staff.SetRecoveryCodes(ctx, tx, user.ID, hashes, s.clock())
	})
	return codes, user, err
}

// TurnOffSecondFactor takes the actor's own second factor away. Refusals as of
// ConfirmSecondFactor.
func (s *Service) TurnOffSecondFactor(ctx context.Context, actor mall.Actor, code string) (user *ent.Staff, err error) {
	err = s.withCode(ctx, actor.StaffID, code, active, func(ctx context.Context, tx *store.Tx, locked *ent.Staff) error {
		if user, err = staff.DropFactor(ctx, tx, locked); err != nil {
			return err
		}
		return s.wake(ctx, tx, session.StaffID(user.ID)) // the mall may demand one
	})
	if err == nil {
		slog.WarnContext(ctx, "a staff user has turned their second factor off", "user", user.ID.String(), "login", user.Login, "from", mall.AddressOf(ctx).String())
	}
	return user, err
}

// TakeSecondFactor takes the second factor of another user away, whose app is lost, and ends
// their sessions. The log says who did it. Refusals: NOT_FOUND, FORBIDDEN (the actor is no
// owner), INVALID_STATE (there is none).
func (s *Service) TakeSecondFactor(ctx context.Context, actor mall.Actor, id mall.StaffID) (*ent.Staff, error) {
	return s.takeSecondFactor(ctx, actor, func(crew *staff.Crew) (*ent.Staff, error) { return crew.ByID(id) })
}

// TakeSecondFactorOf is TakeSecondFactor for the operator's own command, by login. Refusals:
// NOT_FOUND, INVALID_STATE.
func (s *Service) TakeSecondFactorOf(ctx context.Context, login string) (*ent.Staff, error) {
	return s.takeSecondFactor(ctx, mall.Actor{Kind: mall.ActorSystem}, func(crew *staff.Crew) (*ent.Staff, error) { return crew.WithLogin(Login(login)) })
}

func (s *Service) takeSecondFactor(ctx context.Context, actor mall.Actor, whose func(*staff.Crew) (*ent.Staff, error)) (user *ent.Staff, err error) {
	err = s.inCrew(ctx, func(ctx context.Context, tx *store.Tx, crew *staff.Crew) error {
		if !crew.IsOwner(actor) {
			return mall.Errorf(mall.CodeForbidden, "an owner alone takes a second factor from another user", "只有所有者可以关闭他人的两步验证").At("staffId")
		}
		if user, err = whose(crew); err != nil {
			return err
		}
		if !staff.HasSecondFactor(user) {
			return noSecondFactor()
		}
		if user, err = staff.DropFactor(ctx, tx, user); err != nil {
			return err
		}
		return s.end(ctx, tx, session.StaffID(user.ID))
	})
	if err == nil {
		slog.WarnContext(ctx, "a staff user's second factor was taken away", "user", user.ID.String(), "login", user.Login, "by", actor.Ref(), "from", mall.AddressOf(ctx).String())
	}
	return user, err
}

// lockActor is the user who calls, locked.
func lockActor(ctx context.Context, tx *store.Tx, actor mall.Actor) (*ent.Staff, error) {
	user, err := staff.LockUser(ctx, tx, actor.StaffID)
	if err == nil && user == nil {
		return nil, signedOut()
	}
	return user, err
}

// signedOut refuses a user who was disabled since the request began.
func signedOut() *mall.Error {
	return mall.Errorf(mall.CodeUnauthenticated, "you cannot act any longer: sign in again", "您已无法操作：请重新登录")
}

func noSecondFactor() *mall.Error {
	return mall.Errorf(mall.CodeInvalidState, "there is no second factor", "尚未启用两步验证")
}
