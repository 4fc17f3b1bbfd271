package mall

import (
	"database/sql/driver"
	"fmt"
	"io"
	"strconv"
	"time"
)

// This file alone makes times of calendar fields (time.Date), which a linter forbids
// elsewhere: the day on which a clock leaps over midnight has no 00:00, and time.Date
// then answers 23:00 of the day before. Havana leaps on 14 March 2027, Santiago on
// 5 September 2027.

// Date is a calendar day, YYYY-MM-DD, in whatever zone its owner says.
type Date struct{ time.Time }

// NewDate is a calendar day. Months and days beyond their ends count on: 0 March is the
// last day of February.
func NewDate(year int, month time.Month, day int) Date {
	return Date{time.Date(year, month, day, 0, 0, 0, 0, time.UTC)}
}

// DateOf is the day that t falls on in loc.
func DateOf(t time.Time, loc *time.Location) Date {
	return NewDate(t.In(loc).Date())
}

// StartOfDay is the first instant of a day in zone: midnight, what comes after it where
// the clock leaps over midnight, and the first midnight where the clock is set back to it.
func StartOfDay(day Date, zone *time.Location) time.Time {
	at := TimeOfDay(day, 0, zone).In(zone)
	begins, _ := at.ZoneBounds()
	if begins.IsZero() {
		return at.UTC()
	}
	before := begins.Add(-time.Nanosecond)
	if twice := clockOf(before).Sub(day.Time); twice >= 0 && DateOf(before, zone).Equal(day.Time) { // Gaza, some autumns
		return before.Add(-twice).UTC()
	}
	return at.UTC()
}

// TimeOfDay is an instant at which the clocks of zone show a time of the day, given as
// what has passed since 00:00. A time that the clocks leap over is the first instant
// after the leap.
func TimeOfDay(day Date, clock time.Duration, zone *time.Location) time.Time {
	shown := day.Add(clock)
	y, m, d := shown.Date()
	at := time.Date(y, m, d, shown.Hour(), shown.Minute(), shown.Second(), shown.Nanosecond(), zone)
	begins, ends := at.ZoneBounds()
	switch clockOf(at).Compare(shown) {
	case -1:
		return ends.UTC()
	case 1:
		return begins.UTC()
	}
	return at.UTC()
}

// clockOf is what the clocks of a time's zone show, as if they showed UTC.
func clockOf(at time.Time) time.Time {
	_, offset := at.Zone()
	return at.UTC().Add(time.Duration(offset) * time.Second)
}

// DaysLater is the same time of day in zone so many days later, as TimeOfDay has it.
func DaysLater(t time.Time, days int, zone *time.Location) time.Time {
	day := DateOf(t, zone)
	return TimeOfDay(day.AddDays(days), clockOf(t.In(zone)).Sub(day.Time), zone)
}

// String is the day as YYYY-MM-DD.
func (d Date) String() string { return d.Format(time.DateOnly) }

// MarshalGQL writes the day as a JSON string.
func (d Date) MarshalGQL(w io.Writer) { _, _ = io.WriteString(w, strconv.Quote(d.String())) }

// UnmarshalGQL reads YYYY-MM-DD.
func (d *Date) UnmarshalGQL(v any) error {
	s, ok := v.(string)
	if !ok {
		return BadValue("Date must be a string such as %q, got %s", "2026-11-22", Shown(v))
	}
	t, err := time.Parse(time.DateOnly, s)
	if err != nil {
		return BadValue("%q is not a date such as 2026-11-22", s)
	}
	d.Time = t
	return nil
}

// AddDays is the day n days later.
func (d Date) AddDays(n int) Date { return Date{d.AddDate(0, 0, n)} }

// EndOfDay is the first instant after the day of t in zone; t itself where a day begins with it.
func EndOfDay(t time.Time, zone *time.Location) time.Time {
	day := DateOf(t, zone)
	if at := StartOfDay(day, zone); at.Equal(t) {
		return at
	}
	return StartOfDay(day.AddDays(1), zone)
}

// lastYear is the last one that RFC 3339 and SQLite's form of times have: the year 10000
// would sort before 1999 there.
const lastYear = 9999

// CheckStorable refuses a time that an answer, computed from what a caller gave, can no
// longer hold: one after the year 9999 of UTC. INVALID_INPUT without a path.
func CheckStorable(t time.Time) *Error {
	if t.UTC().Year() <= lastYear {
		return nil
	}
	return Errorf(CodeInvalidInput, "this ends after the year %d, which no time here can; for points that never expire, leave it out",
		"其结束时间晚于 %d 年，超出系统可表示的时间；永不过期请留空", lastYear)
}

// ParseDate reads YYYY-MM-DD.
func ParseDate(s string) (Date, error) {
	t, err := time.Parse(time.DateOnly, s)
	return Date{t}, err
}

// Value stores the day as YYYY-MM-DD.
func (d Date) Value() (driver.Value, error) { return d.String(), nil }

// Scan reads what Value stored.
func (d *Date) Scan(v any) error {
	switch v := v.(type) {
	case time.Time:
		*d = NewDate(v.Date())
		return nil
	case string:
		return d.scanText(v)
	case []byte:
		return d.scanText(string(v))
	}
	return fmt.Errorf("a date cannot be read from a %T", v)
}

func (d *Date) scanText(s string) (err error) {
	*d, err = ParseDate(s)
	return err
}
