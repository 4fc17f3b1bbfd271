package search

import (
	"math/bits"
	"slices"
	"strings"
	"sync"
	"time"

	"pointsmall/mall"
)

// Row is a product as Memory keeps it.
type Row struct {
	Place
	Kind mall.ProductKind
	// Category and Brand are zero where the product has none.
	Category mall.CategoryID
	Brand    mall.ProductBrandID
	OnShelf  bool
	Archived bool
	// ShelfFrom and ShelfUntil bound when it is on the shelf; nil bounds nothing.
	ShelfFrom, ShelfUntil *time.Time
	// Text is all that it is found by, folded, a line each.
	Text string
}

// Memory is an index of all products that one server keeps: their texts, what filters ask of
// them, and the orders in which they are listed. It answers what a walk through all of them
// would, and nothing else: a signature of each text says quickly which ones a word cannot be
// in, and the rest are looked at.
//
// It knows what it was told by Put and no more; who keeps it fresh is package catalog. Many
// may read it at once.
type Memory struct {
	mu    sync.RWMutex
	slots map[mall.ProductID]int32
	rows  []Row // of slots; one that is free has no text and a zero id
	free  []int32
	signs signatures
	// orders are the slots by each Order, rising.
	orders [3][]int32
	bytes  int64
}

// NewMemory makes an empty one.
func NewMemory() *Memory { return &Memory{slots: map[mall.ProductID]int32{}} }

// rowBytes is about what a product takes beside its text: its row, its signature, its places in
// the orders and in the map of slots.
const rowBytes = 200 + signatureBits/8 + 3*4 + 48

// Bytes is about how much memory it takes.
func (m *Memory) Bytes() int64 {
	m.mu.RLock()
	defer m.mu.RUnlock()
	return m.bytes + int64(len(m.rows))*rowBytes
}

// many is how many changes are sorted in at once, rather than each into its place.
const many = 500

// Put keeps rows in place of those that it had of the same products, and forgets products.
func (m *Memory) Put(rows []Row, gone []mall.ProductID) {
	m.mu.Lock()
	defer m.mu.Unlock()
	singly := len(rows)+len(gone) < many
	for _, id := range gone {
		if slot, ok := m.slots[id]; ok {
			m.leave(slot, singly)
			delete(m.slots, id)
			m.rows[slot] = Row{}
			m.free = append(m.free, slot)
		}
	}
	for _, row := range rows {
		slot, known := m.slots[row.ID]
		switch {
		case known:
			m.leave(slot, singly)
		case len(m.free) > 0:
			slot = m.free[len(m.free)-1]
			m.free = m.free[:len(m.free)-1]
		default:
			slot = int32(len(m.rows))
			m.rows = append(m.rows, Row{})
			m.signs.grow(len(m.rows))
		}
		m.slots[row.ID], m.rows[slot] = slot, row
		m.bytes += int64(len(row.Text))
		m.signs.set(int(slot), row.Text, true)
		if singly {
			for o := range m.orders {
				at, _ := m.find(Order(o), row.Place)
				m.orders[o] = slices.Insert(m.orders[o], at, slot)
			}
		}
	}
	if !singly {
		m.sort()
	}
}

// leave takes a row out of what refers to it. Where many change, the orders are made anew.
func (m *Memory) leave(slot int32, singly bool) {
	row := &m.rows[slot]
	m.signs.set(int(slot), row.Text, false)
	m.bytes -= int64(len(row.Text))
	if !singly {
		return
	}
	for o := range m.orders {
		if at, ok := m.find(Order(o), row.Place); ok {
			m.orders[o] = slices.Delete(m.orders[o], at, at+1)
		}
	}
}

// sort makes the orders anew.
func (m *Memory) sort() {
	all := make([]int32, 0, len(m.slots))
	for _, slot := range m.slots {
		all = append(all, slot)
	}
	for o := range m.orders {
		m.orders[o] = slices.Clone(all)
		slices.SortFunc(m.orders[o], func(a, b int32) int { return Order(o).compare(&m.rows[a].Place, &m.rows[b].Place) })
	}
}

// find is where a place is in an order, or would be.
func (m *Memory) find(o Order, p Place) (at int, ok bool) {
	return slices.BinarySearchFunc(m.orders[o], p, func(slot int32, p Place) int { return o.compare(&m.rows[slot].Place, &p) })
}

// Lookup says which products are looked for.
type Lookup struct {
	// Words are those of a query: see Words.
	Words []string
	// Where are the other conditions; nil: there are none.
	Where func(*Row) bool
}

func (l *Lookup) fits(row *Row) bool {
	if l.Where != nil && !l.Where(row) {
		return false
	}
	return !slices.ContainsFunc(l.Words, func(word string) bool { return !strings.Contains(row.Text, word) })
}

// Part is a part of a list.
type Part struct {
	Order      Order
	Descending bool
	// Above and Below are exclusive bounds by the order, rising; nil bounds nothing.
	Above, Below *Place
	Limit        int
}

// Page are the products that are found in a part of the list, in its order.
func (m *Memory) Page(l Lookup, p Part) (ids []mall.ProductID) {
	m.mu.RLock()
	defer m.mu.RUnlock()
	order := m.orders[p.Order]
	first, last := 0, len(order)
	if p.Above != nil {
		at, ok := m.find(p.Order, *p.Above)
		first = at
		if ok {
			first++
		}
	}
	if p.Below != nil {
		last, _ = m.find(p.Order, *p.Below)
	}
	candidates, n := m.signs.candidates(l.Words, len(m.rows))
	if len(l.Words) > 0 && n < len(order)/gather {
		return m.gather(l, p, candidates)
	}
	for i := first; i < last && len(ids) < p.Limit; i++ {
		slot := order[i]
		if p.Descending {
			slot = order[last-1-(i-first)]
		}
		if candidates.has(slot) && l.fits(&m.rows[slot]) {
			ids = append(ids, m.rows[slot].ID)
		}
	}
	return ids
}

// gather is from which part of all products on the candidates are sorted, rather than the list
// walked: of 100,000 products those that 3,000 may have.
const gather = 32

// gather finds among few candidates, and sorts what it finds.
func (m *Memory) gather(l Lookup, p Part, candidates bitmap) []mall.ProductID {
	var found []*Row
	candidates.each(func(slot int32) {
		row := &m.rows[slot]
		if (p.Above == nil || p.Order.compare(&row.Place, p.Above) > 0) && (p.Below == nil || p.Order.compare(&row.Place, p.Below) < 0) && row.known() && l.fits(row) {
			found = append(found, row)
		}
	})
	slices.SortFunc(found, func(a, b *Row) int {
		if p.Descending {
			a, b = b, a
		}
		return p.Order.compare(&a.Place, &b.Place)
	})
	ids := make([]mall.ProductID, 0, min(len(found), p.Limit))
	for _, row := range found[:min(len(found), p.Limit)] {
		ids = append(ids, row.ID)
	}
	return ids
}

// known is false of a slot that is free.
func (r *Row) known() bool { return r.ID != mall.ProductID{} }

// Newest calls f for the products that are found, the newest first, up to limit of them.
func (m *Memory) Newest(l Lookup, limit int, f func(*Row)) {
	m.mu.RLock()
	defer m.mu.RUnlock()
	candidates, _ := m.signs.candidates(l.Words, len(m.rows))
	for _, slot := range slices.Backward(m.orders[ByAge]) {
		if limit <= 0 {
			return
		}
		if candidates.has(slot) && l.fits(&m.rows[slot]) {
			f(&m.rows[slot])
			limit--
		}
	}
}

// bitmap says something of each slot; nil: it is true of all.
type bitmap []uint64

func (b bitmap) has(slot int32) bool { return b == nil || b[slot/64]>>(uint(slot)%64)&1 == 1 }

func (b bitmap) count() (n int) {
	for _, word := range b {
		n += bits.OnesCount64(word)
	}
	return n
}

func (b bitmap) each(f func(slot int32)) {
	for i, word := range b {
		for ; word != 0; word &= word - 1 {
			f(int32(i*64 + bits.TrailingZeros64(word)))
		}
	}
}
