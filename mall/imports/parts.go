package imports

import (
	"context"
	"time"

	"pointsmall/mall"
	"pointsmall/mall/catalog"
	"pointsmall/mall/file"
	"pointsmall/mall/ledger"
	"pointsmall/mall/media"
	"pointsmall/mall/store"
)

// Parts are what imports other than of purchases need.
type Parts struct {
	Catalog *catalog.Service
	Ledger  *ledger.Service
	Files   *file.Service
	Media   *media.Service
	// Tiers tells which of some codes are those of tiers.
	Tiers func(ctx context.Context, tx *store.Tx, codes []string) (map[string]bool, error)
	// Currency and Zone are the mall's.
	Currency mall.Currency
	Zone     *time.Location
}

// With gives the service what it needs for imports of all kinds.
func (s *Service) With(p Parts) *Service {
	s.parts = p
	return s
}
