package reconcile

import (
	"context"

	"pointsmall/mall/store"
)

// Check makes every check inside a transaction, and returns what it found: tests alter a
// row there and undo it.
func Check(ctx context.Context, tx *store.Tx) ([]Finding, error) {
	var report Report
	err := report.make(ctx, tx, nil)
	return report.Findings, err
}
