package coupon

import (
	"context"

	"pointsmall/ent"
	"pointsmall/ent/coupon"
	"pointsmall/ent/predicate"
	"pointsmall/mall"
	"pointsmall/mall/store"
)

// Filter says which coupons of all members are meant; what is zero narrows nothing.
type Filter struct {
	Template mall.CouponTemplateID
	Member   mall.MemberID
	Status   mall.CouponStatus
}

func (s *Service) meant(f Filter) (where []predicate.Coupon) {
	if !f.Member.IsZero() {
		where = append(where, coupon.MemberID(f.Member))
	}
	if !f.Template.IsZero() {
		where = append(where, coupon.TemplateID(f.Template))
	}
	return append(where, s.in(f.Status)...)
}

// All reads a part of the coupons that are meant, the newest first.
func (s *Service) All(ctx context.Context, f Filter, p store.Span[mall.CouponID]) ([]*ent.Coupon, error) {
	rows, err := s.db.Ent().Coupon.Query().Where(s.meant(f)...).Where(p.Of(coupon.FieldID)).All(ctx)
	return store.Listed(p, rows, err)
}

// CountAll counts them, up to limit.
func (s *Service) CountAll(ctx context.Context, f Filter, limit int) (int, error) {
	ids, err := s.db.Ent().Coupon.Query().Where(s.meant(f)...).Limit(limit).IDs(ctx)
	return len(ids), err
}
