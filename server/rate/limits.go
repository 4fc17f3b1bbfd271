package rate

import "cmp"

// Limits say how much cost a second each sort of caller may ask for. Zero stands for
// the default, less than zero for no limit.
type Limits struct {
	// Address is for those who did not sign in, by address. Many people may share one.
	Address int `help:"Cost a second that one address may ask for, with nobody signed in; 50 seconds of it at once." default:"2000" env:"ADDRESS"`
	// Member is for each member.
	Member int `help:"Cost a second of a member; 60 seconds of it at once." default:"500" env:"MEMBER"`
	// Staff is for each staff user.
	Staff int `help:"Cost a second of a staff user; 60 seconds of it at once." default:"5000" env:"STAFF"`
	// Partner is for each API key, and for a partner's tokens together.
	Partner int `help:"Cost a second of a partner's API key; 60 seconds of it at once." default:"5000" env:"PARTNER"`
	// Gateway is for all federation gateways together.
	Gateway int `help:"Cost a second of the federation gateways; 50 seconds of it at once." default:"20000" env:"GATEWAY"`
}

// kind is a sort of caller.
type kind uint8

const (
	address kind = iota
	member
	staff
	partner
	gateway
	kinds
)

// policy is a limit with how many seconds of it a full bucket holds.
type policy struct {
	name      string
	perSecond int
	seconds   int
}

func (l Limits) policies() [kinds]policy {
	return [kinds]policy{
		address: {"address", cmp.Or(l.Address, 2000), 50},
		member:  {"member", cmp.Or(l.Member, 500), 60},
		staff:   {"staff", cmp.Or(l.Staff, 5000), 60},
		partner: {"partner", cmp.Or(l.Partner, 5000), 60},
		gateway: {"gateway", cmp.Or(l.Gateway, 20_000), 50},
	}
}

// Off names the limits that are switched off, as the command line calls them.
func (l Limits) Off() (names []string) {
	for _, p := range l.policies() {
		if p.perSecond < 0 {
			names = append(names, "--rate-"+p.name)
		}
	}
	return names
}
