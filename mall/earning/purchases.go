package earning

import (
	"context"
	"log/slog"
	"maps"
	"slices"

	"pointsmall/ent"
	"pointsmall/mall"
	"pointsmall/mall/earning/grant"
	"pointsmall/mall/earning/purchase"
	"pointsmall/mall/earning/referral"
	"pointsmall/mall/member"
	"pointsmall/mall/store"
)

// RecordPurchase records a purchase and grants what it earns. Refusals:
// INVALID_INPUT (a field that makes no sense; a currency that earns nothing),
// NOT_FOUND (the member), IDEMPOTENCY_CONFLICT (the till's number was used for
// another purchase). The same purchase again is a Duplicate with the same points.
func (s *Service) RecordPurchase(ctx context.Context, p Purchase) (Recorded, error) {
	if refusal := p.check(s.clock()); refusal != nil {
		return Recorded{}, refusal
	}
	return s.purchases.Do(ctx, p)
}

// RecordPurchases records purchases as RecordPurchase does, many in one transaction,
// and returns what became of each, in order.
func (s *Service) RecordPurchases(ctx context.Context, all []Purchase) []store.Outcome[Recorded] {
	return doAll(ctx, s.purchases, all, func(p Purchase) *mall.Error { return p.check(s.clock()) })
}

// purchaseDesk is the working set of one group of purchases.
type purchaseDesk struct {
	*desk
	members  map[string]member.Standing
	recorded map[purchase.Ref]*ent.Purchase
	fresh    []*ent.Purchase
	// awaited are returns that were reported before their purchase.
	awaited map[purchase.Ref][]*ent.PurchaseReturn
}

// servePurchases runs one group: load, decide, save.
func (s *Service) servePurchases(ctx context.Context, tx *store.Tx, purchases []Purchase) ([]store.Outcome[Recorded], error) {
	d, occasions, err := s.loadPurchases(ctx, tx, purchases)
	if err != nil {
		return nil, err
	}
	outcomes := make([]store.Outcome[Recorded], len(purchases))
	for i, p := range purchases {
		recorded, refusal := d.decide(p, occasions[i])
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
	d.save(tx, &batch, s.bus)
	return outcomes, batch.Exec(ctx, tx)
}

func (s *Service) loadPurchases(ctx context.Context, tx *store.Tx, purchases []Purchase) (*purchaseDesk, []*occasion, error) {
	d := &purchaseDesk{}
	memberRefs := make([]string, len(purchases))
	refs := make([]purchase.Ref, len(purchases))
	for i, p := range purchases {
		memberRefs[i], refs[i] = p.MemberRef, p.ref()
	}
	var err error
	if d.members, err = member.StandingsByRef(ctx, tx, memberRefs); err != nil {
		return nil, nil, err
	}
	if err := purchase.Lock(ctx, tx, refs, false); err != nil {
		return nil, nil, err
	}
	occasions := d.occasions(purchases)
	people := byID(d.members)
	invited := slices.Collect(maps.Keys(people))
	pending, err := referral.Pending(ctx, tx, invited)
	if err != nil {
		return nil, nil, err
	}
	referred, err := invite(ctx, tx, people, pending, occasions)
	if err != nil {
		return nil, nil, err
	}
	if d.desk, err = s.openDesk(ctx, tx, people, slices.Concat(occasions, referred)); err != nil {
		return nil, nil, err
	}
	if len(pending) > 0 { // once more: the locks keep them still now
		if pending, err = referral.Pending(ctx, tx, invited); err != nil {
			return nil, nil, err
		}
	}
	if err := d.judge(ctx, tx, pending, occasions); err != nil {
		return nil, nil, err
	}
	if d.recorded, d.awaited, err = purchase.Recall(ctx, tx, refs); err != nil || len(d.awaited) == 0 {
		return d, occasions, err
	}
	if err := d.book.Cover(ctx, tx, d.spend(purchases)); err != nil {
		return nil, nil, err
	}
	return d, occasions, d.readClawback(ctx, tx, len(d.awaited))
}

// spend says whose lots returns may take: all that there are.
func (d *purchaseDesk) spend(purchases []Purchase) map[mall.MemberID]mall.Points {
	spend := map[mall.MemberID]mall.Points{}
	for _, p := range purchases {
		if len(d.awaited[p.ref()]) > 0 {
			spend[d.members[p.MemberRef].ID] = mall.MaxPoints
		}
	}
	return spend
}

// occasions makes one of each purchase. Where there is no such member, its member is zero.
func (d *purchaseDesk) occasions(purchases []Purchase) []*occasion {
	list := make([]*occasion, len(purchases))
	for i, p := range purchases {
		id := mall.NewPurchaseID()
		list[i] = &occasion{
			member: d.members[p.MemberRef].ID, event: p.Event(), subject: mall.GrantID(id), purchase: &id,
			funder: funderOf(p.Source), what: mall.Textf("Purchase of %s", "消费 %s", p.Total),
		}
	}
	return list
}

func byID(members map[string]member.Standing) map[mall.MemberID]member.Standing {
	people := make(map[mall.MemberID]member.Standing, len(members))
	for _, m := range members {
		people[m.ID] = m
	}
	return people
}

// decide serves one purchase against the working set.
func (d *purchaseDesk) decide(p Purchase, o *occasion) (Recorded, *mall.Error) {
	if before := d.recorded[p.ref()]; before != nil {
		if before.Fingerprint != p.fingerprint() {
			return Recorded{}, mall.Errorf(mall.CodeIdempotencyConflict, "externalRef %q was recorded before with other contents", "externalRef %q 已登记过内容不同的消费", p.ExternalRef).At("externalRef")
		}
		return Recorded{Points: before.Points, Duplicate: true}, nil
	}
	if _, ok := d.members[p.MemberRef]; !ok {
		return Recorded{}, member.NotFound().At("memberRef")
	}
	if c := p.Total.Currency; c != d.settings.Currency && !d.rules.Earns(c) {
		return Recorded{}, mall.Errorf(mall.CodeInvalidInput, "purchases in %s earn no points in this mall", "本商城不对 %s 消费发放积分", c).At("total", "currency")
	}
	got, refusal := d.award(o)
	if refusal != nil {
		if refusal.Code == mall.CodeNotFound {
			return Recorded{}, refusal.At("memberRef")
		}
		return Recorded{}, refusal.At("total", "amount")
	}
	row := &ent.Purchase{
		ID: *o.purchase, Source: p.Source, ExternalRef: p.ExternalRef, MemberID: o.member, TotalMinor: p.Total.Minor, Currency: p.Total.Currency,
		Channel: p.Channel, Lines: p.Lines, Points: got.points, EntryID: got.entry, Fingerprint: p.fingerprint(), OccurredAt: p.OccurredAt, RecordedAt: d.now,
	}
	if !o.funder.IsZero() {
		row.FundedBy = &o.funder
	}
	d.recorded[p.ref()] = row
	d.fresh = append(d.fresh, row)
	d.takeAwaited(row, got.grant)
	if p.Payment != "" {
		d.trace(o.member, referral.TraceOf(mall.TracePayment, p.Payment))
	}
	d.refer(o)
	return Recorded{Points: got.points}, nil
}

// takeAwaited applies the returns that waited for a purchase. One that it has no goods
// for is refused now; its till learns that when it asks again.
func (d *purchaseDesk) takeAwaited(row *ent.Purchase, g *grant.Grant) {
	waiting := d.awaited[purchase.Ref{Source: row.Source, ExternalRef: row.ExternalRef}]
	if len(waiting) == 0 {
		return
	}
	s := newSale(row, g, nil)
	for _, r := range waiting {
		if refusal := d.takeBack(s, r); refusal != nil {
			slog.Warn("a return that waited for its purchase is refused", "return", r.ExternalRef, "purchase", r.PurchaseRef, "source", r.Source, "error", refusal)
			r.Status, r.Refusal = mall.ReturnRefused, &refusal.Text
			d.returns = append(d.returns, r)
		}
	}
}
