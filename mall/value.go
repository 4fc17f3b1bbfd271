package mall

import (
	"encoding/json"
	"fmt"
	"math"
	"strconv"
)

// ValueError says why an input could not be read as its type. Its text is safe to show.
type ValueError string

// Error is the text.
func (e ValueError) Error() string { return string(e) }

// BadValue makes a ValueError.
func BadValue(format string, args ...any) error { return ValueError(fmt.Sprintf(format, args...)) }

// maxShown is how much of a bad value its refusal repeats, in bytes.
const maxShown = 60

// Shown is a bad value as its sender wrote it, in JSON, for the text of a refusal.
func Shown(v any) string {
	text, err := json.Marshal(v)
	if err != nil {
		return fmt.Sprintf("a %T", v) // a file, which is no JSON
	}
	if len(text) <= maxShown {
		return string(text)
	}
	short := 0
	for i := range string(text) {
		if i > maxShown {
			break
		}
		short = i
	}
	return string(text[:short]) + "…"
}

// WholeNumber reads a number without a fraction from JSON or from a document: 2, 2.0
// and 20e-1 are the same. Written with a fraction or an exponent it is exact below 2^53.
func WholeNumber(v any) (n int64, ok bool) {
	var f float64
	switch v := v.(type) {
	case int:
		return int64(v), true
	case int64:
		return v, true
	case float64:
		f = v
	case json.Number:
		var err error
		if n, err = strconv.ParseInt(v.String(), 10, 64); err == nil {
			return n, true
		}
		if f, err = v.Float64(); err != nil {
			return 0, false
		}
	default:
		return 0, false
	}
	if f != math.Trunc(f) || math.Abs(f) > float64(MaxPoints) {
		return 0, false
	}
	return int64(f), true
}
