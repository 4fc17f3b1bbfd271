package referral

import (
	"context"
	"slices"

	"pointsmall/mall"
	"pointsmall/mall/store"
)

// Service reads referrals.
type Service struct{ db *store.DB }

// New makes the service.
func New(db *store.DB) *Service { return &Service{db} }

// Page asks for a referrer's referrals, the newest first: those between After and
// Before; nil: no bound.
type Page struct {
	After, Before *mall.ReferralID
	Limit         int
	// FromEnd takes the last Limit referrals instead of the first.
	FromEnd bool
}

// OfReferrer reads a part of a member's referrals, in the order of Page.
func (s *Service) OfReferrer(ctx context.Context, m mall.MemberID, p Page) ([]*Referral, error) {
	where, args := "where f.referrer_id = $1", []any{m}
	order := " order by f.id desc limit $2"
	if p.FromEnd {
		order = " order by f.id limit $2"
	}
	args = append(args, p.Limit)
	switch {
	case p.After != nil && p.Before != nil:
		where += " and f.id < $3 and f.id > $4"
		args = append(args, *p.After, *p.Before)
	case p.After != nil:
		where += " and f.id < $3"
		args = append(args, *p.After)
	case p.Before != nil:
		where += " and f.id > $3"
		args = append(args, *p.Before)
	}
	rows, err := s.db.Query(ctx, "select "+columns+from+where+order, args...)
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

// CountOfReferrer counts a member's referrals, up to limit.
func (s *Service) CountOfReferrer(ctx context.Context, m mall.MemberID, limit int) (n int, err error) {
	rows, err := s.db.Query(ctx, "select count(*) from (select 1 from referrals where referrer_id = $1 limit $2) f", m, limit)
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
