package access_test

import (
	"sync"
	"sync/atomic"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"pointsmall/mall"
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

func TestOneRefreshTokenAtOnceWorksOnceAndEndsTheSession(t *testing.T) {
	malltest.Run(t, func(t *testing.T, m *malltest.Mall) {
		ctx := t.Context()
		up, err := m.Access.SignUp(ctx, access.SignUp{Login: "eve@example.test", Password: "long enough", DisplayName: "Eve"})
		require.NoError(t, err)
		var won atomic.Int64
		var next atomic.Value
		var all sync.WaitGroup
		for range 20 {
			all.Go(func() {
				tokens, err := m.Access.Refresh(ctx, up.Refresh)
				if err == nil {
					won.Add(1)
					next.Store(tokens)
					return
				}
				var refused *mall.Error
				if assert.ErrorAs(t, err, &refused) {
					assert.Equal(t, mall.CodeExpired, refused.Code)
				}
			})
		}
		all.Wait()
		require.EqualValues(t, 1, won.Load())
		_, err = m.Access.Refresh(ctx, next.Load().(access.Tokens).Refresh)
		assert.Equal(t, mall.CodeExpired, code(t, err), "the copies have ended the session")
		_, err = m.Access.Authenticate(ctx, next.Load().(access.Tokens).Access)
		assert.ErrorIs(t, err, access.ErrBadToken)
	})
}
