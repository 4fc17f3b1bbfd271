package access_test

import (
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"pointsmall/ent"
	"pointsmall/mall"
	"pointsmall/mall/access"
	"pointsmall/mall/malltest"
)

func code(t *testing.T, err error) mall.ErrorCode {
	t.Helper()
	var refused *mall.Error
	require.ErrorAs(t, err, &refused)
	return refused.Code
}

func TestSignUpSignInAndRefresh(t *testing.T) {
	malltest.Run(t, func(t *testing.T, m *malltest.Mall) {
		ctx := t.Context()
		up, err := m.Access.SignUp(ctx, access.SignUp{Login: " Eve@Example.test ", Password: "long enough", DisplayName: "Eve"})
		require.NoError(t, err)
		actor, err := m.Access.Authenticate(ctx, up.Access)
		require.NoError(t, err)
		assert.Equal(t, up.Member.ID, actor.MemberID)
		assert.Zero(t, m.Available(actor.MemberID))

		_, err = m.Access.SignUp(ctx, access.SignUp{Login: "eve@example.TEST", Password: "long enough", DisplayName: "Eve"})
		assert.Equal(t, mall.CodeInvalidInput, code(t, err), "the login is taken")
		_, err = m.Access.SignIn(ctx, "eve@example.test", "wrong password")
		wrong := err
		_, err = m.Access.SignIn(ctx, "nobody@example.test", "wrong password")
		assert.Equal(t, wrong, err, "an unknown login looks like a wrong password")

		in, err := m.Access.SignIn(ctx, "EVE@example.test", "long enough")
		require.NoError(t, err)
		next, err := m.Access.Refresh(ctx, in.Refresh)
		require.NoError(t, err)
		m.Clock.Set(m.Clock.Now().Add(access.RefreshGrace))
		_, err = m.Access.Refresh(ctx, in.Refresh)
		assert.Equal(t, mall.CodeExpired, code(t, err), "a refresh token is good once")
		_, err = m.Access.Refresh(ctx, next.Refresh)
		assert.Equal(t, mall.CodeExpired, code(t, err), "its second use has ended the session")
		_, err = m.Access.Refresh(ctx, up.Refresh)
		require.NoError(t, err, "the other session lives on")

		require.NoError(t, m.Access.SignOut(ctx, actor, true))
		_, err = m.Access.Authenticate(ctx, up.Access)
		assert.ErrorIs(t, err, access.ErrBadToken, "an ended session's access token is refused at once")
		m.Clock.Set(m.Clock.Now().Add(access.AccessTTL))
		_, err = m.Access.Authenticate(ctx, up.Access)
		assert.ErrorIs(t, err, access.ErrBadToken, "an access token ends after its time")
	})
}

func TestForgedTokensAreRefused(t *testing.T) {
	malltest.Run(t, func(t *testing.T, m *malltest.Mall) {
		token, err := m.Access.IssueMember(t.Context(), *m.Member("normal").ExternalRef, time.Hour)
		require.NoError(t, err)
		_, err = m.Access.Authenticate(t.Context(), token)
		require.NoError(t, err)
		other := malltest.Open(t, malltest.SQLite(t))
		foreign, err := other.Access.IssueMember(t.Context(), *other.Member("normal").ExternalRef, time.Hour)
		require.NoError(t, err)
		parts := strings.Split(token, ".")
		for name, forged := range map[string]string{
			"empty": "", "noise": "noise", "cut": token[:len(token)-1], "another mall's": foreign,
			"unsigned": "eyJhbGciOiJub25lIn0." + parts[1] + ".", "changed": parts[0] + "." + parts[1][:len(parts[1])-2] + "fQ." + parts[2],
			"no such API key": "pmk_0123456789",
		} {
			_, err := m.Access.Authenticate(t.Context(), forged)
			assert.ErrorIs(t, err, access.ErrBadToken, name)
		}
	})
}

func TestStaffAndPartners(t *testing.T) {
	malltest.Run(t, func(t *testing.T, m *malltest.Mall) {
		hash, err := access.HashPassword(t.Context(), "long enough")
		require.NoError(t, err)
		m.Update(t, func(client *ent.Client) error {
			return client.Staff.Create().SetName("clerk").SetLogin("clerk").SetPasswordHash(hash).SetPermissions([]mall.Permission{mall.PermissionOrders}).Exec(t.Context())
		})
		m.Update(t, func(client *ent.Client) error {
			return client.Partner.Create().SetName("brand").SetPermissions([]mall.Permission{mall.PermissionEarn}).Exec(t.Context())
		})
		_, err = m.Access.IssueAPIKey(t.Context(), "nobody", "till", nil)
		assert.Equal(t, mall.CodeNotFound, code(t, err))
		key, err := m.Access.IssueAPIKey(t.Context(), "brand", "till", nil)
		require.NoError(t, err)
		in, err := m.Access.SignIn(t.Context(), "clerk", "long enough")
		require.NoError(t, err)
		assert.Nil(t, in.Member)
		clerk, err := m.Access.Authenticate(t.Context(), in.Access)
		require.NoError(t, err)
		assert.True(t, clerk.May(mall.PermissionOrders))
		assert.False(t, clerk.May(mall.PermissionPoints))

		brand, err := m.Access.Authenticate(t.Context(), key)
		require.NoError(t, err)
		assert.Equal(t, mall.ActorPartner, brand.Kind)
		assert.True(t, brand.May(mall.PermissionEarn))
		m.Update(t, func(client *ent.Client) error {
			return client.APIKey.Update().SetRevokedAt(m.Clock.Now()).Exec(t.Context())
		})
		_, err = m.Access.Authenticate(t.Context(), key)
		assert.ErrorIs(t, err, access.ErrBadToken)
	})
}
