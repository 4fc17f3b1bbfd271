package mall

import (
	"encoding/json"
	"fmt"
	"time"

	"github.com/google/uuid"
)

// Image is a picture of a product. Path is absolute, or relative to the mall's public URL.
type Image struct {
	Path Path `json:"path"`
	Alt  Text `json:"alt"`
	// Picture is what was uploaded; nil for one that came otherwise. Width and Height are
	// those of the file at Path, in pixels; Base and Widths lead to its other files.
	Picture *PictureID `json:"picture,omitempty"`
	Width   int        `json:"width,omitempty"`
	Height  int        `json:"height,omitempty"`
	Base    Path       `json:"base,omitempty"`
	Widths  []int      `json:"widths,omitempty"`
}

// Specification is a fact about a product: "Material", "Stoneware".
type Specification struct {
	Name  Text `json:"name"`
	Value Text `json:"value"`
}

// PictureState says whether a picture's files are there.
type PictureState string

// The states of a picture.
const (
	// PictureWriting is before all of its files are written.
	PictureWriting PictureState = "WRITING"
	PictureReady   PictureState = "READY"
	// PictureGoing is while its files are removed.
	PictureGoing PictureState = "GOING"
)

// Path is where something lies: a whole URL, or a path below the mall's public URL.
type Path string

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

// SettingStep is what one change made of one setting, as the table keeps both.
type SettingStep struct {
	// Name is the setting's, such as points_expiry.
	Name string `json:"name"`
	From string `json:"from"`
	To   string `json:"to"`
}

// Topic names what a signal is about.
type Topic string

// The topics there are.
const (
	TopicOrder   Topic = "order"
	TopicBalance Topic = "balance"
	// TopicSession is about a sign-in that is over: its streams must end.
	TopicSession Topic = "session"
	// TopicSettings is about the mall's settings; its id is the zero one.
	TopicSettings Topic = "settings"
)

// Signal wakes those who follow a topic: something changed, and they read it anew.
type Signal struct {
	Topic Topic     `json:"t"`
	ID    uuid.UUID `json:"id"`
}
