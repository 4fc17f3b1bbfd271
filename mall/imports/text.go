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
	line(1, "of which earn nothing", int64(r.Invoices.WithoutPoints))
	line(0, "invoices already recorded", int64(r.Invoices.AlreadyRecorded))
	line(0, "invoices rejected", int64(r.Invoices.Rejected))
	line(0, "returns recorded", int64(r.Returns.Recorded))
	line(0, "returns already recorded", int64(r.Returns.AlreadyRecorded))
	line(0, "returns rejected", int64(r.Returns.Rejected))
	line(0, "members added", int64(r.MembersAdded))
	line(0, "points earned", int64(r.PointsEarned))
	line(0, "points taken back", int64(r.PointsTakenBack))
	fmt.Fprintf(&b, "ratio: %s\n", r.Ratio)
	fmt.Fprintf(&b, "read with: %s\n", r.Reading)
	for _, w := range r.Warnings {
		fmt.Fprintf(&b, "warning: %s\n", w)
	}
	return b.String()
}

// String is the ratio for people.
func (r Ratio) String() string {
	if r.AmountMinor == 0 {
		return fmt.Sprintf("no rule gives points for every amount in %s", r.Currency)
	}
	points := "points"
	if r.Points == 1 {
		points = "point"
	}
	return fmt.Sprintf("%d %s for every whole %s", r.Points, points, mall.Money{Minor: r.AmountMinor, Currency: r.Currency})
}

// separatorNames are the separators in words.
var separatorNames = map[string]string{",": "comma", ";": "semicolon", "\t": "tab", "|": "pipe"}

// String is the reading as the flags that say it.
func (r Reading) String() string {
	text := fmt.Sprintf("--encoding %s --separator %s --decimal %s --dates %s", r.Encoding, separatorNames[r.Separator], r.Decimal, r.Dates)
	if len(r.Guessed) > 0 {
		guessed := make([]string, len(r.Guessed))
		for i, g := range r.Guessed {
			guessed[i] = string(g)
		}
		text += " (guessed: " + strings.Join(guessed, ", ") + ")"
	}
	return text
}
