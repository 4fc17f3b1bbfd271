package mall

import (
	"encoding/json"
	"fmt"
	"time"

	"github.com/google/uuid"
)

// Allocation says how many points of an entry came from (negative) or went to
// (positive) a lot.
type Allocation struct {
	Lot    LotID
	Points Points
}

// MarshalJSON writes the bare UUID and the points as a pair, which is small and
// lets SQL join it with the lots.
func (a Allocation) MarshalJSON() ([]byte, error) {
	return fmt.Appendf(nil, `["%s",%d]`, a.Lot.UUID(), a.Points), nil
}

// UnmarshalJSON reads what MarshalJSON wrote.
func (a *Allocation) UnmarshalJSON(data []byte) error {
	return json.Unmarshal(data, &[]any{(*uuid.UUID)(&a.Lot), &a.Points})
}

// LotEnd is until when a lot's points can be spent.
type LotEnd struct {
	Lot LotID
	At  time.Time
}

// MarshalJSON writes the bare UUID and the time as a pair.
func (e LotEnd) MarshalJSON() ([]byte, error) {
	return fmt.Appendf(nil, `["%s","%s"]`, e.Lot.UUID(), e.At.UTC().Format(time.RFC3339Nano)), nil
}

// UnmarshalJSON reads what MarshalJSON wrote.
func (e *LotEnd) UnmarshalJSON(data []byte) error {
	return json.Unmarshal(data, &[]any{(*uuid.UUID)(&e.Lot), &e.At})
}
