package store

import (
	"slices"

	entsql "entgo.io/ent/dialect/sql"
)

// Span is a part of a list of rows, those with the newest ids first: those older than Before and
// newer than After, where these are given.
type Span[ID any] struct {
	Before, After *ID
	Limit         int
	// Oldest takes the oldest within the bounds instead of the newest.
	Oldest bool
}

// Of bounds, orders and limits an ent query by its column of ids.
func (p Span[ID]) Of(column string) func(*entsql.Selector) {
	return func(s *entsql.Selector) {
		id := s.C(column)
		if p.Before != nil {
			s.Where(entsql.LT(id, *p.Before))
		}
		if p.After != nil {
			s.Where(entsql.GT(id, *p.After))
		}
		order := entsql.Desc(id)
		if p.Oldest {
			order = entsql.Asc(id)
		}
		s.OrderBy(order).Limit(p.Limit)
	}
}

// Listed are rows that a query with Of has read, the newest first.
func Listed[ID, T any](p Span[ID], rows []T, err error) ([]T, error) {
	if p.Oldest {
		slices.Reverse(rows)
	}
	return rows, err
}
