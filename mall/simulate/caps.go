package simulate

import (
	"hash/maphash"
	"strings"

	"pointsmall/mall"
	"pointsmall/mall/earning/rule"
)

// caps count what caps have let through since the replay began. Events come in order,
// so a day's counters go when another day's come: months of daily caps fit in memory.
type caps struct {
	seeds   [2]maphash.Seed
	windows map[string]*window
}

// window is the counters of the present day, week or month.
type window struct {
	name string
	used map[[2]uint64]rule.Usage
}

func newCaps() *caps {
	return &caps{[2]maphash.Seed{maphash.MakeSeed(), maphash.MakeSeed()}, map[string]*window{}}
}

// find finds the window of a counter, whose name rule.Cap.Counter made of rule, period,
// window and member.
func (c *caps) find(counter string) (*window, [2]uint64) {
	_, rest, _ := strings.Cut(counter, "/")
	period, rest, _ := strings.Cut(rest, "/")
	name, _, _ := strings.Cut(rest, "/")
	w := c.windows[period]
	if w == nil || w.name != name {
		w = &window{name, map[[2]uint64]rule.Usage{}}
		c.windows[period] = w
	}
	return w, [2]uint64{maphash.String(c.seeds[0], counter), maphash.String(c.seeds[1], counter)}
}

func (c *caps) used(counter string) rule.Usage {
	w, key := c.find(counter)
	return w.used[key]
}

// count adds what rules gave.
func (c *caps) count(parts []rule.Part, m mall.MemberID, day mall.Date) {
	for _, p := range parts {
		if p.Points == 0 {
			continue
		}
		for _, one := range p.Rule.Caps {
			w, key := c.find(one.Counter(p.Rule.Rule, m, day))
			u := w.used[key]
			w.used[key] = rule.Usage{Points: u.Points + p.Points, Times: u.Times + 1}
		}
	}
}
