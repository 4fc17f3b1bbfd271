package wiring

import (
	"context"

	"pointsmall/mall"
	"pointsmall/mall/partner/brand"
	"pointsmall/mall/staff"
	"pointsmall/mall/store"
)

// nameOf says who a staff user or a partner is, for what is written down of them.
func nameOf(ctx context.Context, tx *store.Tx, actor mall.Actor) (string, error) {
	switch actor.Kind {
	case mall.ActorStaff:
		return staff.NameOf(ctx, tx, actor.StaffID)
	case mall.ActorPartner:
		return brand.NameOf(ctx, tx, actor.PartnerID)
	}
	return "", nil
}
