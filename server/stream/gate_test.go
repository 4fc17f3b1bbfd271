package stream_test

import (
	"context"
	"errors"
	"net/netip"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"pointsmall/mall"
	"pointsmall/server/stream"
)

func TestGateCounts(t *testing.T) {
	closing, closeIt := context.WithCancel(t.Context())
	g := stream.NewGate(closing, stream.Limits{PerCaller: 1, PerAddress: 2, Total: 3})
	one, two := netip.MustParseAddr("192.0.2.1"), netip.MustParseAddr("192.0.2.2")
	enter := func(address netip.Addr) *stream.Pass {
		p, err := g.Enter(address)
		require.NoError(t, err)
		return p
	}
	a, b := enter(one), enter(one)
	_, err := g.Enter(one)
	assert.ErrorIs(t, err, stream.ErrTooMany)
	c := enter(two)
	_, err = g.Enter(netip.Addr{})
	assert.ErrorIs(t, err, stream.ErrFull)

	require.NoError(t, a.Name("alice"))
	require.NoError(t, a.Name("alice"), "again is no more")
	require.ErrorIs(t, b.Name("alice"), stream.ErrTooMany)
	require.NoError(t, b.Name(""))
	require.NoError(t, a.Name("bob"))
	require.NoError(t, b.Name("alice"), "alice has none any more")

	short, cancel := context.WithCancel(t.Context())
	cancel()
	require.ErrorIs(t, g.Wait(short), context.Canceled)
	for _, p := range []*stream.Pass{a, b, c} {
		p.Leave()
	}
	require.NoError(t, g.Wait(short), "nobody is left")
	closeIt()
	_, err = g.Enter(one)
	assert.ErrorIs(t, err, stream.ErrFull, "the server closes")
}

func TestUntilEnds(t *testing.T) {
	closing, closeIt := context.WithCancel(t.Context())
	g := stream.NewGate(closing, stream.Limits{})
	over := errors.New("over")
	ended := func(context.Context, mall.Actor) error { return over }
	ctx, leave := g.Until(t.Context(), ended, mall.Actor{Kind: mall.ActorMember})
	<-ctx.Done()
	assert.Equal(t, over, context.Cause(ctx))
	leave()
	ctx, leave = g.Until(t.Context(), ended, mall.Actor{})
	assert.NoError(t, ctx.Err(), "nobody's sign-in does not end")
	closeIt()
	<-ctx.Done()
	assert.ErrorIs(t, context.Cause(ctx), stream.ErrClosing)
	leave()
}
