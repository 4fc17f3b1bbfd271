package payment

import (
	"pointsmall/ent"
	"pointsmall/mall"
)

// State is what the events of a payment add up to. Amounts are in minor units.
type State struct {
	// Captured has arrived, ToReturn has to go back of it, Returned has gone back.
	Captured, ToReturn, Returned int64
	// Refunds are the amounts that had to go back, one after the other: the first is refund 1.
	// Sent is how many of them have gone back, in the same order.
	Refunds []int64
	Sent    int
	// Refused says that the newest try failed, Closed that the provider takes no more.
	Refused, Closed bool
}

// StateOf adds up events, which are in their order.
func StateOf(events []*ent.PaymentEvent) (s State) {
	for _, e := range events {
		s.add(e.Kind, e.AmountMinor)
	}
	return s
}

func (s *State) add(kind mall.PaymentEventKind, minor int64) {
	switch kind {
	case mall.PaymentCaptured:
		s.Captured += minor
	case mall.PaymentRefundRequested:
		s.ToReturn += minor
		s.Refunds = append(s.Refunds, minor)
	case mall.PaymentSentBack:
		s.Returned += minor
		s.Sent++
	case mall.PaymentRefused:
		s.Refused = true
	case mall.PaymentClosed:
		s.Closed = true
	case mall.PaymentRequested:
	}
}

// Word is the state in one word.
func (s State) Word() mall.PaymentStatus {
	switch {
	case s.Returned > 0 && s.Returned == s.Captured:
		return mall.PaymentRefunded
	case s.Returned > 0:
		return mall.PaymentPartiallyRefunded
	case s.Captured > 0:
		return mall.PaymentPaid
	case s.Closed:
		return mall.PaymentExpired
	case s.Refused:
		return mall.PaymentFailed
	}
	return mall.PaymentPending
}

// Open reports whether money may still arrive, as far as the provider has said.
func (s State) Open() bool { return s.Captured == 0 && !s.Closed }

// Kept is the money that has arrived and does not have to go back.
func (s State) Kept() int64 { return s.Captured - s.ToReturn }

// NextRefund is the refund that has to go back next: its number, from 1, and its amount. A
// number never has another amount, so that providers recognise what they were asked before.
// ok is false where nothing has to go back.
func (s State) NextRefund() (number int, minor int64, ok bool) {
	if s.Sent >= len(s.Refunds) {
		return 0, 0, false
	}
	return s.Sent + 1, s.Refunds[s.Sent], true
}
