package checkout_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"pointsmall/ent"
	"pointsmall/mall"
	"pointsmall/mall/checkout"
	"pointsmall/mall/malltest"
	"pointsmall/mall/order"
	"pointsmall/mall/order/aftersale"
	"pointsmall/mall/setting"
)

// home is where things are sent.
var home = mall.PostalAddress{Name: "王小明", Phone: "138 0013 8000", Province: "浙江省", City: "杭州市", District: "西湖区", Street: "文三路 1 号"}

// ask is a wish for one piece of an order's first line.
func ask(o *ent.Order, kind mall.AfterSaleKind, key string) checkout.AfterSale {
	return checkout.AfterSale{
		Member: o.MemberID, Order: o.ID, Kind: kind, Reason: mall.ReasonDamaged, Lines: []checkout.RefundLine{{Line: order.LineID(o.ID, 1), Quantity: 1}}, Key: key,
	}
}

func request(t *testing.T, m *malltest.Mall, r checkout.AfterSale) *ent.AfterSale {
	t.Helper()
	a, err := m.Checkout.RequestAfterSale(t.Context(), r)
	require.NoError(t, err)
	return a
}

func step(t *testing.T, m *malltest.Mall, by mall.Actor, a *ent.AfterSale, on aftersale.Event) *ent.AfterSale {
	t.Helper()
	moved, err := m.Checkout.StepAfterSale(t.Context(), checkout.AfterSaleStep{
		Actor: by, ID: a.ID, Version: a.Version, On: on, Note: "as agreed", Carrier: "SF", TrackingNumber: "SF1",
	})
	require.NoError(t, err)
	return moved
}

func TestAnAfterSaleThatEndsGivesBackWithItsLastStep(t *testing.T) {
	malltest.Run(t, func(t *testing.T, m *malltest.Mall) {
		sku := priced(m, 10, 20_00, 10, nil)
		buyer := m.Member("normal", malltest.Lot{Points: 100}).ID
		o := paidOrder(t, m, buyer, 0, map[mall.SkuID]int{sku: 2}, sku)
		a := request(t, m, ask(o, mall.AfterSaleReturn, "k"))
		assert.Equal(t, a.ID, request(t, m, ask(o, mall.AfterSaleReturn, "k")).ID)
		_, err := m.Checkout.RequestAfterSale(t.Context(), ask(o, mall.AfterSaleRefundOnly, "other"))
		assertRefused(t, mall.CodeInvalidState, err, "orderId")
		a = step(t, m, clerk, a, aftersale.EventApproved)
		a = step(t, m, actor(buyer), a, aftersale.EventSentBack)
		assert.Equal(t, []string{"SF", "SF1"}, []string{a.Carrier, a.TrackingNumber})
		end := checkout.AfterSaleEnd{Actor: clerk, ID: a.ID, Version: a.Version, Key: "end"}
		_, err = m.Checkout.EndAfterSale(t.Context(), end)
		assertRefused(t, mall.CodeInvalidState, err, "afterSaleId")
		a = step(t, m, clerk, a, aftersale.EventReceived)
		end.Version = a.Version
		for range 2 {
			done, err := m.Checkout.EndAfterSale(t.Context(), end)
			require.NoError(t, err)
			assert.Equal(t, mall.AfterSaleDone, done.Status)
			assert.NotNil(t, done.RefundID)
			assert.False(t, done.Open)
		}
		assertHas(t, m, buyer, 110, 0) // of 100, 20 paid and 40 were earned; 10 came back and 20 were taken
		assert.Equal(t, mall.OrderPaid, now(t, m, o).Status, "a piece is kept")
		b := request(t, m, ask(now(t, m, o), mall.AfterSaleRefundOnly, "rest"))
		b = step(t, m, clerk, b, aftersale.EventApproved)
		_, err = m.Checkout.EndAfterSale(t.Context(), checkout.AfterSaleEnd{Actor: clerk, ID: b.ID, Version: b.Version, Key: "end 2"})
		require.NoError(t, err)
		assert.Equal(t, mall.OrderRefunded, now(t, m, o).Status)
		assertHas(t, m, buyer, 100, 0)
		m.Sweep()
		assert.Equal(t, mall.PaymentRefunded, payments(t, m, o)[0].Status)
	})
}

func TestAfterSalesThatMakeNoSenseAreRefused(t *testing.T) {
	malltest.Run(t, func(t *testing.T, m *malltest.Mall) {
		sku := priced(m, 10, 20_00, 10, nil)
		buyer := m.Member("normal", malltest.Lot{Points: 100}).ID
		waits := place(t, m, one(buyer, sku, "waits"))
		o := paidOrder(t, m, buyer, 0, nil, sku)
		many, stranger, silent := ask(o, mall.AfterSaleReturn, "k"), ask(o, mall.AfterSaleReturn, "k"), ask(o, mall.AfterSaleReturn, "k")
		many.Lines[0].Quantity, stranger.Member, silent.Reason = 2, m.Member("normal").ID, mall.ReasonOther
		for _, c := range []struct {
			r    checkout.AfterSale
			code mall.ErrorCode
			path []string
		}{
			{many, mall.CodeLimitExceeded, []string{"lines", "0", "quantity"}},
			{stranger, mall.CodeNotFound, []string{"orderId"}},
			{silent, mall.CodeInvalidInput, []string{"note"}},
			{ask(waits, mall.AfterSaleReturn, "k"), mall.CodeInvalidState, []string{"orderId"}},
		} {
			_, err := m.Checkout.RequestAfterSale(t.Context(), c.r)
			assertRefused(t, c.code, err, c.path...)
		}
		a := request(t, m, ask(o, mall.AfterSaleReplace, "k"))
		_, err := m.Checkout.StepAfterSale(t.Context(), checkout.AfterSaleStep{Actor: actor(stranger.Member), ID: a.ID, Version: 1, On: aftersale.EventWithdrawn})
		assertRefused(t, mall.CodeNotFound, err)
		_, err = m.Checkout.StepAfterSale(t.Context(), checkout.AfterSaleStep{Actor: clerk, ID: a.ID, Version: 2, On: aftersale.EventApproved})
		assertRefused(t, mall.CodeVersionConflict, err)
		_, err = m.Checkout.StepAfterSale(t.Context(), checkout.AfterSaleStep{Actor: clerk, ID: a.ID, Version: 1, On: aftersale.EventRefused})
		assertRefused(t, mall.CodeInvalidInput, err, "note")
		a = step(t, m, actor(buyer), a, aftersale.EventWithdrawn)
		assert.False(t, a.Open)
		request(t, m, ask(o, mall.AfterSaleReplace, "again")) // the way is free
	})
}

func TestAnOrderIsSentInParcelsOnceItHasAnAddress(t *testing.T) {
	malltest.Run(t, func(t *testing.T, m *malltest.Mall) {
		setCheckout(t, m, func(c *setting.Checkout) { c.ConfirmDays, c.CompleteDays = 10, 7 })
		sku := priced(m, 0, 20_00, 10, nil)
		buyer := m.Member("normal").ID
		o := paidOrder(t, m, buyer, 0, map[mall.SkuID]int{sku: 3}, sku)
		ship := order.Shipment{Order: o.ID, Version: o.Version, Carrier: "SF", TrackingNumber: "1", Lines: []order.Pieces{{Line: order.LineID(o.ID, 1), Quantity: 1}}}
		_, err := m.Orders.Ship(t.Context(), clerk, ship)
		assertRefused(t, mall.CodeInvalidState, err, "orderId")
		o, err = m.Orders.SetAddress(t.Context(), actor(buyer), o.ID, o.Version, home)
		require.NoError(t, err)
		assert.Equal(t, mall.OrderPaid, o.Status)

		ship.Version = o.Version
		o, err = m.Orders.Ship(t.Context(), clerk, ship)
		require.NoError(t, err)
		assert.Equal(t, mall.OrderFulfilling, o.Status)
		_, err = m.Orders.SetAddress(t.Context(), actor(buyer), o.ID, o.Version, home)
		assertRefused(t, mall.CodeInvalidState, err, "orderId")
		o = refund(t, m, refundOf(o, "one", 1)).Order // of three pieces one is sent, one came back
		ship.Version, ship.Lines[0].Quantity = o.Version, 2
		_, err = m.Orders.Ship(t.Context(), clerk, ship)
		assertRefused(t, mall.CodeLimitExceeded, err, "lines", "0", "quantity")
		ship.Lines = nil
		o, err = m.Orders.Ship(t.Context(), clerk, ship)
		require.NoError(t, err)
		assert.Equal(t, mall.OrderShipped, o.Status)
		parcels, err := m.Orders.ParcelsOf(t.Context(), []mall.OrderID{o.ID})
		require.NoError(t, err)
		require.Len(t, parcels[o.ID], 2)
		assert.Equal(t, []mall.ParcelLine{{Line: 1, Quantity: 1}}, parcels[o.ID][1].Lines)

		for i, p := range parcels[o.ID] {
			moved, err := m.Orders.Track(t.Context(), clerk, order.ParcelNews{Parcel: p.ID, Description: "handed over", Delivered: true})
			require.NoError(t, err)
			assert.Equal(t, i == 1, moved.Status == mall.OrderDelivered, "all parcels have to arrive")
		}
		later(m, 8*24*time.Hour)
		m.Sweep()
		assert.Equal(t, mall.OrderCompleted, now(t, m, o).Status)
		done := refund(t, m, refundOf(now(t, m, o), "all", 2))
		assert.Equal(t, mall.OrderRefunded, done.Order.Status)
		assert.EqualValues(t, 8, m.Stock(sku), "what was sent is not in stock again by itself")
	})
}

func TestOrdersThatWereSentMoveOnByThemselves(t *testing.T) {
	malltest.Run(t, func(t *testing.T, m *malltest.Mall) {
		sku := priced(m, 0, 20_00, 10, nil)
		send := func() *ent.Order {
			buyer := m.Member("normal").ID
			o := paidOrder(t, m, buyer, 0, nil, sku)
			o, err := m.Orders.SetAddress(t.Context(), actor(buyer), o.ID, o.Version, home)
			require.NoError(t, err)
			o, err = m.Orders.Ship(t.Context(), clerk, order.Shipment{Order: o.ID, Version: o.Version, Carrier: "SF"})
			require.NoError(t, err)
			return o
		}
		o, confirmed := send(), send()
		later(m, 10*24*time.Hour-time.Second)
		m.Sweep()
		assert.Equal(t, mall.OrderShipped, now(t, m, o).Status)
		_, err := m.Orders.Confirm(t.Context(), actor(o.MemberID), confirmed.ID, confirmed.Version)
		assertRefused(t, mall.CodeNotFound, err)
		done, err := m.Orders.Confirm(t.Context(), actor(confirmed.MemberID), confirmed.ID, confirmed.Version)
		require.NoError(t, err)
		assert.Equal(t, mall.OrderCompleted, done.Status)
		later(m, time.Second)
		m.Sweep()
		m.Sweep()
		assert.Equal(t, mall.OrderDelivered, now(t, m, o).Status)
		later(m, 7*24*time.Hour)
		m.Sweep()
		assert.Equal(t, mall.OrderCompleted, now(t, m, o).Status)
	})
}

func TestAnOrderKeepsCopiesOfItsAddressAndItsGoods(t *testing.T) {
	malltest.Run(t, func(t *testing.T, m *malltest.Mall) {
		buyer, sku := m.Member("normal", malltest.Lot{Points: 1000}).ID, priced(m, 10, 20_00, 10, nil)
		kept, err := m.Members.AddAddress(t.Context(), buyer, home, false)
		require.NoError(t, err)
		assert.True(t, kept.IsDefault, "the first goes without saying")
		q, err := m.Checkout.Quote(t.Context(), checkout.Wish{Member: buyer, Lines: []checkout.Line{{Sku: sku, Quantity: 1}}, Address: &kept.ID})
		require.NoError(t, err)
		terms, err := m.Checkout.Terms(t.Context(), buyer, q.ID)
		require.NoError(t, err)
		quoted := place(t, m, checkout.Order{Member: buyer, Quote: terms, QuoteID: q.ID, Method: mall.PayByTest, Key: "q"})
		r := one(buyer, sku, "k")
		r.Address = &kept.ID
		o := place(t, m, r)
		require.NoError(t, m.Members.DropAddress(t.Context(), buyer, kept.ID, 1))
		assert.Equal(t, o.ID, place(t, m, r).ID, "a repeated call is answered as it was")
		for _, o := range []*ent.Order{o, quoted} {
			assert.Equal(t, home.Street, now(t, m, o).Address.Street)
		}
		r.Key = "another"
		_, err = m.Checkout.Place(t.Context(), r)
		assertRefused(t, mall.CodeNotFound, err, "addressId")

		lines, err := m.Orders.LinesOf(t.Context(), []*ent.Order{o})
		require.NoError(t, err)
		goods := lines[o.ID][0].Goods
		require.NotNil(t, goods)
		assert.Equal(t, []any{mall.KindPhysical, goods.Name.EN}, []any{goods.Kind, goods.Code})

		setCheckout(t, m, func(c *setting.Checkout) { c.RequireAddress = true })
		_, err = m.Checkout.Place(t.Context(), one(buyer, sku, "nowhere"))
		assertRefused(t, mall.CodeInvalidInput, err, "addressId")
		free := one(buyer, m.Sku(1, 1, nil), "nowhere")
		free.Method = ""
		_, err = m.Checkout.Place(t.Context(), free)
		assertRefused(t, mall.CodeInvalidInput, err, "addressId")
	})
}
