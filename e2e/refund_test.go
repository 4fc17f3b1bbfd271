package e2e

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

const (
	refundDocument  = `mutation($input: RefundOrderInput!) { refundOrder(input: $input) { order { status version payment { status } lines { returned } } pointsReturned cashReturned { amount } pointsTakenBack refunds { tender amount { amount } points status } refund { number reason } userErrors { code message path } } }`
	previewDocument = `query($input: RefundPreviewInput!) { refundPreview(input: $input) { pointsReturned cashReturned { amount } pointsTakenBack refund { id } userErrors { code path } } }`
	orderDocument   = `query($id: ID!) { order(id: $id) { status version missing address { name street } payment { status } lines { id name returned } refunds { number cash { amount } offsetPoints tenders { tender status } lines { quantity restocked } } parcels { number carrier trackingNumber deliveredAt lines { quantity } events { description } } afterSales { id status } history { version status note by } } }`
	addressDocument = `mutation($input: CreateAddressInput!) { createAddress(input: $input) { address { id isDefault version } userErrors { code message path } } }`
	changeDocument  = `mutation($input: SetOrderAddressInput!) { setOrderAddress(input: $input) { order { version missing address { street } } userErrors { code message path } } }`
	shipDocument    = `mutation($input: ShipOrderInput!) { shipOrder(input: $input) { order { status version parcels { id } } userErrors { code message path } } }`
	parcelDocument  = `mutation($input: AddParcelEventInput!) { addParcelEvent(input: $input) { order { status version } userErrors { code path } } }`
	confirmDocument = `mutation($input: ConfirmOrderInput!) { confirmOrder(input: $input) { order { status version } userErrors { code path } } }`
	askDocument     = `mutation($input: RequestAfterSaleInput!) { requestAfterSale(input: $input) { afterSale { id version status nextSteps } userErrors { code message path } } }`
	stepDocument    = `mutation($input: StepAfterSaleInput!) { stepAfterSale(input: $input) { afterSale { id version status nextSteps refund { cash { amount } pointsTakenBack } history { by status } } userErrors { code message path } } }`
)

// An order goes its whole way through the API: it waits for its address, is sent in parcels, one
// piece comes back by an after-sale, the rest by a refund; its money and its points are all back.
func TestAnOrderIsSentAndComesBack(t *testing.T) {
	t.Parallel()
	eachDatabase(t, func(t *testing.T, database string) {
		mall := open(t, database)
		bob, admin := mall.token(t, "bob"), mall.token(t, "admin")
		ask := func(token, document string, input map[string]any) any {
			return data(t, mall.server, token, document, map[string]any{"input": input})
		}
		placed := ask(bob, placeDocument, map[string]any{
			"lines": []any{map[string]any{"skuId": mall.sku(t, "BILL-200"), "quantity": 2}}, "offsetPoints": 400, "paymentMethod": "TEST", "idempotencyKey": "two",
		})
		id, pay := at[string](t, placed, "placeOrder.order.id"), at[string](t, placed, "placeOrder.payment.clientAction")
		status, _ := tellTest(t, pay, `{"outcome": "paid"}`)
		require.Equal(t, 200, status)
		balance := func() int64 {
			return at[int64](t, data(t, mall.server, bob, `{ me { points { available } } }`, nil), "me.points.available")
		}
		order := func() any {
			return at[any](t, data(t, mall.server, bob, orderDocument, map[string]any{"id": id}), "order")
		}
		line := at[string](t, order(), "lines.0.id")

		made := ask(bob, addressDocument, map[string]any{"address": map[string]any{"name": "Bob", "phone": "13800138000", "province": "浙江省", "city": "杭州市", "street": "文三路 1 号"}})
		assert.True(t, at[bool](t, made, "createAddress.address.isDefault"))
		bad := ask(bob, addressDocument, map[string]any{"address": map[string]any{"name": "Bob", "phone": "none", "province": "浙江省", "city": "杭州市", "street": "文三路 1 号"}})
		assert.Equal(t, []any{"input", "address", "phone"}, at[[]any](t, bad, "createAddress.userErrors.0.path"))
		refused := ask(admin, shipDocument, map[string]any{"orderId": id, "version": 2, "carrier": "SF"})
		assert.Equal(t, "INVALID_STATE", at[string](t, refused, "shipOrder.userErrors.0.code"))
		set := ask(bob, changeDocument, map[string]any{"orderId": id, "version": 2, "addressId": at[string](t, made, "createAddress.address.id")})
		assert.Equal(t, "文三路 1 号", at[string](t, set, "setOrderAddress.order.address.street"))
		assert.Empty(t, at[[]any](t, set, "setOrderAddress.order.missing"))

		preview := data(t, mall.server, admin, previewDocument, map[string]any{"input": map[string]any{"orderId": id, "lines": []any{map[string]any{"orderLineId": line, "quantity": 1}}}})
		assert.Equal(t, "196.00", at[string](t, preview, "refundPreview.cashReturned.amount"))
		assert.Equal(t, int64(400), at[int64](t, preview, "refundPreview.pointsReturned"))

		sent := ask(admin, shipDocument, map[string]any{"orderId": id, "version": 3, "carrier": "SF", "trackingNumber": "SF1"})
		assert.Equal(t, "SHIPPED", at[string](t, sent, "shipOrder.order.status"))
		told := ask(admin, parcelDocument, map[string]any{"parcelId": at[string](t, sent, "shipOrder.order.parcels.0.id"), "description": "handed over", "delivered": true})
		assert.Equal(t, "DELIVERED", at[string](t, told, "addParcelEvent.order.status"))
		confirmed := ask(bob, confirmDocument, map[string]any{"orderId": id, "version": 5})
		assert.Equal(t, "COMPLETED", at[string](t, confirmed, "confirmOrder.order.status"))

		asked := ask(bob, askDocument, map[string]any{
			"orderId": id, "kind": "REFUND_ONLY", "reason": "DAMAGED", "lines": []any{map[string]any{"orderLineId": line, "quantity": 1}}, "idempotencyKey": "a",
		})
		sale := at[string](t, asked, "requestAfterSale.afterSale.id")
		assert.Equal(t, []any{"WITHDRAW"}, at[[]any](t, asked, "requestAfterSale.afterSale.nextSteps"))
		step := func(token string, version int, name, key string) any {
			input := map[string]any{"afterSaleId": sale, "version": version, "step": name}
			if key != "" {
				input["idempotencyKey"] = key
			}
			return ask(token, stepDocument, input)
		}
		assert.Equal(t, []any{"input", "step"}, at[[]any](t, step(bob, 1, "APPROVE", ""), "stepAfterSale.userErrors.0.path"))
		assert.Equal(t, "APPROVED", at[string](t, step(admin, 1, "APPROVE", ""), "stepAfterSale.afterSale.status"))
		before := balance()
		done := step(admin, 2, "COMPLETE", "c")
		assert.Equal(t, "196.00", at[string](t, done, "stepAfterSale.afterSale.refund.cash.amount"))
		assert.Equal(t, before+400-at[int64](t, done, "stepAfterSale.afterSale.refund.pointsTakenBack"), balance(), "points came back, and what the piece had earned was taken")

		rest := ask(admin, refundDocument, map[string]any{
			"orderId": id, "version": 7, "lines": []any{map[string]any{"orderLineId": line, "quantity": 1}}, "reason": "the other one, too", "idempotencyKey": "r",
		})
		assert.Equal(t, "REFUNDED", at[string](t, rest, "refundOrder.order.status"))
		assert.Equal(t, "200.00", at[string](t, rest, "refundOrder.cashReturned.amount"))
		assert.Equal(t, int64(2), at[int64](t, rest, "refundOrder.order.lines.0.returned"))
		mustRun(t, "sweep", "--database", database)
		after := order()
		assert.Equal(t, "REFUNDED", at[string](t, after, "payment.status"))
		assert.Equal(t, "DONE", at[string](t, after, "refunds.1.tenders.0.status"))
		assert.Equal(t, "SYSTEM", at[string](t, after, "history.0.by"))
		assert.Equal(t, "MEMBER", at[string](t, after, "history.1.by"))
		assert.Equal(t, "STAFF", at[string](t, after, "history.2.by"))
		assertClean(t, database)
	})
}
