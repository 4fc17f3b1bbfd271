package simulate

import (
	"bytes"
	"cmp"
	"encoding/json"
	"slices"
	"time"

	"github.com/google/uuid"

	"pointsmall/mall"
	"pointsmall/mall/earning"
	"pointsmall/mall/earning/rule"
)

// Event is something stored that may have earned.
type Event struct {
	// ID is that of what is stored, which has Of's kind; a sign-up has the member's.
	ID          uuid.UUID
	Of          kind
	Member      mall.MemberID
	Source, Ref string
	RecordedAt  time.Time
	// Points are what it earned when it was recorded.
	Points mall.Points
	rule.Event

	// order is by what events are put in order, among them the ids: that of a check-in
	// is the begin of its day.
	order time.Time
	// traits are the member's as they were then; nil: they are what they are now.
	traits *traits
	// goods are a purchase's lines as they are stored, returns what came back of them;
	// returned is true where something did.
	goods    []mall.PurchaseLine
	returns  []cameBack
	returned bool
}

// kind is which table an event is stored in. What happens at one instant comes in their
// order: a task is done, a tier reached and a referral rewarded by what went before.
type kind int

const (
	signUps kind = iota
	purchases
	activities
	checkIns
	tasksDone
	rises
	referrals
)

// before reports whether the event comes before another.
func (e *Event) before(o *Event) bool {
	return cmp.Or(e.order.Compare(o.order), cmp.Compare(e.Of, o.Of), bytes.Compare(e.ID[:], o.ID[:])) < 0
}

// EventID is the event's id as callers see it.
func (e *Event) EventID() mall.AnyID {
	var id interface{ String() string }
	switch e.Of {
	case signUps:
		id = mall.MemberID(e.ID)
	case purchases:
		id = mall.PurchaseID(e.ID)
	case activities:
		id = mall.ActivityID(e.ID)
	case checkIns:
		id = mall.CheckInID(e.ID)
	case tasksDone:
		id = mall.TaskProgressID(e.ID)
	case rises:
		id = mall.TierChangeID(e.ID)
	case referrals:
		id = mall.ReferralID(e.ID)
	}
	return mall.AnyID(id.String())
}

// Kind is by what histories count the event.
func (e *Event) Kind() string {
	if e.Trigger == mall.TriggerCustom {
		return e.Name
	}
	return string(e.Trigger)
}

// What says what happened.
func (e *Event) What(zone *time.Location) mall.Text {
	switch e.Of {
	case signUps:
		return mall.Textf("Sign-up", "注册")
	case purchases:
		return mall.Textf("Purchase of %s", "消费 %s", e.Total)
	case checkIns:
		return mall.Textf("Check-in of %s", "%s 签到", mall.DateOf(e.At, zone))
	case tasksDone:
		return mall.Textf("Task %s", "任务 %s", e.Ref)
	case rises:
		return mall.Textf("Reached tier %s", "升级为 %s", e.Ref)
	case referrals:
		return mall.Textf("Referral", "邀请")
	}
	return earning.Activity{Trigger: e.Trigger, Name: e.Name}.Text()
}

func scanPurchase(scan func(...any) error) (*Event, error) {
	e := &Event{Of: purchases}
	p := earning.Purchase{}
	var lines []byte
	err := scan(&e.ID, &e.Member, &p.Source, &p.ExternalRef, &p.Total.Minor, &p.Total.Currency, &p.Channel, &lines, &e.Points, &p.OccurredAt, &e.RecordedAt, &e.returned)
	if err != nil {
		return nil, err
	}
	if err := json.Unmarshal(lines, &p.Lines); err != nil {
		return nil, err
	}
	e.Source, e.Ref, e.Event, e.order, e.goods = p.Source, p.ExternalRef, p.Event(), p.OccurredAt, p.Lines
	return e, nil
}

func scanActivity(scan func(...any) error) (*Event, error) {
	e := &Event{Of: activities}
	a := earning.Activity{}
	var details []byte
	err := scan(&e.ID, &e.Member, &a.Source, &a.ExternalRef, &a.Trigger, &a.Name, &details, &e.Points, &a.OccurredAt, &e.RecordedAt)
	if err != nil {
		return nil, err
	}
	if err := a.ReadDetails(details); err != nil {
		return nil, err
	}
	e.Source, e.Ref, e.Event, e.order = a.Source, a.ExternalRef, a.Event(), a.OccurredAt
	return e, nil
}

func scanCheckIn(zone *time.Location) func(scan func(...any) error) (*Event, error) {
	return func(scan func(...any) error) (*Event, error) {
		e := &Event{Of: checkIns, Source: "mall", Event: rule.Event{Trigger: mall.TriggerCheckIn, Source: "mall"}}
		var day mall.Date
		var madeUp bool
		if err := scan(&e.ID, &e.Member, &day, &e.Streak, &madeUp, &e.Points, &e.RecordedAt); err != nil {
			return nil, err
		}
		e.Ref, e.order = day.String(), mall.StartOfDay(day, zone)
		if e.At = e.RecordedAt; madeUp {
			e.At = e.order
		}
		return e, nil
	}
}

// sortEvents puts events in the order in which they happened.
func sortEvents(list []*Event) {
	slices.SortFunc(list, func(a, b *Event) int {
		if a.before(b) {
			return -1
		}
		if b.before(a) {
			return 1
		}
		return 0
	})
}

// CustomName is a custom event's name, or nil.
func (e *Event) CustomName() *string {
	if e.Name == "" {
		return nil
	}
	return &e.Name
}
