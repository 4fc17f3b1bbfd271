package scalar_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/assert"

	"pointsmall/graph/scalar"
)

// A moment that is read can be stored and shown again: in UTC its year has four digits.
func TestMomentsHaveYearsOfFourDigits(t *testing.T) {
	for text, want := range map[string]string{
		"2026-11-22T08:30:00Z":           "2026-11-22T08:30:00Z",
		"2026-11-22T08:30:00.1234567+08": "",
		"2026-11-22T08:30:00.1234567Z":   "2026-11-22T08:30:00.123456Z",
		"2024-02-29T23:59:59+08:00":      "2024-02-29T15:59:59Z",
		"2023-02-29T00:00:00Z":           "",
		"2016-12-31T23:59:60Z":           "",
		"0001-01-01T00:00:00Z":           "0001-01-01T00:00:00Z",
		"0001-01-01T00:00:00+00:01":      "",
		"0000-01-01T00:00:00Z":           "",
		"9999-12-31T23:59:59.999999999Z": "9999-12-31T23:59:59.999999Z",
		"9999-12-31T23:59:59-00:01":      "",
		"10000-01-01T00:00:00Z":          "",
	} {
		got, err := scalar.UnmarshalDateTime(text)
		if want == "" {
			assert.ErrorContains(t, err, text)
			continue
		}
		assert.NoError(t, err)
		assert.Equal(t, want, got.Format(time.RFC3339Nano))
	}
}
