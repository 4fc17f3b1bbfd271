package address_test

import (
	"net/http"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"pointsmall/server/address"
)

func TestOf(t *testing.T) {
	const proxy = "10.0.0.1:1234"
	proxies, err := address.ParseProxies([]string{"10.0.0.0/8", " 192.0.2.7", "fd00::/8", "::ffff:198.51.100.4"})
	require.NoError(t, err)
	for name, c := range map[string]struct {
		peer string
		sent []string
		want string
	}{
		"direct":                           {"203.0.113.5:80", nil, "203.0.113.5"},
		"a stranger says":                  {"203.0.113.5:80", []string{"198.51.100.1"}, "203.0.113.5"},
		"IPv6 by its /64":                  {"[2001:db8:1:2:3::4]:80", nil, "2001:db8:1:2::"},
		"IPv4 in IPv6":                     {"[::ffff:203.0.113.5]:80", nil, "203.0.113.5"},
		"with a zone":                      {"[fe80::1%eth0]:80", nil, "fe80::"},
		"no address":                       {"@", []string{"203.0.113.5"}, "invalid IP"},
		"a proxy says":                     {proxy, []string{"203.0.113.5"}, "203.0.113.5"},
		"a proxy says nothing":             {proxy, nil, "10.0.0.1"},
		"an empty line":                    {proxy, []string{""}, "10.0.0.1"},
		"the caller made one up":           {proxy, []string{"1.1.1.1, 203.0.113.5"}, "203.0.113.5"},
		"two proxies":                      {proxy, []string{"1.1.1.1, 203.0.113.5,10.2.2.2 "}, "203.0.113.5"},
		"two lines":                        {proxy, []string{"1.1.1.1, 203.0.113.5", "192.0.2.7"}, "203.0.113.5"},
		"all are proxies":                  {proxy, []string{"10.3.3.3, 10.2.2.2"}, "10.3.3.3"},
		"a proxy of IPv6":                  {"[fd00::1]:80", []string{"2001:db8:5:6:7::8"}, "2001:db8:5:6::"},
		"a proxy that was written as IPv6": {"198.51.100.4:80", []string{"203.0.113.5"}, "203.0.113.5"},
		"with ports":                       {proxy, []string{"[2001:db8::1]:443, 10.2.2.2:99"}, "2001:db8::"},
		"nonsense ends the search":         {proxy, []string{"203.0.113.5, unknown, 10.2.2.2"}, "10.2.2.2"},
		"nonsense at once":                 {proxy, []string{"203.0.113.5, _hidden"}, "10.0.0.1"},
		"no comma between":                 {proxy, []string{"203.0.113.5 203.0.113.6"}, "10.0.0.1"},
	} {
		r := &http.Request{RemoteAddr: c.peer, Header: http.Header{address.Header: c.sent}}
		assert.Equal(t, c.want, proxies.Of(r).String(), name)
	}
	r := &http.Request{RemoteAddr: proxy, Header: http.Header{address.Header: {"203.0.113.5"}}}
	assert.Equal(t, "10.0.0.1", address.Proxies(nil).Of(r).String(), "nobody is trusted by default")
	assert.True(t, address.Proxies(nil).Doubtful(r))
	assert.False(t, proxies.Doubtful(r))
	r.RemoteAddr = "203.0.113.9:80"
	assert.False(t, proxies.Doubtful(r), "a stranger may say what he likes")
}

func TestParseProxies(t *testing.T) {
	for _, bad := range []string{"", "proxy.example", "10.0.0.0/33", "10.0.0.1:80", "10.0.0.0/8,"} {
		_, err := address.ParseProxies([]string{bad})
		assert.ErrorContains(t, err, "10.0.0.0/8", bad)
	}
	for network, wide := range map[string]bool{
		"0.0.0.0/0": true, "::/0": true, "128.0.0.0/1": true, "2000::/3": true, "2001:db8::/32": false,
		"10.0.0.0/8": false, "172.16.0.0/12": false, "fd00::/8": false, "fc00::/7": false, "192.0.2.1": false,
	} {
		p, err := address.ParseProxies([]string{network})
		require.NoError(t, err)
		assert.Equal(t, wide, len(p.TooWide()) == 1, network)
	}
}
