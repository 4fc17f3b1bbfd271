package access_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"pointsmall/ent/stafflink"
	"pointsmall/mall"
	"pointsmall/mall/access"
	"pointsmall/mall/malltest"
	"pointsmall/mall/staff"
)

func TestAnInvitationMakesOneUserOnceWithinThreeDays(t *testing.T) {
	malltest.Run(t, func(t *testing.T, m *malltest.Mall) {
		ctx, c := t.Context(), newCrew(t, m)
		c.add("owner", mall.PermissionAll)
		owner, _ := c.in("owner", "")
		c.role(owner, "Desk", mall.PermissionMembers)
		in := staff.Invitation{Name: "Wu", Login: " WU@mall.test", Roles: []string{"Desk"}, Permissions: []mall.Permission{mall.PermissionEarn}}
		token, link, err := m.Access.Invite(ctx, owner, in)
		require.NoError(t, err)
		assert.Equal(t, "wu@mall.test", link.Login)
		assert.NotContains(t, link.String()+string(link.TokenHash), token, "its digest alone is kept")
		refused(t, third(m.Access.Invite(ctx, owner, in)), mall.CodeInvalidInput, "login")
		in.Login = "other@mall.test"
		refused(t, third(m.Access.Invite(ctx, owner, in)), mall.CodeInvalidInput, "name")
		for field, bad := range map[string]staff.Invitation{
			"login":       {Name: "Xu", Login: "owner@mall.test"},
			"name":        {Name: "owner", Login: "xu@mall.test"},
			"permissions": {Name: "Xu", Login: "xu@mall.test", Permissions: []mall.Permission{"ROOT"}},
		} {
			refused(t, third(m.Access.Invite(ctx, owner, bad)), mall.CodeInvalidInput, field)
		}
		refused(t, third(m.Access.Invite(ctx, owner, staff.Invitation{Name: "Xu", Login: "xu@mall.test", Roles: []string{"None"}})), mall.CodeNotFound, "roles")

		refused(t, second(m.Access.AcceptInvitation(ctx, token, "short")), mall.CodeInvalidInput, "password")
		refused(t, second(m.Access.ResetPassword(ctx, token, password)), mall.CodeNotFound, "token")
		type answer struct {
			tokens access.Tokens
			err    error
		}
		answers := make(chan answer, 2)
		for _, server := range []*access.Service{m.Access, c.another()} {
			go func() {
				tokens, err := server.AcceptInvitation(ctx, token, password)
				answers <- answer{tokens, err}
			}()
		}
		first, last := <-answers, <-answers
		if first.err != nil {
			first, last = last, first
		}
		require.NoError(t, first.err)
		refused(t, last.err, mall.CodeNotFound, "token")
		assert.Equal(t, []mall.Permission{mall.PermissionEarn, mall.PermissionMembers}, c.actor(first.tokens).Permissions)
		_, err = m.Access.SignIn(ctx, "wu@mall.test", password)
		require.NoError(t, err)
		refused(t, second(m.Access.RevokeInvitation(ctx, owner, link.ID)), mall.CodeInvalidState, "invitationId")

		late, _, err := m.Access.Invite(ctx, owner, staff.Invitation{Name: "Xu", Login: "xu@mall.test"})
		require.NoError(t, err)
		m.Clock.Set(m.Clock.Now().Add(staff.InvitationTTL))
		refused(t, second(m.Access.AcceptInvitation(ctx, late, password)), mall.CodeNotFound, "token")
		again, link, err := m.Access.Invite(ctx, owner, staff.Invitation{Name: "Xu", Login: "xu@mall.test"})
		require.NoError(t, err, "the first one has ended")
		_, err = m.Access.RevokeInvitation(ctx, owner, link.ID)
		require.NoError(t, err)
		refused(t, second(m.Access.AcceptInvitation(ctx, again, password)), mall.CodeNotFound, "token")
		refused(t, second(m.Access.RevokeInvitation(ctx, owner, mall.NewStaffLinkID())), mall.CodeNotFound, "invitationId")
		assert.NotContains(t, logged.String(), token)
	})
}

func TestAnInvitationOfWhoMayNotGiveItAnyLongerIsNoGood(t *testing.T) {
	malltest.Run(t, func(t *testing.T, m *malltest.Mall) {
		ctx, c := t.Context(), newCrew(t, m)
		c.add("owner", mall.PermissionAll)
		lead := c.add("lead", mall.PermissionStaff, mall.PermissionOrders)
		owner, _ := c.in("owner", "")
		by, _ := c.in("lead", "")
		role := c.role(by, "Orders", mall.PermissionOrders)
		token, _, err := m.Access.Invite(ctx, by, staff.Invitation{Name: "Wu", Login: "wu@mall.test", Roles: []string{"Orders"}})
		require.NoError(t, err)
		role, err = m.Access.UpdateRole(ctx, owner, role.ID, role.Version, staff.RoleChange{Permissions: &[]mall.Permission{mall.PermissionPoints}})
		require.NoError(t, err)
		refused(t, second(m.Access.AcceptInvitation(ctx, token, password)), mall.CodeInvalidState, "token")
		_, err = m.Access.UpdateRole(ctx, owner, role.ID, role.Version, staff.RoleChange{Permissions: &[]mall.Permission{}})
		require.NoError(t, err)
		_, err = m.Access.UpdateStaff(ctx, owner, lead.ID, lead.Version, staff.Change{Disabled: new(true)})
		require.NoError(t, err)
		refused(t, second(m.Access.AcceptInvitation(ctx, token, password)), mall.CodeInvalidState, "token")
		signUp(t, m, "wu@mall.test") // a member took the login
		_, err = m.Access.UpdateStaff(ctx, owner, lead.ID, lead.Version+1, staff.Change{Disabled: new(false)})
		require.NoError(t, err)
		refused(t, second(m.Access.AcceptInvitation(ctx, token, password)), mall.CodeInvalidState, "token")
	})
}

func TestAPasswordIsResetByALinkOnce(t *testing.T) {
	malltest.Run(t, func(t *testing.T, m *malltest.Mall) {
		ctx, c := t.Context(), newCrew(t, m)
		c.add("owner", mall.PermissionAll)
		li := c.add("li", mall.PermissionOrders)
		owner, _ := c.in("owner", "")
		_, tokens := c.in("li", "")
		old, _, err := m.Access.MakePasswordReset(ctx, owner, li.ID)
		require.NoError(t, err)
		token, _, err := m.Access.MakePasswordReset(ctx, owner, li.ID)
		require.NoError(t, err)
		refused(t, second(m.Access.ResetPassword(ctx, old, "another one")), mall.CodeNotFound, "token")
		refused(t, second(m.Access.AcceptInvitation(ctx, token, "another one")), mall.CodeNotFound, "token")
		user, err := m.Access.ResetPassword(ctx, token, "another one")
		require.NoError(t, err)
		assert.Equal(t, "li@mall.test", user.Login)
		refused(t, second(m.Access.ResetPassword(ctx, token, "another two")), mall.CodeNotFound, "token")
		_, err = m.Access.Authenticate(ctx, tokens.Access)
		assert.ErrorIs(t, err, access.ErrBadToken, "the sessions have ended")
		_, err = m.Access.SignIn(ctx, "li@mall.test", "another one")
		require.NoError(t, err)
		assert.Contains(t, logged.String(), `msg="a staff user has another password by a link" user=`+li.ID.String())

		token, _, err = m.Access.MakePasswordReset(ctx, owner, li.ID)
		require.NoError(t, err)
		require.NoError(t, m.Access.DisableStaff(ctx, "li"))
		refused(t, second(m.Access.ResetPassword(ctx, token, "another two")), mall.CodeNotFound, "token")
		refused(t, third(m.Access.MakePasswordReset(ctx, owner, li.ID)), mall.CodeInvalidState, "staffId")
		n, err := m.DB.Ent().StaffLink.Query().Where(stafflink.ForStaffID(li.ID), stafflink.UsedAtNotNil()).Count(ctx)
		require.NoError(t, err)
		assert.Equal(t, 1, n)
	})
}

func TestLinksThatAreGuessedAreRefusedForAWhile(t *testing.T) {
	malltest.Run(t, func(t *testing.T, m *malltest.Mall) {
		ctx := from(t, "192.0.2.7")
		for range 5 {
			refused(t, second(m.Access.AcceptInvitation(ctx, "pmi_guess", password)), mall.CodeNotFound, "token")
		}
		wait := refused(t, second(m.Access.ResetPassword(ctx, "pmr_guess", password)), mall.CodeNotAvailable)
		assert.EqualValues(t, 60, wait.Figures.RetryAfter)
		m.Clock.Set(m.Clock.Now().Add(time.Minute))
		refused(t, second(m.Access.ResetPassword(ctx, "pmr_guess", password)), mall.CodeNotFound, "token")
	})
}

func TestAUserChangesTheirPasswordByTheOldOne(t *testing.T) {
	malltest.Run(t, func(t *testing.T, m *malltest.Mall) {
		ctx, c := t.Context(), newCrew(t, m)
		c.add("owner", mall.PermissionAll)
		owner, mine := c.in("owner", "")
		_, elsewhere := c.in("owner", "")
		refused(t, second(m.Access.ChangeStaffPassword(ctx, owner, "not the one", "another one")), mall.CodeUnauthenticated, "currentPassword")
		refused(t, second(m.Access.ChangeStaffPassword(ctx, owner, password, "short")), mall.CodeInvalidInput, "newPassword")
		_, err := m.Access.ChangeStaffPassword(ctx, owner, password, "another one")
		require.NoError(t, err)
		_, err = m.Access.Authenticate(ctx, mine.Access)
		require.NoError(t, err)
		_, err = m.Access.Authenticate(ctx, elsewhere.Access)
		assert.ErrorIs(t, err, access.ErrBadToken, "the other sessions end")
		_, err = m.Access.SignIn(ctx, "owner@mall.test", "another one")
		require.NoError(t, err)
		here := from(t, "192.0.2.8")
		for range 5 {
			refused(t, second(m.Access.ChangeStaffPassword(here, owner, "not the one", "another one")), mall.CodeUnauthenticated, "currentPassword")
		}
		refused(t, second(m.Access.ChangeStaffPassword(here, owner, "another one", "a third one")), mall.CodeNotAvailable)
	})
}
