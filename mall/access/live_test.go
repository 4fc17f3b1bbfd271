package access_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"pointsmall/mall/access"
	"pointsmall/mall/malltest"
)

func TestSessionEndedElsewhereIsRefusedAfterLiveFor(t *testing.T) {
	malltest.Run(t, func(t *testing.T, m *malltest.Mall) {
		ctx := t.Context()
		up, err := m.Access.SignUp(ctx, access.SignUp{Login: "eve@example.test", Password: "long enough", DisplayName: "Eve"})
		require.NoError(t, err)
		actor, err := m.Access.Authenticate(ctx, up.Access)
		require.NoError(t, err)

		other, err := access.New(ctx, m.DB, m.Bus, m.Clock.Now) // another server on this database
		require.NoError(t, err)
		require.NoError(t, other.SignOut(ctx, actor, false))
		_, err = other.Authenticate(ctx, up.Access)
		assert.ErrorIs(t, err, access.ErrBadToken)
		_, err = m.Access.Authenticate(ctx, up.Access)
		require.NoError(t, err, "this server has read the session just now")
		m.Clock.Set(m.Clock.Now().Add(access.LiveFor))
		_, err = m.Access.Authenticate(ctx, up.Access)
		assert.ErrorIs(t, err, access.ErrBadToken)
	})
}
