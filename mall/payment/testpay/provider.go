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

// Action is the URL of the payment's callback.
func (p Provider) Action(of *ent.Payment) string { return p.PublicURL + Path + of.ID.String() }

// Close is done at once: what was paid before is known already, because a callback is
// processed before it is answered.
func (Provider) Close(context.Context, *ent.Payment) (payment.Closing, error) {
	return payment.ClosingDone, nil
}

// SendBack has nothing to send.
func (Provider) SendBack(context.Context, *ent.Payment, int, int64) error { return nil }
