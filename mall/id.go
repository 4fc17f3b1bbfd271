package mall

import (
	"encoding/hex"
	"io"
	"strings"

	"github.com/google/uuid"
)

//go:generate go run genids.go

// Identifiers are UUIDv7, each kind a type of its own (ids_gen.go), so that an
// order's id cannot be passed where a member's is meant. Callers see a prefix and
// 32 hex digits ("ord_0193…"); the database keeps the bare UUID.

func init() { uuid.EnableRandPool() }

func newUUID() uuid.UUID { return uuid.Must(uuid.NewV7()) }

func showID(prefix string, u uuid.UUID) string {
	var buf [40]byte
	return string(hex.AppendEncode(append(buf[:0], prefix...), u[:]))
}

func writeID(w io.Writer, shown string) { _, _ = io.WriteString(w, `"`+shown+`"`) }

func readID(s, prefix string) (u uuid.UUID, ok bool) {
	digits, ok := strings.CutPrefix(s, prefix)
	if !ok || len(digits) != 32 || strings.ToLower(digits) != digits {
		return u, false
	}
	_, err := hex.Decode(u[:], []byte(digits))
	return u, err == nil
}

func unmarshalID(into *uuid.UUID, v any, prefix string) error {
	s, ok := v.(string)
	if !ok {
		return BadValue("an ID must be a string, got %T", v)
	}
	u, ok := readID(s, prefix)
	if !ok {
		return BadValue("%q is not an id that begins with %s", s, prefix)
	}
	*into = u
	return nil
}

// AnyID is an identifier as a caller sent it: of any kind, perhaps of none.
type AnyID string

// MarshalGQL writes the identifier as a JSON string.
func (a AnyID) MarshalGQL(w io.Writer) { writeID(w, string(a)) }

// UnmarshalGQL accepts any string; whether it names something is found out later.
func (a *AnyID) UnmarshalGQL(v any) error {
	s, ok := v.(string)
	if !ok {
		return BadValue("an ID must be a string, got %T", v)
	}
	*a = AnyID(s)
	return nil
}
