package imports

import (
	"fmt"
	"strings"

	"pointsmall/mall"
)

// Text is the report for people.
func (r Report) Text() string {
	var b strings.Builder
	line := func(indent int, what string, n int64) {
		fmt.Fprintf(&b, "%-56s%12d\n", strings.Repeat("  ", indent)+what, n)
	}
	if r.DryRun {
		fmt.Fprintln(&b, "Dry run: nothing was written to the database. An import would give:")
	}
	line(0, "rows read", int64(r.Rows.Read))
	line(1, "accepted", int64(r.Rows.Accepted))
	line(1, "skipped", int64(r.Rows.Skipped))
	for _, c := range r.Skipped {
		line(2, string(c.Reason), int64(c.Rows))
	}
	line(1, "rejected", int64(r.Rows.Rejected))
	for _, c := range r.Rejected {
		line(2, string(c.Reason), int64(c.Rows))
	}
	line(0, "invoices recorded", int64(r.Invoices.Recorded))
	line(0, "invoices already recorded", int64(r.Invoices.AlreadyRecorded))
	line(0, "invoices rejected", int64(r.Invoices.Rejected))
	line(0, "returns recorded", int64(r.Returns.Recorded))
	line(0, "returns already recorded", int64(r.Returns.AlreadyRecorded))
	line(0, "returns rejected", int64(r.Returns.Rejected))
	line(0, "members added", int64(r.MembersAdded))
	line(0, "points earned", int64(r.PointsEarned))
	line(0, "points taken back", int64(r.PointsTakenBack))
	if r.Ratio.AmountMinor > 0 {
		fmt.Fprintf(&b, "ratio: %s\n", r.Ratio.text(r.DryRun))
	}
	return b.String()
}

func (r Ratio) text(dryRun bool) string {
	points, origin := "points", "which the mall had"
	if r.Points == 1 {
		points = "point"
	}
	switch {
	case r.Added && dryRun:
		origin = "which the import would set: the currency earns nothing yet"
	case r.Added:
		origin = "which this import set: the currency earned nothing before"
	}
	return fmt.Sprintf("%d %s for every whole %s, %s", r.Points, points, mall.Money{Minor: r.AmountMinor, Currency: r.Currency}, origin)
}
