package payments_test

import (
	"bytes"
	"fmt"
	"log/slog"
	"os"
	"strings"
	"sync"
	"testing"

	"pointsmall/e2e/gateway"
)

// log is what all tests have logged.
type log struct {
	mu   sync.Mutex
	text bytes.Buffer
}

func (l *log) Write(text []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.text.Write(text)
}

// TestMain reads what all tests have logged: no key, no number of a card, no client secret
// stands in it.
func TestMain(m *testing.M) {
	logged := &log{}
	slog.SetDefault(slog.New(slog.NewTextHandler(logged, &slog.HandlerOptions{Level: slog.LevelDebug})))
	code := m.Run()
	text := logged.text.String()
	chat, card := gateway.NewWeChat(nil), gateway.NewStripe(nil)
	for _, secret := range []string{chat.APIKey, card.SecretKey, card.WebhookSecret, "PRIVATE KEY", "_secret_", "4242", "paySign", "Stripe-Signature", "Wechatpay-Signature"} {
		if i := strings.Index(text, secret); i >= 0 {
			fmt.Printf("FAIL: the log has %q: %s\n", secret, text[max(0, i-300):min(len(text), i+100)])
			code = 1
		}
	}
	os.Exit(code)
}
