package payment

import (
	"strings"
	"time"

	"pointsmall/ent"
	"pointsmall/mall"
)

// Sheet is the payments of a transaction's orders. The locks of the orders keep them still.
type Sheet struct {
	now     time.Time
	byOrder map[mall.OrderID][]*Attempt
	byID    map[mall.PaymentID]*Attempt
	events  []*ent.PaymentEvent // new
}

// NewSheet makes a sheet without payments.
func NewSheet(now time.Time) *Sheet {
	return &Sheet{now: now, byOrder: map[mall.OrderID][]*Attempt{}, byID: map[mall.PaymentID]*Attempt{}}
}

// Attempt is a payment on a sheet.
type Attempt struct {
	*ent.Payment
	State

	fresh, changed bool
}

// Of are the attempts to pay an order, the oldest first.
func (s *Sheet) Of(id mall.OrderID) []*Attempt { return s.byOrder[id] }

// Find is an attempt; nil: the sheet has none of this id.
func (s *Sheet) Find(id mall.PaymentID) *Attempt { return s.byID[id] }

// Way is how an attempt is paid.
type Way struct {
	Method  mall.PaymentMethod
	Options Options
	// Remote says that it has to be begun at its provider.
	Remote bool
}

// firstLook is when a job looks after an attempt at a provider first. Until then who has asked
// for it begins it.
const firstLook = 30 * time.Second

// Request asks for an attempt.
func (s *Sheet) Request(id mall.OrderID, by Way, amount mall.Money, until time.Time) *Attempt {
	a := &Attempt{fresh: true, Payment: &ent.Payment{
		ID: mall.NewPaymentID(), OrderID: id, Attempt: len(s.byOrder[id]) + 1, Method: by.Method, AmountMinor: amount.Minor, Currency: amount.Currency,
		Status: mall.PaymentPending, ExpiresAt: until, RequestedAt: s.now, Options: by.Options.String(),
	}}
	if by.Remote {
		a.LookDue = new(s.now.Add(firstLook))
	}
	s.keep(a)
	s.Add(a, mall.PaymentRequested, amount.Minor, "")
	return a
}

func (s *Sheet) keep(a *Attempt) {
	s.byOrder[a.OrderID] = append(s.byOrder[a.OrderID], a)
	s.byID[a.ID] = a
}

// Add adds an event about an amount in minor units, with what is to be said of it.
func (s *Sheet) Add(a *Attempt, kind mall.PaymentEventKind, minor int64, note string) {
	a.add(kind, minor)
	a.EventCount++
	a.Status = a.Word()
	a.changed = true
	switch kind {
	case mall.PaymentRefundRequested:
		a.RefundDue = &s.now
	case mall.PaymentSentBack:
		a.RefundTries, a.RefundFailure = 0, ""
		if a.RefundDue = &s.now; a.Returned == a.ToReturn {
			a.RefundDue = nil
		}
	}
	s.events = append(s.events, &ent.PaymentEvent{PaymentID: a.ID, Number: a.EventCount, Kind: kind, AmountMinor: minor, Note: note, HappenedAt: s.now})
}

// firstWait is how long it takes until money is sent back again after the provider did not do
// it; each further time takes twice as long, at most mostWait.
const (
	firstWait = time.Minute
	mostWait  = 6 * time.Hour
)

// maxFailure is how many bytes of what a provider said are kept.
const maxFailure = 500

// Postpone notes that a payment's money could not be sent back, and why, and when it is tried
// again.
func (s *Sheet) Postpone(a *Attempt, why string) {
	wait := mostWait
	if a.RefundTries < 9 {
		wait = min(firstWait<<a.RefundTries, mostWait)
	}
	a.RefundTries++
	a.RefundFailure = strings.ToValidUTF8(why[:min(len(why), maxFailure)], "")
	a.RefundDue = new(s.now.Add(wait))
	a.changed = true
}
