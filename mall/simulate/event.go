package simulate

import (
	"bytes"
	"cmp"
	"slices"
	"time"

	"github.com/google/uuid"

	"pointsmall/ent"
	"pointsmall/mall"
	"pointsmall/mall/earning"
	"pointsmall/mall/earning/activity"
	"pointsmall/mall/earning/purchase"
	"pointsmall/mall/earning/rule"
)

// Event is something stored that may have earned.
type Event struct {
	// ID is that of what is stored, which has Of's kind; a sign-up has the member's.
	ID          uuid.UUID
	Of          kind
	Member      mall.MemberID
	Source, Ref string
	// Title is what people call what Ref names: a tier, a task; empty for other events.
	Title      mall.Text
	RecordedAt time.Time
	// Points are what it earned when it was recorded.
	Points mall.Points
	rule.Event

	// order is when the event comes among the others: when it happened, and for a check-in
	// that was made up the end of its day.
	order time.Time
	// traits are the member's as they were then; nil: they are what they are now.
	traits *traits
	// goods are a purchase's lines as they are stored, returns what came back of them;
	// returned is true where something did.
	goods    []mall.PurchaseLine
	returns  []cameBack
	returned bool
	// unrecorded is true for a sign-up that was no event: nothing is known of what it earned.
	unrecorded bool
	// fallen is when a return took back what it earned; nil: none did. subject is the task's
	// progress or the referral that it was for.
	fallen  *time.Time
	subject mall.GrantID
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
	referred
	undone
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
	case referrals, referred:
		id = mall.ReferralID(e.ID)
	case undone:
		if id = mall.TaskProgressID(e.subject); e.rewards() {
			id = mall.ReferralID(e.subject)
		}
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
		return taskDone(e.Title)
	case rises:
		return mall.Text{EN: "Reached tier " + e.Title.In(mall.LangEN), ZH: "升级为" + e.Title.In(mall.LangZH)}
	case referrals:
		return mall.Textf("Referral", "邀请")
	case referred:
		return e.Trigger.Text()
	case undone:
		if e.rewards() {
			return e.Trigger.Text()
		}
		return taskDone(e.Title)
	}
	return earning.Activity{Trigger: e.Trigger, Name: e.Name}.Text()
}

func taskDone(name mall.Text) mall.Text {
	return mall.Text{EN: "Task " + name.In(mall.LangEN), ZH: "任务 " + name.In(mall.LangZH)}
}

func ofPurchase(row *purchase.Past) (*Event, error) {
	p := earning.Purchase{
		Source: row.Source, ExternalRef: row.ExternalRef, OccurredAt: row.OccurredAt, Channel: row.Channel, Lines: row.Lines,
		Total: mall.Money{Minor: row.TotalMinor, Currency: row.Currency},
	}
	return &Event{
		ID: row.ID.UUID(), Of: purchases, Member: row.MemberID, Source: row.Source, Ref: row.ExternalRef, RecordedAt: row.RecordedAt,
		Points: row.Points, Event: p.Event(), order: row.OccurredAt, goods: row.Lines, returned: row.Returned,
	}, nil
}

func ofActivity(row *ent.Activity) (*Event, error) {
	a := earning.Activity{Source: row.Source, ExternalRef: row.ExternalRef, Trigger: row.Trigger, Name: row.Name, OccurredAt: row.OccurredAt}
	if err := a.ReadDetails(row.Details); err != nil {
		return nil, err
	}
	return &Event{
		ID: row.ID.UUID(), Of: activities, Member: row.MemberID, Source: row.Source, Ref: row.ExternalRef, RecordedAt: row.RecordedAt,
		Points: row.Points, Event: a.Event(), order: row.OccurredAt,
	}, nil
}

// checkInIn reads a check-in in its place among what happened on its day: one that was made
// up comes last, for it is the newest of its day and the table is read by day and id.
func checkInIn(zone *time.Location) func(*activity.CheckIn) (*Event, error) {
	return func(row *activity.CheckIn) (*Event, error) {
		at, order := row.At, row.At
		if row.MadeUp {
			at = mall.StartOfDay(row.Day, zone)
			order = mall.StartOfDay(row.Day.AddDays(1), zone).Add(-time.Nanosecond)
		}
		e := happened(row.ID.UUID(), checkIns, mall.TriggerCheckIn, row.Member, row.Day.String(), at, row.At, row.Points)
		e.Streak, e.order = row.Streak, order
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

// rewards reports whether the event is a referral that was rewarded, for either side.
func (e *Event) rewards() bool {
	return e.Trigger == mall.TriggerReferral || e.Trigger == mall.TriggerReferred
}
