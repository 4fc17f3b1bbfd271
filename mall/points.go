package mall

import (
	"encoding/json"
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

// UnmarshalGQL reads a JSON number (or a GraphQL Int literal) without a fraction.
func (p *Points) UnmarshalGQL(v any) error {
	var n int64
	switch v := v.(type) {
	case int:
		n = int64(v)
	case int64:
		n = v
	case json.Number:
		parsed, err := strconv.ParseInt(v.String(), 10, 64)
		if err != nil {
			return BadValue("Points must be a whole number below 2^53, got %s", v)
		}
		n = parsed
	case float64:
		if v != float64(int64(v)) {
			return BadValue("Points must be a whole number, got %v", v)
		}
		n = int64(v)
	default:
		return BadValue("Points must be a JSON number, got %T", v)
	}
	if Points(n) > MaxPoints || Points(n) < -MaxPoints {
		return BadValue("Points must be smaller than 2^53 in size, got %d", n)
	}
	*p = Points(n)
	return nil
}
