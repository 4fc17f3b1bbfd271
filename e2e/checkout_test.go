package e2e

import (
	"context"
	"io"
	"net/http"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

const (
	quoteDocument = `query($input: QuoteInput!) { quote(input: $input) { quote { id payable { amount } earns } userErrors { code } } }`
	placeDocument = `mutation($input: PlaceOrderInput!) { placeOrder(input: $input) { order { id status } payment { id clientAction } userErrors { code message } } }`
	watchDocument = `subscription($id: ID!) { orderStatus(orderId: $id) { status version payment { status } } }`
)

// tellTest tells the provider TEST what became of a payment, and answers with what it says.
func tellTest(t *testing.T, url, body string) (status int, answer string) {
	t.Helper()
	request, err := http.NewRequestWithContext(context.Background(), http.MethodPost, url, strings.NewReader(body))
	require.NoError(t, err)
	response, err := http.DefaultClient.Do(request)
	require.NoError(t, err)
	defer func() { require.NoError(t, response.Body.Close()) }()
	said, err := io.ReadAll(response.Body)
	require.NoError(t, err)
	return response.StatusCode, string(said)
}

// A member asks for a quote, orders by it, follows the order, pays, and has points of it.
func TestAnOrderIsQuotedPlacedPaidAndEarns(t *testing.T) {
	t.Parallel()
	eachDatabase(t, func(t *testing.T, database string) {
		mall := open(t, database)
		token := mall.token(t, "bob")
		input := map[string]any{"lines": []any{map[string]any{"skuId": mall.sku(t, "BILL-200"), "quantity": 1}}, "offsetPoints": 500}
		quoted := data(t, mall.server, token, quoteDocument, map[string]any{"input": input})
		require.Equal(t, "195.00", at[string](t, quoted, "quote.quote.payable.amount"))
		earns := at[int64](t, quoted, "quote.quote.earns")
		require.Positive(t, earns)

		order := map[string]any{"quoteId": at[string](t, quoted, "quote.quote.id"), "paymentMethod": "TEST", "idempotencyKey": "one"}
		placed := data(t, mall.server, token, placeDocument, map[string]any{"input": order})
		id, pay := at[string](t, placed, "placeOrder.order.id"), at[string](t, placed, "placeOrder.payment.clientAction")
		watcher := subscribeSSE(t, mall.server, token, watchDocument, map[string]any{"id": id})
		defer watcher.drop()
		assert.Equal(t, "PENDING_PAYMENT", at[string](t, next(t, watcher), "orderStatus.status"))

		for _, c := range []struct {
			body   string
			status int
			says   string
		}{
			{`{"outcome": "lost"}`, http.StatusBadRequest, "INVALID_INPUT"},
			{`no JSON`, http.StatusBadRequest, "INVALID_INPUT"},
			{`{"outcome": "paid", "amount": "1.00", "currency": "CNY"}`, http.StatusBadRequest, "PAYMENT_FAILED"},
			{`{"outcome": "failed"}`, http.StatusOK, "FAILED"},
			{`{"outcome": "paid", "amount": "195.00", "currency": "CNY"}`, http.StatusOK, "PAID"},
			{`{"outcome": "paid"}`, http.StatusOK, "PAID"},
			{`{"outcome": "failed"}`, http.StatusOK, "PAID"},
		} {
			status, says := tellTest(t, pay, c.body)
			assert.Equal(t, c.status, status, c.body)
			assert.Contains(t, says, c.says, c.body)
		}
		status, says := tellTest(t, pay[:len(pay)-1]+"x", `{"outcome": "paid"}`)
		assert.Equal(t, http.StatusNotFound, status, says)

		paid := next(t, watcher)
		assert.Equal(t, "PAID", at[string](t, paid, "orderStatus.status"))
		assert.Equal(t, "PAID", at[string](t, paid, "orderStatus.payment.status"))
		me := data(t, mall.server, token, `{ me { points { available held } } }`, nil)
		assert.Equal(t, earns, at[int64](t, me, "me.points.available"), "500 were spent")
		assert.Zero(t, at[int64](t, me, "me.points.held"))
		mall.stop(t)
		reconcile(t, database)
	})
}

// Strangers reach no provider that takes no money.
func TestTestPaymentsAreNotForProduction(t *testing.T) {
	t.Parallel()
	eachDatabase(t, func(t *testing.T, database string) {
		mall := open(t, database, "--production")
		input := map[string]any{"lines": []any{map[string]any{"skuId": mall.sku(t, "BILL-200"), "quantity": 1}}, "paymentMethod": "TEST", "idempotencyKey": "one"}
		got := data(t, mall.server, mall.token(t, "bob"), placeDocument, map[string]any{"input": input})
		assert.Equal(t, "NOT_AVAILABLE", at[string](t, got, "placeOrder.userErrors.0.code"))
		status, _ := tellTest(t, "http://"+mall.address+"/payments/test/pay_00000000000000000000000000000000", `{"outcome": "paid"}`)
		assert.Equal(t, http.StatusNotFound, status)
	})
}
