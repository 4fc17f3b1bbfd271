package mall

import (
	"encoding/hex"
	"io"
	"strconv"
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
	s, err := idText(v)
	if err != nil {
		return err
	}
	u, ok := readID(s, prefix)
	if !ok {
		return BadValue("%q is not an id that begins with %s", s, prefix)
	}
	*into = u
	return nil
}

// KeyID is the id that callers see of a thing that has none of its own, because its
// owner and a name tell it from all others: the same for the same owner and name.
func KeyID(prefix string, owner uuid.UUID, name string) AnyID {
	return AnyID(showID(prefix, uuid.NewSHA1(owner, []byte(name))))
}

// AnyID is an identifier as a caller sent it: of any kind, perhaps of none.
type AnyID string

// MarshalGQL writes the identifier as a JSON string.
func (a AnyID) MarshalGQL(w io.Writer) { writeID(w, string(a)) }

// UnmarshalGQL accepts any string; whether it names something is found out later.
func (a *AnyID) UnmarshalGQL(v any) error {
	s, err := idText(v)
	*a = AnyID(s)
	return err
}

// idText reads an ID: a string, or a whole number, which stands for its digits.
func idText(v any) (string, error) {
	if s, ok := v.(string); ok {
		return s, nil
	}
	if n, ok := WholeNumber(v); ok {
		return strconv.FormatInt(n, 10), nil
	}
	return "", BadValue("an ID must be a string, got %s", Shown(v))
}
