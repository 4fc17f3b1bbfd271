package imports

import (
	"context"
	"errors"

	"pointsmall/mall"
	"pointsmall/mall/earning"
	"pointsmall/mall/store"
)

// preview finds out what record would do, and writes nothing.
func (s *Service) preview(ctx context.Context, invoices []*invoice, c mall.Currency, report *Report, progress func(int)) error {
	return s.db.Snapshot(ctx, func(ctx context.Context, tx *store.Tx) error {
		ratio, missing, err := ratioOf(ctx, tx, c)
		if err != nil {
			return err
		}
		report.Ratio = ratio
		if report.MembersAdded, err = countMissing(ctx, tx, customers(invoices)); err != nil {
			return err
		}
		purchases := make([]earning.Purchase, len(invoices))
		for i, inv := range invoices {
			purchases[i] = inv.purchase()
		}
		outcomes, err := s.earning.Forecast(ctx, tx, purchases, missing...)
		if err != nil {
			return err
		}
		for i, out := range outcomes {
			if err := report.settle(invoices[i], out); err != nil {
				return err
			}
			progress(1)
		}
		return nil
	})
}

// settle counts what became of an invoice. A refusal is the invoice's fault; any other
// error is returned.
func (r *Report) settle(inv *invoice, out store.Outcome[earning.Recorded]) error {
	var refusal *mall.Error
	switch {
	case errors.As(out.Err, &refusal) && refusal.Code == mall.IdempotencyConflict:
		inv.spoil(fault{Conflict, ""})
	case errors.As(out.Err, &refusal):
		inv.spoil(fault{Refused, refusal.Text.EN})
	case out.Err != nil:
		return out.Err
	case out.Answer.Duplicate:
		r.Invoices.AlreadyRecorded++
	default:
		r.Invoices.Recorded++
		r.PointsEarned += out.Answer.Points
	}
	return nil
}
