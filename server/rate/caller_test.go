package rate

import (
	"context"
	"net/netip"
	"testing"

	"github.com/stretchr/testify/assert"

	"pointsmall/graph"
	"pointsmall/mall"
)

func TestCallerOf(t *testing.T) {
	m, s, p, k := mall.NewMemberID(), mall.NewStaffID(), mall.NewPartnerID(), mall.NewAPIKeyID()
	at := mall.WithAddress(t.Context(), netip.MustParseAddr("192.0.2.1"))
	as := func(a mall.Actor) context.Context { return mall.WithActor(at, a) }
	for name, c := range map[string]struct {
		ctx  context.Context
		want caller
	}{
		"nobody from nowhere": {t.Context(), caller{kind: address}},
		"nobody":              {at, caller{address, [16]byte{10: 0xff, 0xff, 192, 0, 2, 1}}},
		"a member":            {as(mall.Actor{Kind: mall.ActorMember, MemberID: m}), caller{member, m.UUID()}},
		"a staff user":        {as(mall.Actor{Kind: mall.ActorStaff, StaffID: s}), caller{staff, s.UUID()}},
		"a partner's token":   {as(mall.Actor{Kind: mall.ActorPartner, PartnerID: p}), caller{partner, p.UUID()}},
		"a partner's key":     {as(mall.Actor{Kind: mall.ActorPartner, PartnerID: p, APIKeyID: k}), caller{partner, k.UUID()}},
		"a gateway's member":  {graph.WithGateway(as(mall.Actor{Kind: mall.ActorMember, MemberID: m})), caller{kind: gateway}},
	} {
		assert.Equal(t, c.want, callerOf(c.ctx), name)
	}
}

func TestOff(t *testing.T) {
	assert.Empty(t, Limits{}.Off())
	assert.Equal(t, []string{"--rate-address", "--rate-gateway"}, Limits{Address: -1, Gateway: -1}.Off())
}
