package imports

import (
	"context"
	"errors"

	"pointsmall/mall"
	"pointsmall/mall/earning"
	"pointsmall/mall/earning/purchase"
	"pointsmall/mall/store"
)

// preview finds out what record would do, and writes nothing.
func (s *Service) preview(ctx context.Context, invoices []*invoice, returns []*cancelled, c mall.Currency, report *Report, progress func(int)) error {
	return s.db.Snapshot(ctx, func(ctx context.Context, tx *store.Tx) error {
		var err error
		if report.MembersAdded, err = countMissing(ctx, tx, customers(invoices)); err != nil {
			return err
		}
		purchases := make([]earning.Purchase, len(invoices))
		for i, inv := range invoices {
			purchases[i] = inv.purchase()
		}
		forecast, err := s.earning.Forecast(ctx, tx, purchases, returners(returns))
		if err != nil {
			return err
		}
		for i, out := range forecast.Purchases {
			if err := report.settle(invoices[i], out); err != nil {
				return err
			}
			progress(1)
		}
		return previewReturns(ctx, tx, forecast, invoices, returns, c, report)
	})
}

// previewReturns finds out what saveReturns would do once the invoices are recorded.
func previewReturns(ctx context.Context, tx *store.Tx, forecast *earning.Forecast, invoices []*invoice, returns []*cancelled, c mall.Currency, report *Report) error {
	h, err := readHistory(ctx, tx, returns, c)
	if err != nil {
		return err
	}
	for i, out := range forecast.Purchases {
		if inv := invoices[i]; out.Err == nil && !out.Answer.Duplicate {
			h.add(inv.customer, &bought{inv.number, inv.at, purchase.NewGoods(inv.lines, inv.total)})
		}
	}
	fresh, recorded := h.match(returns)
	report.Returns.AlreadyRecorded += recorded
	if len(fresh) == 0 {
		return nil
	}
	reported := make([]earning.Return, len(fresh))
	for i, r := range fresh {
		reported[i] = r.reported()
	}
	outcomes, err := forecast.Returns(ctx, tx, reported)
	if err != nil {
		return err
	}
	for i, out := range outcomes {
		if err := report.settleReturn(fresh[i], out); err != nil {
			return err
		}
	}
	return nil
}

// settle counts what became of an invoice. A refusal is the invoice's fault; any other
// error is returned.
func (r *Report) settle(inv *invoice, out store.Outcome[earning.Recorded]) error {
	var refusal *mall.Error
	switch {
	case errors.As(out.Err, &refusal) && refusal.Code == mall.CodeIdempotencyConflict:
		inv.spoil(fault{Conflict, ""})
	case errors.As(out.Err, &refusal):
		inv.spoil(fault{Refused, refusal.Text.EN})
	case out.Err != nil:
		return out.Err
	case out.Answer.Duplicate:
		r.Invoices.AlreadyRecorded++
		inv.there = true
	default:
		r.Invoices.Recorded++
		if out.Answer.Points == 0 {
			r.Invoices.WithoutPoints++
		}
		r.PointsEarned += out.Answer.Points
	}
	return nil
}
