package checkout_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"pointsmall/ent"
	"pointsmall/mall"
	"pointsmall/mall/catalog"
	"pointsmall/mall/checkout"
	"pointsmall/mall/ledger"
	"pointsmall/mall/malltest"
)

// yuan is an amount of the test malls' money.
func yuan(minor int64) mall.Money { return mall.Money{Minor: minor, Currency: "CNY"} }

// priced puts a SKU on the shelf that costs points and money, a half of which points may pay.
func priced(m *malltest.Mall, points mall.Points, minor, stock int64, edit func(*catalog.NewSku)) mall.SkuID {
	cash := yuan(minor)
	return m.Sku(0, stock, func(k *catalog.NewSku) {
		k.Prices, k.OffsetPercent = []catalog.Price{{Points: points, Cash: &cash}}, 50
		if edit != nil {
			edit(k)
		}
	})
}

// one is an order of one piece, paid by TEST.
func one(buyer mall.MemberID, sku mall.SkuID, key string) checkout.Order {
	return checkout.Order{Member: buyer, Lines: []checkout.Line{{Sku: sku, Quantity: 1}}, Method: mall.PayByTest, Key: key}
}

func place(t *testing.T, m *malltest.Mall, o checkout.Order) *ent.Order {
	t.Helper()
	placed, err := m.Checkout.Place(t.Context(), o)
	require.NoError(t, err)
	return placed.Order
}

// payments are the attempts to pay an order, the oldest first.
func payments(t *testing.T, m *malltest.Mall, o *ent.Order) []*ent.Payment {
	t.Helper()
	all, err := m.Payments.OfOrders(t.Context(), []mall.OrderID{o.ID})
	require.NoError(t, err)
	return all[o.ID]
}

// hear has the provider say what became of the newest attempt to pay an order.
func hear(t *testing.T, m *malltest.Mall, o *ent.Order, paid bool) mall.PaymentStatus {
	t.Helper()
	all := payments(t, m, o)
	status, err := m.Checkout.Hear(t.Context(), checkout.Outcome{Payment: all[len(all)-1].ID, Paid: paid})
	require.NoError(t, err)
	return status
}

// now is an order as it is stored.
func now(t *testing.T, m *malltest.Mall, o *ent.Order) *ent.Order {
	t.Helper()
	all, err := m.Orders.ByIDs(t.Context(), []mall.OrderID{o.ID})
	require.NoError(t, err)
	return all[o.ID]
}

func assertRefused(t *testing.T, code mall.ErrorCode, err error, path ...string) {
	t.Helper()
	var refused *mall.Error
	require.ErrorAs(t, err, &refused)
	assert.Equal(t, code, refused.Code, refused.Text.EN)
	if len(path) > 0 {
		assert.Equal(t, path, refused.Path)
	}
}

// assertHas expects what a member can spend and what is held.
func assertHas(t *testing.T, m *malltest.Mall, who mall.MemberID, available, held mall.Points) {
	t.Helper()
	b, err := m.Ledger.Balance(t.Context(), who)
	require.NoError(t, err)
	assert.Equal(t, available, b.Available, "available")
	assert.Equal(t, held, b.Held, "held")
}

// later moves the mall's clock.
func later(m *malltest.Mall, by time.Duration) { m.Clock.Set(m.Clock.Now().Add(by)) }

func actor(who mall.MemberID) mall.Actor { return mall.Actor{Kind: mall.ActorMember, MemberID: who} }

func ledgerEnd(by mall.Actor, id mall.HoldID) ledger.HoldEnd {
	return ledger.HoldEnd{Actor: by, Hold: id, Key: "k"}
}
