package access_test

import (
	"errors"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"pointsmall/mall"
	"pointsmall/mall/access"
	"pointsmall/mall/malltest"
)

func addStaff(t *testing.T, m *malltest.Mall, name string, permissions ...mall.Permission) {
	t.Helper()
	_, err := m.Access.AddStaff(t.Context(), access.NewStaff{Name: name, Login: name + "@mall.test", Password: password, Permissions: permissions})
	require.NoError(t, err)
}

func TestADisabledUserIsOutAtOnceAndEverywhere(t *testing.T) {
	malltest.Run(t, func(t *testing.T, m *malltest.Mall) {
		ctx := t.Context()
		addStaff(t, m, "owner", mall.PermissionAll)
		addStaff(t, m, "li", mall.PermissionOrders)
		in, err := m.Access.SignIn(ctx, "LI@mall.test", password)
		require.NoError(t, err)
		actor, err := m.Access.Authenticate(ctx, in.Access)
		require.NoError(t, err)
		assert.Equal(t, []mall.Permission{mall.PermissionOrders}, actor.Permissions)
		issued, err := m.Access.IssueStaff(ctx, "li", time.Hour)
		require.NoError(t, err)
		other, err := access.New(ctx, m.DB, m.Bus, m.Clock.Now) // as another server has it
		require.NoError(t, err)
		_, err = other.Authenticate(ctx, in.Access)
		require.NoError(t, err)
		streaming := make(chan error, 1)
		go func() { streaming <- m.Access.UntilEnded(ctx, actor) }()

		require.NoError(t, m.Access.DisableStaff(ctx, "li"))
		for _, token := range []string{in.Access, issued} {
			for _, server := range []*access.Service{m.Access, other} {
				_, err = server.Authenticate(ctx, token)
				assert.ErrorIs(t, err, access.ErrBadToken)
			}
		}
		assert.ErrorIs(t, <-streaming, access.ErrSignedOut)
		_, err = m.Access.Refresh(ctx, in.Refresh)
		assert.Equal(t, mall.CodeExpired, code(t, err))
		_, disabled := m.Access.SignIn(ctx, "li@mall.test", password)
		_, unknown := m.Access.SignIn(ctx, "nobody@mall.test", password)
		assert.Equal(t, unknown, disabled, "a disabled login looks like an unknown one")
		_, err = m.Access.IssueStaff(ctx, "li", time.Hour)
		assert.Equal(t, mall.CodeInvalidState, code(t, err))

		require.NoError(t, m.Access.EnableStaff(ctx, "li"))
		_, err = m.Access.Authenticate(ctx, in.Access)
		assert.ErrorIs(t, err, access.ErrBadToken, "old sessions stay ended")
		_, err = m.Access.SignIn(ctx, "li@mall.test", password)
		require.NoError(t, err)
	})
}

func TestThereIsAlwaysAnOwner(t *testing.T) {
	malltest.Run(t, func(t *testing.T, m *malltest.Mall) {
		ctx := t.Context()
		addStaff(t, m, "a", mall.PermissionAll)
		assert.Equal(t, mall.CodeInvalidState, code(t, m.Access.DisableStaff(ctx, "a")))
		assert.Equal(t, mall.CodeInvalidState, code(t, m.Access.SetStaffPermissions(ctx, "a", []mall.Permission{mall.PermissionOrders})))
		addStaff(t, m, "b", mall.PermissionAll)
		// Each disables the other at once: one of them stays.
		errs := make(chan error, 2)
		for _, name := range []string{"a", "b"} {
			go func() { errs <- m.Access.DisableStaff(ctx, name) }()
		}
		one, two := <-errs, <-errs
		assert.True(t, (one == nil) != (two == nil), "%v, %v", one, two)
		assert.Equal(t, mall.CodeInvalidState, code(t, errors.Join(one, two)))
	})
}

func TestAStaffUserIsAddedOnceAndWithPermissionsThatExist(t *testing.T) {
	malltest.Run(t, func(t *testing.T, m *malltest.Mall) {
		ctx := t.Context()
		addStaff(t, m, "li", mall.PermissionOrders, mall.PermissionOrders)
		_, err := m.Access.SignUp(ctx, access.SignUp{Login: "mei@home.test", Password: password, DisplayName: "Mei"})
		require.NoError(t, err)
		for name, n := range map[string]access.NewStaff{
			"a name that is taken":    {Name: "li", Login: "other@mall.test", Password: password},
			"a login that is taken":   {Name: "wu", Login: "LI@mall.test", Password: password},
			"a member's login":        {Name: "wu", Login: "mei@home.test", Password: password},
			"a short password":        {Name: "wu", Login: "wu@mall.test", Password: "short"},
			"no name":                 {Login: "wu@mall.test", Password: password},
			"no permission like that": {Name: "wu", Login: "wu@mall.test", Password: password, Permissions: []mall.Permission{"ROOT"}},
		} {
			_, err := m.Access.AddStaff(ctx, n)
			assert.Equal(t, mall.CodeInvalidInput, code(t, err), name)
		}
		users, err := m.Staff.List(ctx)
		require.NoError(t, err)
		require.Len(t, users, 1)
		assert.Equal(t, []mall.Permission{mall.PermissionOrders}, users[0].Permissions)

		in, err := m.Access.SignIn(ctx, "li@mall.test", password)
		require.NoError(t, err)
		require.NoError(t, m.Access.SetStaffPassword(ctx, "li", "another one"))
		_, err = m.Access.Authenticate(ctx, in.Access)
		assert.ErrorIs(t, err, access.ErrBadToken, "whoever knew the old password is out")
		_, err = m.Access.SignIn(ctx, "li@mall.test", password)
		assert.Equal(t, mall.CodeUnauthenticated, code(t, err))
		_, err = m.Access.SignIn(ctx, "li@mall.test", "another one")
		require.NoError(t, err)
	})
}
