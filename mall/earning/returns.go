package earning

import (
	"context"

	"pointsmall/ent"
	"pointsmall/mall"
	"pointsmall/mall/store"
)

// RecordReturn records goods of a purchase that came back, or money that was given back
// without goods, and takes back the points that the purchase was granted for them. A return
// whose purchase was not reported yet waits for it. Refusals: INVALID_INPUT (a field that
// makes no sense, another currency than the purchase's), NOT_FOUND (the purchase has no such
// goods), LIMIT_EXCEEDED (more than was bought and has not come back, more money than is
// left to return), IDEMPOTENCY_CONFLICT (the number was used for another return). The same return
// again is a Duplicate with the same points.
func (s *Service) RecordReturn(ctx context.Context, r Return) (Returned, error) {
	return s.recordReturn.Do(ctx, s.returns, r)
}

// RecordReturns records returns as RecordReturn does, many in one transaction, and
// returns what became of each, in order.
func (s *Service) RecordReturns(ctx context.Context, all []Return) []store.Outcome[Returned] {
	return s.recordReturn.DoAll(ctx, s.returns, all)
}

// recordingReturns is the use case of a till's return, which its number identifies.
func recordingReturns(clock mall.Clock) *useCase[Return, Returned] {
	return &useCase[Return, Returned]{
		Check: func(r Return) *mall.Error { return r.check(clock()) }, Want: Return.want, Decide: Return.decide,
		Repeats: &byKey[Return, Returned]{Name: Return.name, Before: Return.before, Fingerprint: Return.fingerprint, Conflict: Return.conflict},
	}
}

// want has the purchase's number alone, so that what is read of the purchase stays.
func (r Return) want(d *desk) {
	d.wants.Numbers, d.wants.Alone = append(d.wants.Numbers, r.purchase().Name()), true
	d.wants.of = append(d.wants.of, r.purchase())
}

func (r Return) name(d *desk) { d.wants.returns = append(d.wants.returns, r.ref()) }

// before is the return that has the number. One that was refused when its purchase came
// has not used it up.
func (r Return) before(d *desk) (before store.Before[Returned], ok bool) {
	row := d.numbers.returns[r.ref()]
	if row == nil || row.Status == mall.ReturnRefused {
		return before, false
	}
	return store.Before[Returned]{
		Fingerprint: row.Fingerprint, Answer: Returned{TakenBack: takenBack(row), Pending: row.Status == mall.ReturnPending, Duplicate: true},
	}, true
}

func (r Return) conflict() *mall.Error {
	return mall.Errorf(mall.CodeIdempotencyConflict, "externalRef %q was recorded before with other contents", "externalRef %q 已登记过内容不同的退货", r.ExternalRef).At("externalRef")
}

func (r Return) decide(d *desk) (Returned, *mall.Error) {
	row := &ent.PurchaseReturn{
		ID: mall.NewReturnID(), Source: r.Source, ExternalRef: r.ExternalRef, PurchaseRef: r.PurchaseRef, Status: mall.ReturnPending, Lines: append([]mall.PurchaseLine{}, r.Lines...),
		Fingerprint: r.fingerprint(), OccurredAt: r.OccurredAt, RecordedAt: d.now,
	}
	if r.Refund != nil {
		row.RefundMinor, row.RefundCurrency = &r.Refund.Minor, &r.Refund.Currency
	}
	if before := d.numbers.returns[r.ref()]; before != nil {
		row.ID = before.ID
	}
	if s := d.back.sales[r.purchase()]; s == nil {
		d.returns = append(d.returns, row)
	} else if refusal := d.takeBack(s, row, d.back.clawback); refusal != nil {
		return Returned{}, refusal
	}
	d.numbers.returns[r.ref()] = row
	return Returned{TakenBack: takenBack(row), Pending: row.Status == mall.ReturnPending}, nil
}

// takenBack is all that a return took, debt included.
func takenBack(r *ent.PurchaseReturn) mall.Points { return r.Own + r.Other + r.Debt }
