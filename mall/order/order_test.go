package order_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"pointsmall/ent"
	"pointsmall/mall"
	"pointsmall/mall/exchange"
	"pointsmall/mall/malltest"
	"pointsmall/mall/order"
)

var clerk = mall.Actor{Kind: mall.ActorStaff, StaffID: mall.NewStaffID(), Permissions: []mall.Permission{mall.PermissionOrders}}

func place(t *testing.T, m *malltest.Mall) (*ent.Order, mall.Actor) {
	t.Helper()
	buyer := m.Member("normal", malltest.Lot{Points: 100}).ID
	result, err := m.Exchanges.Exchange(t.Context(), exchange.Request{Member: buyer, Sku: m.Sku(1, 10, nil), Quantity: 1, Key: "k"})
	require.NoError(t, err)
	return result.Order, mall.Actor{Kind: mall.ActorMember, MemberID: buyer}
}

func code(t *testing.T, err error) mall.ErrorCode {
	t.Helper()
	var refused *mall.Error
	require.ErrorAs(t, err, &refused)
	return refused.Code
}

func TestSetStatusGoesStepByStep(t *testing.T) {
	malltest.Run(t, func(t *testing.T, m *malltest.Mall) {
		o, _ := place(t, m)
		_, err := m.Orders.SetStatus(t.Context(), clerk, o.ID, 1, mall.OrderDelivered, "")
		assert.Equal(t, mall.CodeInvalidState, code(t, err))
		_, err = m.Orders.SetStatus(t.Context(), clerk, o.ID, 2, mall.OrderFulfilling, "")
		assert.Equal(t, mall.CodeVersionConflict, code(t, err))
		_, err = m.Orders.SetStatus(t.Context(), clerk, mall.NewOrderID(), 1, mall.OrderFulfilling, "")
		assert.Equal(t, mall.CodeNotFound, code(t, err))
		for version, to := range []mall.OrderStatus{mall.OrderFulfilling, mall.OrderShipped, mall.OrderDelivered, mall.OrderCompleted} {
			assert.Contains(t, order.NextStatuses(o.Status), to)
			o, err = m.Orders.SetStatus(t.Context(), clerk, o.ID, version+1, to, "on its way")
			require.NoError(t, err)
			assert.Equal(t, to, o.Status)
			assert.Equal(t, version+2, o.Version)
		}
		assert.Empty(t, order.NextStatuses(o.Status))
	})
}

// The present state comes first, then every later one in order, however fast the
// order moves and however slowly the watcher reads.
func TestWatchSendsEveryState(t *testing.T) {
	malltest.Run(t, func(t *testing.T, m *malltest.Mall) {
		o, owner := place(t, m)
		_, err := m.Orders.SetStatus(t.Context(), clerk, o.ID, 1, mall.OrderFulfilling, "")
		require.NoError(t, err)
		states, err := m.Orders.Watch(t.Context(), owner, o.ID)
		require.NoError(t, err)
		for i, to := range []mall.OrderStatus{mall.OrderShipped, mall.OrderDelivered, mall.OrderCompleted} {
			_, err := m.Orders.SetStatus(t.Context(), clerk, o.ID, 2+i, to, "")
			require.NoError(t, err)
		}
		for version, want := range []mall.OrderStatus{mall.OrderFulfilling, mall.OrderShipped, mall.OrderDelivered, mall.OrderCompleted} {
			select {
			case got := <-states:
				assert.Equal(t, want, got.Status)
				assert.Equal(t, version+2, got.Version)
			case <-time.After(20 * time.Second):
				t.Fatalf("no news of %s", want)
			}
		}
	})
}

// A change that another server makes arrives too.
func TestWatchAcrossServers(t *testing.T) {
	url := malltest.Postgres(t)
	here, there := malltest.Open(t, url), malltest.Open(t, url)
	o, owner := place(t, here)
	states, err := here.Orders.Watch(t.Context(), owner, o.ID)
	require.NoError(t, err)
	assert.Equal(t, mall.OrderPaid, (<-states).Status)
	_, err = there.Orders.SetStatus(t.Context(), clerk, o.ID, 1, mall.OrderFulfilling, "")
	require.NoError(t, err)
	select {
	case got := <-states:
		assert.Equal(t, mall.OrderFulfilling, got.Status)
	case <-time.After(20 * time.Second):
		t.Fatal("the other server's change did not arrive")
	}
}

func TestAnotherMembersOrderLooksLikeNone(t *testing.T) {
	malltest.Run(t, func(t *testing.T, m *malltest.Mall) {
		o, owner := place(t, m)
		_, err := m.Orders.Get(t.Context(), owner, o.ID)
		require.NoError(t, err)
		for _, other := range []mall.Actor{{}, {Kind: mall.ActorMember, MemberID: m.Member("normal").ID}, {Kind: mall.ActorStaff}, {Kind: mall.ActorPartner}} {
			_, theirs := m.Orders.Get(t.Context(), other, o.ID)
			_, none := m.Orders.Get(t.Context(), other, mall.NewOrderID())
			assert.Equal(t, none, theirs)
			_, err = m.Orders.Watch(t.Context(), other, o.ID)
			assert.Equal(t, mall.CodeNotFound, code(t, err))
		}
	})
}

func TestNumbersAreShortAndDiffer(t *testing.T) {
	seen := map[string]bool{}
	for range 10_000 {
		id := order.NewID()
		n := order.Number(id)
		assert.Regexp(t, `^\d{6}-[0-9A-HJKMNP-TV-Z]{12}$`, n)
		assert.False(t, seen[n])
		seen[n] = true
		assert.Equal(t, n, order.Number(id))
		assert.EqualValues(t, 7, order.LineID(id, 7)[15])
	}
}
