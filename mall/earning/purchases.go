package earning

import (
	"context"
	"log/slog"
	"time"

	"pointsmall/ent"
	"pointsmall/mall"
	"pointsmall/mall/earning/grant"
	"pointsmall/mall/earning/purchase"
	"pointsmall/mall/earning/referral"
	"pointsmall/mall/earning/rule"
	"pointsmall/mall/member"
	"pointsmall/mall/store"
)

// RecordPurchase records a purchase and grants what it earns. Refusals:
// INVALID_INPUT (a field that makes no sense; a currency that earns nothing),
// NOT_FOUND (the member), IDEMPOTENCY_CONFLICT (the till's number was used for
// another purchase). The same purchase again is a Duplicate with the same points.
func (s *Service) RecordPurchase(ctx context.Context, p Purchase) (Recorded, error) {
	return s.recordPurchase.Do(ctx, s.purchases, p)
}

// RecordPurchases records purchases as RecordPurchase does, many in one transaction,
// and returns what became of each, in order.
func (s *Service) RecordPurchases(ctx context.Context, all []Purchase) []store.Outcome[Recorded] {
	return s.recordPurchase.DoAll(ctx, s.purchases, all)
}

// recordingPurchases is the use case of a till's purchase, which its number identifies.
func recordingPurchases(clock mall.Clock) *useCase[Purchase, Recorded] {
	return &useCase[Purchase, Recorded]{
		Check: func(p Purchase) *mall.Error { return p.check(clock()) }, Want: Purchase.want, Decide: Purchase.decide,
		Repeats: &byKey[Purchase, Recorded]{Name: Purchase.name, Before: Purchase.before, Fingerprint: Purchase.fingerprint, Conflict: Purchase.conflict},
	}
}

func (p Purchase) want(d *desk) {
	d.wants.Numbers = append(d.wants.Numbers, p.ref().Name())
	d.wants.may(p.possible())
}

// possible is the event that comes of the purchase.
func (p Purchase) possible() possible {
	skus := make([]string, len(p.Lines))
	for i, l := range p.Lines {
		skus[i] = l.Sku
	}
	return possible{
		ref: p.MemberRef, member: p.Member, skus: skus,
		event: rule.Event{Trigger: mall.TriggerPurchase, At: p.OccurredAt, Source: p.Source, Total: p.Total},
	}
}

func (p Purchase) name(d *desk) {
	d.wants.purchases = append(d.wants.purchases, till{p.ref(), p.MemberRef})
}

func (p Purchase) before(d *desk) (before store.Before[Recorded], ok bool) {
	row := d.numbers.purchases[p.ref()]
	if row == nil {
		return before, false
	}
	return store.Before[Recorded]{Fingerprint: row.Fingerprint, Answer: Recorded{Points: row.Points, Duplicate: true}}, true
}

func (p Purchase) conflict() *mall.Error {
	return mall.Errorf(mall.CodeIdempotencyConflict, "externalRef %q was recorded before with other contents", "externalRef %q 已登记过内容不同的消费", p.ExternalRef).At("externalRef")
}

// occasion is the purchase of a member.
func (p Purchase) occasion(of mall.MemberID) *occasion {
	id := mall.NewPurchaseID()
	o := &occasion{
		member: of, event: p.Event(), subject: mall.GrantID(id), purchase: &id,
		funder: funderOf(p.Source), what: mall.Textf("Purchase of %s", "消费 %s", p.Total),
	}
	if p.Payment != "" {
		o.trace = new(referral.TraceOf(mall.TracePayment, p.Payment))
	}
	return o
}

func (p Purchase) decide(d *desk) (Recorded, *mall.Error) {
	if refusal := d.settings.MayEarn(); refusal != nil {
		return Recorded{}, refusal
	}
	who, ok := d.members[p.MemberRef]
	if p.MemberRef == "" {
		who, ok = d.people[p.Member]
	}
	if !ok {
		return Recorded{}, member.NotFound().At("memberRef")
	}
	if c := p.Total.Currency; c != d.settings.Currency && !d.rules.Earns(c) {
		return Recorded{}, mall.Errorf(mall.CodeInvalidInput, "purchases in %s earn no points in this mall", "本商城不对 %s 消费发放积分", c).At("total", "currency")
	}
	o := p.occasion(who.ID)
	got, refusal := d.award(o)
	if refusal != nil {
		if refusal.Code == mall.CodeNotFound {
			return Recorded{}, refusal.At("memberRef")
		}
		return Recorded{}, refusal.At("total", "amount")
	}
	row := p.row(o, got, d.now)
	d.numbers.purchases[p.ref()] = row
	d.purchases = append(d.purchases, row)
	o.event.Total.Minor -= d.takeAwaited(row, got.grant)
	if o.trace != nil {
		d.trace(o.member, *o.trace)
	}
	d.refer(o)
	return Recorded{Points: got.points}, nil
}

// row is the purchase as it is stored, with what it earned.
func (p Purchase) row(o *occasion, got award, now time.Time) *ent.Purchase {
	row := &ent.Purchase{
		ID: *o.purchase, Source: p.Source, ExternalRef: p.ExternalRef, MemberID: o.member, TotalMinor: p.Total.Minor, Currency: p.Total.Currency,
		Channel: p.Channel, Lines: p.Lines, Points: got.points, EntryID: got.entry, Fingerprint: p.fingerprint(), OccurredAt: p.OccurredAt, RecordedAt: now,
	}
	if !o.funder.IsZero() {
		row.FundedBy = &o.funder
	}
	return row
}

// takeAwaited applies the returns that waited for a purchase, and answers with the part of its
// total that came back. One that it has no goods for is refused now; its till learns that when
// it asks again.
func (d *desk) takeAwaited(row *ent.Purchase, g *grant.Grant) (back int64) {
	waiting := d.numbers.awaited[purchase.Ref{Source: row.Source, ExternalRef: row.ExternalRef}]
	if len(waiting) == 0 {
		return 0
	}
	s := newSale(row, g, nil)
	for _, r := range waiting {
		if refusal := d.takeBack(s, r, d.back.clawback); refusal != nil {
			slog.Warn("a return that waited for its purchase is refused", "return", r.ExternalRef, "purchase", r.PurchaseRef, "source", r.Source, "error", refusal)
			r.Status, r.Refusal = mall.ReturnRefused, &refusal.Text
			d.returns = append(d.returns, r)
		}
	}
	return s.repaid
}
