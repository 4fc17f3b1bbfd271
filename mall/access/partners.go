package access

import (
	"context"

	"pointsmall/ent"
	"pointsmall/ent/session"
	"pointsmall/mall"
	"pointsmall/mall/partner/brand"
	"pointsmall/mall/store"
)

// AddPartner adds a partner, which has no key yet. Refusals: INVALID_INPUT.
func (s *Service) AddPartner(ctx context.Context, p brand.NewPartner) (*ent.Partner, error) {
	var row *ent.Partner
	err := s.db.InTx(ctx, func(ctx context.Context, tx *store.Tx) (err error) {
		row, err = brand.Add(ctx, tx, p, s.clock())
		return err
	})
	return row, err
}

// UpdatePartner changes a partner. One that is disabled is out on every server at once: its
// keys and tokens are no good, and its sessions end. Refusals: INVALID_INPUT, NOT_FOUND,
// VERSION_CONFLICT.
func (s *Service) UpdatePartner(ctx context.Context, id mall.PartnerID, version int, c brand.Change) (*ent.Partner, error) {
	var row *ent.Partner
	defer s.live.forget() // after the commit
	err := s.db.InTx(ctx, func(ctx context.Context, tx *store.Tx) (err error) {
		if row, err = brand.Update(ctx, tx, id, version, c, s.clock()); err != nil || row.DisabledAt == nil {
			return err
		}
		return s.end(ctx, tx, session.PartnerID(id))
	})
	return row, err
}
