package earning

import (
	"context"

	"pointsmall/ent"
	"pointsmall/mall"
	"pointsmall/mall/earning/activity"
	"pointsmall/mall/earning/purchase"
)

// funderOf is the partner that funds what its events earn; zero for the mall's own. What
// follows from an event (a task done, a referral, a rise in tier) the platform funds.
func funderOf(source string) (partner mall.PartnerID) {
	if id, ok := mall.AnyID(source).Partner(); ok {
		return id
	}
	return partner
}

// Numbers are the numbers under which sources reported purchases, returns and
// activities, by their ids. What is none of these is left out.
func (s *Service) Numbers(ctx context.Context, ids []mall.AnyID) (map[mall.AnyID]string, error) {
	var purchases []mall.PurchaseID
	var returns []mall.ReturnID
	var activities []mall.ActivityID
	for _, one := range ids {
		if id, ok := one.Purchase(); ok {
			purchases = append(purchases, id)
		} else if id, ok := one.Return(); ok {
			returns = append(returns, id)
		} else if id, ok := one.Activity(); ok {
			activities = append(activities, id)
		}
	}
	numbers, err := purchase.Numbers(ctx, s.db, purchases, returns)
	if err != nil {
		return nil, err
	}
	return numbers, activity.Numbers(ctx, s.db, activities, numbers)
}

// WaitingReturns reads a page of the returns that wait for their purchase.
func (s *Service) WaitingReturns(ctx context.Context, w purchase.Waiting) ([]*ent.PurchaseReturn, error) {
	return purchase.ListWaiting(ctx, s.db, w)
}

// CountWaitingReturns counts the returns that wait for their purchase, up to limit.
func (s *Service) CountWaitingReturns(ctx context.Context, w purchase.Waiting, limit int) (int, error) {
	return purchase.CountWaiting(ctx, s.db, w, limit)
}

// FindReturn returns a return that the actor may see: partners with the scope EARN their
// own, staff with the permission EARN any. Others get NOT_FOUND.
func (s *Service) FindReturn(ctx context.Context, actor mall.Actor, id mall.ReturnID) (*ent.PurchaseReturn, error) {
	row, err := purchase.FindReturn(ctx, s.db, id)
	if err != nil {
		return nil, err
	}
	staff := actor.Kind == mall.ActorStaff
	partner := actor.Kind == mall.ActorPartner && row.Source == actor.PartnerID.String()
	if !actor.May(mall.PermissionEarn) || (!staff && !partner) {
		return nil, purchase.NoReturn()
	}
	return row, nil
}
