package checkout_test

import (
	"context"
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"pointsmall/ent"
	"pointsmall/mall"
	"pointsmall/mall/catalog"
	"pointsmall/mall/checkout"
	"pointsmall/mall/earning"
	"pointsmall/mall/earning/purchase"
	"pointsmall/mall/earning/rule"
	"pointsmall/mall/malltest"
	"pointsmall/mall/order"
	"pointsmall/mall/setting"
	"pointsmall/mall/store"
)

// clerk is staff who may look after orders.
var clerk = mall.Actor{Kind: mall.ActorStaff, StaffID: mall.NewStaffID(), Permissions: []mall.Permission{mall.PermissionOrders}}

// refundOf is so many pieces of each line of an order; 0: none.
func refundOf(o *ent.Order, key string, pieces ...int) checkout.Refund {
	r := checkout.Refund{Actor: clerk, Order: o.ID, Version: o.Version, Reason: "broken", Key: key}
	for i, n := range pieces {
		if n > 0 {
			r.Lines = append(r.Lines, checkout.RefundLine{Line: order.LineID(o.ID, i+1), Quantity: n})
		}
	}
	return r
}

func refund(t *testing.T, m *malltest.Mall, r checkout.Refund) checkout.Refunded {
	t.Helper()
	done, err := m.Checkout.Refund(t.Context(), r)
	require.NoError(t, err)
	return done
}

// paidOrder is an order of so many pieces of each SKU, paid by TEST.
func paidOrder(t *testing.T, m *malltest.Mall, buyer mall.MemberID, offset mall.Points, pieces map[mall.SkuID]int, skus ...mall.SkuID) *ent.Order {
	t.Helper()
	r := checkout.Order{Member: buyer, OffsetPoints: offset, Method: mall.PayByTest, Key: fmt.Sprint(skus)}
	for _, sku := range skus {
		r.Lines = append(r.Lines, checkout.Line{Sku: sku, Quantity: max(pieces[sku], 1)})
	}
	o := place(t, m, r)
	if o.PayUntil != nil {
		require.Equal(t, mall.PaymentPaid, hear(t, m, o, true))
	}
	return now(t, m, o)
}

// setCheckout changes the settings of checkouts.
func setCheckout(t *testing.T, m *malltest.Mall, change func(*setting.Checkout)) {
	t.Helper()
	_, err := m.Settings.Update(t.Context(), mall.Actor{Kind: mall.ActorSystem}, m.Settings.Current().Version, func(s *setting.Mall) error {
		change(&s.Checkout)
		return nil
	})
	require.NoError(t, err)
}

func TestPartsOfAnOrderGiveBackTheWhole(t *testing.T) {
	limit := 5
	malltest.Run(t, func(t *testing.T, m *malltest.Mall) {
		buyer, sku := m.Member("normal", malltest.Lot{Points: 5000}).ID, priced(m, 10, 33_33, 10, func(k *catalog.NewSku) { k.PerMember = &limit })
		o := paidOrder(t, m, buyer, 1001, map[mall.SkuID]int{sku: 3}, sku)
		assertHas(t, m, buyer, 5000-30-1001+89, 0) // 89.98 yuan earned a point each
		r := refundOf(o, "a", 1)
		first := refund(t, m, r)
		assert.Equal(t, first.Refund.ID, refund(t, m, r).Refund.ID, "the same key tells the same again")
		assert.Equal(t, mall.OrderPaid, first.Order.Status)
		assert.Equal(t, mall.Points(10), first.Refund.PricePoints)
		assert.Equal(t, mall.Points(1001), first.Refund.OffsetPoints, "points first")
		assert.EqualValues(t, 33_33-10_01, first.Refund.CashMinor)
		assert.EqualValues(t, 8, m.Stock(sku), "it was not sent: the piece can be had again")
		m.Sweep()
		assert.Equal(t, mall.PaymentPartiallyRefunded, payments(t, m, o)[0].Status)

		r = refundOf(first.Order, "b", 2)
		r.Restock = new(false)
		second := refund(t, m, r)
		assert.Equal(t, mall.OrderRefunded, second.Order.Status)
		assert.EqualValues(t, 89_98, first.Refund.CashMinor+second.Refund.CashMinor)
		assert.Equal(t, mall.Points(89), first.Refund.TakenBack+second.Refund.TakenBack)
		assert.EqualValues(t, 8, m.Stock(sku))
		assertHas(t, m, buyer, 5000, 0)
		m.Sweep()
		p := payments(t, m, o)[0]
		assert.Equal(t, mall.PaymentRefunded, p.Status)
		assert.Nil(t, p.RefundDue)
		_, err := m.Checkout.Refund(t.Context(), refundOf(second.Order, "c", 1))
		assertRefused(t, mall.CodeInvalidState, err, "orderId")
		again := one(buyer, sku, "again")
		again.Lines[0].Quantity = limit
		place(t, m, again) // the limit is free again
	})
}

func TestWhatCannotGoBackIsRefusedAndChangesNothing(t *testing.T) {
	malltest.Run(t, func(t *testing.T, m *malltest.Mall) {
		buyer, sku := m.Member("normal", malltest.Lot{Points: 500}).ID, priced(m, 100, 15_00, 10, nil)
		waits := place(t, m, one(buyer, sku, "waits"))
		o := paidOrder(t, m, buyer, 0, nil, sku)
		many, twice, other, both, none := refundOf(o, "k", 2), refundOf(o, "k", 1), refundOf(o, "k", 1), refundOf(o, "k", 1), refundOf(o, "k")
		twice.Lines = append(twice.Lines, twice.Lines[0])
		other.Lines[0].Line = order.LineID(waits.ID, 1)
		tooMuch, dollars := refundOf(o, "k"), refundOf(o, "k")
		tooMuch.Amount, dollars.Amount, both.Amount = new(yuan(15_01)), &mall.Money{Minor: 1, Currency: "USD"}, new(yuan(1))
		silent, late, member := refundOf(o, "k", 1), refundOf(o, "k", 1), refundOf(o, "k", 1)
		silent.Reason, late.Version, member.Actor = " ", 1, actor(m.Member("normal").ID)
		for name, c := range map[string]struct {
			r    checkout.Refund
			code mall.ErrorCode
			path []string
		}{
			"too many pieces":  {many, mall.CodeLimitExceeded, []string{"lines", "0", "quantity"}},
			"a line twice":     {twice, mall.CodeInvalidInput, []string{"lines", "1", "orderLineId"}},
			"another's line":   {other, mall.CodeNotFound, []string{"lines", "0", "orderLineId"}},
			"nothing":          {none, mall.CodeInvalidInput, []string{"lines"}},
			"lines and amount": {both, mall.CodeInvalidInput, []string{"amount"}},
			"too much money":   {tooMuch, mall.CodeLimitExceeded, []string{"amount", "amount"}},
			"other money":      {dollars, mall.CodeInvalidInput, []string{"amount", "currency"}},
			"no reason":        {silent, mall.CodeInvalidInput, []string{"reason"}},
			"an old version":   {late, mall.CodeVersionConflict, []string{"version"}},
			"somebody else":    {member, mall.CodeNotFound, []string{"orderId"}},
			"not paid":         {refundOf(waits, "k", 1), mall.CodeInvalidState, []string{"orderId"}},
		} {
			_, err := m.Checkout.Refund(t.Context(), c.r)
			assertRefused(t, c.code, err, c.path...)
			_, err = m.Checkout.PreviewRefund(t.Context(), c.r)
			assert.Equal(t, name == "no reason" || name == "an old version", err == nil, name)
		}
		assertHas(t, m, buyer, 315, 100)
		would, err := m.Checkout.PreviewRefund(t.Context(), refundOf(o, "", 1))
		require.NoError(t, err)
		assert.EqualValues(t, 15_00, would.Refund.CashMinor)
		assert.Equal(t, mall.Points(15), would.Refund.TakenBack)
		assert.Equal(t, o.Version, now(t, m, o).Version, "a preview writes nothing")
		done := refund(t, m, refundOf(o, "k", 1)).Refund
		assert.Equal(t, []int64{would.Refund.CashMinor, int64(would.Refund.TakenBack)}, []int64{done.CashMinor, int64(done.TakenBack)})
	})
}

func TestGoodwillIsAnAdvance(t *testing.T) {
	malltest.Run(t, func(t *testing.T, m *malltest.Mall) {
		buyer, sku := m.Member("normal").ID, priced(m, 0, 50_00, 10, nil)
		o := paidOrder(t, m, buyer, 0, map[mall.SkuID]int{sku: 2}, sku)
		r := refundOf(o, "g")
		r.Amount = new(yuan(10_00))
		g := refund(t, m, r)
		assert.Equal(t, mall.OrderPaid, g.Order.Status)
		assert.Equal(t, mall.Points(10), g.Refund.TakenBack)
		all := refund(t, m, refundOf(g.Order, "all", 2))
		assert.Equal(t, mall.OrderRefunded, all.Order.Status)
		assert.EqualValues(t, 90_00, all.Refund.CashMinor)
		assertHas(t, m, buyer, 0, 0)
	})
}

// ¥600 earned 600 by a ladder; ¥180 are kept, for which the ladder gives nothing.
func TestWhatIsKeptEarnsAnewByTheRulesOfThen(t *testing.T) {
	for how, want := range map[mall.ReturnEarnings]mall.Points{mall.ReturnShare: 420, mall.ReturnReevaluate: 600, mall.ReturnKeep: 0} {
		t.Run(string(how), func(t *testing.T) {
			malltest.Run(t, func(t *testing.T, m *malltest.Mall) {
				ladderOnly(t, m)
				setCheckout(t, m, func(c *setting.Checkout) { c.ReturnEarnings = how })
				dear, cheap := priced(m, 0, 420_00, 5, nil), priced(m, 0, 180_00, 5, nil)
				buyer := m.Member("normal").ID
				o := paidOrder(t, m, buyer, 0, nil, dear, cheap)
				assertHas(t, m, buyer, 600, 0)
				done := refund(t, m, refundOf(o, "k", 1))
				assert.Equal(t, want, done.Refund.TakenBack)
				assertHas(t, m, buyer, 600-want, 0)
				rest := refund(t, m, refundOf(done.Order, "l", 0, 1))
				if how != mall.ReturnKeep {
					assert.Equal(t, mall.Points(600), want+rest.Refund.TakenBack)
				}
			})
		})
	}
}

// ladderOnly has purchases earn by a ladder alone: from ¥500 on 600.
func ladderOnly(t *testing.T, m *malltest.Mall) {
	t.Helper()
	require.NoError(t, m.DB.InTx(t.Context(), func(ctx context.Context, tx *store.Tx) error {
		if _, err := tx.Exec(ctx, "update earning_rules set status = 'RETIRED', active_code = null where status = 'ACTIVE'"); err != nil {
			return err
		}
		r := &rule.Rule{Code: "only-ladder"}
		r.Name, r.Trigger = mall.Text{EN: "ladder", ZH: "满返"}, mall.TriggerPurchase
		r.Effect.Ladder = &rule.Ladder{Currency: "CNY", Bands: []rule.Band{{AmountMinor: 500_00, Points: 600}}}
		return rule.Create(ctx, tx, "test", m.Clock.Now(), r)
	}))
}

// What comes back is there before what was earned is taken: nobody owes what covers it.
func TestARefundComesBeforeTheClawback(t *testing.T) {
	malltest.Run(t, func(t *testing.T, m *malltest.Mall) {
		buyer, sku := m.Member("normal", malltest.Lot{Points: 2000}).ID, priced(m, 0, 200_00, 10, nil)
		o := paidOrder(t, m, buyer, 2000, nil, sku)
		assertHas(t, m, buyer, 180, 0)
		r := one(buyer, m.Sku(180, 1, nil), "spend")
		r.Method = ""
		place(t, m, r) // all that was earned is spent
		done := refund(t, m, refundOf(o, "k", 1))
		assert.Equal(t, mall.Points(2000), done.Refund.OffsetPoints)
		assert.Equal(t, mall.Points(180), done.Refund.TakenBack)
		b, err := m.Ledger.Balance(t.Context(), buyer)
		require.NoError(t, err)
		assert.Zero(t, b.Debt)
		assert.Equal(t, mall.Points(1820), b.Available)
		entries, err := m.DB.Ent().Entry.Query().All(t.Context())
		require.NoError(t, err)
		journals := map[mall.PointsEntryKind]mall.JournalID{}
		for _, e := range entries {
			if e.Seq != nil {
				journals[e.Kind] = e.JournalID
			}
		}
		assert.Equal(t, journals[mall.EntryRefund], journals[mall.EntryClawback], "one journal")
	})
}

// refund × expired lot × policy × debt × clawback (ruling R24). The order was paid with 1,000
// points of a lot that has expired, and earned 80 that are spent.
func TestRefundsOfExpiredPointsFollowThePolicy(t *testing.T) {
	for _, c := range []struct {
		name                      string
		refund                    mall.ExpiredRefund
		clawback                  mall.ClawbackPolicy
		owed                      mall.Points
		available, debt, takenNow mall.Points
	}{
		{"grace", mall.ExpiredRefundGrace, mall.ClawbackUnlimited, 0, 920, 0, 80},
		{"reissue", mall.ExpiredRefundReissue, mall.ClawbackUnlimited, 0, 920, 0, 80},
		{"forfeit: the rest is owed", mall.ExpiredRefundForfeit, mall.ClawbackUnlimited, 0, 0, 80, 80},
		{"forfeit, within the balance", mall.ExpiredRefundForfeit, mall.ClawbackWithinBalance, 0, 0, 0, 0},
		{"forfeit pays an older debt first", mall.ExpiredRefundForfeit, mall.ClawbackWithinBalance, 300, 0, 0, 0},
		{"grace pays an older debt first", mall.ExpiredRefundGrace, mall.ClawbackUnlimited, 300, 620, 0, 80},
		{"grace, pending only", mall.ExpiredRefundGrace, mall.ClawbackPendingOnly, 0, 1000, 0, 0},
	} {
		t.Run(c.name, func(t *testing.T) {
			malltest.Run(t, func(t *testing.T, m *malltest.Mall) {
				soon := malltest.Start.Add(48 * time.Hour)
				buyer, sku := m.Member("normal", malltest.Lot{Points: 1000, ExpiresAt: soon}).ID, priced(m, 0, 90_00, 10, func(k *catalog.NewSku) { k.OffsetPercent = 100 })
				o := paidOrder(t, m, buyer, 1000, nil, sku)
				r := one(buyer, m.Sku(80, 1, nil), "spend")
				r.Method = ""
				place(t, m, r)
				owe(t, m, buyer, c.owed)
				m.Update(t, func(client *ent.Client) error {
					return client.PointsCurrency.UpdateOneID(string(mall.DefaultPoints)).SetPolicy(mall.PointsPolicy{Refund: c.refund, Clawback: c.clawback}).Exec(context.Background())
				})
				later(m, 72*time.Hour)
				m.Sweep()
				done := refund(t, m, refundOf(o, "k", 1))
				assert.Equal(t, c.takenNow, done.Refund.TakenBack)
				b, err := m.Ledger.Balance(t.Context(), buyer)
				require.NoError(t, err)
				assert.Equal(t, []mall.Points{c.available, c.debt}, []mall.Points{b.Available, b.Debt})
				left, err := m.DB.Ent().Lot.Query().All(t.Context())
				require.NoError(t, err)
				for _, l := range left {
					assert.False(t, l.Remaining > 0 && l.ExpiresAt != nil && !l.ExpiresAt.After(m.Clock.Now()), "what is forfeited has expired in the same journal")
				}
			})
		})
	}
}

// owe has a member owe points: they were earned, spent, and their purchase came back.
func owe(t *testing.T, m *malltest.Mall, who mall.MemberID, points mall.Points) {
	t.Helper()
	if points == 0 {
		return
	}
	lines := []mall.PurchaseLine{{Sku: "TILL", Quantity: 1, UnitPrice: fmt.Sprint(points)}}
	_, err := m.Earning.RecordPurchase(t.Context(), earning.Purchase{
		Source: purchase.Mall, ExternalRef: "till", Member: who, OccurredAt: m.Clock.Now(), Total: yuan(int64(points) * 100), Lines: lines,
	})
	require.NoError(t, err)
	r := one(who, m.Sku(points, 1, nil), "owe")
	r.Method = ""
	place(t, m, r)
	_, err = m.Earning.RecordReturn(t.Context(), earning.Return{Source: purchase.Mall, ExternalRef: "back", PurchaseRef: "till", OccurredAt: m.Clock.Now(), Lines: lines})
	require.NoError(t, err)
}
