package testpay

import (
	"context"

	"pointsmall/ent"
	"pointsmall/mall"
	"pointsmall/mall/payment"
)

// Path is where callbacks go, before the payment's id.
const Path = "/payments/test/"

// Provider is TEST. The zero value tells URLs relative to the mall's.
type Provider struct{ PublicURL string }

// Method is TEST.
func (Provider) Method() mall.PaymentMethod { return mall.PayByTest }

// Remote is false: an attempt can be paid as soon as the mall knows it.
func (Provider) Remote() bool { return false }

// Takes takes every amount.
func (Provider) Takes(mall.Money, payment.Options) *mall.Error { return nil }

// Open has nothing to begin.
func (p Provider) Open(_ context.Context, of *ent.Payment) (payment.Opened, error) {
	return payment.Opened{Action: p.Action(of)}, nil
}

// Action is the URL of the payment's callback.
func (p Provider) Action(of *ent.Payment) string { return p.PublicURL + Path + of.ID.String() }

// Ask finds an attempt open: what was paid is known already, because a callback is processed
// before it is answered.
func (Provider) Ask(context.Context, *ent.Payment) (payment.Finding, error) {
	return payment.Finding{Standing: payment.StandingOpen}, nil
}

// Close is done at once, for the same reason.
func (Provider) Close(context.Context, *ent.Payment) (payment.Finding, error) {
	return payment.Finding{Standing: payment.StandingClosed}, nil
}

// SendBack has nothing to send.
func (Provider) SendBack(context.Context, *ent.Payment, int, int64) error { return nil }

// AskRefund is always done.
func (Provider) AskRefund(context.Context, *ent.Payment, int) (bool, error) { return true, nil }
