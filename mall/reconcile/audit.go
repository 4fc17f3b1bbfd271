package reconcile

import (
	"context"

	"pointsmall/mall/staff/audit"
	"pointsmall/mall/store"
)

// verifyAudit adds to the report what the audit log's own proof finds.
func verifyAudit(ctx context.Context, tx *store.Tx, key []byte, report *Report) error {
	found := map[string]int{}
	report.Checks += audit.Checks
	return audit.Verify(ctx, tx, key, func(f audit.Fault) {
		if found[f.Check]++; found[f.Check] > MaxFindings {
			report.More = true
			return
		}
		report.Findings = append(report.Findings, Finding{Check: f.Check, Table: f.Table, ID: f.ID, Detail: f.Detail})
	}, nil)
}

// sealSays is what CompareHeads proves of the audit log.
const sealSays = "the audit log has the seal that it had when the file was written"
