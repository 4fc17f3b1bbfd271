package mall_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"pointsmall/mall"
)

func zoneOf(t *testing.T, name string) *time.Location {
	t.Helper()
	zone, err := time.LoadLocation(name)
	require.NoError(t, err)
	return zone
}

func TestADayBeginsAtItsFirstInstant(t *testing.T) {
	for _, c := range []struct{ zone, day, want string }{
		{"Asia/Shanghai", "2026-11-22", "2026-11-22T00:00:00+08:00"},
		{"America/Havana", "2027-03-13", "2027-03-13T00:00:00-05:00"},
		{"America/Havana", "2027-03-14", "2027-03-14T01:00:00-04:00"}, // no midnight
		{"America/Havana", "2027-11-07", "2027-11-07T00:00:00-04:00"}, // two of them
		{"America/Santiago", "2027-09-05", "2027-09-05T01:00:00-03:00"},
		{"America/Santiago", "2027-04-04", "2027-04-04T00:00:00-04:00"}, // two hours of 23 before it
		{"Asia/Gaza", "2020-10-24", "2020-10-24T00:00:00+03:00"},        // two of them, east of Greenwich
	} {
		zone := zoneOf(t, c.zone)
		day, err := mall.ParseDate(c.day)
		require.NoError(t, err)
		begins := mall.StartOfDay(day, zone)
		assert.Equal(t, c.want, begins.In(zone).Format(time.RFC3339), c.zone)
		assert.Equal(t, day, mall.DateOf(begins, zone), "it is of the day")
		assert.Equal(t, day.AddDays(-1), mall.DateOf(begins.Add(-time.Nanosecond), zone), "and nothing before it is")
	}
}

// Whatever the zone and the year, days follow each other without a gap.
func TestDaysFollowEachOther(t *testing.T) {
	for _, name := range []string{"America/Havana", "America/Santiago", "America/New_York", "Asia/Gaza", "Asia/Shanghai", "Atlantic/Azores", "Australia/Lord_Howe"} {
		zone := zoneOf(t, name)
		for day := mall.NewDate(2019, time.January, 1); day.Year() < 2029; day = day.AddDays(1) {
			begins := mall.StartOfDay(day, zone)
			require.Equal(t, day, mall.DateOf(begins, zone), "%s %s", name, day)
			require.Equal(t, day.AddDays(-1), mall.DateOf(begins.Add(-time.Nanosecond), zone), "%s %s", name, day)
		}
	}
}

func TestTheSameTimeOfDayDaysLater(t *testing.T) {
	havana := zoneOf(t, "America/Havana")
	for from, want := range map[string]string{
		"2027-03-07T00:15:00-05:00": "2027-03-14T01:00:00-04:00", // 00:15 is leapt over
		"2027-03-07T23:15:00-05:00": "2027-03-14T23:15:00-04:00", // a week of 167 hours
	} {
		at, err := time.Parse(time.RFC3339, from)
		require.NoError(t, err)
		assert.Equal(t, want, mall.DaysLater(at, 7, havana).In(havana).Format(time.RFC3339))
	}
}
