package access

import (
	"context"

	"pointsmall/ent"
	"pointsmall/ent/session"
	"pointsmall/mall"
	"pointsmall/mall/staff"
	"pointsmall/mall/store"
)

// ChangeStaffPassword gives the actor another password, who proves that they know the present
// one. Their other sessions end. Refusals: UNAUTHENTICATED (the present password is another),
// INVALID_INPUT, NOT_AVAILABLE (too many wrong ones).
func (s *Service) ChangeStaffPassword(ctx context.Context, actor mall.Actor, present, next string) (changed *ent.Staff, err error) {
	if refusal := checkNewPassword(next); refusal != nil {
		refusal.Path = []string{"newPassword"}
		return nil, refusal
	}
	user, err := staff.Get(ctx, s.db.Ent(), actor.StaffID)
	if err != nil {
		return nil, err
	}
	if user == nil {
		return nil, signedOut()
	}
	count := s.Limits.signingIn(user.Login, mall.AddressOf(ctx))
	if err := s.mayTry(ctx, count, tooManyTries); err != nil {
		return nil, err
	}
	if len(present) > maxPassword {
		present = ""
	}
	ok, err := checkPassword(ctx, present, user.PasswordHash, func() error {
		return s.db.InTx(ctx, func(ctx context.Context, tx *store.Tx) error { return s.try(ctx, tx, count, tooManyTries) })
	})
	if err != nil {
		return nil, err
	}
	wrong := mall.Errorf(mall.CodeUnauthenticated, "this is not your present password", "当前密码不正确").At("currentPassword")
	if !ok {
		return nil, wrong
	}
	hash, err := HashPassword(ctx, next)
	if err != nil {
		return nil, err
	}
	defer s.live.forget() // after the commit
	err = s.db.InTx(ctx, func(ctx context.Context, tx *store.Tx) error {
		locked, err := lockActor(ctx, tx, actor)
		if err != nil {
			return err
		}
		if locked.PasswordHash != user.PasswordHash {
			return wrong // it was changed meanwhile
		}
		if err := s.forgive(ctx, tx, count); err != nil {
			return err
		}
		if changed, err = staff.SetPasswordHash(ctx, locked, hash); err != nil {
			return err
		}
		if err := staff.EndResets(ctx, tx, actor.StaffID, s.clock()); err != nil {
			return err
		}
		return s.end(ctx, tx, session.And(session.StaffID(actor.StaffID), session.IDNEQ(actor.SessionID)))
	})
	return changed, err
}

// SetStaffPassword gives the user of a name another password and ends their sessions: whoever
// knew the old one is out. Refusals: INVALID_INPUT, NOT_FOUND.
func (s *Service) SetStaffPassword(ctx context.Context, name, password string) error {
	if refusal := checkNewPassword(password); refusal != nil {
		return refusal
	}
	hash, err := HashPassword(ctx, password)
	if err != nil {
		return err
	}
	return s.inCrew(ctx, func(ctx context.Context, tx *store.Tx, crew *staff.Crew) error {
		user, err := crew.Named(name)
		if err != nil {
			return err
		}
		if _, err := staff.SetPasswordHash(ctx, user, hash); err != nil {
			return err
		}
		if err := staff.EndResets(ctx, tx, user.ID, s.clock()); err != nil {
			return err
		}
		return s.end(ctx, tx, session.StaffID(user.ID))
	})
}
