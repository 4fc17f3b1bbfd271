package mall

import (
	"database/sql/driver"
	"encoding/hex"
	"fmt"
	"io"
	"strings"

	"github.com/google/uuid"
)

func init() { uuid.EnableRandPool() }

// kind gives the prefix that an identifier of that kind shows to callers.
type kind interface{ prefix() string }

// id is a UUIDv7 of one kind. Callers see the prefix and 32 hex digits
// ("ord_0193…"); the database keeps the bare UUID. The zero id names nothing.
type id[K kind] struct{ uuid.UUID }

func newID[K kind]() id[K] { return id[K]{uuid.Must(uuid.NewV7())} }

// String is the form that callers see.
func (i id[K]) String() string {
	var k K
	var buf [40]byte
	out := append(buf[:0], k.prefix()...)
	out = append(out, '_')
	return string(hex.AppendEncode(out, i.UUID[:]))
}

// IsZero reports whether i names nothing.
func (i id[K]) IsZero() bool { return i.UUID == uuid.Nil }

// Value stores the bare UUID.
func (i id[K]) Value() (driver.Value, error) { return i.UUID.String(), nil }

// MarshalText is the form that callers see.
func (i id[K]) MarshalText() ([]byte, error) { return []byte(i.String()), nil }

// UnmarshalText reads what MarshalText wrote.
func (i *id[K]) UnmarshalText(text []byte) error {
	parsed, ok := parseID[K](string(text))
	if !ok {
		return fmt.Errorf("%q is not an id of this kind", text)
	}
	*i = parsed
	return nil
}

// MarshalGQL writes the form that callers see.
func (i id[K]) MarshalGQL(w io.Writer) { _, _ = io.WriteString(w, `"`+i.String()+`"`) }

// UnmarshalGQL reads the form that callers see.
func (i *id[K]) UnmarshalGQL(v any) error {
	s, ok := v.(string)
	if !ok {
		return fmt.Errorf("an ID must be a string, got %T", v)
	}
	return i.UnmarshalText([]byte(s))
}

func parseID[K kind](s string) (id[K], bool) {
	var k K
	digits, ok := strings.CutPrefix(s, k.prefix()+"_")
	if !ok || len(digits) != 32 || strings.ToLower(digits) != digits {
		return id[K]{}, false
	}
	var out id[K]
	if _, err := hex.Decode(out.UUID[:], []byte(digits)); err != nil {
		return id[K]{}, false
	}
	return out, true
}

// AnyID is an identifier as a caller sent it: of any kind, perhaps of none.
type AnyID string

// MarshalGQL writes the identifier as a JSON string.
func (a AnyID) MarshalGQL(w io.Writer) { _, _ = fmt.Fprintf(w, "%q", string(a)) }

// UnmarshalGQL accepts any string; whether it names something is found out later.
func (a *AnyID) UnmarshalGQL(v any) error {
	s, ok := v.(string)
	if !ok {
		return fmt.Errorf("an ID must be a string, got %T", v)
	}
	*a = AnyID(s)
	return nil
}

// Prefix is what stands before the first underscore: the kind of thing named.
func (a AnyID) Prefix() string {
	prefix, _, _ := strings.Cut(string(a), "_")
	return prefix
}
