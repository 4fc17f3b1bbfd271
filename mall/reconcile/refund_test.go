package reconcile_test

import (
	"context"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"pointsmall/mall"
	"pointsmall/mall/catalog"
	"pointsmall/mall/checkout"
	"pointsmall/mall/malltest"
	"pointsmall/mall/order"
	"pointsmall/mall/reconcile"
	"pointsmall/mall/store"
)

// refunded has a member get something of an order back: two pieces in two refunds, of which one
// is on its way, and money without goods.
func refunded(t *testing.T, m *malltest.Mall) {
	t.Helper()
	ctx, limit := t.Context(), 10
	buyer := m.Member("normal", malltest.Lot{Points: 5000}).ID
	cash := mall.Money{Minor: 20_00, Currency: "CNY"}
	sku := m.Sku(0, 20, func(k *catalog.NewSku) {
		k.Prices, k.OffsetPercent, k.PerMember = []catalog.Price{{Points: 100, Cash: &cash}}, 50, &limit
	})
	placed, err := m.Checkout.Place(ctx, checkout.Order{
		Member: buyer, Lines: []checkout.Line{{Sku: sku, Quantity: 4}}, OffsetPoints: 900, Method: mall.PayByTest, Key: "k",
	})
	require.NoError(t, err)
	all, err := m.Payments.OfOrders(ctx, []mall.OrderID{placed.Order.ID})
	require.NoError(t, err)
	_, err = m.Checkout.Hear(ctx, checkout.Outcome{Payment: all[placed.Order.ID][0].ID, Paid: true})
	require.NoError(t, err)
	clerk := mall.Actor{Kind: mall.ActorStaff, StaffID: mall.NewStaffID(), Permissions: []mall.Permission{mall.PermissionOrders}}
	lines := []checkout.RefundLine{{Line: order.LineID(placed.Order.ID, 1), Quantity: 1}}
	for i, r := range []checkout.Refund{{Lines: lines}, {Amount: &mall.Money{Minor: 5_00, Currency: "CNY"}}, {Lines: lines, Restock: new(false)}} {
		r.Actor, r.Order, r.Version, r.Reason, r.Key = clerk, placed.Order.ID, 2+i, "broken", string(rune('a'+i))
		_, err := m.Checkout.Refund(ctx, r)
		require.NoError(t, err)
		if i == 0 {
			m.Sweep() // its money has gone back
		}
	}
}

// Whichever figure of a refund is altered by hand, reconcile must name the table.
func TestEveryAlteredRefundIsNamed(t *testing.T) {
	malltest.Run(t, func(t *testing.T, m *malltest.Mall) {
		refunded(t, m)
		require.Empty(t, findings(t, m, nil))
		for statement, table := range map[string]string{
			"update order_refunds set price_points = price_points + 1 where number = 1":          "order_refunds",
			"update order_refunds set offset_points = offset_points + 1 where number = 1":        "order_refunds",
			"update order_refunds set offset_minor = offset_minor + 10000 where number = 1":      "orders",
			"update order_refunds set cash_minor = cash_minor + 1 where number = 1":              "order_refunds",
			"update order_refunds set taken_back = taken_back + 1 where number = 1":              "order_refunds",
			"update order_refunds set return_id = null where number = 1":                         "order_refunds",
			"update order_refunds set payment_refund = 3 where number = 1":                       "order_refunds",
			"update order_refunds set number = 7 where number = 3":                               "order_refunds",
			"update order_refunds set order_id = id where number = 1":                            "order_refunds",
			"delete from order_refunds where number = 2":                                         "orders",
			"update order_refund_lines set quantity = 5":                                         "order_refund_lines",
			"update order_refund_lines set quantity = 2 where restocked":                         "stocks",
			"update order_refund_lines set quantity = 2 where not restocked":                     "redemptions",
			"update order_refund_lines set restocked = true":                                     "stocks",
			"update order_refund_lines set order_line_id = order_id":                             "order_refund_lines",
			"update orders set status = 'REFUNDED' where version > 3":                            "orders",
			"update payment_events set amount_minor = amount_minor - 1 where kind = 'SENT_BACK'": "payments",
			"update entries set delta = delta + 1 where kind = 'REFUND' and seq is not null":     "order_refunds",
			"update returns set purchase_ref = 'ord_0' where purchase_ref like 'ord_%'":          "order_refunds",
			"delete from payment_events where kind = 'REFUND_REQUESTED'":                         "order_refunds",
		} {
			var told []string
			undone := m.DB.InTx(t.Context(), func(ctx context.Context, tx *store.Tx) error {
				_, err := tx.Exec(ctx, statement)
				require.NoError(t, err, statement)
				all, err := reconcile.Check(ctx, tx)
				require.NoError(t, err)
				for _, f := range all {
					told = append(told, f.Table)
				}
				return errUndo
			})
			require.ErrorIs(t, undone, errUndo)
			assert.Contains(t, told, table, statement)
		}
	})
}
