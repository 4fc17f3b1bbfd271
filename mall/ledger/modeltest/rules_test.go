package modeltest

import (
	"slices"
	"time"

	"pointsmall/mall"
)

// Shanghai has kept UTC+8 without daylight saving since 1991.
const offset = 8 * 3600

// dayNumber is the day of the mall, counted from 1970.
func dayNumber(t time.Time) int64 { return (t.Unix() + offset) / 86400 }

// dayStart is the instant at which a day of the mall begins.
func dayStart(day int64) time.Time { return time.Unix(day*86400-offset, 0).UTC() }

// monthsOn is the same day so many months later, or that month's last.
func monthsOn(day int64, months int) int64 {
	y, m, d := time.Unix(day*86400, 0).UTC().Date()
	first := time.Date(y, m+time.Month(months), 1, 0, 0, 0, 0, time.UTC)
	return first.AddDate(0, 0, min(d, first.AddDate(0, 1, -1).Day())-1).Unix() / 86400
}

// idleUntil is when points end that are left alone for so many months from today.
func (w *world) idleUntil(months int) time.Time {
	return dayStart(monthsOn(dayNumber(w.now), months) + 1)
}

// stirs tells a purse that its owner did something.
func (w *world) stirs(p *purse) {
	for _, pot := range p.pots {
		if pot.idle > 0 && !pot.over(w.now) {
			pot.expires = w.idleUntil(pot.idle)
		}
	}
}

// put adds a pot to a purse.
func (w *world) put(p *purse, points mall.Points, earned, usable, expires time.Time) *pot {
	w.born++
	made := &pot{points: points, earned: earned, usable: usable, expires: expires, born: w.born}
	p.pots = append(p.pots, made)
	return made
}

// returned gives points back to the pot that they came from, or, where its time is
// over, to a new one as the policy says.
func (w *world) returned(p *purse, from *pot, points mall.Points, policy mall.PointsPolicy) {
	today := dayNumber(w.now)
	switch {
	case !from.over(w.now) || policy.Refund == mall.ExpiredRefundForfeit || from.renewed:
		from.points += points
	case policy.Refund == mall.ExpiredRefundReissue && from.idle > 0:
		made := w.put(p, points, w.now, w.now, w.idleUntil(from.idle))
		made.idle, made.renewed = from.idle, true
	case policy.Refund == mall.ExpiredRefundReissue:
		life := dayNumber(from.expires.Add(-time.Microsecond)) - dayNumber(from.earned)
		w.put(p, points, w.now, w.now, dayStart(today+life+1)).renewed = true
	case policy.GraceDays == 0:
		w.put(p, points, from.earned, w.now, dayStart(today+31)).renewed = true
	default:
		w.put(p, points, from.earned, w.now, dayStart(today+int64(policy.GraceDays)+1)).renewed = true
	}
}

// unpin ends a hold: the first of its points are spent, the others pay a debt, and what is
// left comes back. Who gives up without spending gets no more time for it.
func (w *world) unpin(h *hold, spent mall.Points) (paid []share) {
	captured := spent > 0
	p, policy := h.owner.purse(h.currency), w.policies[h.currency]
	for _, s := range h.pins {
		part := min(spent, s.points)
		spent -= part
		s.pot.held -= s.points
		s.pot.points -= s.points
		if part > 0 {
			paid = append(paid, share{s.pot, part})
		}
		switch rest := p.settle(s.points - part); {
		case rest == 0:
		case captured:
			w.returned(p, s.pot, rest, policy)
		default:
			s.pot.points += rest
		}
	}
	return paid
}

// refund gives back the points of a payment that come after the first `before`, from
// the pot that lives longest to the one that ends first. A debt takes the first of them.
func (w *world) refund(x *payment, points mall.Points) {
	p, policy := x.owner.purse(x.currency), w.policies[x.currency]
	longest := (&purse{pots: potsOf(x.shares)}).inOrder()
	slices.Reverse(longest)
	skip := x.returned + (points - p.settle(points))
	x.returned += points
	left := x.returned - skip
	for _, pot := range longest {
		for _, s := range x.shares {
			if s.pot != pot {
				continue
			}
			skipped := min(skip, s.points)
			skip -= skipped
			if part := min(s.points-skipped, left); part > 0 {
				left -= part
				w.returned(p, pot, part, policy)
			}
		}
	}
}

func potsOf(shares []share) []*pot {
	pots := make([]*pot, len(shares))
	for i, s := range shares {
		pots[i] = s.pot
	}
	return pots
}

// claw takes points of a grant back: what is left of it, waiting first; then, for what
// the member has had of it, other points; then it makes a debt.
func (w *world) claw(g *grant, points mall.Points) (own, other, debt mall.Points) {
	p, policy := g.owner.purse(g.currency), w.policies[g.currency].Clawback
	had := g.points - g.own - g.other
	for _, pot := range g.pots {
		had -= pot.points - pot.held
	}
	take := func(waiting bool) {
		for _, pot := range g.pots {
			if pot.waits(w.now) != waiting || pot.over(w.now) {
				continue
			}
			part := min(pot.points-pot.held, points-own)
			pot.points -= part
			own += part
		}
	}
	take(true)
	if policy != mall.ClawbackPendingOnly {
		take(false)
		due := min(points-own, max(had, 0)) // what was spent of it may have come back since
		other = min(due, p.available(w.now))
		for _, s := range p.pick(other, w.now) {
			s.pot.points -= s.points
		}
		if policy != mall.ClawbackWithinBalance {
			debt = due - other
		}
	}
	p.debt += debt
	p.earned -= own + other + debt
	g.own += own
	g.other += other + debt
	return own, other, debt
}

// maySend is what the policy says to a transfer; "" is yes.
func (w *world) maySend(policy mall.TransferPolicy, from, to *person, c mall.PointsCurrency, points mall.Points) mall.ErrorCode {
	sent, times := w.traffic(from, nil, c, dayStart(dayNumber(w.now)))
	received, _ := w.traffic(nil, to, c, dayStart(dayNumber(w.now)))
	rested := w.now.Add(-time.Duration(policy.CoolDownHours) * time.Hour)
	resting, _ := w.traffic(nil, from, c, rested.Add(time.Nanosecond))
	within := func(limit, used mall.Points) bool { return limit == 0 || used+points <= limit }
	switch {
	case !policy.Allowed:
		return mall.CodeNotAvailable
	case from.purse(c).debt > 0:
		return mall.CodeAccountInDebt
	case w.now.Before(from.joined.Add(time.Duration(policy.MinAgeDays) * 24 * time.Hour)):
		return mall.CodeNotEligible
	case points < policy.Min:
		return mall.CodeInvalidInput
	case policy.DayCount > 0 && times >= policy.DayCount:
		return mall.CodeLimitExceeded
	case !within(policy.Max, 0) || !within(policy.DayPoints, sent) || !within(policy.ReceiverDayPoints, received):
		return mall.CodeLimitExceeded
	case policy.CoolDownHours > 0 && points+resting > from.purse(c).available(w.now):
		return mall.CodeNotEligible
	}
	return ""
}

// traffic adds up transfers since a time, of a sender or a receiver.
func (w *world) traffic(from, to *person, c mall.PointsCurrency, since time.Time) (points mall.Points, times int) {
	for _, t := range w.transfers {
		if (t.from == from || t.to == to) && t.currency == c && !t.at.Before(since) {
			points += t.points
			times++
		}
	}
	return points, times
}
