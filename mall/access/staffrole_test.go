package access_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"pointsmall/mall"
	"pointsmall/mall/access"
	"pointsmall/mall/malltest"
	"pointsmall/mall/staff"
)

func TestARoleHoldsAtOnceOnEveryServerAndStreamsEndWhenItChanges(t *testing.T) {
	malltest.Run(t, func(t *testing.T, m *malltest.Mall) {
		ctx, c := t.Context(), newCrew(t, m)
		c.add("owner", mall.PermissionAll)
		li := c.add("li", mall.PermissionOrders)
		owner, _ := c.in("owner", "")
		desk := c.role(owner, "Desk", mall.PermissionMembers, mall.PermissionEarn, mall.PermissionMembers)
		assert.Equal(t, []mall.Permission{mall.PermissionEarn, mall.PermissionMembers}, desk.Permissions, "each once, in one order")

		before, tokens := c.in("li", "")
		other := c.another()
		ended := make(chan error, 2)
		go func() { ended <- other.UntilEnded(ctx, before) }()
		row, err := m.Access.UpdateStaff(ctx, owner, li.ID, li.Version, staff.Change{Roles: &[]string{"Desk", "Desk"}})
		require.NoError(t, err)
		assert.Equal(t, li.Version+1, row.Version)
		assert.ErrorIs(t, <-ended, access.ErrChanged)
		after, err := other.Authenticate(ctx, tokens.Access)
		require.NoError(t, err, "the session goes on")
		assert.Equal(t, []mall.Permission{mall.PermissionEarn, mall.PermissionOrders, mall.PermissionMembers}, after.Permissions)

		go func() { ended <- other.UntilEnded(ctx, after) }()
		_, err = m.Access.UpdateRole(ctx, owner, desk.ID, desk.Version, staff.RoleChange{Permissions: &[]mall.Permission{mall.PermissionEarn}})
		require.NoError(t, err)
		assert.ErrorIs(t, <-ended, access.ErrChanged)
		after, err = other.Authenticate(ctx, tokens.Access)
		require.NoError(t, err)
		assert.Equal(t, []mall.Permission{mall.PermissionEarn, mall.PermissionOrders}, after.Permissions)
	})
}

func TestARoleInUseIsNotDeleted(t *testing.T) {
	malltest.Run(t, func(t *testing.T, m *malltest.Mall) {
		ctx, c := t.Context(), newCrew(t, m)
		c.add("owner", mall.PermissionAll)
		li := c.add("li")
		owner, _ := c.in("owner", "")
		desk := c.role(owner, "Desk", mall.PermissionMembers)
		li, err := m.Access.UpdateStaff(ctx, owner, li.ID, li.Version, staff.Change{Roles: &[]string{"Desk"}})
		require.NoError(t, err)
		refused(t, m.Access.DeleteRole(ctx, owner, desk.ID, desk.Version), mall.CodeInvalidState, "roleId")
		_, err = m.Access.UpdateStaff(ctx, owner, li.ID, li.Version, staff.Change{Roles: &[]string{}})
		require.NoError(t, err)
		_, link, err := m.Access.Invite(ctx, owner, staff.Invitation{Name: "Wu", Login: "wu@mall.test", Roles: []string{"Desk"}})
		require.NoError(t, err)
		refused(t, m.Access.DeleteRole(ctx, owner, desk.ID, desk.Version), mall.CodeInvalidState, "roleId")
		_, err = m.Access.RevokeInvitation(ctx, owner, link.ID)
		require.NoError(t, err)
		stale := refused(t, m.Access.DeleteRole(ctx, owner, desk.ID, desk.Version+1), mall.CodeVersionConflict, "version")
		assert.Equal(t, desk.Version, stale.Figures.Current)
		require.NoError(t, m.Access.DeleteRole(ctx, owner, desk.ID, desk.Version))
		refused(t, m.Access.DeleteRole(ctx, owner, desk.ID, desk.Version), mall.CodeNotFound, "roleId")
	})
}

func TestNobodyGivesWhatTheyHaveNotNorChangesWhoMayDoMore(t *testing.T) {
	malltest.Run(t, func(t *testing.T, m *malltest.Mall) {
		ctx, c := t.Context(), newCrew(t, m)
		boss := c.add("owner", mall.PermissionAll)
		lead := c.add("lead", mall.PermissionStaff, mall.PermissionOrders, mall.PermissionCatalogRead)
		clerk, keeper := c.add("clerk", mall.PermissionOrders), c.add("keeper", mall.PermissionCatalog)
		owner, _ := c.in("owner", "")
		by, _ := c.in("lead", "")
		low, _ := c.in("clerk", "")
		points := c.role(owner, "Points", mall.PermissionPoints)

		change := func(by mall.Actor, who *staffRow, ch staff.Change) error {
			_, err := m.Access.UpdateStaff(ctx, by, who.ID, who.Version, ch)
			return err
		}
		refused(t, change(by, clerk, staff.Change{Permissions: &[]mall.Permission{mall.PermissionPoints}}), mall.CodeForbidden, "permissions")
		refused(t, change(by, clerk, staff.Change{Permissions: &[]mall.Permission{mall.PermissionAll}}), mall.CodeForbidden, "permissions")
		refused(t, change(by, clerk, staff.Change{Permissions: &[]mall.Permission{mall.PermissionCatalog}}), mall.CodeForbidden, "permissions")
		refused(t, change(by, clerk, staff.Change{Roles: &[]string{"Points"}}), mall.CodeForbidden, "roles")
		refused(t, change(by, lead, staff.Change{Permissions: &[]mall.Permission{mall.PermissionAll}}), mall.CodeForbidden, "permissions")
		refused(t, change(by, boss, staff.Change{Disabled: new(true)}), mall.CodeForbidden)
		refused(t, change(by, keeper, staff.Change{Name: new("Nobody")}), mall.CodeForbidden)
		refused(t, change(low, lead, staff.Change{Name: new("Nobody")}), mall.CodeForbidden)
		for _, refusal := range []error{
			second(m.Access.AddRole(ctx, by, staff.NewRole{Name: "More", Permissions: []mall.Permission{mall.PermissionPoints}})),
			second(m.Access.UpdateRole(ctx, by, points.ID, points.Version, staff.RoleChange{Name: new("Mine")})),
			m.Access.DeleteRole(ctx, by, points.ID, points.Version),
			third(m.Access.Invite(ctx, by, staff.Invitation{Name: "Wu", Login: "wu@mall.test", Roles: []string{"Points"}})),
			third(m.Access.Invite(ctx, by, staff.Invitation{Name: "Wu", Login: "wu@mall.test", Permissions: []mall.Permission{mall.PermissionAll}})),
			third(m.Access.MakePasswordReset(ctx, by, boss.ID)),
			second(m.Access.TakeSecondFactor(ctx, by, clerk.ID)),
			second(m.Access.EndStaffSessions(ctx, by, access.EndSessions{User: boss.ID})),
			third(m.Access.MakePasswordReset(ctx, low, clerk.ID)),
		} {
			assert.Equal(t, mall.CodeForbidden, code(t, refusal))
		}
		require.NoError(t, change(by, clerk, staff.Change{Permissions: &[]mall.Permission{mall.PermissionOrders, mall.PermissionCatalogRead, mall.PermissionStaff}}))

		// What the actor may do is read anew: the request may have begun before it was taken away.
		require.NoError(t, change(owner, lead, staff.Change{Permissions: &[]mall.Permission{}}))
		clerk, err := staff.Named(ctx, m.DB.Ent(), "clerk")
		require.NoError(t, err)
		refused(t, change(by, clerk, staff.Change{Disabled: new(true)}), mall.CodeForbidden)
	})
}

func TestWhatMakesNoSenseOfUsersAndRolesIsRefused(t *testing.T) {
	malltest.Run(t, func(t *testing.T, m *malltest.Mall) {
		ctx, c := t.Context(), newCrew(t, m)
		c.add("owner", mall.PermissionAll)
		li := c.add("li")
		owner, _ := c.in("owner", "")
		desk := c.role(owner, "Desk", mall.PermissionMembers)
		user := func(ch staff.Change) error { return second(m.Access.UpdateStaff(ctx, owner, li.ID, li.Version, ch)) }
		refused(t, user(staff.Change{Name: new(" li")}), mall.CodeInvalidInput, "name")
		refused(t, user(staff.Change{Name: new("owner")}), mall.CodeInvalidInput, "name")
		refused(t, user(staff.Change{Permissions: &[]mall.Permission{"ROOT"}}), mall.CodeInvalidInput, "permissions")
		refused(t, user(staff.Change{Roles: &[]string{"Nobody's"}}), mall.CodeNotFound, "roles")
		refused(t, user(staff.Change{Roles: &[]string{"OWNER"}}), mall.CodeInvalidInput, "roles")
		stale := refused(t, second(m.Access.UpdateStaff(ctx, owner, li.ID, 7, staff.Change{})), mall.CodeVersionConflict, "version")
		assert.Equal(t, li.Version, stale.Figures.Current)
		refused(t, second(m.Access.UpdateStaff(ctx, owner, mall.NewStaffID(), 1, staff.Change{})), mall.CodeNotFound, "staffId")

		role := func(name string, permissions ...mall.Permission) error {
			return second(m.Access.AddRole(ctx, owner, staff.NewRole{Name: name, Permissions: permissions}))
		}
		refused(t, role("Desk"), mall.CodeInvalidInput, "name")
		refused(t, role(""), mall.CodeInvalidInput, "name")
		refused(t, role("owner"), mall.CodeInvalidInput, "name")
		refused(t, role("All", mall.PermissionAll), mall.CodeInvalidInput, "permissions")
		refused(t, role("Root", "ROOT"), mall.CodeInvalidInput, "permissions")
		c.role(owner, "Till", mall.PermissionEarn)
		edit := func(version int, ch staff.RoleChange) error {
			return second(m.Access.UpdateRole(ctx, owner, desk.ID, version, ch))
		}
		refused(t, edit(1, staff.RoleChange{Name: new("Till")}), mall.CodeInvalidInput, "name")
		refused(t, edit(1, staff.RoleChange{Permissions: &[]mall.Permission{mall.PermissionAll}}), mall.CodeInvalidInput, "permissions")
		refused(t, edit(2, staff.RoleChange{Name: new("Front desk")}), mall.CodeVersionConflict, "version")
		require.NoError(t, edit(1, staff.RoleChange{Name: new("Front desk")}))
	})
}

// Of two owners each loses what makes them one at the same moment, on two servers: one stays.
func TestTheLastOwnerStaysWhateverServersDoAtOnce(t *testing.T) {
	malltest.Run(t, func(t *testing.T, m *malltest.Mall) {
		ctx, c := t.Context(), newCrew(t, m)
		a, b := c.add("a", mall.PermissionAll), c.add("b", mall.PermissionAll)
		byA, _ := c.in("a", "")
		byB, _ := c.in("b", "")
		other := c.another()
		errs := make(chan error, 2)
		go func() {
			errs <- second(m.Access.UpdateStaff(ctx, byA, a.ID, a.Version, staff.Change{Permissions: &[]mall.Permission{mall.PermissionStaff}}))
		}()
		go func() {
			errs <- second(other.UpdateStaff(ctx, byB, b.ID, b.Version, staff.Change{Disabled: new(true)}))
		}()
		one, two := <-errs, <-errs
		if one == nil {
			one, two = two, one
		}
		require.NoError(t, two)
		refused(t, one, mall.CodeInvalidState)
		users, err := m.Staff.List(ctx)
		require.NoError(t, err)
		assert.NotEqual(t, staff.IsOwner(users[0]), staff.IsOwner(users[1]))
	})
}
