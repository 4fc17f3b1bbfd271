package mall

import (
	"database/sql/driver"
	"fmt"
	"io"
	"strconv"
	"time"
)

// Date is a calendar day, YYYY-MM-DD, in whatever zone its owner says.
type Date struct{ time.Time }

// DateOf is the day that t falls on in loc.
func DateOf(t time.Time, loc *time.Location) Date {
	y, m, d := t.In(loc).Date()
	return Date{time.Date(y, m, d, 0, 0, 0, 0, time.UTC)}
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
		y, m, day := v.Date()
		d.Time = time.Date(y, m, day, 0, 0, 0, 0, time.UTC)
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
