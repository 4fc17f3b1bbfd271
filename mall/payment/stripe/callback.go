package stripe

import (
	"encoding/json"
	"errors"
	"net/http"

	"github.com/stripe/stripe-go/v82/webhook"

	"pointsmall/mall/payment"
)

// Path is where Stripe calls.
func (*Provider) Path() string { return path }

// Verify has the SDK check the signature by the endpoint's secret, and that the call is at
// most five minutes old. It does not ask which version of the API the event was written in:
// the few fields that are read are in all of them.
func (s *Provider) Verify(c payment.Call) error {
	return webhook.ValidatePayload(c.Body, c.Header.Get("Stripe-Signature"), s.webhook)
}

// event is what is read of an event.
type event struct {
	ID   string `json:"id"`
	Type string `json:"type"`
	Live bool   `json:"livemode"`
	Data struct {
		Object object `json:"object"`
	} `json:"data"`
}

// object is an intent or a refund.
type object struct {
	Status   string            `json:"status"`
	Received int64             `json:"amount_received"`
	Currency string            `json:"currency"`
	Metadata map[string]string `json:"metadata"`
}

// Trim keeps what is read of an event.
func (*Provider) Trim(body []byte) (payment.Message, error) {
	var e event
	if err := json.Unmarshal(body, &e); err != nil || e.Type == "" {
		return payment.Message{}, errors.New("it is no event")
	}
	content, err := json.Marshal(e)
	return payment.Message{Key: e.ID, Content: content}, err
}

// Translate says what an event means.
func (s *Provider) Translate(m payment.Message) (n payment.Notice, err error) {
	var e event
	if err := json.Unmarshal(m.Content, &e); err != nil {
		return n, errors.New("it is no event")
	}
	if e.Live != s.live {
		return n, errors.New("it is a trial where money is meant, or money where a trial is")
	}
	id, ours := payment.ByNumber(e.Data.Object.Metadata[keyPayment])
	switch e.Type {
	case "payment_intent.succeeded":
		if !ours || e.Data.Object.Status != "succeeded" {
			return n, nil // of another shop of the same account
		}
		money, err := received(e.Data.Object.Received, e.Data.Object.Currency)
		return payment.Notice{Kind: payment.NoticePaid, Payment: id, Money: money}, err
	case "payment_intent.payment_failed":
		if ours {
			n = payment.Notice{Kind: payment.NoticeFailed, Payment: id}
		}
	case "refund.updated", "refund.failed", "charge.refund.updated":
		if id, ok := payment.PaymentOfRefund(e.Data.Object.Metadata[keyRefund]); ok {
			n = payment.Notice{Kind: payment.NoticeRefund, Payment: id}
		}
	}
	return n, nil
}

// Answer is 200 for a call that is stored. Stripe repeats others for up to three days.
func (*Provider) Answer(v payment.Verdict) payment.Reply {
	switch v {
	case payment.Taken:
		return payment.Reply{Status: http.StatusOK}
	case payment.Forged:
		return payment.Reply{Status: http.StatusUnauthorized, Type: "text/plain", Body: "the signature is wrong"}
	case payment.Failed:
	}
	return payment.Reply{Status: http.StatusInternalServerError, Type: "text/plain", Body: "try again"}
}
