package e2e

import (
	"encoding/csv"
	"fmt"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"golang.org/x/text/encoding/simplifiedchinese"
)

// till writes a till's file: so many invoices of one row each, for 300 customers.
// Invoice n was paid with n % 50 + 0.99 yuan.
func till(t *testing.T, invoices int) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "till.csv")
	file, err := os.Create(path)
	require.NoError(t, err)
	w := csv.NewWriter(file)
	require.NoError(t, w.Write([]string{"InvoiceNo", "StockCode", "Quantity", "InvoiceDate", "UnitPrice", "CustomerID"}))
	for n := range invoices {
		require.NoError(t, w.Write([]string{fmt.Sprint(n), "TEA", "1", "2026-01-05 10:00:00", fmt.Sprintf("%d.99", n%50), fmt.Sprint(10000 + n%300)}))
	}
	w.Flush()
	require.NoError(t, w.Error())
	require.NoError(t, file.Close())
	return path
}

func importArgs(database, file string) []string {
	return []string{"import", "purchases", file, "--database", database, "--currency", "CNY", "--timezone", "Asia/Shanghai"}
}

func TestImport(t *testing.T) {
	t.Parallel()
	eachEmptyDatabase(t, func(t *testing.T, database string) {
		mustRun(t, "migrate", "--database", database)
		file := till(t, 1000)
		first := mustRun(t, importArgs(database, file)...)
		assert.Regexp(t, `(?m)^invoices recorded +1,?000$`, first)
		assert.Regexp(t, `(?m)^members added +300$`, first)
		again := mustRun(t, importArgs(database, file)...)
		assert.Regexp(t, `(?m)^invoices already recorded +1,?000$`, again)
		assert.Regexp(t, `(?m)^points earned +0$`, again)
		reconcile(t, database)

		cancelled := filepath.Join(t.TempDir(), "cancelled.csv")
		require.NoError(t, os.WriteFile(cancelled, []byte("InvoiceNo,StockCode,Quantity,InvoiceDate,UnitPrice,CustomerID\n"+
			"C1,TEA,-1,2026-01-06 10:00:00,9.99,10009\n"), 0o600))
		returned := mustRun(t, importArgs(database, cancelled)...)
		assert.Regexp(t, `(?m)^returns recorded +1$`, returned)
		assert.Regexp(t, `(?m)^points taken back +9$`, returned, "invoices 9, 309, … cost 9.99, and earned 9")
		assert.Regexp(t, `(?m)^returns already recorded +1$`, mustRun(t, importArgs(database, cancelled)...))

		spoilt := filepath.Join(t.TempDir(), "spoilt.csv")
		require.NoError(t, os.WriteFile(spoilt, []byte("InvoiceNo,StockCode,Quantity,InvoiceDate,UnitPrice,CustomerID\n"+
			"9001,TEA,1,2026-01-05 10:00:00,7.00,10001\n9002,TEA,many,2026-01-05 10:00:00,7.00,10001\n0,TEA,1,2026-01-05 10:00:00,7.00,10000\n"), 0o600))
		rejects := filepath.Join(t.TempDir(), "rejects.csv")
		r := run(t, append(importArgs(database, spoilt), "--rejects", rejects)...)
		assert.Equal(t, 3, r.code, "%s%s", r.stdout, r.stderr)
		assert.Contains(t, r.stderr, rejects)
		named, err := os.ReadFile(rejects)
		require.NoError(t, err)
		assert.Contains(t, string(named), "9002,", "a row that makes no sense")
		assert.Contains(t, string(named), "\n0,", "an invoice that was recorded with another total")
		assert.NotContains(t, string(named), "9001,", "a row that is good")
		reconcile(t, database)
	})
}

// A Chinese till's file, as a spreadsheet saves it: GBK, its own words for the columns, and
// what was paid for each receipt.
func TestImportOfAChineseFile(t *testing.T) {
	t.Parallel()
	eachEmptyDatabase(t, func(t *testing.T, database string) {
		mustRun(t, "migrate", "--database", database)
		text, err := simplifiedchinese.GBK.NewEncoder().String("一月销售明细\n小票号;货号;数量;日期;单价;会员;实付\n" +
			"S001;龙井茶;2;2026/1/5 10:30;￥50.00;张三;￥90.00\n2.02207E+18;龙井茶;1;2026/1/5 10:31;￥50.00;李四;￥50.00\n")
		require.NoError(t, err)
		file := filepath.Join(t.TempDir(), "till.csv")
		require.NoError(t, os.WriteFile(file, []byte(text), 0o600))
		rejects := filepath.Join(t.TempDir(), "rejects.csv")
		r := run(t, append(importArgs(database, file), "--rejects", rejects, "--map", "invoice=小票号,sku=货号,quantity=数量,date=日期", "--map", "price=单价,member=会员,total=实付")...)
		assert.Equal(t, 3, r.code, "%s%s", r.stdout, r.stderr)
		assert.Regexp(t, `(?m)^invoices recorded +1$`, r.stdout)
		assert.Regexp(t, `(?m)^points earned +90$`, r.stdout, "what was paid, not what was asked")
		assert.Contains(t, r.stdout, "read with: --encoding gb18030 --separator semicolon")
		named, err := os.ReadFile(rejects)
		require.NoError(t, err)
		rejected, err := simplifiedchinese.GBK.NewDecoder().String(string(named))
		require.NoError(t, err)
		assert.Contains(t, rejected, "李四;￥50.00;4;\"a spreadsheet has spoilt the number")
		reconcile(t, database)
	})
}

func TestImportRefusesCurrencies(t *testing.T) {
	t.Parallel()
	eachEmptyDatabase(t, func(t *testing.T, database string) {
		mustRun(t, "migrate", "--database", database)
		file := till(t, 1)
		args := []string{"import", "purchases", file, "--database", database, "--timezone", "Asia/Shanghai", "--currency"}
		for _, dry := range []string{"--dry-run", "--dry-run=false"} {
			r := run(t, append(args, "XXQ", dry)...)
			assert.Equal(t, 2, r.code)
			assert.Contains(t, r.stderr, `--currency "XXQ": there is no such currency in ISO 4217`)
			r = run(t, append(args, "USD", dry)...)
			assert.Equal(t, 1, r.code)
			assert.Contains(t, r.stderr, "purchases in USD earn nothing in this mall, so none can be imported")
		}
		r := run(t, append(importArgs(database, file), "--map", "bill=InvoiceNo")...)
		assert.Equal(t, 2, r.code)
		assert.Contains(t, r.stderr, `--map: "bill=InvoiceNo" is not COLUMN=NAME`)
	})
}

// An import that is killed again and again, and started again, ends like one that
// never was.
func TestImportThatIsKilled(t *testing.T) {
	t.Parallel()
	const invoices = 4000
	eachEmptyDatabase(t, func(t *testing.T, database string) {
		mustRun(t, "migrate", "--database", database)
		db := openSQL(t, database)
		recorded := func() (n int) {
			require.NoError(t, db.QueryRowContext(t.Context(), "select count(*) from purchases").Scan(&n))
			return n
		}
		file := till(t, invoices)
		kills := 0
		for range 3 {
			before := recorded()
			cmd := command(t, importArgs(database, file)...)
			require.NoError(t, cmd.Start())
			ended := make(chan struct{}, 1)
			go func() {
				_ = cmd.Wait() // it is killed, mostly
				ended <- struct{}{}
			}()
			require.Eventually(t, func() bool { return recorded() > before+800 || len(ended) > 0 }, patience, 20*time.Millisecond)
			if cmd.Process.Kill() == nil {
				kills++
			}
			<-ended
			reconcile(t, database)
		}
		t.Logf("killed %d times; %d of %d invoices were recorded by then", kills, recorded(), invoices)
		mustRun(t, importArgs(database, file)...)
		assert.Equal(t, invoices, recorded())
		var points, want int
		require.NoError(t, db.QueryRowContext(t.Context(), "select sum(balance) from accounts").Scan(&points))
		for n := range invoices {
			want += n % 50 // floored: the 99 fen earn nothing
		}
		assert.Equal(t, want, points)
		reconcile(t, database)
	})
}
