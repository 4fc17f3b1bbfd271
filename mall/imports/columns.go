package imports

import (
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strings"
)

// Column is what a column of a file is about.
type Column string

// The columns that can be read.
const (
	InvoiceColumn  Column = "invoice"
	SkuColumn      Column = "sku"
	QuantityColumn Column = "quantity"
	DateColumn     Column = "date"
	PriceColumn    Column = "price"
	MemberColumn   Column = "member"

	TimeColumn     Column = "time"
	WeightColumn   Column = "weight"
	DiscountColumn Column = "discount"
	AmountColumn   Column = "amount"
	TotalColumn    Column = "total"
	CurrencyColumn Column = "currency"
)

// Columns lists all columns, those of OnlineRetail first.
func Columns() []Column {
	return []Column{
		InvoiceColumn, SkuColumn, QuantityColumn, DateColumn, PriceColumn, MemberColumn,
		TimeColumn, WeightColumn, DiscountColumn, AmountColumn, TotalColumn, CurrencyColumn,
	}
}

// OnlineRetail are the names in the data set of that name. They hold where Options name
// no other.
func OnlineRetail() map[Column]string {
	return map[Column]string{
		InvoiceColumn: "InvoiceNo", SkuColumn: "StockCode", QuantityColumn: "Quantity",
		DateColumn: "InvoiceDate", PriceColumn: "UnitPrice", MemberColumn: "CustomerID",
	}
}

// columns says where a file has what; other columns are carried along.
type columns struct {
	names []string
	at    map[Column]int
}

// cell is what a row has in a column; empty where the file has no such column.
func (c columns) cell(cells []string, of Column) string {
	at, ok := c.at[of]
	if !ok {
		return ""
	}
	return plain(cells[at])
}

// has reports whether the file has a column.
func (c columns) has(of Column) bool {
	_, ok := c.at[of]
	return ok
}

// optional reports whether a column may be missing: an amount stands for the price, a
// weight for the quantity.
func optional(of Column, named map[Column]string) bool {
	return named[of] == "" && (of == PriceColumn && named[AmountColumn] != "" || of == QuantityColumn && named[WeightColumn] != "")
}

// findColumns finds the columns that named and OnlineRetail name in a header.
func findColumns(header []string, named map[Column]string) (columns, error) {
	c := columns{names: header, at: map[Column]int{}}
	wanted := OnlineRetail()
	for column, name := range named {
		wanted[column] = name
	}
	for _, column := range Columns() {
		name := wanted[column]
		if name == "" {
			continue
		}
		at, err := c.find(name)
		if errors.Is(err, errMissing) {
			if optional(column, named) {
				continue
			}
			return c, fmt.Errorf("column %s is missing: the header names %s; --map %s=NAME says what the file calls it", name, abridge(strings.Join(header, ", ")), column)
		}
		if err != nil {
			return c, err
		}
		c.at[column] = at
	}
	return c, nil
}

var errMissing = errors.New("no such column")

func (c columns) find(name string) (int, error) {
	found := -1
	for i, n := range c.names {
		if !strings.EqualFold(plain(n), plain(name)) {
			continue
		}
		if found >= 0 {
			return 0, fmt.Errorf("the header names column %s twice", name)
		}
		found = i
	}
	if found < 0 {
		return 0, errMissing
	}
	return found, nil
}

// ParseColumns reads texts such as "invoice=Bill No.,member=Card": what a file calls
// its columns. Names may have commas in them, and customer is another word for member.
func ParseColumns(texts []string) (map[Column]string, error) {
	named := map[Column]string{}
	for _, text := range texts {
		for _, pair := range SplitPairs(text) {
			word, name, ok := strings.Cut(pair, "=")
			column := Column(strings.ToLower(strings.TrimSpace(word)))
			if column == "customer" {
				column = MemberColumn
			}
			if name = strings.TrimSpace(name); !ok || name == "" || !slices.Contains(Columns(), column) {
				return nil, fmt.Errorf("%q is not COLUMN=NAME with one of the columns %s", pair, wordsOf(Columns()))
			}
			if before := named[column]; before != "" && before != name {
				return nil, fmt.Errorf("%s is named twice: %s and %s", column, before, name)
			}
			named[column] = name
		}
	}
	return named, checkColumns(named)
}

// pairStart is where a pair begins behind another.
var pairStart = regexp.MustCompile(`[,;]\s*[A-Za-z]+=`)

// SplitPairs splits "invoice=Bill No.,member=Card" into its pairs.
func SplitPairs(text string) (pairs []string) {
	from := 0
	for _, at := range pairStart.FindAllStringIndex(text, -1) {
		pairs = append(pairs, text[from:at[0]])
		from = at[0] + 1
	}
	return append(pairs, text[from:])
}

func wordsOf(columns []Column) string {
	words := make([]string, len(columns))
	for i, c := range columns {
		words[i] = string(c)
	}
	return strings.Join(words, ", ")
}

// checkColumns refuses a choice of columns that makes no sense.
func checkColumns(named map[Column]string) error {
	by := map[string]Column{}
	for _, column := range Columns() {
		name := strings.ToLower(named[column])
		if other, taken := by[name]; taken && name != "" {
			return fmt.Errorf("%s stands for both %s and %s", named[column], other, column)
		}
		by[name] = column
	}
	if named[AmountColumn] != "" && named[DiscountColumn] != "" {
		return errors.New("name a column for amount or for discount, not for both: an amount is what was paid for a row, its discount taken off")
	}
	return nil
}

// abridge keeps a text that came from a file short enough to show.
func abridge(s string) string {
	const most = 120
	if len(s) > most {
		s = strings.ToValidUTF8(s[:most], "") + "…"
	}
	return fmt.Sprintf("%q", s)
}
