package imports

import (
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestDates(t *testing.T) {
	shanghai, err := time.LoadLocation("Asia/Shanghai")
	require.NoError(t, err)
	for _, c := range []struct {
		order    DateOrder
		in, want string // in the zone; empty: unreadable
	}{
		{YearFirst, "2026-03-04 15:04:05", "2026-03-04 15:04:05"},
		{YearFirst, "2026-03-04 15:04", "2026-03-04 15:04:00"},
		{YearFirst, "2026-03-04T15:04:05", "2026-03-04 15:04:05"},
		{YearFirst, "2026-03-04T15:04:05Z", "2026-03-04 23:04:05"},
		{YearFirst, "2026-03-04T15:04:05+08:00", "2026-03-04 15:04:05"},
		{YearFirst, "2026-03-04 15:04:05.000", "2026-03-04 15:04:05"},
		{YearFirst, "2026-03-04", "2026-03-04 00:00:00"},
		{YearFirst, "2026/3/4 8:05", "2026-03-04 08:05:00"},
		{YearFirst, "2026.03.04 08:05", "2026-03-04 08:05:00"},
		{YearFirst, "2026年3月4日", "2026-03-04 00:00:00"},
		{YearFirst, "2026年3月4日 15时04分05秒", "2026-03-04 15:04:05"},
		{YearFirst, "2026/3/4 下午3:04", "2026-03-04 15:04:00"},
		{YearFirst, "2026/3/4 上午12:04", "2026-03-04 00:04:00"},
		{YearFirst, "2026-03-04 03:04 PM", "2026-03-04 15:04:00"},
		{YearFirst, "2026-03-04 12:04 am", "2026-03-04 00:04:00"},
		{YearFirst, "20260304", "2026-03-04 00:00:00"},
		{YearFirst, "20260304150405", "2026-03-04 15:04:05"},
		{YearFirst, "20260304 15:04:05", "2026-03-04 15:04:05"},
		{YearFirst, "２０２６－０３－０４　１５：０４", "2026-03-04 15:04:00"},
		{DayFirst, "04/03/2026 15:04", "2026-03-04 15:04:00"},
		{DayFirst, "4.3.2026", "2026-03-04 00:00:00"},
		{MonthFirst, "3/4/2026 8:26", "2026-03-04 08:26:00"},
		{MonthFirst, "2026-03-04", "2026-03-04 00:00:00"},
		{YearFirst, "04/03/2026", ""},
		{MonthFirst, "13/12/2026", ""},
		{YearFirst, "26-03-04", ""},
		{YearFirst, "2026-02-29", ""},
		{YearFirst, "2026-13-01", ""},
		{YearFirst, "2026-00-01", ""},
		{YearFirst, "2026-03-04 24:00", ""},
		{YearFirst, "2026-03-04 15:60", ""},
		{YearFirst, "2026-03-04 13:00 AM", ""},
		{YearFirst, "2026-03/04", ""},
		{YearFirst, "40513.351388", ""},
		{YearFirst, "never", ""},
		{YearFirst, "", ""},
	} {
		at, why := readTime(c.in, c.order, shanghai)
		if c.want == "" {
			assert.NotEmpty(t, why, c.in)
			continue
		}
		assert.Empty(t, why, c.in)
		assert.Equal(t, c.want, at.In(shanghai).Format(time.DateTime), c.in)
	}
	_, why := readTime("40513.35", YearFirst, shanghai)
	assert.Contains(t, why, "day number")
	_, why = readTime("13/12/2026", MonthFirst, shanghai)
	assert.Equal(t, "there is no day 12 of month 13 in 2026", why)
}

// Where the clock leaps over midnight, a day without a time begins after the leap.
func TestADateIsItsOwnDayWhereItHasNoMidnight(t *testing.T) {
	for zone, day := range map[string]string{"America/Havana": "2027-03-14", "America/Santiago": "2027-09-05"} {
		place, err := time.LoadLocation(zone)
		require.NoError(t, err)
		for _, text := range []string{day, day + " 00:00", day + " 00:30:00"} {
			at, why := readTime(text, YearFirst, place)
			assert.Empty(t, why)
			assert.Equal(t, day+" 01:00:00", at.In(place).Format(time.DateTime), zone)
		}
	}
}

func TestWhatComesFirstInADate(t *testing.T) {
	for in, want := range map[string]DateOrder{
		"31/12/2026": DayFirst, "12/31/2026 10:00": MonthFirst, "1/2/2026": YearFirst, "1.2.2026": DayFirst, "31.12.2026": DayFirst,
		"2026-12-31": YearFirst, "31/31/2026": YearFirst, "": YearFirst,
	} {
		assert.Equal(t, want, firstOf(in), in)
	}
}
