package gateway

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/rand"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"strings"
	"time"
)

// Visit checks what the member's WeChat would: the signature of a payment inside WeChat, and
// that the platform knows it.
func (g *WeChat) Visit(action string) error {
	g.mu.Lock()
	defer g.mu.Unlock()
	var inside struct{ AppID, TimeStamp, NonceStr, Package, SignType, PaySign string }
	if json.Unmarshal([]byte(action), &inside) == nil {
		text := fmt.Sprintf("%s\n%s\n%s\n%s\n", inside.AppID, inside.TimeStamp, inside.NonceStr, inside.Package)
		if inside.AppID != g.App || inside.SignType != "RSA" || !keys().merchant.signed(text, inside.PaySign) {
			return fmt.Errorf("the signature of a payment inside WeChat is wrong")
		}
		action = inside.Package
	}
	for _, t := range g.trades {
		if strings.Contains(action, t.secret) {
			return nil
		}
	}
	return fmt.Errorf("nobody knows %s", action)
}

// Pay has the member pay.
func (g *WeChat) Pay(number string) error { return g.PayOther(number, 0, "") }

// PayOther has the platform say that another amount was paid.
func (g *WeChat) PayOther(number string, units int64, currency string) error {
	g.mu.Lock()
	defer g.mu.Unlock()
	t, err := g.take(number, units, currency)
	if err != nil {
		return err
	}
	g.tell("TRANSACTION.SUCCESS", g.transaction(t))
	return nil
}

// Fail has a try fail. The platform tells nobody.
func (g *WeChat) Fail(number string) error {
	g.mu.Lock()
	defer g.mu.Unlock()
	_, err := g.fail(number)
	return err
}

// Settle sends the money of refunds.
func (g *WeChat) Settle() {
	g.mu.Lock()
	defer g.mu.Unlock()
	for _, t := range g.trades {
		for _, r := range t.refunds {
			if !r.done {
				r.done = true
				g.tell("REFUND.SUCCESS", map[string]any{
					"mchid": g.Merchant, "out_trade_no": t.number, "transaction_id": t.id, "out_refund_no": r.number, "refund_id": r.id, "refund_status": "SUCCESS",
					"amount": map[string]any{"total": t.paidUnits, "refund": r.units, "payer_total": t.paidUnits, "payer_refund": r.units},
				})
			}
		}
	}
}

// tell makes a call: what it is about is encrypted by the API v3 key, the whole is signed.
func (g *WeChat) tell(event string, about any) {
	plain, _ := json.Marshal(about)
	block, err := aes.NewCipher([]byte(g.APIKey))
	if err != nil {
		panic(err)
	}
	gcm, err := cipher.NewGCM(block)
	if err != nil {
		panic(err)
	}
	nonce := rand.Text()[:12]
	body, _ := json.Marshal(map[string]any{
		"id": g.next("EV-"), "create_time": g.clock().Format(time.RFC3339), "event_type": event, "resource_type": "encrypt-resource", "summary": event,
		"resource": map[string]string{
			"algorithm": "AEAD_AES_256_GCM", "associated_data": "transaction", "nonce": nonce, "original_type": "transaction",
			"ciphertext": base64.StdEncoding.EncodeToString(gcm.Seal(nil, []byte(nonce), plain, []byte("transaction"))),
		},
	})
	g.notices = append(g.notices, Notice{g.seal(body, keys().platform), body})
}

// Forge is a call that somebody else has signed.
func (g *WeChat) Forge(n Notice) Notice { return Notice{g.seal(n.Body, keys().stranger), n.Body} }

// SignAny makes a call of any body, as the platform would sign it.
func (g *WeChat) SignAny(body []byte) Notice { return Notice{g.seal(body, keys().platform), body} }
