package access

import (
	"context"

	"pointsmall/ent"
	"pointsmall/ent/session"
	"pointsmall/mall"
	"pointsmall/mall/staff"
	"pointsmall/mall/store"
)

// AddRole makes a role, which nobody has yet. Refusals: INVALID_INPUT, FORBIDDEN (the actor
// has not what it gives).
func (s *Service) AddRole(ctx context.Context, actor mall.Actor, r staff.NewRole) (role *ent.StaffRole, err error) {
	err = s.inCrew(ctx, func(ctx context.Context, tx *store.Tx, crew *staff.Crew) error {
		role, err = crew.AddRole(ctx, tx, actor, r, s.clock())
		return err
	})
	return role, err
}

// UpdateRole changes a role that must have a version. What its users may do changes at once, as
// of UpdateStaff. Refusals: INVALID_INPUT, NOT_FOUND, VERSION_CONFLICT, FORBIDDEN (the actor has
// not what it gives, or gave).
func (s *Service) UpdateRole(ctx context.Context, actor mall.Actor, id mall.StaffRoleID, version int, c staff.RoleChange) (role *ent.StaffRole, err error) {
	err = s.inCrew(ctx, func(ctx context.Context, tx *store.Tx, crew *staff.Crew) error {
		var users []*ent.Staff
		if role, users, err = crew.ChangeRole(ctx, actor, id, version, c); err != nil || c.Permissions == nil {
			return err
		}
		ids := make([]mall.StaffID, len(users))
		for i, u := range users {
			ids[i] = u.ID
		}
		return s.wake(ctx, tx, session.StaffIDIn(ids...))
	})
	return role, err
}

// DeleteRole deletes a role that must have a version. Refusals: NOT_FOUND, VERSION_CONFLICT,
// FORBIDDEN, INVALID_STATE (a user has it, or an open invitation gives it).
func (s *Service) DeleteRole(ctx context.Context, actor mall.Actor, id mall.StaffRoleID, version int) error {
	return s.inCrew(ctx, func(ctx context.Context, tx *store.Tx, crew *staff.Crew) error {
		return crew.DeleteRole(ctx, tx, actor, id, version, s.clock())
	})
}
