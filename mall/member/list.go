package member

import (
	"context"
	"slices"
	"time"

	"entgo.io/ent/dialect/sql"
	"entgo.io/ent/dialect/sql/sqljson"

	"pointsmall/ent"
	entmember "pointsmall/ent/member"
	"pointsmall/ent/predicate"
	"pointsmall/mall"
	"pointsmall/mall/store"
)

// Query asks for members, the newest first: those older than Before and newer than After,
// where these are given.
type Query struct {
	// Search is a text that the name, the login or the external reference contains; "": any.
	Search string
	Filter
	Before, After *mall.MemberID
	Limit         int
	// Oldest takes the oldest within the bounds instead of the newest.
	Oldest bool
}

// Filter says which members to list; all that is given must be true.
type Filter struct {
	// Tier is a tier's id; "": any.
	Tier string
	// Tags must all be there.
	Tags         []string
	Frozen, Left *bool
	// Registered and Active are bounds of when the member joined, and was here last.
	Registered, Active Span
	// Also is what other records say of members, such as how many points they have.
	Also []predicate.Member
}

// Span is from a moment on, and until before another; nil: without that bound.
type Span struct{ From, Until *time.Time }

// conditions are those of a filter.
func (f Filter) conditions() (all []predicate.Member) {
	if f.Tier != "" {
		all = append(all, entmember.TierID(f.Tier))
	}
	for _, tag := range f.Tags {
		all = append(all, func(s *sql.Selector) { s.Where(sqljson.ValueContains(entmember.FieldTags, tag)) })
	}
	if f.Frozen != nil {
		if *f.Frozen {
			all = append(all, entmember.FrozenAtNotNil(), entmember.DeletedAtIsNil())
		} else {
			all = append(all, entmember.FrozenAtIsNil())
		}
	}
	if f.Left != nil {
		if *f.Left {
			all = append(all, entmember.DeletedAtNotNil())
		} else {
			all = append(all, entmember.DeletedAtIsNil())
		}
	}
	for _, bound := range []struct {
		at *time.Time
		of func(time.Time) predicate.Member
	}{
		{f.Registered.From, entmember.CreatedAtGTE}, {f.Registered.Until, entmember.CreatedAtLT}, {f.Active.From, entmember.LastActiveAtGTE}, {f.Active.Until, entmember.LastActiveAtLT},
	} {
		if bound.at != nil {
			all = append(all, bound.of(*bound.at))
		}
	}
	return append(all, f.Also...)
}

// List reads a part of the members. Without Search it reads as many rows as it returns. With
// it, it reads members from the newest on until Limit of them match: all of them where fewer
// do.
func (s *Service) List(ctx context.Context, q Query) ([]*ent.Member, error) {
	query := s.searched(q.Search).Where(q.conditions()...).Limit(q.Limit)
	if q.Before != nil {
		query.Where(entmember.IDLT(*q.Before))
	}
	if q.After != nil {
		query.Where(entmember.IDGT(*q.After))
	}
	if !q.Oldest {
		return query.Order(ent.Desc(entmember.FieldID)).All(ctx)
	}
	rows, err := query.Order(entmember.ByID()).All(ctx)
	slices.Reverse(rows)
	return rows, err
}

// Count counts the members that a search and a filter find, up to limit.
func (s *Service) Count(ctx context.Context, search string, f Filter, limit int) (int, error) {
	ids, err := s.searched(search).Where(f.conditions()...).Limit(limit).IDs(ctx)
	return len(ids), err
}

func (s *Service) searched(search string) *ent.MemberQuery {
	query := s.db.Ent().Member.Query()
	if search != "" {
		query.Where(store.Contains(entmember.FieldFolded, mall.Fold(search)))
	}
	return query
}
