package mall

import (
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
		return BadValue("Date must be a string such as %q, got %T", "2026-11-22", v)
	}
	t, err := time.Parse(time.DateOnly, s)
	if err != nil {
		return BadValue("%q is not a date such as 2026-11-22", s)
	}
	d.Time = t
	return nil
}
