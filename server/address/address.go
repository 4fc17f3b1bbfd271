// Package address finds out from where a request comes, through the mall's own
// proxies too.
package address

import (
	"fmt"
	"iter"
	"net/http"
	"net/netip"
	"slices"
	"strings"
)

// Header is what proxies put the addresses into that they were called from, the
// nearest last. It is the only such header that is read: every proxy writes it.
const Header = "X-Forwarded-For"

// Proxies are the networks of proxies whose word is taken.
type Proxies []netip.Prefix

// ParseProxies reads addresses and networks: 10.0.0.7, 10.0.0.0/8, fd00::/8.
func ParseProxies(list []string) (Proxies, error) {
	var p Proxies
	for _, text := range list {
		network, err := parseNetwork(strings.TrimSpace(text))
		if err != nil {
			return nil, fmt.Errorf("%q is no address and no network; write it like 10.0.0.7 or 10.0.0.0/8", text)
		}
		p = append(p, network)
	}
	return p, nil
}

func parseNetwork(text string) (netip.Prefix, error) {
	if strings.Contains(text, "/") {
		network, err := netip.ParsePrefix(text)
		return network.Masked(), err
	}
	at, err := netip.ParseAddr(text)
	if err != nil {
		return netip.Prefix{}, err
	}
	at = at.Unmap().WithZone("")
	return netip.PrefixFrom(at, at.BitLen()), nil
}

// TooWide lists the networks that are larger than anybody's own: strangers are in
// them, who could say that they are somebody else.
func (p Proxies) TooWide() (wide []netip.Prefix) {
	for _, network := range p {
		least := 8
		if network.Addr().Is6() {
			least = 16
		}
		if network.Bits() < least && !isLocal(network.Addr()) {
			wide = append(wide, network)
		}
	}
	return wide
}

func isLocal(at netip.Addr) bool { return at.IsPrivate() || at.IsLoopback() || at.IsLinkLocalUnicast() }

// Of is whom a request counts for: its peer or, where that is a proxy of ours, the
// last address in Header that is none. An entry that is no address ends the search at
// the one after it. Example, with 10.0.0.1 a proxy of ours: of "1.1.1.1, 2.2.2.2, 10.0.0.1" it
// is 2.2.2.2. An IPv6 address counts with its whole /64. The answer is the zero
// Addr where the peer has no address.
func (p Proxies) Of(r *http.Request) netip.Addr {
	from, ok := parse(r.RemoteAddr)
	if !ok {
		return netip.Addr{}
	}
	for hop := range backwards(r.Header.Values(Header)) {
		if !p.trust(from) {
			break
		}
		before, ok := parse(hop)
		if !ok {
			break
		}
		from = before
	}
	return network(from)
}

// Doubtful reports whether a request looks like one from a proxy that was forgotten:
// a neighbour says for whom it calls, and is not believed.
func (p Proxies) Doubtful(r *http.Request) bool {
	if r.Header.Get(Header) == "" {
		return false
	}
	from, ok := parse(r.RemoteAddr)
	return ok && isLocal(from) && !p.trust(from)
}

func (p Proxies) trust(at netip.Addr) bool {
	return slices.ContainsFunc(p, func(network netip.Prefix) bool { return network.Contains(at) })
}

// parse reads an address, with or without a port.
func parse(text string) (netip.Addr, bool) {
	at, err := netip.ParseAddr(strings.Trim(text, "[]"))
	if err != nil {
		with, err := netip.ParseAddrPort(text)
		if err != nil {
			return netip.Addr{}, false
		}
		at = with.Addr()
	}
	return at.Unmap().WithZone(""), true
}

// network is the first address of an IPv6 address's /64, and an IPv4 address itself.
func network(at netip.Addr) netip.Addr {
	if at.Is4() {
		return at
	}
	return netip.PrefixFrom(at, 64).Masked().Addr()
}

// backwards goes through the entries of a header's lines from the last to the first.
func backwards(lines []string) iter.Seq[string] {
	return func(yield func(string) bool) {
		for _, line := range slices.Backward(lines) {
			for more := true; more; {
				comma := strings.LastIndexByte(line, ',')
				more = comma >= 0
				if !yield(strings.TrimSpace(line[comma+1:])) {
					return
				}
				line = line[:max(comma, 0)]
			}
		}
	}
}
