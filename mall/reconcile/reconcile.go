package reconcile

import (
	"context"
	"fmt"

	"pointsmall/mall/store"
)

// Finding is a row that contradicts another.
type Finding struct {
	// Check is what should be true.
	Check string `json:"check"`
	// Table and ID name the row.
	Table string `json:"table"`
	ID    string `json:"id"`
	// Detail says what it holds and what it should.
	Detail string `json:"detail"`
}

// Report is the outcome of a run.
type Report struct {
	// Checks is how many were made.
	Checks   int       `json:"checks"`
	Findings []Finding `json:"findings"`
	// Warnings are oddities that are no mistake of the books.
	Warnings []Finding `json:"warnings"`
	// More is true where a check found more than MaxFindings rows.
	More bool `json:"more"`
	// Newest is how far the books go: a copy that lacks the newest agrees with itself.
	Newest Newest `json:"newest"`
}

// Add adds another report's checks and findings.
func (r *Report) Add(other Report) {
	r.Checks += other.Checks
	r.Findings = append(r.Findings, other.Findings...)
	r.More = r.More || other.More
}

// MaxFindings bounds the rows that each check names.
const MaxFindings = 1000

// Run makes every check on one state of the database. progress is called before
// each, unless it is nil.
func Run(ctx context.Context, db *store.DB, progress func(check string, n, of int)) (Report, error) {
	report := Report{Findings: []Finding{}, Warnings: []Finding{}}
	if err := report.warn(ctx, db); err != nil {
		return report, fmt.Errorf("look for lots that end within a day: %w", err)
	}
	err := db.Snapshot(ctx, func(ctx context.Context, tx *store.Tx) error {
		var err error
		if report.Newest, err = newest(ctx, tx); err != nil {
			return fmt.Errorf("look for the newest entry and order: %w", err)
		}
		return report.make(ctx, tx, progress)
	})
	return report, err
}

func (r *Report) make(ctx context.Context, tx *store.Tx, progress func(check string, n, of int)) error {
	all := checks(tx.Dialect)
	for i, c := range all {
		if progress != nil {
			progress(c.says, i+1, len(all))
		}
		if err := c.run(ctx, tx, r); err != nil {
			return fmt.Errorf("check that %s: %w", c.says, err)
		}
		r.Checks++
	}
	return nil
}

func (c check) run(ctx context.Context, tx *store.Tx, report *Report) error {
	found := 0
	return tx.Each(ctx, func(scan func(...any) error) error {
		f := Finding{Check: c.says, Table: c.table}
		if err := scan(&f.ID, &f.Detail); err != nil {
			return err
		}
		if found++; found > MaxFindings {
			report.More = true
			return nil
		}
		report.Findings = append(report.Findings, f)
		return nil
	}, fmt.Sprintf("%s limit %d", c.query, MaxFindings+1))
}
