package stream

import (
	"net"
	"net/http"
	"net/netip"
)

// Address is whom the gate counts a request for: the connection's address, of which
// an IPv6 one counts with its whole /64, which one household or machine has to
// itself.
func Address(r *http.Request) string {
	host, _, err := net.SplitHostPort(r.RemoteAddr)
	if err != nil {
		return r.RemoteAddr
	}
	ip, err := netip.ParseAddr(host)
	if err != nil {
		return host
	}
	ip = ip.Unmap().WithZone("")
	if ip.Is6() {
		if network, err := ip.Prefix(64); err == nil {
			return network.String()
		}
	}
	return ip.String()
}
