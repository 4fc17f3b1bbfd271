package ledger

import (
	"context"

	"pointsmall/ent"
	entries "pointsmall/ent/entry"
	"pointsmall/mall"
	"pointsmall/mall/store"
)

// Lapses are EXPIRE entries of which points can be given back.
type Lapses []*ent.Entry

// ReadLapses reads what expired of lots that holds had pinned, of which nothing was given back.
func (b *Book) ReadLapses(ctx context.Context, tx *store.Tx, holds []*ent.Hold) (Lapses, error) {
	var all Lapses
	for _, h := range holds {
		if h.EndedAt == nil {
			continue
		}
		expired, err := tx.Ent().Entry.Query().Where(entries.AccountID(h.AccountID), entries.KindEQ(mall.EntryExpire), entries.OccurredAtGTE(*h.EndedAt)).All(ctx)
		if err != nil {
			return nil, err
		}
		for _, e := range expired {
			back, err := tx.Ent().Entry.Query().Where(entries.Reverses(e.ID)).Exist(ctx)
			if err != nil {
				return nil, err
			}
			if !back {
				all = append(all, e)
			}
		}
	}
	return all, nil
}

// lapsed is what an entry took from a lot when it expired.
func lapsed(e *ent.Entry, l mall.LotID) mall.Points {
	for _, a := range e.Allocations {
		if a.Lot == l {
			return -a.Points
		}
	}
	return 0
}

// regained is points of an entry that come back to the lots that it took them from.
type regained struct {
	entry *ent.Entry
	to    []mall.Allocation
}

// SpendAgain spends points that an order had pinned and that were freed when it was given up:
// from the very lots, those too that have expired since, and the rest from others. What had
// lapsed is given back first, by a REFUND entry that reverses its EXPIRE. The book must have
// the pinned lots and enough others. It refuses with INSUFFICIENT_POINTS, and has then changed
// nothing.
func (a *Account) SpendAgain(pinned []mall.Allocation, lapses Lapses, points mall.Points, cause Cause) (mall.EntryID, *mall.Error) {
	taken, back, left := a.again(pinned, lapses, points)
	available := a.Available()
	for _, t := range taken {
		if !a.lot(t.Lot).expired(a.book.now) {
			available -= t.Points
		}
	}
	if left > max(available, 0) {
		return mall.EntryID{}, short(points, points-left+max(available, 0))
	}
	for _, r := range back {
		c := change{}
		for _, to := range r.to {
			c.delta += to.Points
			c.allocations = append(c.allocations, a.lot(to.Lot).add(to.Points))
		}
		a.post(mall.EntryRefund, c, Cause{Reverses: &r.entry.ID, Order: cause.Order})
	}
	c := change{delta: -points}
	for _, t := range taken {
		c.allocations = append(c.allocations, a.lot(t.Lot).add(-t.Points))
	}
	others, _ := burn(a.lots, left, a.book.now) // there is enough: left is at most what is available
	c.allocations = merge(c.allocations, others)
	return a.post(mall.EntrySpend, c, cause), nil
}

// again finds what the pinned lots still give: taken is from which lots, back what has to be
// given back to them before, left what other lots must pay.
func (a *Account) again(pinned []mall.Allocation, lapses Lapses, points mall.Points) (taken []mall.Allocation, back []regained, left mall.Points) {
	left = points
	for _, p := range pinned {
		l := a.lot(p.Lot)
		if l == nil || left == 0 {
			continue
		}
		part := min(p.Points, l.remaining-l.held, left)
		wanted := min(p.Points, left) - part
		for _, e := range lapses {
			if some := min(wanted, lapsed(e, l.id)); some > 0 {
				back = regain(back, e, mall.Allocation{Lot: l.id, Points: some})
				part, wanted = part+some, wanted-some
			}
		}
		if part > 0 {
			taken = append(taken, mall.Allocation{Lot: l.id, Points: part})
			left -= part
		}
	}
	return taken, back, left
}

func regain(back []regained, e *ent.Entry, to mall.Allocation) []regained {
	for i := range back {
		if back[i].entry == e {
			back[i].to = append(back[i].to, to)
			return back
		}
	}
	return append(back, regained{e, []mall.Allocation{to}})
}

// merge adds allocations of lots that are there already to those, and appends the others.
func merge(into, more []mall.Allocation) []mall.Allocation {
next:
	for _, m := range more {
		for i := range into {
			if into[i].Lot == m.Lot {
				into[i].Points += m.Points
				continue next
			}
		}
		into = append(into, m)
	}
	return into
}
