package coupon

import (
	"context"
	"slices"
	"time"

	"pointsmall/ent"
	"pointsmall/ent/coupon"
	"pointsmall/ent/couponchange"
	"pointsmall/ent/predicate"
	"pointsmall/mall"
	"pointsmall/mall/store"
)

// Shown is the state of a coupon at a moment: one that nobody has used in time is EXPIRED.
func Shown(c *ent.Coupon, now time.Time) mall.CouponStatus {
	if c.Status == mall.CouponAvailable && over(c.EndsAt, now) {
		return mall.CouponExpired
	}
	return c.Status
}

// Page asks for a member's coupons, newest first: those older than Before and newer than After,
// where these are given.
type Page struct {
	Before, After *mall.CouponID
	Limit         int
	// Oldest takes the oldest within the bounds instead of the newest.
	Oldest bool
}

// List reads a part of a member's coupons, newest first: those in one state, or all ("").
func (s *Service) List(ctx context.Context, member mall.MemberID, status mall.CouponStatus, p Page) ([]*ent.Coupon, error) {
	query := s.db.Ent().Coupon.Query().Where(s.of(member, status)...).Limit(p.Limit)
	if p.Before != nil {
		query.Where(coupon.IDLT(*p.Before))
	}
	if p.After != nil {
		query.Where(coupon.IDGT(*p.After))
	}
	if p.Oldest {
		rows, err := query.Order(ent.Asc(coupon.FieldID)).All(ctx)
		slices.Reverse(rows)
		return rows, err
	}
	return query.Order(ent.Desc(coupon.FieldID)).All(ctx)
}

// Count counts a member's coupons in one state, or all, up to limit.
func (s *Service) Count(ctx context.Context, member mall.MemberID, status mall.CouponStatus, limit int) (int, error) {
	ids, err := s.db.Ent().Coupon.Query().Where(s.of(member, status)...).Limit(limit).IDs(ctx)
	return len(ids), err
}

func (s *Service) of(member mall.MemberID, status mall.CouponStatus) []predicate.Coupon {
	return append([]predicate.Coupon{coupon.MemberID(member)}, s.in(status)...)
}

// in is the condition of coupons in one state; of all where there is none ("").
func (s *Service) in(status mall.CouponStatus) (where []predicate.Coupon) {
	switch status {
	case "":
	case mall.CouponAvailable:
		where = append(where, coupon.StatusEQ(mall.CouponAvailable), coupon.Or(coupon.EndsAtIsNil(), coupon.EndsAtGT(s.clock())))
	case mall.CouponExpired:
		where = append(where, coupon.StatusEQ(mall.CouponAvailable), coupon.EndsAtLTE(s.clock()))
	default:
		where = append(where, coupon.StatusEQ(status))
	}
	return where
}

// Now is the state of a coupon now: see Shown.
func (s *Service) Now(c *ent.Coupon) mall.CouponStatus { return Shown(c, s.clock()) }

// ByIDs reads coupons by id, whoever has them.
func (s *Service) ByIDs(ctx context.Context, ids []mall.CouponID) (map[mall.CouponID]*ent.Coupon, error) {
	rows, err := s.db.Ent().Coupon.Query().Where(store.Among(coupon.FieldID, "uuid", ids)).All(ctx)
	found := make(map[mall.CouponID]*ent.Coupon, len(rows))
	for _, c := range rows {
		found[c.ID] = c
	}
	return found, err
}

// Changes reads what happened to a coupon, the oldest first.
func (s *Service) Changes(ctx context.Context, id mall.CouponID) ([]*ent.CouponChange, error) {
	return s.db.Ent().CouponChange.Query().Where(couponchange.CouponID(id)).Order(couponchange.ByNumber()).All(ctx)
}

// Get returns a coupon that the actor may see: members their own, staff any. Refusal: NOT_FOUND.
func (s *Service) Get(ctx context.Context, actor mall.Actor, id mall.CouponID) (*ent.Coupon, error) {
	c, err := s.db.Ent().Coupon.Get(ctx, id)
	if err != nil && !ent.IsNotFound(err) {
		return nil, err
	}
	own := err == nil && actor.Kind == mall.ActorMember && c.MemberID != nil && *c.MemberID == actor.MemberID
	if err != nil || !own && actor.Kind != mall.ActorStaff {
		return nil, NotFound()
	}
	return c, nil
}
