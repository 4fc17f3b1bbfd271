package rule

import (
	"fmt"
	"math/big"
	"strings"

	"pointsmall/mall"
)

// Counter names what counts a cap's use: the rule's code (or the campaign, which its
// rules share), the period's window that the day falls into, and the member.
func (c Cap) Counter(r *Rule, m mall.MemberID, day mall.Date) string {
	if c.Budget != nil {
		return budgetPrefix + c.Budget.String()
	}
	whose, who := r.Code, "*"
	if c.Period == Campaign {
		whose = "campaign:" + r.Campaign
	}
	if c.Scope == EachMember {
		who = m.UUID().String()
	}
	return whose + "/" + string(c.Period) + "/" + c.Period.window(day) + "/" + who
}

// budgetPrefix begins the names of budgets, which are counted elsewhere: see package budget.
const budgetPrefix = "budget:"

// Budget is the campaign whose budget a counter's name means.
func Budget(counter string) (mall.CampaignID, bool) {
	shown, ok := strings.CutPrefix(counter, budgetPrefix)
	if !ok {
		return mall.CampaignID{}, false
	}
	return mall.AnyID(shown).Campaign()
}

// window names the part of the calendar that a day falls into.
func (p Period) window(day mall.Date) string {
	switch p {
	case Day:
		return day.String()
	case Week:
		y, w := day.ISOWeek()
		return fmt.Sprintf("%d-W%02d", y, w)
	case Month:
		return day.Format("2006-01")
	}
	return ""
}

// room is what a cap still lets through; nil: no bound.
func (c Cap) room(used Usage) *mall.Points {
	if c.Times != nil && used.Times >= *c.Times {
		return new(mall.Points)
	}
	if c.Points == nil {
		return nil
	}
	left := max(*c.Points-used.Points, 0)
	return &left
}

// meter follows the use of counters within one evaluation.
type meter struct {
	stored func(string) Usage
	taken  map[string]Usage
}

func (m *meter) used(counter string) Usage {
	u := m.taken[counter]
	if m.stored != nil {
		s := m.stored(counter)
		u.Points, u.Times = u.Points+s.Points, u.Times+s.Times
	}
	return u
}

// cut bounds an exact part by the rule's caps and says which of them cut it most.
func (m *meter) cut(a *Active, in *Input, day mall.Date, exact *big.Rat) (*big.Rat, *Cap) {
	var by *Cap
	for i := range a.Caps {
		c := &a.Caps[i]
		room := c.room(m.used(c.Counter(a.Rule, in.Member.ID, day)))
		if room == nil {
			continue
		}
		if most := new(big.Rat).SetInt64(int64(*room)); most.Cmp(exact) < 0 {
			exact, by = most, c
		}
	}
	return exact, by
}

// take counts a part against the rule's caps, rounded up: its share may be that much.
func (m *meter) take(a *Active, in *Input, day mall.Date, exact *big.Rat) {
	if len(a.Caps) == 0 || exact.Sign() == 0 {
		return
	}
	if m.taken == nil {
		m.taken = map[string]Usage{}
	}
	points := mall.Points(floor(exact).Int64())
	if !exact.IsInt() {
		points++
	}
	for _, c := range a.Caps {
		counter := c.Counter(a.Rule, in.Member.ID, day)
		u := m.taken[counter]
		m.taken[counter] = Usage{u.Points + points, u.Times + 1}
	}
}
