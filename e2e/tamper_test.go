package e2e

import (
	"database/sql"
	"encoding/hex"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	books "pointsmall/mall/reconcile"
	"pointsmall/mall/store"
)

// A row that somebody altered by hand is found and named, and once it is put right
// the books are clean again. The command's own checks run within the test, for starting the
// command a hundred times takes a minute; what it prints is checked for the first alone.
func TestReconcileFindsWhatWasAltered(t *testing.T) {
	t.Parallel()
	eachDatabase(t, func(t *testing.T, database string) {
		makeHistory(t, database)
		reconcile(t, database)
		db, opened := openSQL(t, database), openStore(t, database)
		for i, tampered := range slices.Concat(tamperings, stockTamperings, ledgerTamperings, playTamperings, programTamperings, lotteryTamperings) {
			t.Run(tampered.name, func(t *testing.T) {
				id := rowID(t, db, tampered.pick)
				execute(t, db, withID(tampered.alter, id))
				named := id
				if tampered.row != "" {
					named = rowID(t, db, tampered.row)
				}
				report, err := books.Run(t.Context(), opened, nil)
				if i == 0 {
					assertTold(t, database, report)
				}
				execute(t, db, withID(tampered.undo, id))
				require.NoError(t, err)
				assert.True(t, slices.ContainsFunc(report.Findings, func(f books.Finding) bool {
					return f.Table == tampered.names && strings.Contains(f.ID+" "+f.Detail, named)
				}), "%s %s is not named: %+v", tampered.names, named, report.Findings)
			})
		}
		reconcile(t, database)
	})
}

// assertTold expects that the command reconcile prints what was found.
func assertTold(t *testing.T, database string, report books.Report) {
	t.Helper()
	r := run(t, "reconcile", "--database", database)
	assert.Equal(t, 3, r.code, "exit code\n%s%s", r.stdout, r.stderr)
	assert.Contains(t, r.stderr, "not clean")
	require.NotEmpty(t, report.Findings)
	for _, f := range report.Findings {
		assert.Contains(t, r.stdout, fmt.Sprintf("%s %s: %s\n    rule: %s\n", f.Table, f.ID, f.Detail, f.Check))
	}
}

// makeHistory has the demo mall go through a little of everything.
func makeHistory(t *testing.T, database string) {
	t.Helper()
	mall := open(t, database)
	first := mall.order(t, "alice", "DRINK-100", "1")
	mall.order(t, "alice", "MUG-SEA", "2")
	mall.order(t, "bob", "WELCOME-50", "3")
	setStatus(t, mall.server, mall.token(t, "admin"), first, 1, "FULFILLING")
	mall.adjust(t, mall.member(t, "bob"), 50, "1")
	mall.data(t, "partner", `mutation { recordPurchase(input: {externalRef: "T-1", memberRef: "demo-bob", occurredAt: "2026-01-02T03:04:05Z",
		total: {amount: "50", currency: "CNY"}, lines: [{sku: "x", quantity: 2, unitPrice: "25"}]}) { userErrors { code } } }`, nil)
	mall.data(t, "partner", `mutation { recordReturn(input: {externalRef: "T-2", purchaseRef: "T-1", occurredAt: "2026-01-03T03:04:05Z",
		lines: [{sku: "x", quantity: 1, unitPrice: "25"}]}) { userErrors { code } } }`, nil)
	movePoints(t, mall)
	play(t, mall)
	mall.data(t, "admin", `mutation ($sku: ID!) { adjustStock(input: {skuId: $sku, delta: 3, reason: "delivery", idempotencyKey: "1"}) { userErrors { code } } }`,
		map[string]any{"sku": mall.sku(t, "TEA-100")})
	mall.data(t, "partner", `mutation { recordEvent(input: {externalRef: "V-1", memberRef: "demo-bob", type: REVIEW, occurredAt: "2026-01-02T03:04:05Z"}) { userErrors { code } } }`, nil)
	mall.data(t, "bob", `mutation { checkIn(input: {idempotencyKey: "1"}) { userErrors { code } } }`, nil)
	invite(t, mall)
	drawLots(t, mall)
	mall.stop(t)
}

// openStore opens a mall's database as the mall itself does.
func openStore(t *testing.T, database string) *store.DB {
	t.Helper()
	db, err := store.Open(t.Context(), database, store.Options{})
	require.NoError(t, err)
	t.Cleanup(func() { assert.NoError(t, db.Close()) })
	return db
}

func rowID(t *testing.T, db *sql.DB, query string) string {
	t.Helper()
	var id any
	require.NoError(t, db.QueryRowContext(t.Context(), query).Scan(&id), query)
	switch id := id.(type) {
	case []byte:
		if len(id) == 16 {
			text := hex.EncodeToString(id)
			return strings.Join([]string{text[:8], text[8:12], text[12:16], text[16:20], text[20:]}, "-")
		}
		return string(id)
	default:
		return fmt.Sprint(id)
	}
}

func withID(statement, id string) string {
	return strings.ReplaceAll(statement, "%s", id)
}

func execute(t *testing.T, db *sql.DB, statements string) {
	t.Helper()
	for statement := range strings.SplitSeq(statements, "; ") {
		_, err := db.ExecContext(t.Context(), statement)
		require.NoError(t, err, statement)
	}
}
