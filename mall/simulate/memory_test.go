package simulate

import (
	"encoding/binary"
	"runtime"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"

	"pointsmall/mall"
	"pointsmall/mall/earning/rule"
)

// inUse is what is in use after a collection.
func inUse() uint64 {
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return m.HeapAlloc
}

func someone(i uint64) (id mall.MemberID) {
	binary.BigEndian.PutUint64(id[:], i)
	return id
}

// A hundred thousand members who earn daily under a daily and a monthly cap, two months
// long, take less than 10 MB. Nothing else grows with the events, so that a million of
// them fit in 100 MB even if each is another member's.
func TestWhatMembersTake(t *testing.T) {
	const members, days = 100_000, 60
	before := inUse()
	p := newPeople(mall.Date{Time: time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)}, time.UTC, "CNY", false)
	for i := range uint64(members) {
		p.add(someone(i))
	}
	c := newCaps()
	a := &rule.Active{Rule: &rule.Rule{Code: "a", Definition: rule.Definition{Caps: []rule.Cap{
		{Period: rule.Day, Scope: rule.EachMember, Points: new(mall.Points(9))}, {Period: rule.Month, Scope: rule.EachMember, Points: new(mall.Points(9))},
	}}}}
	parts := []rule.Part{{Rule: a, Points: 1}}
	for day := range days {
		on := p.first.AddDays(day)
		for i := range uint64(members / days) { // each day others
			c.count(parts, someone(uint64(day)*members/days+i), on)
		}
	}
	used := inUse() - before
	assert.Less(t, used, uint64(10<<20))
	t.Logf("%d KB", used>>10)
	runtime.KeepAlive(p)
	runtime.KeepAlive(c)
}

// Counters of a day that is over are forgotten, those of the month are not.
func TestCapsForgetWhatIsOver(t *testing.T) {
	c := newCaps()
	r := &rule.Rule{Code: "a", Definition: rule.Definition{Campaign: "spring"}}
	first, who := mall.Date{Time: time.Date(2026, 1, 30, 0, 0, 0, 0, time.UTC)}, someone(1)
	for _, period := range []rule.Period{rule.Day, rule.Week, rule.Month, rule.Campaign, rule.Life} {
		r.Caps = append(r.Caps, rule.Cap{Period: period, Scope: rule.EachMember}, rule.Cap{Period: period, Scope: rule.Overall})
	}
	used := func(day mall.Date) (list []int64) {
		for _, one := range r.Caps {
			list = append(list, c.used(one.Counter(r, who, day)).Times)
		}
		return list
	}
	parts := []rule.Part{{Rule: &rule.Active{Rule: r}, Points: 5}, {Rule: &rule.Active{Rule: r}}}
	c.count(parts, who, first)
	assert.Equal(t, []int64{1, 1, 1, 1, 1, 1, 1, 1, 1, 1}, used(first))
	c.count(parts, someone(2), first)
	assert.Equal(t, []int64{1, 2, 1, 2, 1, 2, 1, 2, 1, 2}, used(first))
	assert.Equal(t, []int64{0, 0, 1, 2, 1, 2, 1, 2, 1, 2}, used(first.AddDays(1)))
	assert.Equal(t, []int64{0, 0, 1, 2, 0, 0, 1, 2, 1, 2}, used(first.AddDays(2)), "a new month in the same week")
	assert.Equal(t, []int64{0, 0, 0, 0, 0, 0, 1, 2, 1, 2}, used(first.AddDays(3)))
}
