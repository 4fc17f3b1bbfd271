package reconcile_test

import (
	"context"
	"errors"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"pointsmall/mall"
	"pointsmall/mall/catalog"
	"pointsmall/mall/checkout"
	"pointsmall/mall/coupon"
	"pointsmall/mall/malltest"
	"pointsmall/mall/reconcile"
	"pointsmall/mall/store"
)

// checkedOut has members order for points and money: one order waits, one is paid, one twice,
// one was given up and its money goes back, one was cancelled after points had paid it.
func checkedOut(t *testing.T, m *malltest.Mall) {
	t.Helper()
	ctx := t.Context()
	buyer := m.Member("normal", malltest.Lot{Points: 5000}).ID
	cash := mall.Money{Minor: 15_00, Currency: "CNY"}
	sku := m.Sku(0, 20, func(k *catalog.NewSku) {
		k.Prices, k.OffsetPercent = []catalog.Price{{Points: 100, Cash: &cash}}, 50
	})
	order := func(key string) (mall.OrderID, mall.PaymentID) {
		placed, err := m.Checkout.Place(ctx, checkout.Order{
			Member: buyer, Lines: []checkout.Line{{Sku: sku, Quantity: 1}}, OffsetPoints: 200, Method: mall.PayByTest, Key: key,
		})
		require.NoError(t, err)
		all, err := m.Payments.OfOrders(ctx, []mall.OrderID{placed.Order.ID})
		require.NoError(t, err)
		return placed.Order.ID, all[placed.Order.ID][0].ID
	}
	pay := func(id mall.PaymentID) {
		_, err := m.Checkout.Hear(ctx, checkout.Outcome{Payment: id, Paid: true})
		require.NoError(t, err)
	}
	_, late := order("late")
	_, twice := order("twice")
	m.Clock.Set(m.Clock.Now().Add(time.Hour))
	m.Sweep()
	m.Clock.Set(m.Clock.Now().Add(25 * time.Hour))
	pay(late)
	m.Sweep()
	pay(twice) // waits to go back
	paid, payment := order("paid")
	pay(payment)
	order("waits")
	usedCoupon(t, m, buyer, sku)
	free, err := m.Checkout.Place(ctx, checkout.Order{Member: buyer, Lines: []checkout.Line{{Sku: m.Sku(10, 5, nil), Quantity: 1}}, Key: "free"})
	require.NoError(t, err)
	_, err = m.Checkout.Cancel(ctx, checkout.Cancel{Actor: mall.Actor{Kind: mall.ActorMember, MemberID: buyer}, Order: free.Order.ID, Version: 1, Key: "c"})
	require.NoError(t, err)
	require.NotEqual(t, paid, free.Order.ID)
}

// usedCoupon has a member use a coupon for an order that is paid, and reserve another.
func usedCoupon(t *testing.T, m *malltest.Mall, buyer mall.MemberID, sku mall.SkuID) {
	t.Helper()
	ctx := t.Context()
	staff := mall.Actor{Kind: mall.ActorStaff, StaffID: mall.NewStaffID()}
	one, five := int64(2), int64(5)
	made, err := m.Coupons.Create(ctx, staff, coupon.Draft{
		Code: "ten-off", Name: mall.Text{EN: "Ten off", ZH: "立减十元"}, Terms: mall.CouponTerms{Kind: mall.CouponAmount, AmountMinor: 10_00}, Total: &five, PerMember: &one,
	})
	require.NoError(t, err)
	made, err = m.Coupons.Activate(ctx, staff, coupon.Version{Code: made.Code, Version: 1, Revision: 1})
	require.NoError(t, err)
	_, err = m.Coupons.MakeCodes(ctx, coupon.NewCodes{Actor: staff, Template: made.ID, Count: 1, Key: "codes"})
	require.NoError(t, err)
	for _, key := range []string{"used", "reserved"} {
		c, err := m.Coupons.Give(ctx, staff, made.ID, buyer, key)
		require.NoError(t, err)
		placed, err := m.Checkout.Place(ctx, checkout.Order{
			Member: buyer, Lines: []checkout.Line{{Sku: sku, Quantity: 1}}, Coupons: []mall.CouponID{c.ID}, Method: mall.PayByTest, Key: key,
		})
		require.NoError(t, err)
		if key == "reserved" {
			continue
		}
		all, err := m.Payments.OfOrders(ctx, []mall.OrderID{placed.Order.ID})
		require.NoError(t, err)
		_, err = m.Checkout.Hear(ctx, checkout.Outcome{Payment: all[placed.Order.ID][0].ID, Paid: true})
		require.NoError(t, err)
	}
}

// Whichever figure of orders and payments is altered by hand, reconcile must name the table.
func TestEveryAlteredPaymentIsNamed(t *testing.T) {
	malltest.Run(t, func(t *testing.T, m *malltest.Mall) {
		checkedOut(t, m)
		require.Empty(t, findings(t, m, nil))
		for statement, table := range map[string]string{
			"update stocks set reserved = reserved + 1 where reserved > 0":                              "stocks",
			"update orders set status = 'PAID' where status = 'PENDING_PAYMENT'":                        "orders",
			"update orders set status = 'PENDING_PAYMENT' where version = 2 and status = 'PAID'":        "orders",
			"update orders set status = 'CANCELLED' where version = 2 and status = 'PAID'":              "orders",
			"update orders set offset_points = offset_points + 1":                                       "orders",
			"update orders set offset_minor = offset_minor + 1 where offset_minor > 0":                  "orders",
			"update orders set discount_minor = discount_minor + 1":                                     "orders",
			"update orders set shipping_minor = shipping_minor + 1":                                     "orders",
			"update order_lines set discount_minor = discount_minor + 1":                                "orders",
			"update orders set terms = null where discount_minor > 0":                                   "orders",
			"update orders set terms = 'altered' where discount_minor > 0":                              "orders",
			"update coupons set changes = changes + 1":                                                  "coupons",
			"update coupons set status = 'USED' where status = 'RESERVED'":                              "coupons",
			"update coupons set status = 'AVAILABLE', order_id = null where status = 'USED'":            "coupons",
			"update coupons set given_at = null where member_id is not null":                            "coupons",
			"update coupon_changes set kind = 'RELEASED' where kind = 'USED'":                           "coupons",
			"update coupon_changes set number = number + 10":                                            "coupons",
			"update coupon_changes set order_id = null where kind = 'RESERVED'":                         "coupons",
			"update coupon_templates set issued = issued + 1":                                           "coupon_templates",
			"update coupon_templates set per_member = 1":                                                "coupon_templates",
			"delete from coupon_changes where kind = 'GIVEN'":                                           "coupons",
			"delete from coupons where status = 'USED'":                                                 "orders",
			"update skus set weight_grams = -1":                                                         "skus",
			"update orders set pay_until = null":                                                        "orders",
			"update orders set cash_minor = cash_minor + 1":                                             "orders",
			"update order_lines set offset_minor = offset_minor - 1 where offset_minor > 0":             "orders",
			"update holds set order_id = null where order_id is not null":                               "holds",
			"delete from holds where order_id is not null and status = 'HELD'":                          "orders",
			"update payments set amount_minor = amount_minor + 1":                                       "orders",
			"update payments set currency = 'USD'":                                                      "orders",
			"update payments set status = 'PAID' where status = 'PENDING'":                              "payments",
			"update payments set attempt = 2":                                                           "orders",
			"update payments set event_count = event_count + 1":                                         "payments",
			"update payments set refund_due = null where refund_due is not null":                        "payments",
			"update payment_events set amount_minor = amount_minor + 1 where kind = 'CAPTURED'":         "payments",
			"update payment_events set amount_minor = amount_minor - 1 where kind = 'REFUND_REQUESTED'": "orders",
			"update payment_events set amount_minor = amount_minor + 1 where kind = 'SENT_BACK'":        "payments",
			"update payment_events set kind = 'REFUSED' where kind = 'CAPTURED'":                        "orders",
			"update payment_events set number = number + 10":                                            "payments",
			"delete from payment_events where kind = 'CAPTURED'":                                        "orders",
			"delete from payments": "payments",
			"update purchases set total_minor = total_minor + 1 where external_ref like 'ord_%'": "purchases",
			"delete from entries where kind = 'REFUND' and order_id is not null":                 "orders",
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

// errUndo takes back what a test altered.
var errUndo = errors.New("undo")
