package access_test

import (
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"pointsmall/ent/session"
	"pointsmall/mall"
	"pointsmall/mall/access"
	"pointsmall/mall/malltest"
)

func signedUp(t *testing.T, m *malltest.Mall) access.Tokens {
	t.Helper()
	up, err := m.Access.SignUp(t.Context(), access.SignUp{Login: "eve@example.test", Password: "long enough", DisplayName: "Eve"})
	require.NoError(t, err)
	return up
}

func TestAllWhoRefreshAtOnceGetTheSameSuccessor(t *testing.T) {
	malltest.Run(t, func(t *testing.T, m *malltest.Mall) {
		up := signedUp(t, m)
		second, err := access.New(t.Context(), m.DB, m.Bus, m.Clock.Now) // another server of the database
		require.NoError(t, err)
		got := make([]access.Tokens, 20)
		var all sync.WaitGroup
		for i := range got {
			all.Go(func() {
				server := m.Access
				if i%2 == 1 {
					server = second
				}
				tokens, err := server.Refresh(t.Context(), up.Refresh)
				if assert.NoError(t, err) {
					got[i] = tokens
				}
			})
		}
		all.Wait()
		for _, tokens := range got {
			assert.Equal(t, got[0].Refresh, tokens.Refresh)
			_, err := m.Access.Authenticate(t.Context(), tokens.Access)
			assert.NoError(t, err)
		}
		assert.NotEqual(t, up.Refresh, got[0].Refresh)
		next, err := m.Access.Refresh(t.Context(), got[0].Refresh)
		require.NoError(t, err, "the session lives on")
		assert.NotEqual(t, got[0].Refresh, next.Refresh)
	})
}

func TestARefreshTokenThatIsUsedAgainAfterTheGraceEndsItsSession(t *testing.T) {
	malltest.Run(t, func(t *testing.T, m *malltest.Mall) {
		up := signedUp(t, m)
		next, err := m.Access.Refresh(t.Context(), up.Refresh)
		require.NoError(t, err)
		m.Clock.Set(m.Clock.Now().Add(access.RefreshGrace - time.Microsecond))
		again, err := m.Access.Refresh(t.Context(), up.Refresh)
		require.NoError(t, err)
		assert.Equal(t, next.Refresh, again.Refresh)
		m.Clock.Set(m.Clock.Now().Add(time.Microsecond))
		_, err = m.Access.Refresh(t.Context(), up.Refresh)
		assert.Equal(t, mall.CodeExpired, code(t, err))
		_, err = m.Access.Refresh(t.Context(), next.Refresh)
		assert.Equal(t, mall.CodeExpired, code(t, err), "the whole family has ended")
		_, err = m.Access.Authenticate(t.Context(), next.Access)
		assert.ErrorIs(t, err, access.ErrBadToken)
	})
}

func TestATokenOlderThanTheLastOneEndsItsSessionWithinTheGraceToo(t *testing.T) {
	malltest.Run(t, func(t *testing.T, m *malltest.Mall) {
		up := signedUp(t, m)
		next, err := m.Access.Refresh(t.Context(), up.Refresh)
		require.NoError(t, err)
		last, err := m.Access.Refresh(t.Context(), next.Refresh)
		require.NoError(t, err)
		_, err = m.Access.Refresh(t.Context(), up.Refresh)
		assert.Equal(t, mall.CodeExpired, code(t, err), "whoever has used the successor has seen the answer")
		_, err = m.Access.Refresh(t.Context(), last.Refresh)
		assert.Equal(t, mall.CodeExpired, code(t, err))
	})
}

func TestWithoutGraceASecondUseEndsTheSession(t *testing.T) {
	malltest.Run(t, func(t *testing.T, m *malltest.Mall) {
		m.Access.RefreshGrace = -1
		up := signedUp(t, m)
		_, err := m.Access.Refresh(t.Context(), up.Refresh)
		require.NoError(t, err)
		_, err = m.Access.Refresh(t.Context(), up.Refresh)
		assert.Equal(t, mall.CodeExpired, code(t, err))
	})
}

func TestASessionThatSignedOutGetsNoSuccessorWithinTheGrace(t *testing.T) {
	malltest.Run(t, func(t *testing.T, m *malltest.Mall) {
		up := signedUp(t, m)
		next, err := m.Access.Refresh(t.Context(), up.Refresh)
		require.NoError(t, err)
		actor, err := m.Access.Authenticate(t.Context(), next.Access)
		require.NoError(t, err)
		require.NoError(t, m.Access.SignOut(t.Context(), actor, false))
		_, err = m.Access.Refresh(t.Context(), up.Refresh)
		assert.Equal(t, mall.CodeExpired, code(t, err))
	})
}

func TestNothingThatIsStoredOfASessionIsAToken(t *testing.T) {
	malltest.Run(t, func(t *testing.T, m *malltest.Mall) {
		up := signedUp(t, m)
		next, err := m.Access.Refresh(t.Context(), up.Refresh)
		require.NoError(t, err)
		row, err := m.DB.Ent().Session.Query().Where(session.MemberID(up.Member.ID)).Only(t.Context())
		require.NoError(t, err)
		stored := string(row.TokenHash) + string(*row.ReplacedHash) + string(*row.SuccessorSalt)
		for _, token := range []string{up.Refresh, next.Refresh} {
			assert.NotContains(t, stored, token[len(row.ID.String())+1:])
		}
	})
}
