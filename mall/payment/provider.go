package payment

import (
	"context"

	"pointsmall/ent"
	"pointsmall/mall"
)

// Provider takes money. It is never called inside a transaction.
type Provider interface {
	// Method is the way to pay that it stands for.
	Method() mall.PaymentMethod
	// Action is what a client does to pay: a URL, or the provider's own text.
	Action(p *ent.Payment) string
	// Close ends an attempt at the provider, and tells what it has found. Called again, it
	// tells the same.
	Close(ctx context.Context, p *ent.Payment) (Closing, error)
	// SendBack sends an amount back, in minor units; number tells refunds of a payment apart:
	// they count from 1, one after the other, and a number's amount never changes. Called again
	// with the same number, it sends nothing more. nil: the money has gone back.
	SendBack(ctx context.Context, p *ent.Payment, number int, minor int64) error
}

// Closing is what a provider says of an attempt that it was told to close.
type Closing int

// What providers say.
const (
	// ClosingUnknown is no answer: nothing may be released.
	ClosingUnknown Closing = iota
	// ClosingDone: nobody can pay it any more.
	ClosingDone
	// ClosingPaid: it has been paid before.
	ClosingPaid
)

// Providers are those that the mall knows, by their methods.
type Providers map[mall.PaymentMethod]Provider
