package gateway

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"time"
)

// Visit checks that the client's secret is one of an intent.
func (g *Stripe) Visit(action string) error {
	g.mu.Lock()
	defer g.mu.Unlock()
	for _, t := range g.trades {
		if t.secret == action {
			return nil
		}
	}
	return fmt.Errorf("there is no such client secret")
}

// Pay has the member pay.
func (g *Stripe) Pay(number string) error { return g.PayOther(number, 0, "") }

// PayOther has the platform say that another amount was paid.
func (g *Stripe) PayOther(number string, units int64, currency string) error {
	g.mu.Lock()
	defer g.mu.Unlock()
	t, err := g.take(number, units, strings.ToLower(currency))
	if err == nil {
		g.tell("payment_intent.succeeded", intent(t))
	}
	return err
}

// Fail has a try fail; the platform tells of it.
func (g *Stripe) Fail(number string) error {
	g.mu.Lock()
	defer g.mu.Unlock()
	t, err := g.fail(number)
	if err == nil {
		g.tell("payment_intent.payment_failed", intent(t))
	}
	return err
}

// Settle sends the money of refunds.
func (g *Stripe) Settle() {
	g.mu.Lock()
	defer g.mu.Unlock()
	for _, t := range g.trades {
		for _, r := range t.refunds {
			if !r.done {
				r.done = true
				g.tell("refund.updated", refundOf(t, r))
			}
		}
	}
}

// tell makes a call, in another version of the API than the SDK's.
func (g *Stripe) tell(event string, about any) {
	body, _ := json.Marshal(map[string]any{
		"id": g.next("evt_"), "object": "event", "api_version": "2026-08-26.dahlia", "created": g.clock().Unix(), "livemode": false, "type": event,
		"data": map[string]any{"object": about},
	})
	g.notices = append(g.notices, seal(body, g.WebhookSecret))
}

func seal(body []byte, secret string) Notice {
	at := strconv.FormatInt(time.Now().Unix(), 10)
	mac := hmac.New(sha256.New, []byte(secret))
	_, _ = mac.Write([]byte(at + "."))
	_, _ = mac.Write(body)
	return Notice{http.Header{"Content-Type": {"application/json"}, "Stripe-Signature": {"t=" + at + ",v1=" + hex.EncodeToString(mac.Sum(nil))}}, body}
}

// Forge is a call that somebody else has signed.
func (*Stripe) Forge(n Notice) Notice { return seal(n.Body, "whsec_of_somebody_else") }
