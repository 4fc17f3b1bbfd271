package referral

import (
	"context"
	"slices"
	"strconv"

	"pointsmall/mall"
	"pointsmall/mall/store"
)

// Service reads referrals.
type Service struct{ db *store.DB }

// New makes the service.
func New(db *store.DB) *Service { return &Service{db} }

// Page asks for referrals, the newest first: those between After and Before; nil: no bound.
type Page struct {
	After, Before *mall.ReferralID
	Limit         int
	// FromEnd takes the last Limit referrals instead of the first.
	FromEnd bool
}

// Filter says which referrals are meant: a member's own, those in some states, or all.
type Filter struct {
	Referrer *mall.MemberID
	Statuses []mall.ReferralStatus
}

// where is the filter as a condition of the rows f.
func (f Filter) where() (where string, args []any) {
	where = "where true"
	if f.Referrer != nil {
		args = append(args, *f.Referrer)
		where += " and f.referrer_id = $1"
	}
	for i, status := range f.Statuses {
		args = append(args, string(status))
		if i == 0 {
			where += " and f.status in ("
		} else {
			where += ", "
		}
		where += "$" + strconv.Itoa(len(args))
	}
	if len(f.Statuses) > 0 {
		where += ")"
	}
	return where, args
}

// List reads a part of the referrals that are meant, in the order of Page.
func (s *Service) List(ctx context.Context, f Filter, p Page) ([]*Referral, error) {
	where, args := f.where()
	bound := func(sign string, id *mall.ReferralID) {
		if id != nil {
			args = append(args, *id)
			where += " and f.id " + sign + " $" + strconv.Itoa(len(args))
		}
	}
	bound("<", p.After)
	bound(">", p.Before)
	order := " order by f.id desc limit $"
	if p.FromEnd {
		order = " order by f.id limit $"
	}
	args = append(args, p.Limit)
	rows, err := s.db.Query(ctx, "select "+columns+from+where+order+strconv.Itoa(len(args)), args...)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	list := []*Referral{}
	for rows.Next() {
		r, err := scanReferral(rows.Scan)
		if err != nil {
			return nil, err
		}
		list = append(list, r)
	}
	if p.FromEnd {
		slices.Reverse(list)
	}
	return list, rows.Err()
}

// Count counts the referrals that are meant, up to limit.
func (s *Service) Count(ctx context.Context, f Filter, limit int) (n int, err error) {
	where, args := f.where()
	args = append(args, limit)
	rows, err := s.db.Query(ctx, "select count(*) from (select 1 from referrals f "+where+" limit $"+strconv.Itoa(len(args))+") f", args...)
	if err != nil {
		return 0, err
	}
	defer rows.Close()
	for rows.Next() {
		if err := rows.Scan(&n); err != nil {
			return 0, err
		}
	}
	return n, rows.Err()
}

// Find returns a referral that the actor may see: the referrer their own, staff with the
// MEMBERS permission any. Others get NOT_FOUND.
func (s *Service) Find(ctx context.Context, actor mall.Actor, id mall.ReferralID) (*Referral, error) {
	missing := mall.Errorf(mall.CodeNotFound, "no such referral", "邀请记录不存在")
	rows, err := s.db.Query(ctx, "select "+columns+from+"where f.id = $1", id)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	if !rows.Next() {
		if err := rows.Err(); err != nil {
			return nil, err
		}
		return nil, missing
	}
	r, err := scanReferral(rows.Scan)
	if err != nil {
		return nil, err
	}
	staff := actor.Kind == mall.ActorStaff && actor.May(mall.PermissionMembers)
	if !staff && (actor.Kind != mall.ActorMember || actor.MemberID != r.Referrer) {
		return nil, missing
	}
	return r, rows.Err()
}

// IsNode marks a referral as a GraphQL node.
func (*Referral) IsNode() {}
