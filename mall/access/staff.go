package access

import (
	"context"

	"pointsmall/ent"
	"pointsmall/ent/session"
	"pointsmall/mall"
	"pointsmall/mall/staff"
	"pointsmall/mall/store"
)

// NewStaff is a staff user to add.
type NewStaff struct {
	Name, Login, Password string
	// Permissions may be empty: then the user signs in, and may do nothing.
	Permissions []mall.Permission
}

// Prepare checks a user and hashes the password, which takes too long for a transaction.
// Refusals: INVALID_INPUT.
func (n NewStaff) Prepare(ctx context.Context) (staff.NewUser, error) {
	user := staff.NewUser{Name: n.Name, Login: Login(n.Login), Permissions: n.Permissions}
	for _, refusal := range []*mall.Error{
		staff.CheckName(n.Name), checkLogin(user.Login), checkNewPassword(n.Password), staff.CheckPermissions(n.Permissions),
	} {
		if refusal != nil {
			return user, refusal
		}
	}
	var err error
	user.PasswordHash, err = HashPassword(ctx, n.Password)
	return user, err
}

// JoinStaff adds a user who was prepared. Refusals: INVALID_INPUT (a login or a name that is
// taken).
func JoinStaff(ctx context.Context, tx *store.Tx, clock mall.Clock, user staff.NewUser) (*ent.Staff, error) {
	taken, err := loginTaken(ctx, tx, user.Login)
	if err != nil {
		return nil, err
	}
	if taken {
		return nil, loginIsTaken()
	}
	return staff.Add(ctx, tx, user, clock())
}

// AddStaff adds a user who can sign in at once. Refusals: those of Prepare and JoinStaff.
func (s *Service) AddStaff(ctx context.Context, n NewStaff) (*ent.Staff, error) {
	user, err := n.Prepare(ctx)
	if err != nil {
		return nil, err
	}
	var added *ent.Staff
	err = s.db.InTx(ctx, func(ctx context.Context, tx *store.Tx) error {
		added, err = JoinStaff(ctx, tx, s.clock, user)
		return err
	})
	return added, err
}

// DisableStaff keeps a user from acting, on every server at once: their tokens are no good,
// their sessions end, and so do their open streams. Refusals: NOT_FOUND, INVALID_STATE (the
// last owner).
func (s *Service) DisableStaff(ctx context.Context, name string) error {
	return s.changeStaff(ctx, func(ctx context.Context, tx *store.Tx) (*ent.Staff, error) {
		return staff.Disable(ctx, tx, name, s.clock())
	})
}

// SetStaffPassword gives a user another password and ends their sessions: whoever knew the
// old one is out. Refusals: INVALID_INPUT, NOT_FOUND.
func (s *Service) SetStaffPassword(ctx context.Context, name, password string) error {
	if refusal := checkNewPassword(password); refusal != nil {
		return refusal
	}
	hash, err := HashPassword(ctx, password)
	if err != nil {
		return err
	}
	return s.changeStaff(ctx, func(ctx context.Context, tx *store.Tx) (*ent.Staff, error) {
		return staff.SetPasswordHash(ctx, tx, name, hash)
	})
}

// changeStaff changes a user and ends their sessions.
func (s *Service) changeStaff(ctx context.Context, change func(context.Context, *store.Tx) (*ent.Staff, error)) error {
	defer s.live.forget() // after the commit
	return s.db.InTx(ctx, func(ctx context.Context, tx *store.Tx) error {
		user, err := change(ctx, tx)
		if err != nil {
			return err
		}
		return s.end(ctx, tx, session.StaffID(user.ID))
	})
}
