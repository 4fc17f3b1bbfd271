package rule

import (
	"time"

	"github.com/shopspring/decimal"

	"pointsmall/mall"
)

// Event is something that happened and may earn, whatever its kind.
type Event struct {
	Trigger mall.Trigger
	// Name is a custom event's.
	Name string
	At   time.Time
	// Source is "mall" or the partner that reported it; Channel is the caller's word for
	// where it happened.
	Source, Channel string
	// Total and Lines are a purchase's.
	Total mall.Money
	Lines []Line
	// First marks a member's first purchase.
	First bool
	// Attributes are whatever the caller reported, as decoded from JSON.
	Attributes map[string]any
	// Score is a game's; nil: none.
	Score *mall.Decimal
	// Streak is the day's place in a row of days, from 1, of a check-in.
	Streak int
}

// Paying reports whether the event is a purchase that paid something. One that did not is
// no first purchase, and qualifies nobody.
func (e *Event) Paying() bool { return e.Trigger == mall.TriggerPurchase && e.Total.Minor > 0 }

// Line is one line of a purchase.
type Line struct {
	Sku string
	// Quantity counts pieces; what is measured is one piece.
	Quantity int
	// Measure is how much there is of measured goods, such as "0.385"; empty: they are counted.
	Measure   string
	UnitPrice decimal.Decimal
	// Cost is what the line comes to in units of the purchase's currency.
	Cost decimal.Decimal
	// Categories are the slugs of the SKU's category and those above it, the lowest first.
	Categories []string
}

// Member is who earns.
type Member struct {
	ID   mall.MemberID
	Tier string
	// TierName is for explanations.
	TierName mall.Text
	Rank     int
	Tags     []string
	Since    time.Time
	// Referred is true where somebody had invited the member, and the referral was neither
	// refused nor in review.
	Referred bool
}

// History is what the member did before the event.
type History struct {
	Purchases, Purchases30d int64
	// Spent is in the mall's currency, in minor units; so is Spent30d.
	Spent, Spent30d int64
	// EventsOfType counts earlier events with the same trigger and name.
	EventsOfType   int64
	LifetimeEarned mall.Points
	// Free is true where the event is a purchase that paid nothing: it is not the first.
	Free bool
	// Currency is the mall's.
	Currency mall.Currency
}

// Input is all that an evaluation knows.
type Input struct {
	Event   Event
	Member  Member
	History History
	// Zone is the mall's.
	Zone *time.Location
	// Used is what a counter (Cap.Counter) has let through so far. A nil map is one
	// without counters: all are 0.
	Used func(counter string) Usage
}

// Usage is what a cap's counter has let through.
type Usage struct {
	Points mall.Points
	Times  int64
}
