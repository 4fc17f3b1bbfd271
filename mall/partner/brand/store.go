package brand

import (
	"context"
	"slices"

	"pointsmall/ent"
	"pointsmall/ent/partner"
	"pointsmall/mall"
	"pointsmall/mall/store"
)

// Service reads partners.
type Service struct{ db *store.DB }

// New makes the service.
func New(db *store.DB) *Service { return &Service{db} }

// Page asks for partners, the newest first: those older than Before and newer than After,
// where these are given.
type Page struct {
	Before, After *mall.PartnerID
	Limit         int
	// Oldest takes the oldest within the bounds instead of the newest.
	Oldest bool
}

// List reads a page of the partners.
func (s *Service) List(ctx context.Context, p Page) ([]*ent.Partner, error) {
	query := s.db.Ent().Partner.Query().Limit(p.Limit)
	if p.Before != nil {
		query.Where(partner.IDLT(*p.Before))
	}
	if p.After != nil {
		query.Where(partner.IDGT(*p.After))
	}
	if !p.Oldest {
		return query.Order(ent.Desc(partner.FieldID)).All(ctx)
	}
	rows, err := query.Order(partner.ByID()).All(ctx)
	slices.Reverse(rows)
	return rows, err
}

// Count counts the partners, up to limit.
func (s *Service) Count(ctx context.Context, limit int) (int, error) {
	ids, err := s.db.Ent().Partner.Query().Limit(limit).IDs(ctx)
	return len(ids), err
}

// Get returns a partner who may act; nil where there is none, or it is disabled.
func Get(ctx context.Context, client *ent.Client, id mall.PartnerID) (*ent.Partner, error) {
	found, err := client.Partner.Query().Where(partner.ID(id), partner.DisabledAtIsNil()).Only(ctx)
	if ent.IsNotFound(err) {
		return nil, nil
	}
	return found, err
}

// Lock reads a partner and keeps other changes of it out. Refusal: NOT_FOUND.
func Lock(ctx context.Context, tx *store.Tx, id mall.PartnerID) (*ent.Partner, error) {
	query := tx.Ent().Partner.Query().Where(partner.ID(id))
	if tx.Dialect == store.Postgres {
		query.ForUpdate()
	}
	found, err := query.Only(ctx)
	if ent.IsNotFound(err) {
		return nil, NotFound()
	}
	return found, err
}

// NameOf is a partner's name; "" where there is none of the id.
func NameOf(ctx context.Context, tx *store.Tx, id mall.PartnerID) (string, error) {
	row, err := tx.Ent().Partner.Get(ctx, id)
	if ent.IsNotFound(err) {
		return "", nil
	}
	if err != nil {
		return "", err
	}
	return row.Name, nil
}
