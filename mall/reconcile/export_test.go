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

// CheckChain verifies the chain and the anchors inside a transaction: see Check.
func CheckChain(ctx context.Context, tx *store.Tx, key []byte) ([]Finding, error) {
	report, _, err := verifyChain(ctx, tx, key, nil)
	return report.Findings, err
}
