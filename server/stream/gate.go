package stream

import (
	"context"
	"errors"
	"net/netip"
	"sync"
)

// Limits say how many streams there may be at one time, WebSockets and event
// streams together. Zero stands for the default.
type Limits struct {
	// PerCaller bounds those of one member, staff user or partner; 20 by default.
	PerCaller int `help:"Most WebSockets and event streams of one caller." default:"20" env:"PER_CALLER"`
	// PerAddress bounds those from one address, whoever calls; 100 by default.
	PerAddress int `help:"Most WebSockets and event streams from one address." default:"100" env:"PER_ADDRESS"`
	// Total bounds those of the server, and with them its memory; 2,000 by default.
	Total int `help:"Most WebSockets and event streams of the server." default:"2000" env:"TOTAL"`
}

// Why a stream may not open.
var (
	// ErrFull says that the server has no room for more streams.
	ErrFull = errors.New("the server has too many open streams: try again later")
	// ErrTooMany says that the caller or the address has too many streams.
	ErrTooMany = errors.New("too many open streams: close some, or share a WebSocket")
)

// Gate counts the open streams of a server. Make one with NewGate.
type Gate struct {
	limits  Limits
	closing context.Context

	mu        sync.Mutex
	total     int
	callers   map[string]int
	addresses map[netip.Addr]int
	empty     chan struct{} // closed, and replaced, when the last stream has left
}

// NewGate makes the gate of a server, whose streams must end when closing does.
func NewGate(closing context.Context, limits Limits) *Gate {
	limits.PerCaller = or(limits.PerCaller, 20)
	limits.PerAddress = or(limits.PerAddress, 100)
	limits.Total = or(limits.Total, 2000)
	return &Gate{
		limits: limits, closing: closing,
		callers: map[string]int{}, addresses: map[netip.Addr]int{}, empty: make(chan struct{}),
	}
}

func or(n, otherwise int) int {
	if n > 0 {
		return n
	}
	return otherwise
}

// Pass is an open stream's place in the count.
type Pass struct {
	gate    *Gate
	address netip.Addr
	caller  string
}

// Enter lets a stream from an address in, or returns ErrTooMany or ErrFull. Its
// caller need not be known yet; see Name.
func (g *Gate) Enter(address netip.Addr) (*Pass, error) {
	g.mu.Lock()
	defer g.mu.Unlock()
	switch {
	case g.total >= g.limits.Total || g.closing.Err() != nil:
		return nil, ErrFull
	case g.addresses[address] >= g.limits.PerAddress:
		return nil, ErrTooMany
	}
	g.total++
	g.addresses[address]++
	return &Pass{gate: g, address: address}, nil
}

// Name says whose stream it is, or returns ErrTooMany, which leaves it as it was.
// "" is nobody known; nobody is only counted by address.
func (p *Pass) Name(caller string) error {
	g := p.gate
	g.mu.Lock()
	defer g.mu.Unlock()
	if caller == p.caller {
		return nil
	}
	if caller != "" && g.callers[caller] >= g.limits.PerCaller {
		return ErrTooMany
	}
	less(g.callers, p.caller)
	if p.caller = caller; caller != "" {
		g.callers[caller]++
	}
	return nil
}

// Leave gives the place back. It is called once, when all that the stream held is freed.
func (p *Pass) Leave() {
	g := p.gate
	g.mu.Lock()
	defer g.mu.Unlock()
	less(g.callers, p.caller)
	less(g.addresses, p.address)
	if g.total--; g.total == 0 {
		close(g.empty)
		g.empty = make(chan struct{})
	}
}

func less[K comparable](counts map[K]int, name K) {
	if counts[name]--; counts[name] <= 0 {
		delete(counts, name)
	}
}

// Wait waits until no stream is open, or for ctx's error.
func (g *Gate) Wait(ctx context.Context) error {
	g.mu.Lock()
	total, empty := g.total, g.empty
	g.mu.Unlock()
	if total == 0 {
		return nil
	}
	select {
	case <-empty:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}
