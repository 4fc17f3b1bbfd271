package member

import (
	"context"
	"slices"

	"pointsmall/ent"
	entmember "pointsmall/ent/member"
	"pointsmall/mall"
	"pointsmall/mall/store"
)

// Query asks for members, the newest first: those older than Before and newer than After,
// where these are given.
type Query struct {
	// Search is a text that the name, the login or the external reference contains; "": any.
	Search        string
	Before, After *mall.MemberID
	Limit         int
	// Oldest takes the oldest within the bounds instead of the newest.
	Oldest bool
}

// List reads a part of the members. Without Search it reads as many rows as it returns. With
// it, it reads members from the newest on until Limit of them match: all of them where fewer
// do.
func (s *Service) List(ctx context.Context, q Query) ([]*ent.Member, error) {
	query := s.searched(q.Search).Limit(q.Limit)
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

// Count counts the members that a search finds, up to limit.
func (s *Service) Count(ctx context.Context, search string, limit int) (int, error) {
	ids, err := s.searched(search).Limit(limit).IDs(ctx)
	return len(ids), err
}

func (s *Service) searched(search string) *ent.MemberQuery {
	query := s.db.Ent().Member.Query()
	if search != "" {
		query.Where(store.Contains(entmember.FieldFolded, mall.Fold(search)))
	}
	return query
}
