package payments_test

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"net"
	"net/http"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"pointsmall/e2e/gateway"
	"pointsmall/mall"
	"pointsmall/mall/malltest"
	"pointsmall/mall/seed"
	"pointsmall/mall/store"
	"pointsmall/mall/wiring"
	"pointsmall/server"
)

// A server with all providers, from its settings to what members and platforms see.
func TestAServerTakesMoneyByTheProvidersOfItsSettings(t *testing.T) {
	t.Parallel()
	db, err := store.Open(t.Context(), malltest.SQLite(t), store.Options{})
	require.NoError(t, err)
	require.NoError(t, seed.Demo(t.Context(), db, mall.SystemClock))
	chat, ali, card := gateway.NewWeChat(mall.SystemClock), gateway.NewAlipay(mall.SystemClock), gateway.NewStripe(mall.SystemClock)
	settings := wiring.PaymentSettings{
		ReturnURLs: []string{"https://shop.test"},
		WeChat:     weChatSettings(chat, serve(t, chat)), Alipay: alipaySettings(ali, serve(t, ali)), Stripe: stripeSettings(card, serve(t, card)),
	}
	s, err := server.New(t.Context(), db, server.Config{PublicURL: home, NoJobs: true, Payments: settings, Production: true})
	require.NoError(t, err)
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	served := make(chan error, 1)
	go func() { served <- s.Serve(listener) }()
	send := func(path string, header http.Header, body []byte) (int, []byte) {
		r, err := http.NewRequestWithContext(t.Context(), http.MethodPost, "http://"+listener.Addr().String()+path, bytes.NewReader(body))
		require.NoError(t, err)
		r.Header, r.Close = header, true
		answer, err := http.DefaultClient.Do(r)
		require.NoError(t, err)
		defer func() { _ = answer.Body.Close() }()
		said, err := io.ReadAll(answer.Body)
		require.NoError(t, err)
		return answer.StatusCode, said
	}
	t.Cleanup(func() {
		require.NoError(t, s.Close(context.Background()))
		require.NoError(t, <-served)
		malltest.Reconcile(t, db)
		require.NoError(t, db.Close())
	})
	alice, err := s.Services.Access.IssueMember(t.Context(), "demo-alice", time.Hour)
	require.NoError(t, err)
	ask := func(query string) map[string]any {
		body, err := json.Marshal(map[string]string{"query": query})
		require.NoError(t, err)
		_, said := send("/graphql", http.Header{"Content-Type": {"application/json"}, "Authorization": {"Bearer " + alice}}, body)
		var out struct{ Data map[string]any }
		require.NoError(t, json.Unmarshal(said, &out), string(said))
		require.NotNil(t, out.Data, string(said))
		return out.Data
	}
	offers := ask(`{ paymentMethods { method scenes publicKey } }`)["paymentMethods"].([]any)
	require.Len(t, offers, 3, "TEST is not among them")
	assert.Equal(t, map[string]any{"method": "WECHAT_PAY", "scenes": []any{"JSAPI", "NATIVE", "H5"}, "publicKey": nil}, offers[0])
	assert.Equal(t, map[string]any{"method": "STRIPE", "scenes": []any{}, "publicKey": card.PublicKey}, offers[2])

	sku, err := s.Services.Catalog.SkuByCode(t.Context(), "BILL-200")
	require.NoError(t, err)
	place := func(key, method, options string) map[string]any {
		return ask(`mutation { placeOrder(input: {lines: [{skuId: "` + sku.ID.String() + `", quantity: 1}], paymentMethod: ` + method + `, idempotencyKey: "` + key + `"` + options + `}) {
			order { id status } payment { clientAction status } userErrors { code path } } }`)["placeOrder"].(map[string]any)
	}
	for method, p := range map[string]struct {
		platform gateway.Gateway
		path     string
		status   int
		body     string
	}{
		"WECHAT_PAY": {chat, "/payments/wechat", http.StatusNoContent, ""},
		"ALIPAY":     {ali, "/payments/alipay", http.StatusOK, "success"},
		"STRIPE":     {card, "/payments/stripe", http.StatusOK, ""},
	} {
		placed := place(method, method, "")
		require.Empty(t, placed["userErrors"], method)
		require.NoError(t, p.platform.Visit(placed["payment"].(map[string]any)["clientAction"].(string)), method)
		require.NoError(t, payAny(p.platform), method)
		for _, n := range p.platform.Notices() {
			for forged, n := range map[bool]gateway.Notice{true: p.platform.Forge(n), false: n} {
				status, said := send(p.path, n.Header, n.Body)
				if forged {
					assert.Equal(t, http.StatusUnauthorized, status, method)
					continue
				}
				assert.Equal(t, p.status, status, method)
				assert.Equal(t, p.body, string(said), method)
			}
		}
		order := ask(`{ order(id: "` + placed["order"].(map[string]any)["id"].(string) + `") { status payment { status clientAction } } }`)["order"].(map[string]any)
		assert.Equal(t, map[string]any{"status": "PAID", "payment": map[string]any{"status": "PAID", "clientAction": nil}}, order, method)
	}
	refused := place("elsewhere", "ALIPAY", `, paymentOptions: {returnUrl: "https://evil.test/"}`)
	assert.Equal(t, []any{map[string]any{"code": "INVALID_INPUT", "path": []any{"input", "paymentOptions", "returnUrl"}}}, refused["userErrors"])
	back := place("back", "ALIPAY", `, paymentOptions: {scene: WAP, returnUrl: "https://shop.test/done"}`)
	assert.Empty(t, back["userErrors"])
	assert.Contains(t, back["payment"].(map[string]any)["clientAction"], "return_url=https%3A%2F%2Fshop.test%2Fdone")
}

// payAny has the member pay the one thing that can be paid.
func payAny(g gateway.Gateway) error { return g.Pay(g.Open()) }

func TestAServerRefusesHalfOfAProvidersSettings(t *testing.T) {
	g := gateway.NewStripe(mall.SystemClock)
	half := stripeSettings(g, "")
	half.WebhookSecret = ""
	mixed := stripeSettings(g, "")
	mixed.PublicKey = "pk_live_1"
	for _, c := range []struct {
		settings wiring.PaymentSettings
		says     string
	}{
		{wiring.PaymentSettings{Stripe: half}, "--stripe-webhook-secret"},
		{wiring.PaymentSettings{Stripe: mixed}, "one of the keys is for trials"},
	} {
		states := c.settings.States(home, mall.SystemClock)
		require.Len(t, states, 1)
		require.ErrorContains(t, states[0].Err, c.says)
		assertHarmless(t, states[0].Err)
	}
	assert.Empty(t, wiring.PaymentSettings{}.States(home, mall.SystemClock))
}
