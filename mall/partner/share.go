package partner

import (
	"context"

	"pointsmall/ent"
	"pointsmall/mall"
	"pointsmall/mall/catalog"
	"pointsmall/mall/partner/brand"
	"pointsmall/mall/store"
)

// Service shares the mall's goods with partners.
type Service struct {
	db    *store.DB
	clock mall.Clock
}

// New makes the service.
func New(db *store.DB, clock mall.Clock) *Service { return &Service{db, clock} }

// SaveShared makes a catalog that a partner sees, or replaces what it holds. The partner is
// locked, so that of two that make one name the later is refused. Refusals: INVALID_INPUT,
// NOT_FOUND (the partner, the catalog, a SKU), VERSION_CONFLICT.
func (s *Service) SaveShared(ctx context.Context, c catalog.Shared) (*ent.SharedCatalog, error) {
	var row *ent.SharedCatalog
	err := s.db.InTx(ctx, func(ctx context.Context, tx *store.Tx) error {
		if _, err := brand.Lock(ctx, tx, c.Partner); err != nil {
			return err
		}
		var err error
		row, err = catalog.SaveShared(ctx, tx, c, s.clock())
		return err
	})
	return row, err
}
