package earning

import (
	"context"

	"pointsmall/ent"
	"pointsmall/mall"
	"pointsmall/mall/earning/grant"
	"pointsmall/mall/earning/growth"
	"pointsmall/mall/earning/purchase"
	"pointsmall/mall/ledger"
	"pointsmall/mall/store"
)

// RecordReturn records goods of a purchase that came back, and takes back the points that
// the purchase was granted for them. A return whose purchase was not reported yet waits
// for it. Refusals: INVALID_INPUT (a field that makes no sense), NOT_FOUND (the purchase
// has no such goods), LIMIT_EXCEEDED (more pieces than were bought and have not come
// back), IDEMPOTENCY_CONFLICT (the number was used for another return). The same return
// again is a Duplicate with the same points.
func (s *Service) RecordReturn(ctx context.Context, r Return) (Returned, error) {
	if refusal := r.check(s.clock()); refusal != nil {
		return Returned{}, refusal
	}
	return s.returns.Do(ctx, r)
}

// RecordReturns records returns as RecordReturn does, many in one transaction, and
// returns what became of each, in order.
func (s *Service) RecordReturns(ctx context.Context, all []Return) []store.Outcome[Returned] {
	return doAll(ctx, s.returns, all, func(r Return) *mall.Error { return r.check(s.clock()) })
}

// returnDesk is the working set of one group of returns.
type returnDesk struct {
	*desk
	sales    map[purchase.Ref]*sale
	recorded map[purchase.Ref]*ent.PurchaseReturn
}

// serveReturns runs one group: load, decide, save.
func (s *Service) serveReturns(ctx context.Context, tx *store.Tx, returns []Return) ([]store.Outcome[Returned], error) {
	d, err := s.loadReturns(ctx, tx, returns)
	if err != nil {
		return nil, err
	}
	outcomes := d.decideAll(returns)
	if len(d.returns) == 0 {
		return outcomes, nil
	}
	var batch store.Batch
	d.save(tx, &batch, s.bus)
	return outcomes, batch.Exec(ctx, tx)
}

// loadReturns has the purchases' numbers alone, so what it reads of them stays.
func (s *Service) loadReturns(ctx context.Context, tx *store.Tx, returns []Return) (*returnDesk, error) {
	of := make([]purchase.Ref, len(returns))
	for i, r := range returns {
		of[i] = r.purchase()
	}
	if err := purchase.Lock(ctx, tx, of, true); err != nil {
		return nil, err
	}
	purchases, err := purchase.Find(ctx, tx, of)
	if err != nil {
		return nil, err
	}
	d := &returnDesk{desk: &desk{now: s.clock(), settings: s.settings.Current()}}
	var members []mall.MemberID
	spend := map[mall.MemberID]mall.Points{}
	for _, p := range purchases {
		if _, ok := spend[p.MemberID]; !ok {
			members = append(members, p.MemberID)
		}
		spend[p.MemberID] = min(spend[p.MemberID]+p.Points, mall.MaxPoints) // no more is ever taken back
	}
	if d.book, err = openBook(ctx, tx, d.now, d.settings.Zone, members, spend); err != nil {
		return nil, err
	}
	if d.sheet, err = growth.Read(ctx, tx, d.ownDays(purchases), false); err != nil {
		return nil, err
	}
	if d.counters, err = grant.ReadCounters(ctx, tx, nil, nil); err != nil {
		return nil, err
	}
	return d, d.readSales(ctx, tx, purchases, returns)
}

// ownDays are the days whose history returns of purchases lower.
func (d *desk) ownDays(purchases map[purchase.Ref]*ent.Purchase) []growth.Want {
	wanted := make([]growth.Want, 0, len(purchases))
	for _, p := range purchases {
		wanted = append(wanted, growth.Want{Member: p.MemberID, Day: mall.DateOf(p.OccurredAt, d.settings.Zone)})
	}
	return wanted
}

// readSales reads what was granted for purchases and what came back of them.
func (d *returnDesk) readSales(ctx context.Context, tx *store.Tx, purchases map[purchase.Ref]*ent.Purchase, returns []Return) error {
	ids, grantIDs := make([]mall.PurchaseID, 0, len(purchases)), make([]mall.GrantID, 0, len(purchases))
	for _, p := range purchases {
		ids, grantIDs = append(ids, p.ID), append(grantIDs, mall.GrantID(p.ID))
	}
	grants, err := grant.Read(ctx, tx, grantIDs)
	if err != nil {
		return err
	}
	earlier, err := purchase.ReturnsOf(ctx, tx, ids)
	if err != nil {
		return err
	}
	d.sales = make(map[purchase.Ref]*sale, len(purchases))
	var lots []mall.LotID
	for ref, p := range purchases {
		s := newSale(p, grants[mall.GrantID(p.ID)], earlier[p.ID])
		d.sales[ref], lots = s, append(lots, s.lots...)
	}
	if err := d.book.Fetch(ctx, tx, lots); err != nil {
		return err
	}
	if err := d.readClawback(ctx, tx, len(purchases)); err != nil {
		return err
	}
	refs := make([]purchase.Ref, len(returns))
	for i, r := range returns {
		refs[i] = r.ref()
	}
	d.recorded, err = purchase.RecallReturns(ctx, tx, refs)
	return err
}

// readClawback reads how far returns may reach, where there are any.
func (d *desk) readClawback(ctx context.Context, tx *store.Tx, returns int) error {
	if returns == 0 {
		return nil
	}
	policies, err := ledger.Policies(ctx, tx)
	d.clawback = policies[mall.DefaultPoints].Clawback
	return err
}

func (d *returnDesk) decideAll(returns []Return) []store.Outcome[Returned] {
	outcomes := make([]store.Outcome[Returned], len(returns))
	for i, r := range returns {
		returned, refusal := d.decide(r)
		outcomes[i].Answer = returned
		if refusal != nil {
			outcomes[i].Err = refusal
		}
	}
	return outcomes
}

// decide serves one return against the working set. One that was refused when its
// purchase came has not used up its number.
func (d *returnDesk) decide(r Return) (Returned, *mall.Error) {
	before := d.recorded[r.ref()]
	if before != nil && before.Status != mall.ReturnRefused {
		if before.Fingerprint != r.fingerprint() {
			return Returned{}, mall.Errorf(mall.CodeIdempotencyConflict, "externalRef %q was recorded before with other contents", "externalRef %q 已登记过内容不同的退货", r.ExternalRef).At("externalRef")
		}
		return Returned{TakenBack: takenBack(before), Pending: before.Status == mall.ReturnPending, Duplicate: true}, nil
	}
	row := &ent.PurchaseReturn{
		ID: mall.NewReturnID(), Source: r.Source, ExternalRef: r.ExternalRef, PurchaseRef: r.PurchaseRef, Status: mall.ReturnPending, Lines: r.Lines,
		Fingerprint: r.fingerprint(), OccurredAt: r.OccurredAt, RecordedAt: d.now,
	}
	if before != nil {
		row.ID = before.ID
	}
	if s := d.sales[r.purchase()]; s == nil {
		d.returns = append(d.returns, row)
	} else if refusal := d.takeBack(s, row); refusal != nil {
		return Returned{}, refusal
	}
	d.recorded[r.ref()] = row
	return Returned{TakenBack: takenBack(row), Pending: row.Status == mall.ReturnPending}, nil
}

// takenBack is all that a return took, debt included.
func takenBack(r *ent.PurchaseReturn) mall.Points { return r.Own + r.Other + r.Debt }
