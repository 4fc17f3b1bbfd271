package imports

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/shopspring/decimal"

	"pointsmall/mall"
	"pointsmall/mall/earning"
	"pointsmall/mall/earning/purchase"
)

// invoice is what a file says about one invoice.
type invoice struct {
	number, customer string
	// at is the earliest row's time, until the latest's.
	at, until time.Time
	// exact is the sum of the rows.
	exact decimal.Decimal
	// paid is the total that the rows name, nil where they name none.
	paid  *decimal.Decimal
	total mall.Money
	lines []mall.PurchaseLine
	// rows counts the rows that are good in themselves, fault or not.
	rows  int
	fault fault
	// there is true once it is found to be recorded already.
	there bool
}

// longest is how long a till may work on one invoice. Rows that are further apart belong
// to two, as where tills count anew each day.
const longest = 12 * time.Hour

// gathered are a file's invoices.
type gathered struct {
	invoices map[string]*invoice
	// returns are the rows that cancel what was bought before, by their lines.
	returns map[int]*cancelled
	// suspects are numbers that rows may belong to whose number cannot be read.
	suspects map[string]fault
	// texts holds one copy of each text that recurs from row to row.
	texts map[string]string

	read     int
	skipped  map[Reason]int
	rejected map[Reason]int
}

func newGathered() *gathered {
	return &gathered{
		invoices: map[string]*invoice{}, returns: map[int]*cancelled{}, suspects: map[string]fault{}, texts: map[string]string{},
		skipped: map[Reason]int{}, rejected: map[Reason]int{},
	}
}

// add takes in a row.
func (g *gathered) add(line int, f judged) {
	g.read++
	if f.skipped != "" {
		g.skipped[f.skipped]++
		return
	}
	if f.rejected.reason != "" {
		g.rejected[f.rejected.reason]++
		sibling := fault{BadSibling, fmt.Sprintf("line %d: %s", line, f.rejected)}
		for _, number := range f.suspects {
			g.suspects[g.text(number)] = sibling
		}
		if f.invoice != "" && f.kind != returnRow {
			g.invoice(f.invoice).spoil(sibling)
		}
		return
	}
	if f.kind == returnRow {
		g.addReturn(line, f)
		return
	}
	inv := g.invoice(f.invoice)
	inv.rows++
	if inv.customer == "" {
		inv.customer = g.text(f.customer)
	}
	switch {
	case inv.customer != f.customer:
		inv.spoil(fault{TwoCustomers, fmt.Sprintf("%s and %s (line %d)", inv.customer, f.customer, line)})
	case inv.rows > mall.MaxPurchaseLines:
		inv.spoil(fault{TooManyRows, fmt.Sprintf("more than %d", mall.MaxPurchaseLines)})
	}
	if inv.fault.reason == "" {
		inv.add(g, f)
	}
}

// add takes in a row that is good in itself.
func (inv *invoice) add(g *gathered, f judged) {
	if inv.at.IsZero() || f.at.Before(inv.at) {
		inv.at = f.at
	}
	if f.at.After(inv.until) {
		inv.until = f.at
	}
	inv.exact = inv.exact.Add(f.amount)
	switch {
	case f.total == nil:
	case inv.paid == nil:
		inv.paid = f.total
	case !inv.paid.Equal(*f.total):
		inv.spoil(fault{TwoTotals, fmt.Sprintf("%s and %s", inv.paid, f.total)})
		return
	}
	if f.kind == discountRow {
		return
	}
	line := f.goods.line()
	line.Sku, line.UnitPrice = g.text(line.Sku), g.text(line.UnitPrice)
	inv.lines = append(inv.lines, line)
}

func (g *gathered) invoice(number string) *invoice {
	inv := g.invoices[number]
	if inv == nil {
		inv = &invoice{number: strings.Clone(number)}
		g.invoices[inv.number] = inv
	}
	return inv
}

// text keeps a copy of s that does not hold on to the line it came from.
func (g *gathered) text(s string) string {
	kept, ok := g.texts[s]
	if !ok {
		kept = strings.Clone(s)
		g.texts[kept] = kept
	}
	return kept
}

// spoil rejects the whole invoice; the first fault counts.
func (inv *invoice) spoil(f fault) {
	if inv.fault.reason == "" && f.reason != "" {
		inv.fault = f
		inv.lines = nil
	}
}

// finish rounds the totals and returns the invoices that can be recorded, oldest
// first, so that members' histories read in the order in which things happened. totals
// is true where the file says what was paid for each invoice.
func (g *gathered) finish(c mall.Currency, totals bool) []*invoice {
	g.texts = nil
	for number, f := range g.suspects {
		if inv := g.invoices[number]; inv != nil {
			inv.spoil(f)
		}
	}
	g.spoilRounded()
	var good []*invoice
	for _, inv := range g.invoices {
		if inv.fault.reason == "" {
			inv.spoil(inv.settle(c, totals))
		}
		if inv.fault.reason != "" {
			continue
		}
		slices.SortStableFunc(inv.lines, func(a, b mall.PurchaseLine) int {
			return cmp.Or(cmp.Compare(a.Sku, b.Sku), cmp.Compare(a.Quantity, b.Quantity), cmp.Compare(a.Measure, b.Measure), cmp.Compare(a.UnitPrice, b.UnitPrice))
		})
		good = append(good, inv)
	}
	slices.SortFunc(good, func(a, b *invoice) int {
		return cmp.Or(a.at.Compare(b.at), cmp.Compare(a.number, b.number))
	})
	return good
}

// settle finds out the total.
func (inv *invoice) settle(c mall.Currency, totals bool) fault {
	rounding := decimal.New(int64(inv.rows), -c.Digits()) // a minor unit a row
	exact := inv.exact
	switch {
	case inv.until.Sub(inv.at) > longest:
		return fault{TwoTimes, fmt.Sprintf("%s and %s UTC", inv.at.Format(time.DateTime), inv.until.Format(time.DateTime))}
	case len(inv.lines) == 0:
		return fault{NoGoods, ""}
	case exact.IsNegative():
		return fault{DiscountTooBig, "by " + exact.Neg().String()}
	case totals && inv.paid == nil:
		return fault{NoTotal, ""}
	case totals && inv.paid.Sub(exact).GreaterThan(rounding):
		return fault{TotalTooHigh, fmt.Sprintf("%s, and its rows come to %s", inv.paid, exact)}
	case totals:
		exact = *inv.paid
	}
	total, ok := roundTotal(exact, c)
	if !ok {
		return fault{TooMuch, ""}
	}
	inv.total = total
	return fault{}
}

// spoilRounded rejects what belongs to numbers that lost their last digits.
func (g *gathered) spoilRounded() {
	invoices := findRounded(func(yield func(string) bool) {
		for number := range g.invoices {
			if !yield(number) {
				return
			}
		}
	})
	customers := findRounded(func(yield func(string) bool) {
		for _, inv := range g.invoices {
			if !yield(inv.customer) {
				return
			}
		}
	})
	find := func(invoice, customer string) fault {
		if customers(customer) {
			return roundedFault(customer)
		}
		if invoices(invoice) {
			return roundedFault(invoice)
		}
		return fault{}
	}
	for _, inv := range g.invoices {
		inv.spoil(find(inv.number, inv.customer))
	}
	for _, c := range g.returns {
		c.fault = find(c.invoice, c.customer)
	}
}

// purchase is the invoice as the mall records it.
func (inv *invoice) purchase() earning.Purchase {
	return earning.Purchase{
		Source: purchase.Mall, ExternalRef: inv.number, MemberRef: inv.customer,
		OccurredAt: inv.at, Total: inv.total, Lines: inv.lines,
	}
}
