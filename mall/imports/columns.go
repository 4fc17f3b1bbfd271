package imports

import (
	"errors"
	"fmt"
	"io"
	"strings"
)

// columns says where a till's file has what; other columns are carried along.
type columns struct {
	names                                       []string
	invoice, sku, quantity, at, price, customer int
}

// findColumns reads the names in a file's first row.
func findColumns(r *rows) (columns, error) {
	first, err := r.next()
	if errors.Is(err, io.EOF) {
		return columns{}, errors.New("the file is empty: its first line must name the columns")
	}
	if err != nil {
		return columns{}, err
	}
	c := columns{names: append([]string(nil), first.cells...)}
	for _, wanted := range []struct {
		name string
		at   *int
	}{
		{"InvoiceNo", &c.invoice},
		{"StockCode", &c.sku},
		{"Quantity", &c.quantity},
		{"InvoiceDate", &c.at},
		{"UnitPrice", &c.price},
		{"CustomerID", &c.customer},
	} {
		if *wanted.at, err = c.find(wanted.name); err != nil {
			return columns{}, err
		}
	}
	return c, nil
}

func (c columns) find(name string) (int, error) {
	found := -1
	for i, n := range c.names {
		if !strings.EqualFold(strings.TrimSpace(n), name) {
			continue
		}
		if found >= 0 {
			return 0, fmt.Errorf("the first line names column %s twice", name)
		}
		found = i
	}
	if found < 0 {
		return 0, fmt.Errorf("column %s is missing: the first line names %s; columns are separated by commas", name, abridge(strings.Join(c.names, ", ")))
	}
	return found, nil
}

// abridge keeps a text that came from a file short enough to show.
func abridge(s string) string {
	const most = 120
	if len(s) > most {
		s = strings.ToValidUTF8(s[:most], "") + "…"
	}
	return fmt.Sprintf("%q", s)
}
