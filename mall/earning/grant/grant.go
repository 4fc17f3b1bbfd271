package grant

import (
	"time"

	"github.com/google/uuid"

	"pointsmall/mall"
)

// Grant is what one event earned.
type Grant struct {
	// ID is that of what earned: see ent/schema.
	ID      mall.GrantID
	Member  mall.MemberID
	Trigger mall.Trigger
	// Entry is nil when the event earned nothing.
	Entry  *mall.EntryID
	Points mall.Points
	Parts  []Part
	// Lines are the points of each line of a purchase; nil where there are none, or
	// where the grant is older than the rules.
	Lines []mall.Points
	At    time.Time
	// Qualifying are those of the points that count for tiers; nil: all, the grant is older
	// than the distinction.
	Qualifying *mall.Points
	// Purchase is the one that led to what earned; nil: what earned is one itself, or none did.
	Purchase *mall.PurchaseID
	// Subject is what earned again after a return undid it, and earned by another grant
	// before; nil: the grant's id is what earned.
	Subject *mall.GrantID
}

// Counts is how many of the points count for tiers.
func (g *Grant) Counts() mall.Points {
	if g.Qualifying == nil {
		return g.Points
	}
	return *g.Qualifying
}

// Of is what earned.
func (g *Grant) Of() mall.GrantID {
	if g.Subject == nil {
		return g.ID
	}
	return *g.Subject
}

// Part is what one rule gave. Names are short, because every purchase has some.
type Part struct {
	Rule    string `json:"rule"`
	Version int    `json:"version"`
	Kind    string `json:"kind"`
	// Exact is the part before rounding, as a fraction "a/b" or a whole number.
	Exact  string      `json:"exact"`
	Points mall.Points `json:"points"`
	// Inputs are the figures that it was reckoned from.
	Inputs map[string]string `json:"inputs,omitempty"`
	// Cap is the place, from 0, of the cap of the rule that cut the part; nil: none.
	Cap *int `json:"cap,omitempty"`
	// Lot is the mall.LotID of where the points went, bare so that SQL can join it with
	// the lots; nil: there were none.
	Lot *uuid.UUID `json:"lot,omitempty"`
	// Failed says why the rule's condition could not be evaluated; then it gave nothing.
	Failed string `json:"failed,omitempty"`
	// Counters are the caps' counters that count the part.
	Counters []string `json:"counters,omitempty"`
}
