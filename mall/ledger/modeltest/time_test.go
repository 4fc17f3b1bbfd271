package modeltest

import (
	"slices"
	"time"

	"pointsmall/mall"
)

// due is what happens to a member's points by time alone.
type due struct {
	at time.Time
	do func()
}

// pass lets time go on to an instant. Everything that is due until then happens at its own
// moment, in order, whoever looks and whenever a sweep runs.
func (w *world) pass(until time.Time) {
	from := w.now
	for _, f := range w.families {
		for _, m := range f.members {
			for _, d := range w.dueOf(m, from, until) {
				w.now = d.at
				d.do()
			}
		}
	}
	w.now = until
}

func (w *world) dueOf(m *person, from, until time.Time) (all []due) {
	within := func(at time.Time) bool { return at.After(from) && !at.After(until) }
	for _, c := range currencies {
		p := m.purse(c)
		for _, pot := range p.inOrder() {
			if within(pot.usable) {
				all = append(all, due{pot.usable, func() { p.ripen(pot, w.now) }})
			}
		}
	}
	for _, h := range m.holds {
		if !h.ended && within(h.ends) {
			all = append(all, due{h.ends, func() {
				h.ended, h.timedOut = true, true
				w.unpin(h, 0)
			}})
		}
	}
	slices.SortStableFunc(all, func(x, y due) int { return x.at.Compare(y.at) })
	return all
}

// ripen lets points that can be spent from now on pay the debt.
func (p *purse) ripen(pot *pot, now time.Time) {
	if free := pot.free(now); free > 0 {
		pot.points += p.settle(free) - free
	}
}

// endOfDay is the end of the day of the mall in which an instant lies.
func endOfDay(t time.Time) time.Time {
	if start := dayStart(dayNumber(t)); start.Equal(t) {
		return start
	}
	return dayStart(dayNumber(t) + 1)
}

// alone counts what staff change of a person's points today, and reports whether the limit
// lets them do it without a second's word.
func (w *world) alone(who *person, c mall.PointsCurrency, points mall.Points) bool {
	limit, day := w.policies[c].AdjustmentLimit, dayOf{dayNumber(w.now), c}
	size := max(points, -points)
	if limit != nil && who.byHand[day]+size > *limit {
		return false
	}
	who.byHand[day] += size
	return true
}
