// Package scalar reads and writes the API's scalars whose Go types are not ours.
package scalar

import (
	"context"
	"io"
	"math"
	"strconv"
	"strings"
	"time"

	"github.com/99designs/gqlgen/graphql"

	"pointsmall/mall"
)

// MarshalInt writes a GraphQL Int.
func MarshalInt(i int) graphql.Marshaler {
	return graphql.WriterFunc(func(w io.Writer) { _, _ = io.WriteString(w, strconv.Itoa(i)) })
}

// UnmarshalInt reads a GraphQL Int: a whole number of 32 bits, as the
// specification demands. 2 and 2.0 are the same.
func UnmarshalInt(v any) (int, error) {
	n, ok := mall.WholeNumber(v)
	if !ok || n > math.MaxInt32 || n < math.MinInt32 {
		return 0, mall.BadValue("Int must be a whole number of 32 bits, got %s", mall.Shown(v))
	}
	return int(n), nil
}

// MarshalDateTime writes a moment in RFC 3339, in UTC.
func MarshalDateTime(t time.Time) graphql.Marshaler {
	return graphql.WriterFunc(func(w io.Writer) {
		_, _ = io.WriteString(w, strconv.Quote(t.UTC().Format(time.RFC3339Nano)))
	})
}

// UnmarshalDateTime reads RFC 3339 and keeps microseconds, as the databases do.
func UnmarshalDateTime(v any) (time.Time, error) {
	s, ok := v.(string)
	if !ok {
		return time.Time{}, mall.BadValue("DateTime must be a string such as %q, got %s", "2026-11-22T08:30:00Z", mall.Shown(v))
	}
	t, err := time.Parse(time.RFC3339Nano, s)
	if err != nil {
		return time.Time{}, mall.BadValue("%q is not a moment such as 2026-11-22T08:30:00Z", s)
	}
	t = t.UTC().Truncate(time.Microsecond)
	if t.Year() < 1 || t.Year() > 9999 { // an offset can lead out of the years that RFC 3339 and the databases have
		return time.Time{}, mall.BadValue("%q is not in the years 1 to 9999 of UTC", s)
	}
	return t, nil
}

// MarshalCurrencyCode writes an ISO 4217 code.
func MarshalCurrencyCode(c mall.Currency) graphql.Marshaler { return graphql.MarshalString(string(c)) }

// UnmarshalCurrencyCode accepts any string; a verb says which field it stood in
// when it is no code.
func UnmarshalCurrencyCode(v any) (mall.Currency, error) {
	s, ok := v.(string)
	if !ok {
		return "", mall.BadValue("CurrencyCode must be a string such as %q, got %s", "CNY", mall.Shown(v))
	}
	return mall.Currency(s), nil
}

// MarshalString writes a GraphQL String.
func MarshalString(s string) graphql.Marshaler { return graphql.MarshalString(s) }

// UnmarshalString reads a GraphQL String. It refuses NUL, which PostgreSQL cannot store.
func UnmarshalString(v any) (string, error) {
	s, ok := v.(string)
	if !ok {
		return "", mall.BadValue("String must be a string, got %s", mall.Shown(v))
	}
	if strings.ContainsRune(s, 0) {
		return "", mall.BadValue("String must not contain the character NUL")
	}
	return s, nil
}

// MarshalText writes a text in the caller's language. As a scalar it costs no
// resolver, and so no goroutine, a field.
func MarshalText(t mall.Text) graphql.ContextMarshaler {
	return graphql.ContextWriterFunc(func(ctx context.Context, w io.Writer) error {
		graphql.MarshalString(t.In(mall.LangOf(ctx))).MarshalGQL(w)
		return nil
	})
}

// UnmarshalText is never used: no input takes a text in several languages.
func UnmarshalText(_ context.Context, v any) (mall.Text, error) {
	return mall.Text{}, mall.BadValue("a text cannot be an input, got %T", v)
}

// MarshalPath writes a path as an absolute URL; see WithPublicURL.
func MarshalPath(p mall.Path) graphql.ContextMarshaler {
	return graphql.ContextWriterFunc(func(ctx context.Context, w io.Writer) error {
		graphql.MarshalString(Absolute(ctx, p)).MarshalGQL(w)
		return nil
	})
}

// Absolute is a path as an absolute URL; see WithPublicURL.
func Absolute(ctx context.Context, p mall.Path) string {
	url := string(p)
	if base, ok := ctx.Value(publicURL{}).(string); ok && strings.HasPrefix(url, "/") {
		url = base + url
	}
	return url
}

// UnmarshalPath is never used: no input takes a path.
func UnmarshalPath(_ context.Context, v any) (mall.Path, error) {
	return "", mall.BadValue("a path cannot be an input, got %T", v)
}

type publicURL struct{}

// WithPublicURL says how callers reach the server, without a slash at its end.
func WithPublicURL(ctx context.Context, url string) context.Context {
	return context.WithValue(ctx, publicURL{}, url)
}
