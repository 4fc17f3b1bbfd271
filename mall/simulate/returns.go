package simulate

import (
	"bytes"
	"cmp"
	"container/heap"
	"context"
	"fmt"
	"slices"
	"time"

	"pointsmall/ent"
	"pointsmall/mall"
	"pointsmall/mall/earning/grant"
	"pointsmall/mall/earning/purchase"
	"pointsmall/mall/store"
)

// cameBack is goods of a purchase that came back.
type cameBack struct {
	at time.Time
	// pieces are those of each line; refunded was given back without any. minor is what that
	// is of the total.
	pieces          []int64
	refunded, minor int64
}

// readReturns reads what came back of a page's purchases, whenever that was.
func readReturns(ctx context.Context, tx *store.Tx, page []*Event) error {
	var ids []mall.PurchaseID
	for _, e := range page {
		if e.returned {
			ids = append(ids, mall.PurchaseID(e.ID))
		}
	}
	returns, err := purchase.ReturnsOf(ctx, tx, ids)
	if err != nil {
		return fmt.Errorf("read returns: %w", err)
	}
	for _, e := range page {
		if !e.returned {
			continue
		}
		back := returns[mall.PurchaseID(e.ID)]
		slices.SortFunc(back, func(a, b *ent.PurchaseReturn) int {
			return cmp.Or(a.OccurredAt.Compare(b.OccurredAt), bytes.Compare(a.ID[:], b.ID[:]))
		})
		for _, r := range back {
			if len(r.Pieces) != len(e.goods) {
				return fmt.Errorf("purchase %s has %d lines, a return of it %d", mall.PurchaseID(e.ID), len(e.goods), len(r.Pieces))
			}
			b := cameBack{at: r.OccurredAt, pieces: r.Pieces, minor: r.AmountMinor}
			if r.RefundMinor != nil {
				b.refunded = *r.RefundMinor
			}
			e.returns = append(e.returns, b)
		}
	}
	return nil
}

// takeBack reckons what a purchase's returns take back by both sets, as recordReturn
// does of what was granted: each line's share, floored over all that has come back of it,
// less what earlier returns made of it. Histories fall when the goods come back.
func (r *replay) takeBack(e *Event, day mall.Date, p *played) {
	if len(e.returns) == 0 {
		return
	}
	goods := purchase.NewGoods(e.goods, e.Total)
	var shares [2][]int64
	for v := range shares {
		shares[v] = make([]int64, len(e.goods))
		for i, points := range p.results[v].Lines {
			shares[v][i] = int64(points)
		}
	}
	for _, b := range e.returns {
		l := lowering{at: later(b.at, e.At).UnixMicro(), by: r.people.places[e.Member], day: dayNumber(day)}
		whole := goods.Whole()
		goods.Back(b.pieces)
		goods.Refund(b.refunded)
		l.whole = goods.Whole() && !whole && e.Total.Minor > 0
		for v := range shares {
			l.got[v] = max(mall.Points(goods.Owed(shares[v]))-p.back[v], 0)
			p.back[v] += l.got[v]
		}
		if e.Total.Currency == r.settings.Currency {
			l.spent = b.minor
		}
		heap.Push(&r.waiting, l)
	}
	p.returns = len(e.returns)
}

// fall takes back all that a step, a task or a referral earned that a return undid.
func (r *replay) fall(e *Event, p *played) {
	if e.fallen == nil {
		return
	}
	l := lowering{at: later(*e.fallen, e.At).UnixMicro(), by: r.people.places[e.Member]}
	for v := range p.results {
		p.back[v] = p.results[v].Points
		l.got[v] = p.back[v]
	}
	heap.Push(&r.waiting, l)
}

func later(a, b time.Time) time.Time {
	if a.Before(b) {
		return b
	}
	return a
}

// lowering is by how much a return lowers its member's history, and when.
type lowering struct {
	at    int64 // microseconds since 1970
	by    place
	day   int32 // of the purchase, since 1970
	whole bool  // nothing of the purchase is left
	spent int64
	// earned are points from before the period, got those of it.
	earned mall.Points
	got    [2]mall.Points
}

// waiting are the returns of what was bought so far that are still to come, the next one
// first. It is as large as what members have bought and will bring back.
type waiting []lowering

func (w waiting) Len() int           { return len(w) }
func (w waiting) Less(i, j int) bool { return w[i].at < w[j].at }
func (w waiting) Swap(i, j int)      { w[i], w[j] = w[j], w[i] }

// Push is for container/heap.
func (w *waiting) Push(l any) { *w = append(*w, l.(lowering)) }

// Pop is for container/heap.
func (w *waiting) Pop() any {
	last := (*w)[len(*w)-1]
	*w = (*w)[:len(*w)-1]
	return last
}

// passUntil lowers the histories by what came back before a time.
func (r *replay) passUntil(t time.Time) {
	for at := t.UnixMicro(); len(r.waiting) > 0 && r.waiting[0].at < at; {
		r.people.lower(heap.Pop(&r.waiting).(lowering))
	}
}

// passAll lowers the histories by all that is still to come back.
func (r *replay) passAll() {
	for _, l := range r.waiting {
		r.people.lower(l)
	}
	r.waiting = nil
}

// lower counts goods no more that came back.
func (p *people) lower(l lowering) {
	one := p.at(l.by)
	one.spent -= l.spent
	one.earned -= l.earned
	for v := range one.got {
		one.got[v] = max(one.got[v]-l.got[v], 0) // a sum that stopped at the most is not exact
	}
	n := int32(0)
	if l.whole {
		n = 1
	}
	one.purchases -= n
	for i := range p.recent[l.by] {
		if d := &p.recent[l.by][i]; d.day == l.day {
			d.purchases -= n
			d.spent -= l.spent
		}
	}
}

// readLateReturns puts back what members' purchases from before the first day had until
// goods of them came back after its begin.
func (p *people) readLateReturns(ctx context.Context, tx *store.Tx, members []mall.MemberID, w *waiting) error {
	fallen, err := grant.FallenSince(ctx, tx, members, p.begins)
	if err != nil {
		return err
	}
	for _, f := range fallen {
		i := p.places[f.Member]
		p.at(i).earned += f.Points
		heap.Push(w, lowering{at: f.FallenAt.UnixMicro(), by: i, earned: f.Points})
	}
	late, err := purchase.LateReturns(ctx, tx, members, p.begins)
	if err != nil {
		return err
	}
	for _, r := range late {
		l := lowering{at: r.At.UnixMicro(), by: p.places[r.Member], whole: r.Completes, earned: r.Due}
		if r.Currency == p.currency {
			l.spent = r.AmountMinor
		}
		day := mall.DateOf(r.Bought, p.begins.Location())
		l.day = dayNumber(day)
		one, n := p.at(l.by), int32(0)
		if l.whole {
			n = 1
		}
		one.purchases += n
		one.spent += l.spent
		one.earned += l.earned
		if p.recently && l.day > dayNumber(p.first)-recentDays {
			p.addRecent(l.by, day, n, l.spent)
		}
		heap.Push(w, l)
	}
	return nil
}
