package access_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"pointsmall/mall"
	"pointsmall/mall/access"
	"pointsmall/mall/malltest"
)

// Two servers, one of which rotates the key: no token is refused before its key is
// retired, and none is good after.
func TestKeysRotateAndRetire(t *testing.T) {
	malltest.Run(t, func(t *testing.T, m *malltest.Mall) {
		ctx := t.Context()
		require.NoError(t, m.Access.EnsureKey(ctx))
		other, err := access.New(ctx, m.DB, m.Bus, m.Clock.Now)
		require.NoError(t, err)
		both := []*access.Service{m.Access, other}
		member := m.Member("normal").ID
		good := func(token string) (n int) {
			for _, s := range both {
				if _, err := s.Authenticate(ctx, token); err == nil {
					n++
				}
			}
			return n
		}
		pass := func(d time.Duration) { m.Clock.Set(m.Clock.Now().Add(d)) }
		sign := func(s *access.Service) string {
			token, err := s.SignMember(member, time.Hour)
			require.NoError(t, err)
			return token
		}

		before, err := m.Access.Keys(ctx)
		require.NoError(t, err)
		require.Len(t, before, 1)
		old := sign(m.Access)
		next, err := m.Access.RotateKey(ctx)
		require.NoError(t, err)
		assert.Equal(t, mall.CodeInvalidState, refusalOf(t, m.Access.RetireKey(ctx, before[0].ID)).Code, "it still signs")
		for range 10 { // while the servers learn of the new key at different times
			assert.Equal(t, 2, good(sign(m.Access)))
			assert.Equal(t, 2, good(sign(other)))
			pass(2 * time.Second)
		}
		assert.Equal(t, 2, good(old), "an older key's tokens stay good")
		after, err := other.Keys(ctx)
		require.NoError(t, err)
		require.Len(t, after, 2)
		assert.Equal(t, []bool{false, true}, []bool{after[0].Signs, after[1].Signs})
		assert.Equal(t, next, after[1].ID)

		require.NoError(t, m.Access.RetireKey(ctx, before[0].ID))
		assert.Equal(t, mall.CodeNotFound, refusalOf(t, m.Access.RetireKey(ctx, before[0].ID)).Code)
		assert.Equal(t, mall.CodeInvalidState, refusalOf(t, m.Access.RetireKey(ctx, next)).Code, "one must be left")
		pass(6 * time.Second)
		assert.Zero(t, good(old))
		assert.Equal(t, 2, good(sign(other)))
	})
}

func refusalOf(t *testing.T, err error) *mall.Error {
	t.Helper()
	var refusal *mall.Error
	require.ErrorAs(t, err, &refusal)
	return refusal
}
