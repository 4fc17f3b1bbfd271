package rule

import (
	"testing"
	"time"

	"github.com/stretchr/testify/assert"

	"pointsmall/mall"
)

func TestSchedules(t *testing.T) {
	local := func(s string) time.Time {
		at, err := time.ParseInLocation("2006-01-02 15:04", s, shanghai)
		assert.NoError(t, err)
		return at
	}
	at := func(s string) *time.Time { return new(local(s)) }
	for _, c := range []struct {
		name     string
		schedule Schedule
		at       string
		want     bool
	}{
		{"no schedule", Schedule{}, "2026-11-22 12:00", true},
		{"before it begins", Schedule{From: at("2026-11-11 00:00")}, "2026-11-10 23:59", false},
		{"as it begins", Schedule{From: at("2026-11-11 00:00")}, "2026-11-11 00:00", true},
		{"as it ends", Schedule{Until: at("2026-11-12 00:00")}, "2026-11-12 00:00", false},
		{"a weekend's Sunday", Schedule{Weekdays: []int{6, 7}}, "2026-11-22 00:00", true},
		{"its Monday, which is Sunday in London", Schedule{Weekdays: []int{6, 7}}, "2026-11-23 00:30", false},
		{"Double-11 of every year", Schedule{Dates: []string{"11-11"}}, "2031-11-11 08:00", true},
		{"one National Day", Schedule{Dates: []string{"2026-10-01"}}, "2027-10-01 08:00", false},
		{"in the morning", Schedule{TimeFrom: "09:00", TimeUntil: "12:00"}, "2026-11-22 11:59", true},
		{"at noon", Schedule{TimeFrom: "09:00", TimeUntil: "12:00"}, "2026-11-22 12:00", false},
		{"over midnight", Schedule{TimeFrom: "22:00", TimeUntil: "02:00"}, "2026-11-22 01:59", true},
		{"after that", Schedule{TimeFrom: "22:00", TimeUntil: "02:00"}, "2026-11-22 02:00", false},
		{"the day's last minute", Schedule{TimeFrom: "22:00"}, "2026-11-22 23:59", true},
	} {
		t.Run(c.name, func(t *testing.T) {
			assert.Nil(t, c.schedule.check())
			assert.Equal(t, c.want, c.schedule.holds(local(c.at), shanghai))
		})
	}
}

func TestSchedulesThatMakeNoSense(t *testing.T) {
	for field, s := range map[string]Schedule{
		"weekdays": {Weekdays: []int{0}}, "timeFrom": {TimeFrom: "9:00"}, "timeUntil": {TimeUntil: "25:00"}, "dates": {Dates: []string{"02-30"}},
		"until": {From: new(noon), Until: new(noon)},
	} {
		refusal := s.check()
		if assert.NotNil(t, refusal, field) {
			assert.Equal(t, []string{field}, refusal.Path)
		}
	}
}

func TestAudiences(t *testing.T) {
	m := &Member{Tier: "silver", Tags: []string{"vip"}}
	assert.True(t, Audience{}.includes(m))
	assert.True(t, Audience{Tiers: []string{"gold", "silver"}, Tags: []string{"vip"}}.includes(m))
	assert.False(t, Audience{Tiers: []string{"gold"}}.includes(m))
	assert.False(t, Audience{Tags: []string{"staff"}}.includes(m))
}

func TestCapWindows(t *testing.T) {
	r := &Rule{Code: "r", Definition: Definition{Campaign: "c"}}
	var m mall.MemberID
	day, err := mall.ParseDate("2027-01-01")
	assert.NoError(t, err)
	who := "/" + m.UUID().String()
	for c, want := range map[Cap]string{
		{Period: Day, Scope: EachMember}:   "r/DAY/2027-01-01" + who,
		{Period: Week, Scope: EachMember}:  "r/WEEK/2026-W53" + who,
		{Period: Month, Scope: Overall}:    "r/MONTH/2027-01/*",
		{Period: Campaign, Scope: Overall}: "campaign:c/CAMPAIGN//*",
		{Period: Life, Scope: EachMember}:  "r/LIFE/" + who,
	} {
		assert.Equal(t, want, c.Counter(r, m, day))
	}
}
