package access_test

import (
	"context"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"pointsmall/mall"
	"pointsmall/mall/access"
	"pointsmall/mall/malltest"
)

func TestUntilEnded(t *testing.T) {
	malltest.Run(t, func(t *testing.T, m *malltest.Mall) {
		_, err := m.Access.SignUp(t.Context(), access.SignUp{Login: "eve@example.test", Password: "long enough", DisplayName: "Eve"})
		require.NoError(t, err)
		actor := func() mall.Actor {
			in, err := m.Access.SignIn(t.Context(), "eve@example.test", "long enough")
			require.NoError(t, err)
			actor, err := m.Access.Authenticate(t.Context(), in.Access)
			require.NoError(t, err)
			assert.Equal(t, m.Clock.Now().Add(access.AccessTTL), actor.ExpiresAt.UTC())
			return actor
		}
		wait := func(ctx context.Context, a mall.Actor) <-chan error {
			done := make(chan error, 1)
			go func() { done <- m.Access.UntilEnded(ctx, a) }()
			return done
		}
		ctx, cancel := context.WithCancel(t.Context())
		first, second := actor(), actor()
		waits, stays, partner := wait(ctx, first), wait(ctx, second), wait(ctx, mall.Actor{Kind: mall.ActorPartner})
		require.NoError(t, m.Access.SignOut(t.Context(), first, false))
		assert.ErrorIs(t, <-waits, access.ErrSignedOut)
		assert.ErrorIs(t, m.Access.UntilEnded(t.Context(), first), access.ErrSignedOut, "it is over already")
		require.NoError(t, m.Access.SignOut(t.Context(), first, false), "again changes nothing")

		unknown := second
		unknown.SessionID = mall.NewSessionID()
		assert.ErrorIs(t, m.Access.UntilEnded(t.Context(), unknown), access.ErrSignedOut)
		late := second
		late.ExpiresAt = m.Clock.Now().Add(10 * time.Millisecond)
		assert.ErrorIs(t, m.Access.UntilEnded(t.Context(), late), access.ErrExpired)

		assert.Empty(t, stays)
		cancel()
		assert.ErrorIs(t, <-stays, context.Canceled)
		assert.ErrorIs(t, <-partner, context.Canceled, "a key has no end of its own")
	})
}
