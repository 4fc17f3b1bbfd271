package imports

import (
	"cmp"
	"context"
	"errors"
	"slices"

	"pointsmall/mall"
	"pointsmall/mall/earning"
	"pointsmall/mall/store"
)

// saveReturns records the rows that cancel something, once the file's invoices are
// recorded: in the order in which things came back, so that points are taken from where
// a dry run said. Each row is a return of its own.
func (s *Service) saveReturns(ctx context.Context, returns []*cancelled, c mall.Currency, invoices int, report *Report, phase func(string, int) func(int)) error {
	if len(returns) == 0 {
		return nil
	}
	stopped := func(done int, err error) error {
		return &Stopped{Done: invoices + done, Of: invoices + len(returns), Cause: err}
	}
	var h *history
	err := s.db.Snapshot(ctx, func(ctx context.Context, tx *store.Tx) (err error) {
		h, err = readHistory(ctx, tx, returns, c)
		return err
	})
	if err != nil {
		return stopped(0, cmp.Or(ctx.Err(), err))
	}
	fresh, recorded := h.match(returns)
	report.Returns.AlreadyRecorded += recorded
	progress := phase("returning", len(fresh))
	done := 0
	for part := range slices.Chunk(fresh, chunk) {
		if ctx.Err() != nil {
			return stopped(done, ctx.Err())
		}
		reported := make([]earning.Return, len(part))
		for i, r := range part {
			reported[i] = r.reported()
		}
		for i, out := range s.earning.RecordReturns(context.WithoutCancel(ctx), reported) {
			if err := report.settleReturn(part[i], out); err != nil {
				return stopped(done, err)
			}
			done++
		}
		progress(len(part))
	}
	return nil
}

// settleReturn counts what became of a row. A refusal is the row's fault; any other
// error is returned.
func (r *Report) settleReturn(c *cancelled, out store.Outcome[earning.Returned]) error {
	var refusal *mall.Error
	switch {
	case errors.As(out.Err, &refusal):
		c.fault = fault{RefusedReturn, refusal.Text.EN}
	case out.Err != nil:
		return out.Err
	case out.Answer.Duplicate:
		r.Returns.AlreadyRecorded++
	default:
		r.Returns.Recorded++
		r.PointsTakenBack += out.Answer.TakenBack
	}
	return nil
}
