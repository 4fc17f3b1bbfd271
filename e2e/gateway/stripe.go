package gateway

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"
)

// Stripe is Stripe's platform.
type Stripe struct {
	*desk
	SecretKey, PublicKey, WebhookSecret string

	// answered are the answers that idempotency keys had.
	answered map[string]answered
}

// answered is what a key was used for first.
type answered struct {
	request string
	answer  answer
	at      time.Time
}

// keyLife is for how long the platform knows an idempotency key.
const keyLife = 24 * time.Hour

// NewStripe opens the platform with one merchant.
func NewStripe(clock func() time.Time) *Stripe {
	return &Stripe{
		desk: newDesk(clock), SecretKey: "sk_test_51Pointsmall", PublicKey: "pk_test_51Pointsmall", WebhookSecret: "whsec_pointsmall",
		answered: map[string]answered{},
	}
}

// ServeHTTP answers the merchant's calls.
func (g *Stripe) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	_ = r.ParseForm()
	do := func() answer {
		g.mu.Lock()
		defer g.mu.Unlock()
		if r.Header.Get("Authorization") != "Bearer "+g.SecretKey {
			return problem(http.StatusUnauthorized, "invalid_request_error", "")
		}
		key := r.Header.Get("Idempotency-Key")
		if r.Method != http.MethodPost || key == "" {
			return g.route(r)
		}
		request := r.URL.Path + "?" + r.Form.Encode()
		if before, ok := g.answered[key]; ok && g.clock().Sub(before.at) < keyLife {
			if before.request != request {
				return problem(http.StatusBadRequest, "idempotency_error", "")
			}
			return before.answer
		}
		a := g.route(r)
		g.answered[key] = answered{request, a, g.clock()}
		return a
	}
	down := func() answer { return problem(http.StatusInternalServerError, "api_error", "") }
	lie := func(a answer) answer {
		var said map[string]any
		if json.Unmarshal(a.body, &said) != nil {
			return a
		}
		said["id"], said["metadata"], said["status"] = "pi_another", map[string]string{"payment": "another"}, "a status that nobody knows"
		return object(said)
	}
	g.serve(w, r, do, down, lie)
}

func object(content any) answer {
	body, _ := json.Marshal(content)
	return answer{http.StatusOK, http.Header{"Content-Type": {"application/json"}}, body}
}

func problem(status int, kind, code string) answer {
	a := object(map[string]any{"error": map[string]any{"type": kind, "code": code, "message": "refused: " + code + ", card 4242 4242 4242 4242"}})
	a.status = status
	return a
}

func missing() answer {
	return problem(http.StatusNotFound, "invalid_request_error", "resource_missing")
}

func (g *Stripe) route(r *http.Request) answer {
	path := strings.TrimPrefix(r.URL.Path, "/v1/")
	switch {
	case r.Method == http.MethodPost && path == "payment_intents":
		return g.make(r.Form)
	case r.Method == http.MethodGet && path == "payment_intents/search":
		return g.search(r.Form.Get("query"))
	case r.Method == http.MethodPost && path == "refunds":
		return g.refund(r.Form)
	case r.Method == http.MethodGet && path == "refunds":
		return g.refunds(r.Form)
	case r.Method == http.MethodGet && path == "payment_intents":
		return g.list(r.Form)
	}
	id, verb, _ := strings.Cut(strings.TrimPrefix(path, "payment_intents/"), "/")
	t := g.byID(id)
	switch {
	case t == nil:
		return missing()
	case r.Method == http.MethodGet && verb == "":
		return object(intent(t))
	case r.Method == http.MethodPost && verb == "cancel":
		if t.state != opened {
			return problem(http.StatusBadRequest, "invalid_request_error", "payment_intent_unexpected_state")
		}
		t.state = closed
		return object(intent(t))
	}
	return missing()
}

func (g *Stripe) byID(id string) *trade {
	for _, t := range g.trades {
		if t.id == id {
			return t
		}
	}
	return nil
}

// metadata reads metadata[key]=value.
func metadata(form url.Values) map[string]string {
	found := map[string]string{}
	for key := range form {
		if name, ok := strings.CutPrefix(key, "metadata["); ok {
			found[strings.TrimSuffix(name, "]")] = form.Get(key)
		}
	}
	return found
}

func (g *Stripe) make(form url.Values) answer {
	units, err := strconv.ParseInt(form.Get("amount"), 10, 64)
	currency := form.Get("currency")
	switch {
	case err != nil || units <= 0 || len(currency) != 3 || currency != strings.ToLower(currency):
		return problem(http.StatusBadRequest, "invalid_request_error", "parameter_invalid_integer")
	case units < 50:
		return problem(http.StatusBadRequest, "invalid_request_error", "amount_too_small")
	case currency == "isk" && units%100 != 0, currency == "kwd" && units%10 != 0:
		return problem(http.StatusBadRequest, "invalid_request_error", "invalid_charge_amount")
	}
	id := g.next("pi_3Pointsmall")
	t := &trade{id: id, units: units, currency: currency, at: g.clock(), metadata: metadata(form), secret: id + "_secret_" + g.next("s")}
	t.number = t.metadata["payment"]
	if before := g.trades[t.number]; before != nil { // two intents of one attempt: nobody looks for that by its number any more
		g.trades[t.number+" again"] = t
	} else {
		g.trades[t.number] = t
	}
	return object(intent(t))
}

// intent is how Stripe tells of a trade.
func intent(t *trade) map[string]any {
	said := map[string]any{
		"id": t.id, "object": "payment_intent", "amount": t.units, "amount_received": t.paidUnits, "currency": t.currency, "client_secret": t.secret,
		"metadata": t.metadata, "status": "requires_payment_method", "livemode": false,
	}
	switch {
	case t.state == paid:
		said["status"], said["currency"] = "succeeded", t.paidCurrency
	case t.state == closed:
		said["status"] = "canceled"
	case t.failed:
		said["last_payment_error"] = map[string]any{"type": "card_error", "code": "card_declined", "message": "declined"}
	}
	return said
}

func (g *Stripe) search(query string) answer {
	list := []any{}
	for _, t := range g.trades {
		if query == fmt.Sprintf("metadata['payment']:'%s'", t.number) {
			list = append(list, intent(t))
		}
	}
	return object(map[string]any{"object": "search_result", "data": list, "has_more": false, "url": "/v1/payment_intents/search"})
}

func (g *Stripe) refund(form url.Values) answer {
	units, err := strconv.ParseInt(form.Get("amount"), 10, 64)
	t := g.byID(form.Get("payment_intent"))
	switch {
	case t == nil:
		return missing()
	case err != nil || units <= 0 || t.state != paid:
		return problem(http.StatusBadRequest, "invalid_request_error", "parameter_invalid_integer")
	case t.asked() == t.paidUnits:
		return problem(http.StatusBadRequest, "invalid_request_error", "charge_already_refunded")
	case t.asked()+units > t.paidUnits:
		return problem(http.StatusBadRequest, "invalid_request_error", "amount_too_large")
	}
	m := metadata(form)
	r := &refund{id: g.next("re_"), number: m["refund"], units: units, at: g.clock(), metadata: m}
	t.refunds = append(t.refunds, r)
	return object(refundOf(t, r))
}

func refundOf(t *trade, r *refund) map[string]any {
	status := "pending"
	if r.done {
		status = "succeeded"
	}
	return map[string]any{
		"id": r.id, "object": "refund", "amount": r.units, "currency": t.paidCurrency, "payment_intent": t.id, "status": status, "metadata": r.metadata,
	}
}

func (g *Stripe) refunds(form url.Values) answer {
	list := []any{}
	for _, t := range g.trades {
		if of := form.Get("payment_intent"); of != "" && of != t.id {
			continue
		}
		for _, r := range slices.Backward(t.refunds) {
			if within(r.at, form) {
				list = append(list, refundOf(t, r))
			}
		}
	}
	return object(map[string]any{"object": "list", "data": list, "has_more": false, "url": "/v1/refunds"})
}
