package earning

import (
	"context"

	"pointsmall/mall"
	"pointsmall/mall/event"
	"pointsmall/mall/ledger"
	"pointsmall/mall/member"
	"pointsmall/mall/purchase"
	"pointsmall/mall/store"
)

// Service records purchases.
type Service struct {
	group *store.Group[Purchase, Recorded]
	bus   *event.Bus
	clock mall.Clock
}

// New starts the service; Close ends it.
func New(db *store.DB, bus *event.Bus, clock mall.Clock) *Service {
	s := &Service{bus: bus, clock: clock}
	s.group = store.NewGroup(db, "record purchase", s.serve)
	return s
}

// Close waits until the purchases that were accepted are answered.
func (s *Service) Close() { s.group.Close() }

// RecordPurchase records a purchase and grants what it earns. Refusals:
// INVALID_INPUT (a field that makes no sense; a currency that earns nothing),
// NOT_FOUND (the member), IDEMPOTENCY_CONFLICT (the till's number was used for
// another purchase). The same purchase again is a Duplicate with the same points.
func (s *Service) RecordPurchase(ctx context.Context, p Purchase) (Recorded, error) {
	if refusal := p.check(s.clock()); refusal != nil {
		return Recorded{}, refusal
	}
	return s.group.Do(ctx, p)
}

// serve runs one group: load, decide, save.
func (s *Service) serve(ctx context.Context, tx *store.Tx, purchases []Purchase) ([]store.Outcome[Recorded], error) {
	d, err := s.load(ctx, tx, purchases)
	if err != nil {
		return nil, err
	}
	outcomes := make([]store.Outcome[Recorded], len(purchases))
	for i, p := range purchases {
		recorded, refusal := d.decide(p)
		outcomes[i].Answer = recorded
		if refusal != nil {
			outcomes[i].Err = refusal
		}
	}
	if len(d.fresh) == 0 {
		return outcomes, nil
	}
	var batch store.Batch
	purchase.Save(&batch, d.fresh)
	d.book.Save(&batch)
	s.bus.Write(tx, &batch, d.events...)
	return outcomes, batch.Exec(ctx, tx)
}

func (s *Service) load(ctx context.Context, tx *store.Tx, purchases []Purchase) (*desk, error) {
	d := &desk{now: s.clock()}
	memberRefs := make([]string, len(purchases))
	refs := make([]purchase.Ref, len(purchases))
	for i, p := range purchases {
		memberRefs[i], refs[i] = p.MemberRef, p.ref()
	}
	var err error
	if d.members, err = member.ByRef(ctx, tx, memberRefs); err != nil {
		return nil, err
	}
	members := make([]mall.MemberID, 0, len(d.members))
	for _, id := range d.members {
		members = append(members, id)
	}
	if d.book, err = ledger.OpenForGrants(ctx, tx, d.now, members); err != nil {
		return nil, err
	}
	if d.recorded, err = purchase.Recall(ctx, tx, refs); err != nil {
		return nil, err
	}
	d.ratios, err = purchase.Ratios(ctx, tx)
	return d, err
}
