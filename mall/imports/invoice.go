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
	at               time.Time
	exact            decimal.Decimal
	total            mall.Money
	lines            []mall.PurchaseLine
	// rows counts the rows that are good in themselves, fault or not.
	rows  int
	fault fault
}

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
		if f.invoice != "" && !f.back {
			g.invoice(f.invoice).spoil(sibling)
		}
		return
	}
	if f.back {
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
	if inv.fault.reason != "" {
		return
	}
	if inv.at.IsZero() || f.at.Before(inv.at) {
		inv.at = f.at
	}
	inv.exact = inv.exact.Add(f.amount)
	f.line.Sku, f.line.UnitPrice = g.text(f.line.Sku), g.text(f.line.UnitPrice)
	inv.lines = append(inv.lines, f.line)
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
	if inv.fault.reason == "" {
		inv.fault = f
		inv.lines = nil
	}
}

// finish rounds the totals and returns the invoices that can be recorded, oldest
// first, so that members' histories read in the order in which things happened.
func (g *gathered) finish(c mall.Currency) []*invoice {
	g.texts = nil
	for number, f := range g.suspects {
		if inv := g.invoices[number]; inv != nil {
			inv.spoil(f)
		}
	}
	var good []*invoice
	for _, inv := range g.invoices {
		total, ok := roundTotal(inv.exact, c)
		if !ok {
			inv.spoil(fault{TooMuch, ""})
		}
		if inv.fault.reason != "" {
			continue
		}
		inv.total = total
		slices.SortStableFunc(inv.lines, func(a, b mall.PurchaseLine) int {
			return cmp.Or(cmp.Compare(a.Sku, b.Sku), cmp.Compare(a.Quantity, b.Quantity), cmp.Compare(a.UnitPrice, b.UnitPrice))
		})
		good = append(good, inv)
	}
	slices.SortFunc(good, func(a, b *invoice) int {
		return cmp.Or(a.at.Compare(b.at), cmp.Compare(a.number, b.number))
	})
	return good
}

// purchase is the invoice as the mall records it.
func (inv *invoice) purchase() earning.Purchase {
	return earning.Purchase{
		Source: purchase.Mall, ExternalRef: inv.number, MemberRef: inv.customer,
		OccurredAt: inv.at, Total: inv.total, Lines: inv.lines,
	}
}
