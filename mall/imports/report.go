package imports

import (
	"cmp"
	"slices"

	"pointsmall/mall"
)

// Count is how many rows share a reason.
type Count struct {
	Reason Reason `json:"reason"`
	Rows   int    `json:"rows"`
}

// Report is what became of a file: Read = Accepted + Skipped + Rejected rows. In a
// dry run it is what would become of it.
type Report struct {
	DryRun bool `json:"dryRun"`
	// Reading is how the file was read.
	Reading Reading `json:"reading"`
	Rows    struct {
		Read     int `json:"read"`
		Accepted int `json:"accepted"`
		Skipped  int `json:"skipped"`
		Rejected int `json:"rejected"`
	} `json:"rows"`
	Skipped  []Count `json:"skipped"`
	Rejected []Count `json:"rejected"`
	Invoices struct {
		Recorded        int `json:"recorded"`
		AlreadyRecorded int `json:"alreadyRecorded"`
		Rejected        int `json:"rejected"`
		// WithoutPoints are those recorded now that earned nothing.
		WithoutPoints int `json:"withoutPoints"`
	} `json:"invoices"`
	// Returns are the cancelled rows that make sense in themselves.
	Returns struct {
		Recorded        int `json:"recorded"`
		AlreadyRecorded int `json:"alreadyRecorded"`
		Rejected        int `json:"rejected"`
	} `json:"returns"`
	MembersAdded int `json:"membersAdded"`
	// PointsEarned are those of the invoices that were recorded now.
	PointsEarned mall.Points `json:"pointsEarned"`
	// PointsTakenBack are those of the returns that were recorded now.
	PointsTakenBack mall.Points `json:"pointsTakenBack"`
	Ratio           Ratio       `json:"ratio"`
	// Warnings say what the caller may not have meant.
	Warnings []string `json:"warnings"`
}

// Reading is how a file was read: what its next import may say to read it alike.
type Reading struct {
	Encoding  Encoding    `json:"encoding"`
	Separator string      `json:"separator"`
	Decimal   DecimalMark `json:"decimal"`
	Dates     DateOrder   `json:"dates"`
	// HeaderLine is the line that names the columns.
	HeaderLine int `json:"headerLine"`
	// Guessed lists what neither the file nor the caller said.
	Guessed []Guess `json:"guessed"`
}

func (t table) reading() Reading {
	return Reading{t.script.encoding, string(t.separator), t.decimal, t.dates, t.header, append([]Guess{}, t.guesses...)}
}

// count fills in what became of the rows and invoices of the file. Call it when the
// invoices have been recorded: until then, an invoice may still turn out faulty.
func (r *Report) count(g *gathered) {
	for _, inv := range g.invoices {
		if inv.fault.reason == "" {
			r.Rows.Accepted += inv.rows
			continue
		}
		r.Invoices.Rejected++
		if inv.rows > 0 {
			g.rejected[inv.fault.reason] += inv.rows
		}
	}
	for _, c := range g.returns {
		if c.fault.reason == "" {
			r.Rows.Accepted++
			continue
		}
		r.Returns.Rejected++
		g.rejected[c.fault.reason]++
	}
	r.Rows.Read = g.read
	r.Skipped, r.Rows.Skipped = counts(g.skipped)
	r.Rejected, r.Rows.Rejected = counts(g.rejected)
}

// counts lists reasons, the most frequent first.
func counts(by map[Reason]int) (list []Count, sum int) {
	list = []Count{} // not null in JSON
	for reason, n := range by {
		list = append(list, Count{reason, n})
		sum += n
	}
	slices.SortFunc(list, func(a, b Count) int { return cmp.Or(b.Rows-a.Rows, cmp.Compare(a.Reason, b.Reason)) })
	return list, sum
}
