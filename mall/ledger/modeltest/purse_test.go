// Package modeltest drives the ledger with random sequences of every operation and
// compares it, after every round, with a model that is as simple as one can tell it:
// each member has a purse for each points currency, and a purse is a list of pots.
// The model shares no code with package ledger. It never posts an expiry: what is in a
// pot whose time is over simply does not count, so that no sweep can make a difference.
package modeltest

import (
	"cmp"
	"slices"
	"time"

	"pointsmall/mall"
)

// pot is points that came together.
type pot struct {
	points, held   mall.Points
	earned, usable time.Time
	expires        time.Time // zero: never
	idle           int       // months without activity after which it ends; 0: whatever happens
	born           int       // the order in which pots are made
	renewed        bool      // it came back after its time was over; it gets no more time
}

func (p *pot) over(now time.Time) bool  { return !p.expires.IsZero() && !p.expires.After(now) }
func (p *pot) waits(now time.Time) bool { return p.usable.After(now) && !p.over(now) }

// free is what can be spent of the pot.
func (p *pot) free(now time.Time) mall.Points {
	if p.over(now) || p.usable.After(now) {
		return 0
	}
	return p.points - p.held
}

// share is points of one pot.
type share struct {
	pot    *pot
	points mall.Points
}

// purse is a member's points of one currency.
type purse struct {
	pots         []*pot
	debt, earned mall.Points
}

// figures are what a member sees of a purse.
type figures struct{ Available, Pending, Held, Debt, Earned mall.Points }

func (p *purse) figures(now time.Time) figures {
	f := figures{Debt: p.debt, Earned: p.earned, Available: p.available(now)}
	for _, pot := range p.pots {
		f.Held += pot.held
		if pot.waits(now) {
			f.Pending += pot.points
		}
	}
	return f
}

func (p *purse) available(now time.Time) mall.Points {
	sum := -p.debt
	for _, pot := range p.pots {
		sum += pot.free(now)
	}
	return max(sum, 0)
}

// inOrder lists the pots as they are spent: what ends first, what never ends last; then
// what was earned first; then what was there first.
func (p *purse) inOrder() []*pot {
	never := time.Date(9999, 1, 1, 0, 0, 0, 0, time.UTC)
	ends := func(p *pot) time.Time {
		if p.expires.IsZero() {
			return never
		}
		return p.expires
	}
	sorted := slices.Clone(p.pots)
	slices.SortFunc(sorted, func(a, b *pot) int {
		return cmp.Or(ends(a).Compare(ends(b)), a.earned.Compare(b.earned), cmp.Compare(a.born, b.born))
	})
	return sorted
}

// pick says which pots pay the points, and takes nothing.
func (p *purse) pick(points mall.Points, now time.Time) (shares []share) {
	for _, pot := range p.inOrder() {
		if part := min(points, pot.free(now)); part > 0 {
			shares = append(shares, share{pot, part})
			points -= part
		}
	}
	return shares
}

// pay takes points; enough is false where there are too few.
func (p *purse) pay(points mall.Points, now time.Time) (shares []share, enough bool) {
	if points > p.available(now) {
		return nil, false
	}
	shares = p.pick(points, now)
	for _, s := range shares {
		s.pot.points -= s.points
	}
	return shares, true
}

// settle pays the debt from points that come in and returns the rest.
func (p *purse) settle(points mall.Points) mall.Points {
	paid := min(points, p.debt)
	p.debt -= paid
	return points - paid
}

func total(shares []share) (sum mall.Points) {
	for _, s := range shares {
		sum += s.points
	}
	return sum
}
