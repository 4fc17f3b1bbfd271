package rate

import (
	"context"

	"pointsmall/graph"
	"pointsmall/mall"
)

// caller is whose bucket it is.
type caller struct {
	kind kind
	id   [16]byte
}

// callerOf is who calls. A gateway is one caller, whoever its users are.
func callerOf(ctx context.Context) caller {
	if graph.IsGateway(ctx) {
		return caller{kind: gateway}
	}
	actor := mall.ActorOf(ctx)
	switch actor.Kind {
	case mall.ActorMember:
		return caller{member, actor.MemberID.UUID()}
	case mall.ActorStaff:
		return caller{staff, actor.StaffID.UUID()}
	case mall.ActorPartner:
		if !actor.APIKeyID.IsZero() {
			return caller{partner, actor.APIKeyID.UUID()}
		}
		return caller{partner, actor.PartnerID.UUID()}
	}
	return caller{address, mall.AddressOf(ctx).As16()}
}
