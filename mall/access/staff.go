package access

import (
	"context"
	"slices"

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

// operator is who runs the operator's own commands.
var operator = mall.Actor{Kind: mall.ActorSystem}

// UpdateStaff changes a user who must have a version, in the name of the actor. Whoever is
// disabled is out on every server at once: their tokens are no good, their sessions end, and so
// do their open streams. Changed permissions hold at once for every request; streams end, for
// the caller to connect again. Refusals: INVALID_INPUT, NOT_FOUND (the user, a role),
// VERSION_CONFLICT, FORBIDDEN (the user may do more than the actor, or would), INVALID_STATE
// (the last owner).
func (s *Service) UpdateStaff(ctx context.Context, actor mall.Actor, id mall.StaffID, version int, c staff.Change) (row *ent.Staff, err error) {
	err = s.inCrew(ctx, func(ctx context.Context, tx *store.Tx, crew *staff.Crew) error {
		user, err := crew.ByID(id)
		if err != nil {
			return err
		}
		if user.Version != version {
			return mall.Outdated(mall.Text{EN: "the user", ZH: "员工信息"}, "version", user.Version)
		}
		row, err = s.changeStaff(ctx, tx, crew, actor, user, c)
		return err
	})
	return row, err
}

// DisableStaff keeps the user of a name from acting, as UpdateStaff does. Refusals: NOT_FOUND,
// INVALID_STATE (the last owner).
func (s *Service) DisableStaff(ctx context.Context, name string) error {
	return s.changeNamed(ctx, name, staff.Change{Disabled: new(true)})
}

// EnableStaff lets a disabled user act again; their old sessions stay ended. Refusal: NOT_FOUND.
func (s *Service) EnableStaff(ctx context.Context, name string) error {
	return s.changeNamed(ctx, name, staff.Change{Disabled: new(false)})
}

// SetStaffPermissions replaces what a user may do without a role, at once on all servers.
// Refusals: INVALID_INPUT, NOT_FOUND, INVALID_STATE (the last owner without ALL).
func (s *Service) SetStaffPermissions(ctx context.Context, name string, permissions []mall.Permission) error {
	return s.changeNamed(ctx, name, staff.Change{Permissions: &permissions})
}

// changeNamed changes the user of a name as the operator.
func (s *Service) changeNamed(ctx context.Context, name string, c staff.Change) error {
	return s.inCrew(ctx, func(ctx context.Context, tx *store.Tx, crew *staff.Crew) error {
		user, err := crew.Named(name)
		if err != nil {
			return err
		}
		_, err = s.changeStaff(ctx, tx, crew, operator, user, c)
		return err
	})
}

// changeStaff changes a user, ends the sessions of one who is disabled, and has every server
// look at those of one who may do more now, or less.
func (s *Service) changeStaff(ctx context.Context, tx *store.Tx, crew *staff.Crew, actor mall.Actor, user *ent.Staff, c staff.Change) (*ent.Staff, error) {
	before := crew.Permissions(user)
	row, err := crew.Change(ctx, tx, actor, user, c, s.clock())
	switch {
	case err != nil:
		return nil, err
	case row.DisabledAt != nil:
		if err := staff.EndResets(ctx, tx, row.ID, s.clock()); err != nil {
			return nil, err
		}
		return row, s.end(ctx, tx, session.StaffID(row.ID))
	case !slices.Equal(before, crew.Permissions(row)):
		return row, s.wake(ctx, tx, session.StaffID(row.ID))
	}
	return row, nil
}

// inCrew runs f with all users and roles locked. Afterwards this server reads every session
// anew.
func (s *Service) inCrew(ctx context.Context, f func(context.Context, *store.Tx, *staff.Crew) error) error {
	defer s.live.forget() // after the commit
	return s.db.InTx(ctx, func(ctx context.Context, tx *store.Tx) error {
		crew, err := staff.Lock(ctx, tx)
		if err != nil {
			return err
		}
		return f(ctx, tx, crew)
	})
}
