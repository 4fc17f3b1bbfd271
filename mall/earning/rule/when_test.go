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
		{"the night of a date", Schedule{Dates: []string{"2026-11-10"}, TimeFrom: "20:00", TimeUntil: "02:00"}, "2026-11-10 20:00", true},
		{"it ends on the next day", Schedule{Dates: []string{"2026-11-10"}, TimeFrom: "20:00", TimeUntil: "02:00"}, "2026-11-11 01:59", true},
		{"it is over then", Schedule{Dates: []string{"2026-11-10"}, TimeFrom: "20:00", TimeUntil: "02:00"}, "2026-11-11 02:00", false},
		{"the night before a date", Schedule{Dates: []string{"2026-11-10"}, TimeFrom: "20:00", TimeUntil: "02:00"}, "2026-11-10 01:00", false},
		{"the evening after a date", Schedule{Dates: []string{"2026-11-10"}, TimeFrom: "20:00", TimeUntil: "02:00"}, "2026-11-11 20:00", false},
		{"the night of a day of every year, over New Year", Schedule{Dates: []string{"12-31"}, TimeFrom: "22:00", TimeUntil: "01:00"}, "2027-01-01 00:30", true},
		{"the night before it", Schedule{Dates: []string{"12-31"}, TimeFrom: "22:00", TimeUntil: "01:00"}, "2026-12-31 00:30", false},
		{"the night of 29 February", Schedule{Dates: []string{"02-29"}, TimeFrom: "22:00", TimeUntil: "01:00"}, "2028-03-01 00:30", true},
		{"no such night in 2027", Schedule{Dates: []string{"02-29"}, TimeFrom: "22:00", TimeUntil: "01:00"}, "2027-03-01 00:30", false},
		{"Friday's night", Schedule{Weekdays: []int{5}, TimeFrom: "22:00", TimeUntil: "04:00"}, "2026-11-28 03:59", true},
		{"Thursday's night", Schedule{Weekdays: []int{5}, TimeFrom: "22:00", TimeUntil: "04:00"}, "2026-11-27 03:59", false},
		{"Sunday's night, which is over on Monday", Schedule{Weekdays: []int{7}, TimeFrom: "22:00", TimeUntil: "04:00"}, "2026-11-23 00:00", true},
		{"the last night before it ends", Schedule{Until: at("2026-11-12 00:00"), TimeFrom: "20:00", TimeUntil: "02:00"}, "2026-11-12 01:59", true},
		{"its end", Schedule{Until: at("2026-11-12 00:00"), TimeFrom: "20:00", TimeUntil: "02:00"}, "2026-11-12 02:00", false},
		{"the evening after its end", Schedule{Until: at("2026-11-12 00:00"), TimeFrom: "20:00", TimeUntil: "02:00"}, "2026-11-12 20:00", false},
		{"the night before it begins", Schedule{From: at("2026-11-11 00:00"), TimeFrom: "20:00", TimeUntil: "02:00"}, "2026-11-11 01:00", false},
		{"the first night", Schedule{From: at("2026-11-11 00:00"), TimeFrom: "20:00", TimeUntil: "02:00"}, "2026-11-11 20:00", true},
		{"an end within a night", Schedule{Until: at("2026-11-12 01:30"), TimeFrom: "20:00", TimeUntil: "02:00"}, "2026-11-12 01:30", false},
		{"a begin within a night", Schedule{From: at("2026-11-11 22:00"), TimeFrom: "20:00", TimeUntil: "02:00"}, "2026-11-12 01:30", true},
		{"to midnight", Schedule{Dates: []string{"2026-11-10"}, TimeFrom: "20:00", TimeUntil: "00:00"}, "2026-11-11 00:00", false},
		{"before midnight", Schedule{Dates: []string{"2026-11-10"}, TimeFrom: "20:00", TimeUntil: "00:00"}, "2026-11-10 23:59", true},
		{"from midnight", Schedule{Dates: []string{"2026-11-10"}, TimeUntil: "02:00"}, "2026-11-10 01:00", true},
		{"after that", Schedule{TimeFrom: "22:00", TimeUntil: "02:00"}, "2026-11-22 02:00", false},
		{"the day's last minute", Schedule{TimeFrom: "22:00"}, "2026-11-22 23:59", true},
	} {
		t.Run(c.name, func(t *testing.T) {
			assert.Nil(t, c.schedule.check())
			assert.Equal(t, c.want, c.schedule.holds(local(c.at), shanghai))
		})
	}
}

// The night into a day that has no midnight.
func TestANightInHavana(t *testing.T) {
	havana, err := time.LoadLocation("America/Havana")
	assert.NoError(t, err)
	nights := Schedule{From: new(time.Date(2027, 3, 13, 5, 0, 0, 0, time.UTC)), Until: new(time.Date(2027, 3, 14, 5, 0, 0, 0, time.UTC)), TimeFrom: "20:00", TimeUntil: "02:00"}
	for at, want := range map[string]bool{
		"2027-03-13T06:30:00Z": false, // 13 March 01:30: the night before
		"2027-03-14T04:30:00Z": true,  // 13 March 23:30
		"2027-03-14T05:30:00Z": true,  // 14 March 01:30
		"2027-03-14T06:00:00Z": false, // 14 March 02:00
	} {
		instant, err := time.Parse(time.RFC3339, at)
		assert.NoError(t, err)
		assert.Equal(t, want, nights.holds(instant, havana), at)
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
