package growth

import (
	"time"

	"pointsmall/mall"
)

// Growth is one member's history in sum.
type Growth struct {
	// FirstPurchaseAt and Purchases are of purchases that paid something: goods that are
	// given away are no first purchase and lift nobody.
	FirstPurchaseAt *time.Time
	LastActivityAt  time.Time
	Purchases       int64
	// SpentMinor is in the mall's currency; purchases in others count no money.
	SpentMinor int64
	// Activities counts events by trigger, or by a custom event's name.
	Activities map[string]int64

	days    map[mall.Date]*day
	changed bool
}

// day is one day of the mall's calendar.
type day struct {
	purchases, spentMinor int64
	// qualifying are those of the points earned that count for tiers.
	earned, qualifying mall.Points
	changed            bool
}

// Happening is an event that growth counts.
type Happening struct {
	At time.Time
	// Day is that of At in the mall's zone.
	Day mall.Date
	// Kind is the trigger, or a custom event's name.
	Kind string
	// Purchase is true for a purchase, Paid for one that paid something, in whatever
	// currency; SpentMinor is in the mall's.
	Purchase, Paid bool
	SpentMinor     int64
	// Qualifying are those of the points Earned that count for tiers.
	Earned, Qualifying mall.Points
}

// Add counts an event.
func (g *Growth) Add(h Happening) {
	g.changed = true
	if g.LastActivityAt.Before(h.At) {
		g.LastActivityAt = h.At
	}
	d := g.addEarned(h.Day, h.Earned, h.Qualifying)
	if h.Purchase && !h.Paid {
		return
	}
	if !h.Purchase {
		if g.Activities == nil {
			g.Activities = map[string]int64{}
		}
		g.Activities[h.Kind]++
		return
	}
	if g.FirstPurchaseAt == nil || h.At.Before(*g.FirstPurchaseAt) {
		g.FirstPurchaseAt = &h.At
	}
	g.Purchases++
	g.SpentMinor += h.SpentMinor
	d.purchases++
	d.spentMinor += h.SpentMinor
}

// AddEarned counts points that a day's events earned later, or that were taken back, and how
// many of them count for tiers.
func (g *Growth) AddEarned(on mall.Date, points, qualifying mall.Points) {
	g.addEarned(on, points, qualifying)
}

func (g *Growth) addEarned(on mall.Date, points, qualifying mall.Points) *day {
	g.changed = true
	d := g.days[on]
	if d == nil {
		d = &day{}
		g.days[on] = d
	}
	d.changed = true
	d.earned += points
	d.qualifying += qualifying
	return d
}

// Back is what growth counts no more of a purchase, because its goods came back.
type Back struct {
	// Day is the purchase's own in the mall's zone.
	Day mall.Date
	// Whole is true when the last of the goods of a purchase that paid something came back:
	// it was no purchase then.
	Whole      bool
	SpentMinor int64
	// Qualifying are those of the points Earned that counted for tiers.
	Earned, Qualifying mall.Points
}

// Return counts a purchase's goods no more, on the purchase's own day. When the member
// bought first, and was active last, stays as it was.
func (g *Growth) Return(b Back) {
	d := g.addEarned(b.Day, -b.Earned, -b.Qualifying)
	g.SpentMinor -= b.SpentMinor
	d.spentMinor -= b.SpentMinor
	if b.Whole {
		g.Purchases--
		d.purchases--
	}
}

// Restore counts again what Return took out, because the goods did not come back after all.
func (g *Growth) Restore(b Back) {
	d := g.addEarned(b.Day, b.Earned, b.Qualifying)
	g.SpentMinor += b.SpentMinor
	d.spentMinor += b.SpentMinor
	if b.Whole {
		g.Purchases++
		d.purchases++
	}
}

// Undo counts an activity no more that did not happen. When the member was active last
// stays as it was.
func (g *Growth) Undo(on mall.Date, kind string, earned, qualifying mall.Points) {
	g.addEarned(on, -earned, -qualifying)
	g.Activities[kind] = max(g.Activities[kind]-1, 0)
}

// recentDays is how far Recent looks back.
const recentDays = 30

// Recent sums the purchases of the 30 days that end with a day.
func (g *Growth) Recent(last mall.Date) (purchases, spentMinor int64) {
	first := last.AddDays(1 - recentDays)
	for at, d := range g.days {
		if !at.Before(first.Time) && !at.After(last.Time) {
			purchases += d.purchases
			spentMinor += d.spentMinor
		}
	}
	return purchases, spentMinor
}
