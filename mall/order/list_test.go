package order_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"pointsmall/ent"
	"pointsmall/mall"
	"pointsmall/mall/exchange"
	"pointsmall/mall/malltest"
	"pointsmall/mall/order"
)

func TestStaffFindOrdersByStateNumberAndMember(t *testing.T) {
	malltest.Run(t, func(t *testing.T, m *malltest.Mall) {
		ctx := t.Context()
		sku := m.Sku(10, 100, nil)
		a, b := m.Member("normal", malltest.Lot{Points: 1000}), m.Member("normal", malltest.Lot{Points: 1000})
		var orders []*ent.Order // the newest first
		for i, buyer := range []mall.MemberID{a.ID, b.ID, a.ID} {
			got, err := m.Exchanges.Exchange(ctx, exchange.Request{Member: buyer, Sku: sku, Quantity: 1, Key: string(rune('a' + i))})
			require.NoError(t, err)
			orders = append([]*ent.Order{got.Order}, orders...)
		}
		_, err := m.Orders.SetStatus(ctx, clerk, orders[1].ID, 1, mall.OrderFulfilling, "")
		require.NoError(t, err)
		paid, fulfilling, shipped := mall.OrderPaid, mall.OrderFulfilling, mall.OrderShipped
		number, other := order.Number(orders[0].ID), orders[0].ID
		other[14] ^= 1 // as an order would have been called that was placed in the same millisecond
		nobody := mall.NewMemberID()
		for name, c := range map[string]struct {
			filter order.Filter
			want   []int
		}{
			"all":                       {order.Filter{}, []int{0, 1, 2}},
			"paid":                      {order.Filter{Status: &paid}, []int{0, 2}},
			"moved on":                  {order.Filter{Status: &fulfilling}, []int{1}},
			"in no such state":          {order.Filter{Status: &shipped}, nil},
			"of a member":               {order.Filter{Member: &a.ID}, []int{0, 2}},
			"of nobody":                 {order.Filter{Member: &nobody}, nil},
			"by number":                 {order.Filter{Number: " " + strings.ToLower(number)}, []int{0}},
			"by number, of another":     {order.Filter{Number: number, Member: &b.ID}, nil},
			"by a number nobody has":    {order.Filter{Number: order.Number(other)}, nil},
			"by what is no number":      {order.Filter{Number: "261399-7K3F9QX2M4TR"}, nil},
			"by a number that is short": {order.Filter{Number: "261122"}, nil},
		} {
			var want []mall.OrderID
			for _, i := range c.want {
				want = append(want, orders[i].ID)
			}
			found, err := m.Orders.List(ctx, c.filter, order.Page{Limit: 10})
			require.NoError(t, err, name)
			assert.Equal(t, want, idsOf(found), name)
			n, err := m.Orders.Count(ctx, c.filter, 10)
			require.NoError(t, err, name)
			assert.Len(t, want, n, name)
		}
		page, err := m.Orders.List(ctx, order.Filter{}, order.Page{After: &orders[2].ID, Limit: 1, Oldest: true})
		require.NoError(t, err)
		assert.Equal(t, []mall.OrderID{orders[1].ID}, idsOf(page))
	})
}

func idsOf(orders []*ent.Order) (ids []mall.OrderID) {
	for _, o := range orders {
		ids = append(ids, o.ID)
	}
	return ids
}
