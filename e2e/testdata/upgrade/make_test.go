package e2e

import (
	"bytes"
	"compress/gzip"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// TestMakeUpgradeDatabases writes the databases that later versions upgrade. The script
// make beside it puts it into the package e2e of the version that the databases are of.
func TestMakeUpgradeDatabases(t *testing.T) {
	eachDatabase(t, func(t *testing.T, database string) {
		makeHistory(t, database) // orders, holds, transfers, a return, a task, a check-in, a referral, codes, a game
		makeExpired(t, database)
		makeDebt(t, database)
		reconcile(t, database)
		out := filepath.Join(os.Getenv("UPGRADE_OUT"), "sqlite.db.gz")
		content := copySQLite
		if !strings.HasPrefix(database, "sqlite:") {
			out, content = filepath.Join(os.Getenv("UPGRADE_OUT"), "postgres.sql.gz"), dumpPostgres
		}
		var packed bytes.Buffer
		w, err := gzip.NewWriterLevel(&packed, gzip.BestCompression)
		require.NoError(t, err)
		_, err = w.Write(content(t, database))
		require.NoError(t, err)
		require.NoError(t, w.Close())
		require.NoError(t, os.WriteFile(out, packed.Bytes(), 0o644))
	})
}

// makeExpired adds members whose lots have expired: those of bench have been swept, those of
// late wait for it.
func makeExpired(t *testing.T, database string) {
	t.Helper()
	mustRun(t, "seed", "bench", "--database", database, "--members", "3", "--skus", "2", "--balance", "5000", "--lots", "2", "--expired", "2", "--rules")
	mustRun(t, "sweep", "--database", database)
	mustRun(t, "seed", "bench", "--database", database, "--members", "2", "--skus", "0", "--balance", "700", "--lots", "1", "--expired", "1", "--prefix", "late")
}

// makeDebt has bob return what he bought after its points were spent, and leaves a hold of
// alice's that lasts for a day beside the one that lasts for minutes.
func makeDebt(t *testing.T, database string) {
	t.Helper()
	mall := open(t, database, "--no-jobs")
	bob := mall.member(t, "bob")
	mall.data(t, "partner", `mutation { recordPurchase(input: {externalRef: "D-1", memberRef: "demo-bob", occurredAt: "2026-02-02T03:04:05Z",
		total: {amount: "100", currency: "CNY"}, lines: [{sku: "lamp", quantity: 2, unitPrice: "50"}]}) { userErrors { code } } }`, nil)
	for n := 0; ; n++ {
		left := at[int64](t, mall.data(t, "bob", `{ me { points { available } } }`, nil), "me.points.available")
		if left == 0 {
			break
		}
		mall.adjust(t, bob, -int(min(left, 1000)), fmt.Sprint("spend-", n))
	}
	got := mall.data(t, "partner", `mutation { recordReturn(input: {externalRef: "D-2", purchaseRef: "D-1", occurredAt: "2026-02-03T03:04:05Z",
		lines: [{sku: "lamp", quantity: 1, unitPrice: "50"}]}) { userErrors { code message } } }`, nil)
	require.Empty(t, at[[]any](t, got, "recordReturn.userErrors"))
	require.Positive(t, at[int64](t, mall.data(t, "bob", `{ me { points { debt } } }`, nil), "me.points.debt"))
	held := mall.data(t, "admin", `mutation($alice: ID!) { holdPoints(input: {memberId: $alice, points: 70, reason: "a room", seconds: 86400, idempotencyKey: "day"}) {
		userErrors { code message } } }`, map[string]any{"alice": mall.member(t, "alice")})
	require.Empty(t, at[[]any](t, held, "holdPoints.userErrors"))
	mall.stop(t)
}

func copySQLite(t *testing.T, database string) []byte {
	t.Helper()
	path := filepath.Join(t.TempDir(), "copy.db")
	_, err := openSQL(t, database).ExecContext(t.Context(), "vacuum into '"+path+"'")
	require.NoError(t, err)
	content, err := os.ReadFile(path)
	require.NoError(t, err)
	return content
}

// dumpPostgres returns statements that any driver runs. Newer versions of pg_dump also write
// commands to psql, which begin with a backslash.
func dumpPostgres(t *testing.T, database string) []byte {
	t.Helper()
	dump := exec.CommandContext(t.Context(), filepath.Join(os.Getenv("POINTSMALL_POSTGRES_BIN"), "pg_dump"),
		"--dbname", database, "--no-owner", "--no-acl", "--no-comments", "--inserts", "--rows-per-insert", "500")
	text, err := dump.Output()
	require.NoError(t, err)
	var kept bytes.Buffer
	for line := range bytes.Lines(text) {
		if !bytes.HasPrefix(line, []byte(`\`)) {
			kept.Write(line)
		}
	}
	return kept.Bytes()
}
