package reconcile_test

import (
	"context"
	"errors"
	"fmt"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"entgo.io/ent/dialect/sql/schema"
	"entgo.io/ent/schema/field"
	"github.com/google/uuid"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"pointsmall/ent/migrate"
	"pointsmall/mall/malltest"
	"pointsmall/mall/reconcile"
	"pointsmall/mall/store"
)

// Each column of each table that holds value is altered in one row. docs/ledger.md names the
// columns of which nothing tells, with the reason, and the tables that hold no value.
func TestTheDocumentNamesWhatNobodySees(t *testing.T) {
	worthless, unseen := documented(t)
	tables := map[string]bool{}
	for _, table := range migrate.Tables {
		tables[table.Name] = true
	}
	for table := range worthless {
		assert.True(t, tables[table], "there is no table %s", table)
	}
	malltest.Run(t, func(t *testing.T, m *malltest.Mall) {
		if m.DB.Dialect == store.Postgres && malltest.Length(0, 1) == 0 {
			t.Skip("on PostgreSQL in make soak alone: it takes 600 runs of all checks, which other tests hold there")
		}
		m.Anchors.Key = []byte("kept elsewhere") // before history sweeps
		makeHistory(t, m)
		earnIdle(t, m)
		corrected(t, m)
		fell(t, m)
		checkedOut(t, m)
		refunded(t, m)
		drew(t, m)
		soldOff(t, m)
		budgeted(t, m)
		_, err := m.Anchors.Job().Step(t.Context())
		require.NoError(t, err)
		require.Empty(t, findings(t, m, nil))
		var found []string
		for _, table := range migrate.Tables {
			if worthless[table.Name] {
				continue
			}
			for _, column := range table.Columns {
				if !seen(t, m, table, column) {
					found = append(found, table.Name+"."+column.Name)
				}
			}
		}
		slices.Sort(found)
		assert.Equal(t, unseen, found)
	})
}

var (
	unseenLine    = regexp.MustCompile("^\\| `([a-z_]+)` \\| (`.*`) \\|")
	worthlessLine = regexp.MustCompile("^- without value: (`.*`)")
	quoted        = regexp.MustCompile("`([a-z_]+)`")
)

// documented reads the tables without value and the columns that nobody sees.
func documented(t *testing.T) (worthless map[string]bool, unseen []string) {
	t.Helper()
	text, err := os.ReadFile("../../docs/ledger.md")
	require.NoError(t, err)
	worthless = map[string]bool{}
	for line := range strings.Lines(string(text)) {
		if found := worthlessLine.FindStringSubmatch(line); found != nil {
			for _, name := range quoted.FindAllStringSubmatch(found[1], -1) {
				worthless[name[1]] = true
			}
		}
		if found := unseenLine.FindStringSubmatch(line); found != nil {
			for _, name := range quoted.FindAllStringSubmatch(found[2], -1) {
				unseen = append(unseen, found[1]+"."+name[1])
			}
		}
	}
	slices.Sort(unseen)
	return worthless, unseen
}

// seen reports whether reconcile --verify-chain tells that a column was altered in a row, or
// the database refuses it.
func seen(t *testing.T, m *malltest.Mall, table *schema.Table, column *schema.Column) (told bool) {
	t.Helper()
	key := table.PrimaryKey[0].Name
	first := fmt.Sprintf("(%q is null)", column.Name)
	if table.Name == "lottery_draws" && column.Name == key { // entries and orders know one that took or gave something
		first = "(cost_entry_id is not null or prize_entry_id is not null or order_id is not null)"
	}
	row := fmt.Sprintf("(select %s from %s order by %s, cast(%[1]s as text) limit 1)", key, table.Name, first)
	statement := fmt.Sprintf("update %s set %q = %s where %s = %s", table.Name, column.Name, other(m.DB.Dialect, column), key, row)
	errUndo := errors.New("undo")
	err := m.DB.InTx(t.Context(), func(ctx context.Context, tx *store.Tx) error {
		result, err := tx.Exec(ctx, statement)
		if err != nil {
			told = true // a constraint holds
			return errUndo
		}
		changed, err := result.RowsAffected()
		require.NoError(t, err)
		require.EqualValues(t, 1, changed, "the history has no row of %s", table.Name)
		told = len(findings(t, m, tx)) > 0
		return errUndo
	})
	require.ErrorIs(t, err, errUndo, statement)
	return told
}

// findings are those of reconcile --verify-chain, within a transaction or without one.
func findings(t *testing.T, m *malltest.Mall, tx *store.Tx) (all []reconcile.Finding) {
	t.Helper()
	check := func(ctx context.Context, tx *store.Tx) error {
		books, err := reconcile.Check(ctx, tx)
		if err != nil || len(books) > 0 {
			all = books
			return err
		}
		all, err = reconcile.CheckChain(ctx, tx, m.Anchors.Key)
		return err
	}
	if tx != nil {
		require.NoError(t, check(t.Context(), tx))
		return all
	}
	require.NoError(t, m.DB.Snapshot(t.Context(), check))
	return all
}

// other is an expression of another value than a column has.
func other(d store.Dialect, c *schema.Column) string {
	name := fmt.Sprintf("%q", c.Name)
	switch c.Type {
	case field.TypeInt, field.TypeInt64:
		return "coalesce(" + name + ", 0) + 1"
	case field.TypeBool:
		return "not " + name
	case field.TypeTime:
		return "'" + malltest.Start.Add(1000*24*time.Hour).Format("2006-01-02 15:04:05+00:00") + "'"
	case field.TypeUUID:
		return "'" + uuid.NewString() + "'"
	case field.TypeBytes:
		if d == store.Postgres {
			return "'\\x00'"
		}
		return "x'00'"
	case field.TypeJSON:
		return "'[]'"
	case field.TypeOther:
		if strings.Contains(c.SchemaType["postgres"], "date") {
			return "'2020-02-02'"
		}
		return `'{"en":"altered","zh-CN":"altered"}'`
	}
	return "'altered'"
}

// earnIdle has a member earn points that lapse without activity.
func earnIdle(t *testing.T, m *malltest.Mall) {
	t.Helper()
	change(t, m, m.Member("normal").ID, idleGrant(m, 90))
}
