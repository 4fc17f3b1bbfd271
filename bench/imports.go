package main

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"syscall"
	"time"
)

// Targets of imports on PostgreSQL.
const (
	minImportRate = 3000.0
	maxImportMB   = 300.0
)

// importDatabase is that of the part imports.
const importDatabase = "bench_imports"

// What the part imports at 100 %.
const (
	importedProducts = 100_000
	skusOfProduct    = 3
	importedMembers  = 1_000_000
)

// Import is one file that was imported.
type Import struct {
	Name    string  `json:"name"`
	Rows    int     `json:"rows"`
	Seconds float64 `json:"seconds"`
	Rate    float64 `json:"rate"`
	// MB is the most memory that the command had.
	MB      float64 `json:"mb"`
	Verdict string  `json:"verdict"`
}

// imports measures how fast files come in by command.
func (b *bench) imports(ctx context.Context) error {
	if err := b.cluster.create(ctx, importDatabase); err != nil {
		return err
	}
	url := b.cluster.of(importDatabase)
	if _, err := b.pointsmall(ctx, url, "migrate"); err != nil {
		return err
	}
	products, members := importedProducts*b.importShare/100, importedMembers*b.importShare/100
	for _, f := range []struct {
		name, kind string
		rows       int
		write      func(w *bufio.Writer)
	}{
		{fmt.Sprintf("%s products, %s SKUs", whole(float64(products)), whole(float64(products*skusOfProduct))), "products", products * skusOfProduct, func(w *bufio.Writer) { writeProducts(w, products) }},
		{whole(float64(members)) + " members", "members", members, func(w *bufio.Writer) { writeMembers(w, members) }},
		{whole(float64(members)) + " opening balances", "balances", members, func(w *bufio.Writer) { writeBalances(w, members) }},
		{whole(float64(products*skusOfProduct)) + " levels of stock", "stock", products * skusOfProduct, func(w *bufio.Writer) { writeStock(w, products) }},
	} {
		b.progress.step(0, "importing %s", f.name)
		path := filepath.Join(b.dir, f.kind+".csv")
		if err := writeRows(path, f.write); err != nil {
			return err
		}
		if err := b.importFile(ctx, url, f.kind, path, f.name, f.rows); err != nil {
			return err
		}
	}
	_, err := b.pointsmall(ctx, url, "reconcile")
	return err
}

// importFile imports a file, all of whose rows must be added.
func (b *bench) importFile(ctx context.Context, url, kind, path, name string, rows int) error {
	cmd := command(ctx, b.program("pointsmall"), "--database", url, "import", kind, path, "--json")
	began := time.Now()
	out, err := output(cmd)
	if err != nil {
		return err
	}
	took := time.Since(began)
	var told struct{ Added int }
	if err := json.Unmarshal([]byte(out), &told); err != nil {
		return err
	}
	if told.Added != rows {
		return fmt.Errorf("%s: %d of %d rows were added", name, told.Added, rows)
	}
	i := Import{Name: name, Rows: rows, Seconds: took.Seconds(), Rate: float64(rows) / took.Seconds(), Verdict: met}
	if usage, ok := cmd.ProcessState.SysUsage().(*syscall.Rusage); ok {
		i.MB = float64(usage.Maxrss) / 1024
	}
	if i.Rate < minImportRate || i.MB > maxImportMB {
		i.Verdict = missed
	}
	b.report.Imports = append(b.report.Imports, i)
	return nil
}

func writeRows(path string, write func(*bufio.Writer)) error {
	f, err := os.Create(path)
	if err != nil {
		return err
	}
	w := bufio.NewWriter(f)
	write(w)
	return errors.Join(w.Flush(), f.Close())
}

func writeProducts(w *bufio.Writer, n int) {
	_, _ = w.WriteString("product,sku,name,name_zh,description,points,stock,on_shelf,options\n")
	for p := range n {
		for k := range skusOfProduct {
			_, _ = fmt.Fprintf(w, "thing-%d,T-%d-%d,Tea set no. %d,茶具套装 %d 号,A pot and four cups of white porcelain,%d,100,yes,Size/规格=%d\n", p, p, k, p, p, 100+p%900, k)
		}
	}
}

func writeMembers(w *bufio.Writer, n int) {
	_, _ = w.WriteString("会员号,姓名,入会时间\n")
	for i := range n {
		_, _ = fmt.Fprintf(w, "C-%d,会员 %d,2025-03-%02d\n", i, i, 1+i%28)
	}
}

func writeBalances(w *bufio.Writer, n int) {
	_, _ = w.WriteString("member,points,expires\n")
	for i := range n {
		_, _ = fmt.Fprintf(w, "C-%d,%d,2031-12-31\n", i, 100+i%900)
	}
}

func writeStock(w *bufio.Writer, n int) {
	_, _ = w.WriteString("sku,stock\n")
	for p := range n {
		for k := range skusOfProduct {
			_, _ = fmt.Fprintf(w, "T-%d-%d,%d\n", p, k, 101+p%50)
		}
	}
}
