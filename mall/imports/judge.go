package imports

import (
	"fmt"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/shopspring/decimal"

	"pointsmall/mall"
)

// judge decides about rows.
type judge struct {
	columns columns
	zone    *time.Location
	now     time.Time
}

// judged is what a row says, or why it is not recorded: then only invoice counts, if
// it could be read.
type judged struct {
	invoice, customer string
	at                time.Time
	line              mall.PurchaseLine
	amount            decimal.Decimal
	// back is true for a row that cancels what was bought before; then line has the
	// pieces that came back.
	back bool

	// suspects are invoices that the row may belong to, where that cannot be read.
	suspects []string
	skipped  Reason
	rejected fault
}

// read judges one row on its own. The first thing that is wrong with it counts.
func (j judge) read(r row) judged {
	switch {
	case r.unreadable:
		return suspect(r).reject(BadQuotes, "one line must be one row")
	case len(r.cells) != len(j.columns.names):
		return suspect(r).reject(BadColumns, fmt.Sprintf("%d instead of %d", len(r.cells), len(j.columns.names)))
	}
	cell := func(at int) string { return strings.TrimSpace(r.cells[at]) }
	f := judged{invoice: cell(j.columns.invoice)}
	if cell(j.columns.customer) == "" {
		return f.skip(NoCustomer)
	}
	if !usable(f.invoice, mall.MaxKeyLength) {
		return f.reject(BadInvoice, abridge(f.invoice))
	}
	quantity, err := mall.ParseDecimal(cell(j.columns.quantity))
	f.back = f.invoice[0] == 'C' || f.invoice[0] == 'c' || (err == nil && quantity.IsNegative())
	if err != nil || !quantity.IsInteger() || quantity.IsZero() || quantity.Abs().GreaterThan(decimal.NewFromInt(mall.MaxLineQuantity)) {
		return f.reject(BadQuantity, abridge(cell(j.columns.quantity)))
	}
	if f.back {
		if quantity.IsPositive() {
			return f.reject(NotNegative, quantity.String())
		}
		quantity.Decimal = quantity.Neg()
	}
	f.line.Quantity = int(quantity.IntPart())
	return j.readRest(f, cell, quantity.Decimal)
}

// suspect says which invoices a row may belong to that is not split into its columns:
// whichever it names anywhere.
func suspect(r row) (f judged) {
	for _, text := range strings.Split(strings.Join(r.cells, ","), ",") {
		if text = strings.Trim(text, "\" "); usable(text, mall.MaxKeyLength) {
			f.suspects = append(f.suspects, text)
		}
	}
	return f
}

// readRest reads what only a row that may be recorded must have.
func (j judge) readRest(f judged, cell func(int) string, quantity decimal.Decimal) judged {
	var ok bool
	if f.customer, ok = customerNumber(cell(j.columns.customer)); !ok {
		return f.reject(BadCustomer, abridge(cell(j.columns.customer)))
	}
	if f.line.Sku = cell(j.columns.sku); !usable(f.line.Sku, mall.MaxSkuCode) {
		return f.reject(BadSku, abridge(f.line.Sku))
	}
	if f.at, ok = parseTime(cell(j.columns.at), j.zone); !ok {
		return f.reject(BadDate, fmt.Sprintf("%s, want 2006-01-02 15:04:05", abridge(cell(j.columns.at))))
	}
	if f.at.After(j.now.Add(mall.MaxClockAhead)) || f.at.Year() < 1970 {
		return f.reject(BadDate, fmt.Sprintf("%s lies in the future or before 1970", f.at.Format(time.DateTime)))
	}
	price, err := mall.ParseDecimal(cell(j.columns.price))
	switch {
	case err != nil:
		return f.reject(BadPrice, abridge(cell(j.columns.price)))
	case price.IsNegative():
		return f.reject(LowPrice, price.String())
	}
	f.line.UnitPrice = price.Decimal.String() // without trailing zeroes: 2.50 and 2.5 are the same contents
	f.amount = price.Mul(quantity)
	return f
}

func (f judged) reject(why Reason, detail string) judged {
	f.rejected = fault{why, detail}
	return f
}

func (f judged) skip(why Reason) judged {
	f.skipped = why
	return f
}

// usable reports whether s can name something: not empty, not too long, printable.
func usable(s string, maxBytes int) bool {
	if s == "" || len(s) > maxBytes || !utf8.ValidString(s) {
		return false
	}
	return !strings.ContainsFunc(s, func(r rune) bool { return r < ' ' || r == 0x7f })
}

// layouts are the ways in which a till may write a date.
var layouts = []string{"2006-01-02 15:04:05", "2006-01-02 15:04", "2006-01-02T15:04:05"}

func parseTime(s string, zone *time.Location) (time.Time, bool) {
	for _, layout := range layouts {
		if t, err := time.ParseInLocation(layout, s, zone); err == nil {
			return t.UTC(), true
		}
	}
	return time.Time{}, false
}
