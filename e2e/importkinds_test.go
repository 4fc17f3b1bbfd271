package e2e

import (
	"bufio"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"github.com/xuri/excelize/v2"
)

// people writes a file of members.
func people(t *testing.T, n int) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "people.csv")
	f, err := os.Create(path)
	require.NoError(t, err)
	w := bufio.NewWriter(f)
	_, _ = fmt.Fprintln(w, "ref,name")
	for i := range n {
		_, _ = fmt.Fprintf(w, "P-%d,Person %d\n", i, i)
	}
	require.NoError(t, w.Flush())
	require.NoError(t, f.Close())
	return path
}

// An import that is killed half way has added whole steps, and goes on where it was.
func TestAnImportThatIsKilledGoesOn(t *testing.T) {
	t.Parallel()
	eachEmptyDatabase(t, func(t *testing.T, database string) {
		mustRun(t, "migrate", "--database", database)
		const rows = 12_000
		cmd := command(t, "import", "members", people(t, rows), "--database", database)
		cmd.Stdout, cmd.Stderr = nil, nil
		require.NoError(t, cmd.Start())
		db := openSQL(t, database)
		count := func() (n int) {
			require.NoError(t, db.QueryRow("select count(*) from members").Scan(&n))
			return n
		}
		deadline := time.Now().Add(time.Minute)
		for count() == 0 && time.Now().Before(deadline) {
			time.Sleep(5 * time.Millisecond)
		}
		require.NoError(t, cmd.Process.Kill())
		_ = cmd.Wait()
		added := count()
		assert.Zero(t, added%1000, "%d members: whole steps", added)
		list := mustRun(t, "import", "list", "--database", database)
		batch := regexp.MustCompile(`imp_[0-9a-f]{32}`).FindString(list)
		require.NotEmpty(t, batch, list)
		// Whoever died holds the import for half a minute.
		_, err := db.Exec("update import_batches set held_until = null")
		require.NoError(t, err)
		mustRun(t, "import", "continue", batch, "--database", database)
		assert.Equal(t, rows, count())
		undone := mustRun(t, "import", "undo", batch, "--database", database)
		assert.Contains(t, undone, fmt.Sprintf("undone %d", rows))
		assert.Zero(t, count())
		reconcile(t, database)
	})
}

// A workbook comes in, and lists go out.
func TestAWorkbookIsImportedAndListsAreExported(t *testing.T) {
	t.Parallel()
	eachEmptyDatabase(t, func(t *testing.T, database string) {
		mustRun(t, "migrate", "--database", database)
		folder := t.TempDir()
		book := excelize.NewFile()
		for i, row := range [][]any{{"会员号", "姓名", "入会时间"}, {"W-1", "王一", time.Date(2025, 2, 3, 0, 0, 0, 0, time.UTC)}, {"W-2", "=1+1", ""}} {
			require.NoError(t, book.SetSheetRow("Sheet1", fmt.Sprint("A", i+1), &row))
		}
		file := filepath.Join(folder, "会员.xlsx")
		require.NoError(t, book.SaveAs(file))
		require.NoError(t, book.Close())
		assert.Contains(t, mustRun(t, "import", "members", file, "--database", database, "--dry-run"), "added 2")
		assert.Contains(t, mustRun(t, "import", "members", file, "--database", database), "added 2")
		r := run(t, "import", "balances", "-", "--database", database)
		assert.Equal(t, 1, r.code, "an empty file: %s%s", r.stdout, r.stderr)
		out := filepath.Join(folder, "members.csv")
		mustRun(t, "export", "members", "--out", out, "--database", database)
		written, err := os.ReadFile(out)
		require.NoError(t, err)
		assert.Equal(t, 3, strings.Count(string(written), "\n"))
		assert.Contains(t, string(written), "'=1+1")
		assert.Contains(t, string(written), "2025-02-03")
		mustRun(t, "export", "stock", "--out", filepath.Join(folder, "stock.xlsx"), "--database", database)
		r = run(t, "export", "members", "--out", out, "--database", database)
		assert.Equal(t, 1, r.code, "nothing is written over")
	})
}
