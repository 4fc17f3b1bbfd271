package scalar

import (
	"io"
	"strconv"

	"github.com/99designs/gqlgen/graphql"

	"pointsmall/mall"
)

// MarshalCount writes a count, at most what a JavaScript client can hold exactly.
func MarshalCount(n int64) graphql.Marshaler {
	return graphql.WriterFunc(func(w io.Writer) {
		_, _ = io.WriteString(w, strconv.FormatInt(min(n, int64(mall.MaxPoints)), 10))
	})
}

// UnmarshalCount reads a count: a whole number that is not below 0.
func UnmarshalCount(v any) (int64, error) {
	n, ok := mall.WholeNumber(v)
	if !ok || n < 0 || n > int64(mall.MaxPoints) {
		return 0, mall.BadValue("Count must be a whole number from 0 to 2^53 - 1, got %s", mall.Shown(v))
	}
	return n, nil
}

// MarshalIntCount is MarshalCount for what the domain keeps as an int.
func MarshalIntCount(n int) graphql.Marshaler { return MarshalCount(int64(n)) }

// UnmarshalIntCount is UnmarshalCount for what the domain keeps as an int.
func UnmarshalIntCount(v any) (int, error) {
	n, err := UnmarshalCount(v)
	return int(n), err
}
