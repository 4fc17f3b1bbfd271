package imports_test

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"testing"

	"github.com/stretchr/testify/require"

	"pointsmall/mall"
)

// till is what a file says, read by other code than the product's.
type till struct {
	anonymous int
	cancelled []tillRow
	invoices  map[string]*tillInvoice
	buyers    map[string]bool
}

type tillRow struct {
	invoice, sku, customer, at, price string
	quantity, pence                   int64
	// left is what has not come back, points the line's share of the invoice's.
	left, points int64
}

type tillInvoice struct {
	number, customer, at string
	pence                int64
	lines                []*tillRow
}

// tillReturn is a cancelled row with the invoice that it is matched to.
type tillReturn struct {
	number string
	row    tillRow
	from   *tillInvoice
}

func newTill(t *testing.T, records [][]string) *till {
	t.Helper()
	f := &till{invoices: map[string]*tillInvoice{}, buyers: map[string]bool{}}
	for _, r := range records {
		quantity, err := strconv.ParseInt(r[3], 10, 64)
		require.NoError(t, err)
		row := tillRow{invoice: r[0], sku: r[1], customer: r[6], at: r[4], price: r[5], quantity: quantity, left: quantity}
		switch {
		case row.customer == "":
			f.anonymous++
			continue
		case row.invoice[0] == 'C':
			row.quantity = -quantity
			f.cancelled = append(f.cancelled, row)
			continue
		}
		row.pence = quantity * pence(t, r[5])
		inv := f.invoices[row.invoice]
		if inv == nil {
			inv = &tillInvoice{number: row.invoice, customer: row.customer, at: row.at}
			f.invoices[row.invoice] = inv
		}
		inv.at = min(inv.at, row.at)
		inv.pence += row.pence
		inv.lines = append(inv.lines, &row)
		f.buyers[row.customer] = true
	}
	for _, inv := range f.invoices {
		inv.share()
	}
	return f
}

// share gives each line its whole pounds, and a point more to those with the most pence
// over, until the invoice's whole pounds are given.
func (inv *tillInvoice) share() {
	left := inv.pence / 100
	for _, l := range inv.lines {
		l.points = l.pence / 100
		left -= l.points
	}
	order := slices.Clone(inv.lines)
	slices.SortFunc(order, func(a, b *tillRow) int {
		return cmp.Or(cmp.Compare(b.pence%100, a.pence%100), cmp.Compare(b.pence, a.pence), cmp.Compare(a.sku, b.sku))
	})
	for _, l := range order[:left] {
		l.points++
	}
}

// matchReturns matches cancelled rows, the oldest first, to their customers' latest
// earlier invoices that have enough of the stock code left.
func (f *till) matchReturns() (found []tillReturn) {
	rows := slices.Clone(f.cancelled)
	slices.SortStableFunc(rows, func(a, b tillRow) int { return cmp.Compare(a.at, b.at) })
	for _, row := range rows {
		var from *tillInvoice
		for _, inv := range f.invoices {
			if inv.customer != row.customer || inv.at > row.at || inv.leftOf(row.sku) < row.quantity {
				continue
			}
			if from == nil || inv.at > from.at || inv.at == from.at && inv.number > from.number {
				from = inv
			}
		}
		if from == nil {
			continue
		}
		from.take(row)
		found = append(found, tillReturn{fmt.Sprintf("%s/%s/%d", row.invoice, row.sku, row.quantity), row, from})
	}
	return found
}

func (inv *tillInvoice) leftOf(sku string) (left int64) {
	for _, l := range inv.lines {
		if l.sku == sku {
			left += l.left
		}
	}
	return left
}

func (inv *tillInvoice) take(row tillRow) {
	quantity := row.quantity
	for _, l := range inv.lines {
		if l.sku == row.sku && l.price == row.price {
			part := min(l.left, quantity)
			l.left -= part
			quantity -= part
		}
	}
}

// pointsTakenBack are the points of all pieces that came back.
func (f *till) pointsTakenBack() (points mall.Points) {
	for _, inv := range f.invoices {
		for _, l := range inv.lines {
			if l.quantity > 0 {
				points += mall.Points(l.points * (l.quantity - l.left) / l.quantity)
			}
		}
	}
	return points
}
