package mall

import (
	"context"
	"net/netip"
)

type addressKey struct{}

// WithAddress remembers from where a request comes: an IPv4 address, or the first
// address of an IPv6 /64, which one household or machine has to itself.
func WithAddress(ctx context.Context, from netip.Addr) context.Context {
	return context.WithValue(ctx, addressKey{}, from)
}

// AddressOf is from where the request comes; the zero Addr, which is not valid, when
// nobody knows.
func AddressOf(ctx context.Context) netip.Addr {
	from, _ := ctx.Value(addressKey{}).(netip.Addr)
	return from
}
