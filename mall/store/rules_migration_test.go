package store_test

import (
	"context"
	"database/sql"
	"io/fs"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/uuid"
	_ "github.com/lib/pq"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	_ "modernc.org/sqlite"

	entmigrate "pointsmall/ent/migrate"
	"pointsmall/mall/malltest"
)

// before is a mall from the time of the ratios: two of them, and a purchase.
const before = `
insert into earning_ratios (id, amount_minor, points) values ('GBP', 1000, 30);
insert into members (id, display_name, tier_id, created_at) values ('01940000-0000-7000-8000-000000000001', 'Ann', 'normal', '2026-01-01 00:00:00+00:00');
insert into purchases (id, source, external_ref, member_id, total_minor, currency, lines, points, entry_id, fingerprint, occurred_at, recorded_at) values
  ('01940000-0000-7000-8000-000000000002', 'mall', '1', '01940000-0000-7000-8000-000000000001', 12399, 'CNY', '[]', 123, '01940000-0000-7000-8000-000000000003', 'x', '2026-01-01 17:00:00+00:00', '2026-01-01 17:00:00+00:00');
insert into entries (id, journal_id, account_id, currency, seq, kind, delta, balance_after, allocations, purchase_id, occurred_at) values
  ('01940000-0000-7000-8000-000000000003', '01940000-0000-7000-8000-000000000004', '01940000-0000-7000-8000-000000000005', 'POINTS', 1, 'EARN', 123, 123,
  '[["01940000-0000-7000-8000-000000000006",123]]', '01940000-0000-7000-8000-000000000002', '2026-01-01 17:00:00+00:00');`

// Ratios become rules that give the same, and what was earned by them is told as theirs.
func TestRatiosBecomeRules(t *testing.T) {
	for folder, get := range map[string]string{"sqlite": "json_extract(%, '$.@')", "postgres": "(%)::jsonb #>> '{@}'"} {
		t.Run(folder, func(t *testing.T) {
			conn := empty(t, folder)
			apply(t, conn, folder, func(name string) bool { return strings.HasSuffix(name, "_earning_rules.sql") }, before)
			ask := func(query string) string {
				var answer string
				require.NoError(t, conn.QueryRowContext(t.Context(), query).Scan(&answer), query)
				return answer
			}
			field := func(column, path string) string {
				if folder == "postgres" {
					path = strings.NewReplacer(".", ",", "[", "", "]", "").Replace(path)
				}
				return strings.NewReplacer("%", column, "@", path).Replace(get)
			}
			whole := map[string]string{"sqlite": "1", "postgres": "true"}[folder]
			assert.Equal(t, whole, ask("select "+field("definition", "effect.ratio.whole")+" from earning_rules where code = 'purchase-gbp'"))
			assert.Equal(t, "30", ask("select "+field("definition", "effect.ratio.points")+" from earning_rules where active_code = 'purchase-gbp'"))
			assert.Equal(t, "100", ask("select "+field("definition", "effect.ratio.amountMinor")+" from earning_rules where code = 'purchase-cny' and status = 'ACTIVE'"))
			assert.Equal(t, "123", ask("select points from grants"))
			assert.Equal(t, "12399", ask("select spent_minor from growth"))
			assert.Equal(t, "2026-01-02", ask("select cast(day as text) from member_days"), "the mall's day")
		})
	}
}

// Rows whose ids came from a sequence keep all else, and get ids of their own.
func TestRowsLoseTheirSequences(t *testing.T) {
	const rows = `
insert into member_days (member_id, day, purchases, spent_minor, earned) values
  ('01940000-0000-7000-8000-000000000001', '2026-01-01', 1, 200, 3), ('01940000-0000-7000-8000-000000000001', '2026-01-02', 4, 500, 6);
insert into redemptions (member_id, sku_id, quantity) values ('01940000-0000-7000-8000-000000000001', '01940000-0000-7000-8000-000000000002', 7);
insert into member_traces (member_id, kind, digest) values ('01940000-0000-7000-8000-000000000001', 'DEVICE', 'd');`
	for _, folder := range []string{"sqlite", "postgres"} {
		t.Run(folder, func(t *testing.T) {
			conn := empty(t, folder)
			apply(t, conn, folder, func(name string) bool { return strings.HasSuffix(name, "_rows_without_sequences.sql") }, rows)
			ids := map[uuid.UUID]bool{}
			for query, want := range map[string]string{
				"select cast(id as text), purchases||' '||spent_minor||' '||earned from member_days where cast(day as text) = '2026-01-01'": "1 200 3",
				"select cast(id as text), purchases||' '||spent_minor||' '||earned from member_days where cast(day as text) = '2026-01-02'": "4 500 6",
				"select cast(id as text), cast(quantity as text) from redemptions":                                                          "7",
				"select cast(id as text), digest from member_traces":                                                                        "d",
			} {
				var id, rest string
				require.NoError(t, conn.QueryRowContext(t.Context(), query).Scan(&id, &rest), query)
				assert.Equal(t, want, rest, query)
				parsed, err := uuid.Parse(id)
				require.NoError(t, err)
				assert.False(t, ids[parsed], "each its own")
				ids[parsed] = true
			}
		})
	}
}

// empty is a connection to a database, or a part of one, without tables.
func empty(t *testing.T, folder string) *sql.Conn {
	t.Helper()
	driver, dsn := "sqlite", "file:"+filepath.Join(t.TempDir(), "old.db")
	if folder == "postgres" {
		driver, dsn = "postgres", malltest.Postgres(t)
	}
	db, err := sql.Open(driver, dsn)
	require.NoError(t, err)
	conn, err := db.Conn(t.Context())
	require.NoError(t, err)
	t.Cleanup(func() { assert.NoError(t, conn.Close()); assert.NoError(t, db.Close()) })
	if folder == "postgres" {
		_, err = conn.ExecContext(t.Context(), "create schema old; set search_path to old")
		require.NoError(t, err)
	}
	return conn
}

// apply runs the migrations up to the one that is meant; data is there before it.
func apply(t *testing.T, conn *sql.Conn, folder string, last func(name string) bool, data string) {
	t.Helper()
	files, err := fs.Glob(entmigrate.Files, folder+"/*.sql")
	require.NoError(t, err)
	for _, name := range files {
		text, err := entmigrate.Files.ReadFile(name)
		require.NoError(t, err)
		statements := string(text)
		if last(name) {
			statements = data + statements
		}
		_, err = conn.ExecContext(context.WithoutCancel(t.Context()), statements)
		require.NoError(t, err, name)
		if last(name) {
			return
		}
	}
	t.Fatal("there is no such migration")
}
