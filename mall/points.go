package mall

import (
	"io"
	"strconv"
)

// MaxPoints bounds every amount of points, so that a JavaScript client can hold
// each one exactly: |n| < 2^53.
const MaxPoints Points = 1<<53 - 1

// Points is a whole number of loyalty points. It is never a fraction.
type Points int64

// MarshalGQL writes p as a JSON number.
func (p Points) MarshalGQL(w io.Writer) {
	_, _ = io.WriteString(w, strconv.FormatInt(int64(p), 10))
}

// UnmarshalGQL reads a number without a fraction: 5 and 5.0 are the same.
func (p *Points) UnmarshalGQL(v any) error {
	n, ok := WholeNumber(v)
	if !ok || Points(n) > MaxPoints || Points(n) < -MaxPoints {
		return BadValue("Points must be a whole number smaller than 2^53 in size, got %s", Shown(v))
	}
	*p = Points(n)
	return nil
}
