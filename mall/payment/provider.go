package payment

import (
	"context"

	"pointsmall/ent"
	"pointsmall/mall"
)

// Provider takes money. It is never called inside a transaction, and each call may be repeated:
// what tells attempts apart is their number (NumberOf), what tells refunds apart is their own.
//
// A call has one of three outcomes. Without an error it is done. A *Refusal is a sure no:
// nothing has happened. Every other error says nothing: it may have happened, and the provider
// is asked again by the same number.
type Provider interface {
	// Method is the way to pay that it stands for.
	Method() mall.PaymentMethod
	// Remote says that an attempt has to be begun at the provider before it can be paid.
	Remote() bool
	// Takes refuses an amount, or options, that the provider does not take; nil: it does.
	// Refusals: NOT_AVAILABLE, INVALID_INPUT. It is pure.
	Takes(amount mall.Money, o Options) *mall.Error
	// Open begins an attempt. Called again, it begins nothing more and tells the same.
	Open(ctx context.Context, p *ent.Payment) (Opened, error)
	// Action is what a client does to pay: a URL, or the provider's own text; "": nothing yet.
	Action(p *ent.Payment) string
	// Ask tells what has become of an attempt.
	Ask(ctx context.Context, p *ent.Payment) (Finding, error)
	// Close ends an attempt at the provider, and tells what it has found. Called again, it
	// tells the same.
	Close(ctx context.Context, p *ent.Payment) (Finding, error)
	// SendBack sends an amount back, in minor units; number, from 1, tells refunds of a payment
	// apart, and a number's amount never changes. Called again with the same number, it sends
	// nothing more. nil: the money has gone back; ErrUnderWay: it will.
	SendBack(ctx context.Context, p *ent.Payment, number int, minor int64) error
	// AskRefund tells whether a refund is done, and sends nothing. ErrUnderWay: it will be.
	AskRefund(ctx context.Context, p *ent.Payment, number int) (done bool, err error)
}

// Opened is what a provider says of an attempt that was begun there.
type Opened struct {
	// Action is what a client does to pay.
	Action string
	// Reference is the provider's own id of the attempt; "": it goes by the attempt's number.
	Reference string
}

// Standing is where an attempt stands at its provider.
type Standing int

// The standings.
const (
	// StandingUnknown is no answer: nothing may be released.
	StandingUnknown Standing = iota
	// StandingAbsent: the provider does not know it, so nobody can pay it.
	StandingAbsent
	// StandingOpen: it can be paid.
	StandingOpen
	// StandingFailed: a try has failed; it can be paid all the same.
	StandingFailed
	// StandingPaid: its money has arrived.
	StandingPaid
	// StandingClosed: nobody can pay it any more, and nobody has.
	StandingClosed
)

// Finding is what a provider says of an attempt.
type Finding struct {
	Standing Standing
	// Money is what has arrived, where it is paid; nil: the provider names no amount.
	Money *mall.Money
}

// Over reports whether nobody has paid and nobody can any more.
func (f Finding) Over() bool { return f.Standing == StandingAbsent || f.Standing == StandingClosed }

// Providers are those that the mall knows, by their methods.
type Providers map[mall.PaymentMethod]Provider
