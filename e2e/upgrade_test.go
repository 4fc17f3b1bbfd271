package e2e

import (
	"compress/gzip"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// The databases of an older version, whose README says what they hold, become today's: all
// that they hold is right by today's checks, and the mall works on with it.
func TestAnOlderDatabaseIsUpgraded(t *testing.T) {
	t.Parallel()
	t.Run("sqlite", func(t *testing.T) {
		t.Parallel()
		path := filepath.Join(t.TempDir(), "mall.db")
		require.NoError(t, os.WriteFile(path, stored(t, "sqlite.db.gz"), 0o600))
		testUpgrade(t, "sqlite:"+path)
	})
	t.Run("postgres", func(t *testing.T) {
		t.Parallel()
		database := emptyPostgres(t)
		_, err := openSQL(t, database).ExecContext(t.Context(), string(stored(t, "postgres.sql.gz")))
		require.NoError(t, err)
		testUpgrade(t, database)
	})
}

// stored is a file of testdata/upgrade, unpacked.
func stored(t *testing.T, name string) []byte {
	t.Helper()
	file, err := os.Open(filepath.Join("testdata", "upgrade", name))
	require.NoError(t, err)
	defer func() { assert.NoError(t, file.Close()) }()
	unpacked, err := gzip.NewReader(file)
	require.NoError(t, err)
	content, err := io.ReadAll(unpacked)
	require.NoError(t, err)
	return content
}

func testUpgrade(t *testing.T, database string) {
	assertStored(t, database)
	mustRun(t, "migrate", "--database", database)
	assertClean(t, database)
	mustRun(t, "sweep", "--database", database) // what has expired since, too
	assertClean(t, database)

	mall := open(t, database)
	mall.order(t, "alice", "DRINK-100", "after the upgrade")
	setStatus(t, mall.server, mall.token(t, "admin"), mall.order(t, "alice", "DRINK-100", "and another"), 1, "FULFILLING")
	balance := mall.data(t, "bob", `{ me { points { debt } } }`, nil)
	debt := at[int64](t, balance, "me.points.debt")
	mall.adjust(t, mall.member(t, "bob"), 100, "pays the debt first")
	balance = mall.data(t, "bob", `{ me { points { debt } } }`, nil)
	assert.Equal(t, max(0, debt-100), at[int64](t, balance, "me.points.debt"))
	mall.stop(t)
	assertClean(t, database)
}

// assertStored expects that the stored database holds one of each thing at least that an
// upgrade could harm.
func assertStored(t *testing.T, database string) {
	t.Helper()
	db := openSQL(t, database)
	for what, query := range map[string]string{
		"orders":               "select count(*) from orders",
		"open holds":           "select count(*) from holds where status = 'HELD'",
		"captured holds":       "select count(*) from holds where status = 'CAPTURED'",
		"debts":                "select count(*) from accounts where debt > 0",
		"lots that expired":    "select count(*) from entries where kind = 'EXPIRE'",
		"lots to expire":       "select count(*) from lots l join accounts a on a.id = l.account_id join members m on m.id = a.member_id where m.external_ref like 'late-%' and l.remaining > 0 and l.expires_at is not null",
		"returns":              "select count(*) from returns",
		"tasks":                "select count(*) from task_progress",
		"check-ins":            "select count(*) from check_ins",
		"referrals":            "select count(*) from referrals",
		"redeemed codes":       "select count(*) from scan_codes where redeemed_at is not null",
		"waiting adjustments":  "select count(*) from adjustment_requests",
		"transfers":            "select count(*) from transfers",
		"idempotency records":  "select count(*) from idempotency_records",
		"entries in the chain": "select count(*) from entries where hash is not null",
		"limits per member":    "select count(*) from redemptions",
	} {
		var n int
		require.NoError(t, db.QueryRowContext(t.Context(), query).Scan(&n), what)
		assert.Positive(t, n, what)
	}
	var latest string
	require.NoError(t, db.QueryRowContext(t.Context(), "select max(version) from schema_revisions").Scan(&latest))
	assert.Equal(t, "20261126160722", latest, "the older version's last migration")
}

// assertClean expects that the books and the hash chain agree.
func assertClean(t *testing.T, database string) {
	t.Helper()
	r := run(t, "reconcile", "--verify-chain", "--database", database)
	require.Zero(t, r.code, "reconcile: %s%s", r.stdout, r.stderr)
	assert.Contains(t, r.stdout, "clean: ")
	assert.False(t, strings.Contains(r.stdout, "not covered"), r.stdout)
}
