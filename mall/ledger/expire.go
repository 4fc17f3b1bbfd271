package ledger

import "pointsmall/mall"

// Expire posts the expiry of every lot of the book whose time is over, except of what
// is held, and returns the points that are gone.
func (a *Account) Expire() mall.Points {
	var c change
	for _, l := range a.lots {
		if part := l.remaining - l.held; l.expired(a.book.now) && part > 0 {
			c.allocations = append(c.allocations, l.add(-part))
			l.lapsed += part
			c.delta -= part
		}
	}
	if c.delta != 0 {
		a.post(mall.EntryExpire, c, Cause{})
	}
	return -c.delta
}
