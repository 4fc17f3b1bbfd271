package tier

import (
	"time"

	"pointsmall/mall"
)

// Tier is a level of membership.
type Tier struct {
	Code      string
	Name      mall.Text
	Rank      int
	Threshold mall.TierThreshold
	Rights    mall.TierRights
	Version   int
}

// Ladder is every tier, the lowest first.
type Ladder []Tier

// Of is the tier with a code; the lowest when there is none.
func (l Ladder) Of(code string) Tier {
	for _, t := range l {
		if t.Code == code {
			return t
		}
	}
	return l[0]
}

// Reached is the highest tier that the sums reach; the lowest asks for nothing.
func (l Ladder) Reached(s mall.Sums) Tier {
	for i := len(l) - 1; i > 0; i-- {
		if l[i].Threshold.Reached(s) {
			return l[i]
		}
	}
	return l[0]
}

// Above lists the tiers above one, up to another: those a member passes on the way.
func (l Ladder) Above(from, to Tier) Ladder {
	var passed Ladder
	for _, t := range l {
		if t.Rank > from.Rank && t.Rank <= to.Rank {
			passed = append(passed, t)
		}
	}
	return passed
}

// Lower is the lower one of two tiers.
func (l Ladder) Lower(a, b Tier) Tier {
	if b.Rank < a.Rank {
		return b
	}
	return a
}

// Next is the lowest tier above one that can be reached by its threshold; ok is false
// at the top.
func (l Ladder) Next(from Tier) (next Tier, ok bool) {
	for _, t := range l {
		if t.Rank > from.Rank && t.Threshold != (mall.TierThreshold{}) {
			return t, true
		}
	}
	return Tier{}, false
}

// MayReach reports whether a member whose whole history comes to the sums could be
// above a tier: within any window they are no more.
func (l Ladder) MayReach(above Tier, whole mall.Sums) bool {
	for _, t := range l {
		if t.Rank > above.Rank && t.Threshold.Reached(whole) {
			return true
		}
	}
	return false
}

// Below is the tier one step below another; the lowest has itself.
func (l Ladder) Below(of Tier) Tier {
	under := l[0]
	for _, t := range l {
		if t.Rank < of.Rank {
			under = t
		}
	}
	return under
}

// Standing is a member's tier and for how long it holds.
type Standing struct {
	Tier string
	// Until is when the tier is reviewed; nil: never.
	Until *time.Time
	// Granted is true when staff gave the tier.
	Granted bool
}

// Review decides what follows when a tier's time is over: the tier from then on. sums
// are those of the window that has ended.
func (l Ladder) Review(s Standing, sums mall.Sums, p mall.TierProgram) Tier {
	now, reached := l.Of(s.Tier), l.Reached(sums)
	if reached.Rank >= now.Rank || s.Granted || !p.OneStep {
		return reached
	}
	if step := l.Below(now); step.Rank > reached.Rank {
		return step
	}
	return reached
}

// Ends is when a tier that is reached or kept on a day is reviewed; nil: never, for the
// lowest.
func (l Ladder) Ends(t Tier, day mall.Date, p mall.TierProgram, zone *time.Location) *time.Time {
	if t.Rank == l[0].Rank {
		return nil
	}
	at := mall.StartOfDay(p.Until(day).AddDays(1+p.GraceDays), zone)
	return &at
}

// Window are the days over which a member's tier is judged when its time is over.
type Window struct{ First, Last mall.Date }

// Window is over which days a tier that is reached or kept on a day is judged, those of
// grace apart; nil for the lowest, which is not. It is kept with the tier, so that a change
// of the program does not judge members by another window than they were promised.
func (l Ladder) Window(t Tier, day mall.Date, p mall.TierProgram) *Window {
	if t.Rank == l[0].Rank {
		return nil
	}
	last := p.Until(day)
	return &Window{First: p.Since(last), Last: last}
}

// Missing is what a member lacks to a tier's threshold: of each figure that counts, by
// itself. Figures that don't count are 0.
func (t Tier) Missing(s mall.Sums) mall.TierThreshold {
	var m mall.TierThreshold
	if t.Threshold.SpentMinor > 0 {
		m.SpentMinor = max(t.Threshold.SpentMinor-s.SpentMinor, 0)
	}
	if t.Threshold.Purchases > 0 {
		m.Purchases = max(t.Threshold.Purchases-s.Purchases, 0)
	}
	if t.Threshold.Points > 0 {
		m.Points = max(t.Threshold.Points-s.Points, 0)
	}
	return m
}
