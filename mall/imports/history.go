package imports

import (
	"cmp"
	"context"
	"slices"
	"time"

	"pointsmall/mall"
	"pointsmall/mall/earning/purchase"
	"pointsmall/mall/member"
	"pointsmall/mall/store"
)

// bought is an invoice that was recorded, with what is left of it to return.
type bought struct {
	number string
	at     time.Time
	goods  *purchase.Goods
}

// compareTimes sorts invoices by when they were made.
func compareTimes(a, b *bought) int {
	return cmp.Or(a.at.Compare(b.at), cmp.Compare(a.number, b.number))
}

// history is what customers bought, and which rows are recorded as returns of it.
type history struct {
	// invoices are each customer's, the oldest first.
	invoices map[string][]*bought
	recorded map[string]bool
}

// readHistory reads the invoices, in a currency, of those who return something.
func readHistory(ctx context.Context, tx *store.Tx, returns []*cancelled, c mall.Currency) (*history, error) {
	h := &history{invoices: map[string][]*bought{}, recorded: map[string]bool{}}
	for part := range slices.Chunk(returners(returns), chunk) {
		if err := h.read(ctx, tx, part, c); err != nil {
			return nil, err
		}
	}
	refs := make([]purchase.Ref, len(returns))
	for i, r := range returns {
		refs[i] = purchase.Ref{Source: purchase.Mall, ExternalRef: r.number}
	}
	recorded, err := purchase.RecallReturns(ctx, tx, refs)
	for ref, r := range recorded {
		h.recorded[ref.ExternalRef] = r.Status != mall.ReturnRefused
	}
	return h, err
}

func (h *history) read(ctx context.Context, tx *store.Tx, customers []string, c mall.Currency) error {
	members, err := member.ByRef(ctx, tx, customers)
	if err != nil {
		return err
	}
	numbers := make(map[mall.MemberID]string, len(members))
	ids := make([]mall.MemberID, 0, len(members))
	for number, id := range members {
		numbers[id], ids = number, append(ids, id)
	}
	rows, err := purchase.OfMembers(ctx, tx, purchase.Mall, ids)
	if err != nil {
		return err
	}
	purchases := make([]mall.PurchaseID, len(rows))
	for i, p := range rows {
		purchases[i] = p.ID
	}
	earlier, err := purchase.ReturnsOf(ctx, tx, purchases)
	if err != nil {
		return err
	}
	for _, p := range rows {
		if p.Currency != c {
			continue
		}
		b := &bought{p.ExternalRef, p.OccurredAt, purchase.NewGoods(p.Lines, mall.Money{Minor: p.TotalMinor, Currency: p.Currency})}
		for _, r := range earlier[p.ID] {
			b.goods.Back(r.Pieces)
		}
		h.add(numbers[p.MemberID], b)
	}
	return nil
}

func (h *history) add(customer string, b *bought) {
	h.invoices[customer] = append(h.invoices[customer], b)
}

// match finds for each row, the oldest first, the customer's latest invoice before it
// that has enough pieces of the stock code left to return. It lists the rows that are to
// be recorded, and counts those that are already; others get a fault.
func (h *history) match(returns []*cancelled) (fresh []*cancelled, recorded int) {
	for _, list := range h.invoices {
		slices.SortFunc(list, compareTimes)
	}
	for _, c := range returns {
		switch {
		case c.fault.reason != "":
		case h.recorded[c.number]:
			recorded++
		case h.find(c):
			fresh = append(fresh, c)
		default:
			c.fault = fault{NothingBought, ""}
		}
	}
	return fresh, recorded
}

func (h *history) find(c *cancelled) bool {
	for _, b := range slices.Backward(h.invoices[c.customer]) {
		if b.at.After(c.at) {
			continue
		}
		if lines, ok := b.take(c.wanted); ok {
			c.from, c.lines = b.number, lines
			return true
		}
	}
	return false
}

// take counts goods as come back and returns them as a till reports them. A weight may also
// be one that an older version recorded in pieces.
func (b *bought) take(wanted goods) (lines []mall.PurchaseLine, ok bool) {
	if lines, ok = b.goods.Take(wanted.line()); ok || !wanted.weighed {
		return lines, ok
	}
	lines = []mall.PurchaseLine{wanted.formerly()}
	pieces, refusal := b.goods.Find(lines)
	if refusal != nil {
		return nil, false
	}
	b.goods.Back(pieces)
	return lines, true
}
