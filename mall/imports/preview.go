package imports

import (
	"context"
	"slices"

	"pointsmall/mall"
	"pointsmall/mall/earning"
	"pointsmall/mall/purchase"
	"pointsmall/mall/store"
)

// preview finds out what record would do, and writes nothing.
func (s *Service) preview(ctx context.Context, invoices []*invoice, c mall.Currency, report *Report, progress func(int)) error {
	return s.db.Snapshot(ctx, func(ctx context.Context, tx *store.Tx) error {
		var err error
		if report.Ratio, err = setRatio(ctx, tx, c, true); err != nil {
			return err
		}
		if report.MembersAdded, err = countMissing(ctx, tx, customers(invoices)); err != nil {
			return err
		}
		for part := range slices.Chunk(invoices, chunk) {
			refs := make([]purchase.Ref, len(part))
			for i, inv := range part {
				refs[i] = purchase.Ref{Source: purchase.Mall, ExternalRef: inv.number}
			}
			recorded, err := purchase.Recall(ctx, tx, refs)
			if err != nil {
				return err
			}
			for i, inv := range part {
				before := recorded[refs[i]]
				switch {
				case before == nil:
					report.Invoices.Recorded++
					report.PointsEarned += mall.Points(inv.total.Minor/report.Ratio.AmountMinor) * report.Ratio.Points
				case before.Fingerprint == fingerprint(inv.purchase()):
					report.Invoices.AlreadyRecorded++
				default:
					inv.spoil(fault{Conflict, ""})
				}
			}
			progress(len(part))
		}
		return nil
	})
}

// fingerprint is the one that mall/earning stores with a purchase, and the points
// above are those it grants; a test holds the two packages together.
func fingerprint(p earning.Purchase) string {
	return mall.Fingerprint([]any{p.MemberRef, p.OccurredAt.UTC(), p.Total, p.Lines})
}
