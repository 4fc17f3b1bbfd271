package imports

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"time"

	"pointsmall/mall"
	"pointsmall/mall/earning"
	"pointsmall/mall/earning/purchase"
)

// cancelled is a row that cancels what its customer bought before.
type cancelled struct {
	// number is what the mall counts the row by: its invoice, stock code and quantity,
	// and its place among those that have the same.
	number, invoice, customer string
	line                      int
	at                        time.Time
	// wanted is what came back.
	wanted goods

	// from is the invoice that they were bought on, and lines what it calls them, once
	// they are found.
	from  string
	lines []mall.PurchaseLine
	fault fault
}

// addReturn takes in a row that cancels something. It touches no other row.
func (g *gathered) addReturn(line int, f judged) {
	g.returns[line] = &cancelled{
		invoice: g.text(f.invoice), customer: g.text(f.customer), line: line, at: f.at,
		wanted: goods{g.text(f.goods.sku), f.goods.measure, g.text(f.goods.price), f.goods.weighed},
	}
}

// cancelled numbers the rows that cancel something and lists them, the oldest first.
func (g *gathered) cancelled() []*cancelled {
	list := make([]*cancelled, 0, len(g.returns))
	for _, c := range g.returns {
		list = append(list, c)
	}
	slices.SortFunc(list, func(a, b *cancelled) int {
		return cmp.Or(a.at.Compare(b.at), cmp.Compare(a.invoice, b.invoice), cmp.Compare(a.wanted.sku, b.wanted.sku),
			a.wanted.measure.Cmp(b.wanted.measure), cmp.Compare(a.line, b.line))
	})
	same := map[string]int{}
	for _, c := range list {
		c.number = fmt.Sprintf("%s/%s/%s", escape.Replace(c.invoice), escape.Replace(c.wanted.sku), c.wanted.measure)
		if same[c.number]++; same[c.number] > 1 {
			c.number += fmt.Sprintf("/%d", same[c.number])
		}
		if len(c.number) > mall.MaxKeyLength && c.fault.reason == "" {
			c.fault = fault{BadInvoice, "too long, with the stock code, for a return's number"}
		}
	}
	return list
}

// escape keeps the parts of a number apart, as a JSON pointer does.
var escape = strings.NewReplacer("~", "~0", "/", "~1")

// returners lists the customers of rows that cancel something, each once.
func returners(returns []*cancelled) []string {
	list := make([]string, len(returns))
	for i, c := range returns {
		list[i] = c.customer
	}
	slices.Sort(list)
	return slices.Compact(list)
}

// reported is the row as the mall records it.
func (c *cancelled) reported() earning.Return {
	return earning.Return{Source: purchase.Mall, ExternalRef: c.number, PurchaseRef: c.from, OccurredAt: c.at, Lines: c.lines}
}
