package checkout_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"pointsmall/ent"
	"pointsmall/mall"
	"pointsmall/mall/catalog"
	"pointsmall/mall/checkout"
	"pointsmall/mall/checkout/quote"
	"pointsmall/mall/coupon"
	"pointsmall/mall/exchange"
	"pointsmall/mall/malltest"
)

var author = mall.Actor{Kind: mall.ActorStaff, StaffID: mall.NewStaffID(), Permissions: []mall.Permission{mall.PermissionCampaigns}}

// template makes a kind of coupon that takes ten yuan off, and has it given.
func template(t *testing.T, m *malltest.Mall, edit func(*coupon.Draft)) *ent.CouponTemplate {
	t.Helper()
	n, err := m.DB.Ent().CouponTemplate.Query().Count(t.Context())
	require.NoError(t, err)
	d := coupon.Draft{
		Code: fmt.Sprintf("ten-off-%d", n), Name: mall.Text{EN: "Ten off", ZH: "立减十元"},
		Terms: mall.CouponTerms{Kind: mall.CouponAmount, AmountMinor: 10_00}, Claimable: true,
	}
	if edit != nil {
		edit(&d)
	}
	made, err := m.Coupons.Create(t.Context(), author, d)
	require.NoError(t, err)
	made, err = m.Coupons.Activate(t.Context(), author, coupon.Version{Code: made.Code, Version: made.Version, Revision: made.Revision})
	require.NoError(t, err)
	return made
}

// claimed is a coupon that a member has taken.
func claimed(t *testing.T, m *malltest.Mall, who mall.MemberID, of *ent.CouponTemplate) mall.CouponID {
	t.Helper()
	c, err := m.Coupons.Claim(t.Context(), actor(who), of.ID, mall.NewCouponID().String())
	require.NoError(t, err)
	return c.ID
}

func couponNow(t *testing.T, m *malltest.Mall, id mall.CouponID) *ent.Coupon {
	t.Helper()
	all, err := m.Coupons.ByIDs(t.Context(), []mall.CouponID{id})
	require.NoError(t, err)
	return all[id]
}

// with is an order of one piece with coupons.
func with(buyer mall.MemberID, sku mall.SkuID, key string, coupons ...mall.CouponID) checkout.Order {
	o := one(buyer, sku, key)
	o.Coupons = coupons
	return o
}

func TestACouponTakesOffIsReservedAndUsedOnce(t *testing.T) {
	malltest.Run(t, func(t *testing.T, m *malltest.Mall) {
		buyer := m.Member("normal", malltest.Lot{Points: 500}).ID
		sku := priced(m, 0, 10_00, 10, nil)
		ten := claimed(t, m, buyer, template(t, m, nil))
		r := with(buyer, sku, "k", ten)
		r.Lines = []checkout.Line{{Sku: sku, Quantity: 1}, {Sku: priced(m, 0, 10_00, 10, nil), Quantity: 1}, {Sku: priced(m, 0, 10_00, 10, nil), Quantity: 1}}
		o := place(t, m, r)
		assert.Equal(t, []int64{30_00, 10_00}, []int64{o.CashMinor, o.DiscountMinor})
		assert.EqualValues(t, 20_00, payments(t, m, o)[0].AmountMinor)
		lines, err := m.Orders.LinesOf(t.Context(), []*ent.Order{o})
		require.NoError(t, err)
		var off []int64
		for _, l := range lines[o.ID] {
			off = append(off, l.DiscountMinor)
		}
		assert.Equal(t, []int64{3_34, 3_33, 3_33}, off)
		assert.Equal(t, mall.CouponReserved, couponNow(t, m, ten).Status)
		assert.Equal(t, o.ID, *couponNow(t, m, ten).OrderID)

		_, err = m.Checkout.Place(t.Context(), with(buyer, sku, "second device", ten))
		assertRefused(t, mall.CodeInvalidState, err, "couponIds", "0")
		assert.ErrorContains(t, err, o.ID.String())
		hear(t, m, o, true)
		assert.Equal(t, mall.CouponUsed, couponNow(t, m, ten).Status)
		_, err = m.Checkout.Place(t.Context(), with(buyer, sku, "again", ten))
		assertRefused(t, mall.CodeInvalidState, err, "couponIds", "0")
		b, err := m.Ledger.Balance(t.Context(), buyer)
		require.NoError(t, err)
		assert.Equal(t, mall.Points(520), b.Available, "20 yuan were paid, and earn")
	})
}

func TestAnOrderThatIsGivenUpGivesItsCouponBack(t *testing.T) {
	malltest.Run(t, func(t *testing.T, m *malltest.Mall) {
		buyer, sku := m.Member("normal", malltest.Lot{Points: 500}).ID, priced(m, 100, 15_00, 10, nil)
		ends := m.Clock.Now().Add(20 * time.Minute)
		id := claimed(t, m, buyer, template(t, m, func(d *coupon.Draft) { d.EndsAt = &ends }))
		o := place(t, m, with(buyer, sku, "k", id))
		later(m, 15*time.Minute)
		m.Sweep()
		assert.Equal(t, mall.OrderCancelled, now(t, m, o).Status)
		back := couponNow(t, m, id)
		assert.Equal(t, mall.CouponAvailable, back.Status)
		assert.WithinDuration(t, m.Clock.Now().Add(24*time.Hour), *back.EndsAt, time.Second, "it lasts for a day at least")
		later(m, time.Hour) // beyond its first end: late money finds it all the same
		hear(t, m, o, true)
		assert.Equal(t, mall.OrderPaid, now(t, m, o).Status)
		assert.Equal(t, mall.CouponUsed, couponNow(t, m, id).Status)

		changes, err := m.Coupons.Changes(t.Context(), id)
		require.NoError(t, err)
		var kinds []mall.CouponChangeKind
		for _, c := range changes {
			kinds = append(kinds, c.Kind)
		}
		assert.Equal(t, []mall.CouponChangeKind{mall.CouponGiven, mall.CouponWasReserved, mall.CouponReleased, mall.CouponWasUsed}, kinds)
	})
}

// The coupon that the order had was used for another since: the late money goes back.
func TestLateMoneyGoesBackWhereItsCouponIsUsed(t *testing.T) {
	malltest.Run(t, func(t *testing.T, m *malltest.Mall) {
		buyer, sku := m.Member("normal").ID, priced(m, 0, 15_00, 10, nil)
		id := claimed(t, m, buyer, template(t, m, nil))
		o := place(t, m, with(buyer, sku, "k", id))
		later(m, 15*time.Minute)
		m.Sweep()
		other := place(t, m, with(buyer, sku, "other", id))
		hear(t, m, other, true)
		hear(t, m, o, true)
		m.Sweep()
		assert.Equal(t, mall.OrderCancelled, now(t, m, o).Status)
		assert.Equal(t, mall.PaymentRefunded, payments(t, m, o)[0].Status)
		assert.Equal(t, other.ID, *couponNow(t, m, id).OrderID)
	})
}

// With nothing to pay the coupon is used at once; a cancelled order gives it back, once.
func TestACouponThatPaysForAll(t *testing.T) {
	malltest.Run(t, func(t *testing.T, m *malltest.Mall) {
		buyer, sku := m.Member("normal").ID, priced(m, 0, 8_00, 10, nil)
		id := claimed(t, m, buyer, template(t, m, nil))
		o := place(t, m, with(buyer, sku, "k", id))
		assert.Equal(t, mall.OrderPaid, o.Status)
		assert.Equal(t, mall.CouponUsed, couponNow(t, m, id).Status)
		for range 2 {
			_, err := m.Checkout.Cancel(t.Context(), checkout.Cancel{Actor: actor(buyer), Order: o.ID, Version: 1, Key: "c"})
			require.NoError(t, err)
		}
		assert.Equal(t, mall.CouponAvailable, couponNow(t, m, id).Status)
		assert.Equal(t, 3, couponNow(t, m, id).Changes)
	})
}

func TestWhatACouponIsNotFor(t *testing.T) {
	malltest.Run(t, func(t *testing.T, m *malltest.Mall) {
		buyer, sku, other := m.Member("normal").ID, priced(m, 0, 15_00, 10, nil), priced(m, 0, 15_00, 10, nil)
		gold, soon := "gold", m.Clock.Now().Add(time.Hour)
		for name, c := range map[string]struct {
			edit func(*coupon.Draft)
			code mall.ErrorCode
		}{
			"a minimum":       {func(d *coupon.Draft) { d.Terms.MinimumMinor = 15_01 }, mall.CodeNotEligible},
			"other goods":     {func(d *coupon.Draft) { d.Terms.Skus = []mall.SkuID{other} }, mall.CodeNotEligible},
			"a higher tier":   {func(d *coupon.Draft) { d.RequiresTier = &gold }, mall.CodeNotEligible},
			"a time to come":  {func(d *coupon.Draft) { d.StartsAt = &soon }, mall.CodeNotAvailable},
			"another member":  {nil, mall.CodeNotFound},
			"a time gone by":  {func(d *coupon.Draft) { d.EndsAt = new(m.Clock.Now().Add(time.Minute)) }, mall.CodeExpired},
			"the first order": {func(d *coupon.Draft) { d.Terms.FirstOrder = true }, mall.CodeNotEligible},
		} {
			t.Run(name, func(t *testing.T) {
				who := buyer
				switch name {
				case "another member":
					who = m.Member("normal").ID
				case "the first order":
					place(t, m, one(buyer, sku, "first"))
				}
				id := claimed(t, m, who, template(t, m, c.edit))
				if name == "a time gone by" {
					later(m, time.Minute)
				}
				_, err := m.Checkout.Place(t.Context(), with(buyer, sku, name, id))
				assertRefused(t, c.code, err, "couponIds", "0")
				assert.Equal(t, mall.CouponAvailable, couponNow(t, m, id).Status)
				q, err := m.Checkout.Quote(t.Context(), checkout.Wish{Member: buyer, Lines: one(buyer, sku, "").Lines, Coupons: []mall.CouponID{id}})
				if name == "another member" {
					assertRefused(t, mall.CodeNotFound, err, "couponIds", "0")
					return
				}
				require.NoError(t, err)
				require.Len(t, q.Warnings, 1)
				assert.Equal(t, c.code, q.Warnings[0].Code)
				assert.EqualValues(t, 15_00, q.Payable(), "the quote is without it")
			})
		}
	})
}

// A category's coupon is for what lies below it, too.
func TestACouponOfACategory(t *testing.T) {
	malltest.Run(t, func(t *testing.T, m *malltest.Mall) {
		buyer, sku := m.Member("normal").ID, priced(m, 0, 15_00, 10, nil)
		above, err := m.Catalog.CreateCategory(t.Context(), catalog.NewCategory{Slug: "above", Name: mall.Text{EN: "Above", ZH: "上级"}})
		require.NoError(t, err)
		below, err := m.Catalog.CreateCategory(t.Context(), catalog.NewCategory{Slug: "below", Name: mall.Text{EN: "Below", ZH: "下级"}, Parent: &above.ID})
		require.NoError(t, err)
		m.Update(t, func(c *ent.Client) error {
			return c.Product.UpdateOneID(c.Sku.GetX(t.Context(), sku).ProductID).SetCategoryID(below.ID).Exec(t.Context())
		})
		id := claimed(t, m, buyer, template(t, m, func(d *coupon.Draft) { d.Terms.Categories = []mall.CategoryID{above.ID} }))
		assert.EqualValues(t, 10_00, place(t, m, with(buyer, sku, "k", id)).DiscountMinor)
	})
}

// What was chosen and what was passed over, and why, stands on quote and order.
func TestTheBestDealIsTakenAndTheRestIsKept(t *testing.T) {
	malltest.Run(t, func(t *testing.T, m *malltest.Mall) {
		buyer, sku := m.Member("normal").ID, priced(m, 0, 200_00, 10, nil)
		best := func(d *coupon.Draft) { d.Terms.Stacking.Mode = mall.StackBestOf }
		ten := claimed(t, m, buyer, template(t, m, best))
		tenth := claimed(t, m, buyer, template(t, m, func(d *coupon.Draft) {
			best(d)
			d.Terms = mall.CouponTerms{Kind: mall.CouponPercent, Percent: 10, Stacking: d.Terms.Stacking}
		}))
		q, err := m.Checkout.Quote(t.Context(), checkout.Wish{Member: buyer, Lines: one(buyer, sku, "").Lines, Coupons: []mall.CouponID{ten, tenth}})
		require.NoError(t, err)
		assert.EqualValues(t, 180_00, q.Payable())
		assert.Empty(t, q.Warnings)
		o := place(t, m, byQuote(t, m, buyer, q.ID, "k"))
		assert.EqualValues(t, 20_00, o.DiscountMinor)
		terms, err := quote.ReadTerms(now(t, m, o).Terms)
		require.NoError(t, err)
		assert.Equal(t, tenth, terms.Coupons[0].ID)
		assert.Equal(t, []quote.Passed{{ID: ten, Name: mall.Text{EN: "Ten off", ZH: "立减十元"}, Why: quote.WhyOther, For: tenth}}, terms.Passed)
		assert.Equal(t, mall.CouponAvailable, couponNow(t, m, ten).Status)

		// Another quote with the coupon is charged as it says, or refused.
		q, err = m.Checkout.Quote(t.Context(), checkout.Wish{Member: buyer, Lines: one(buyer, sku, "").Lines, Coupons: []mall.CouponID{ten}})
		require.NoError(t, err)
		place(t, m, with(buyer, sku, "first", ten))
		_, err = m.Checkout.Place(t.Context(), byQuote(t, m, buyer, q.ID, "late"))
		assertRefused(t, mall.CodeInvalidState, err, "quoteId")
	})
}

func TestSendingCostsAFee(t *testing.T) {
	malltest.Run(t, func(t *testing.T, m *malltest.Mall) {
		rates := mall.ShippingRates{Unit: mall.ShippingByPiece, First: 1, FirstMinor: 12_00, Further: 1, FurtherMinor: 3_00}
		shipping, err := m.Catalog.CreateShipping(t.Context(), author, catalog.NewShipping{Name: mall.Text{EN: "Parcel", ZH: "快递"}, Rates: rates})
		require.NoError(t, err)
		buyer := m.Member("normal", malltest.Lot{Points: 500}).ID
		sku := m.Sku(100, 10, func(k *catalog.NewSku) { k.Shipping = &shipping.ID })
		r := one(buyer, sku, "k")
		r.Lines[0].Quantity = 2
		o := place(t, m, r)
		assert.Equal(t, mall.OrderPendingPayment, o.Status, "points pay the goods, money the sending")
		assert.EqualValues(t, 15_00, o.ShippingMinor)
		hear(t, m, o, true)
		assert.Equal(t, mall.OrderPaid, now(t, m, o).Status)
		assertHas(t, m, buyer, 300, 0) // sending earns nothing

		free := claimed(t, m, buyer, template(t, m, func(d *coupon.Draft) { d.Terms = mall.CouponTerms{Kind: mall.CouponFreeShipping} }))
		o = place(t, m, with(buyer, sku, "free", free))
		assert.Zero(t, o.ShippingMinor)
		assert.Equal(t, mall.OrderPaid, o.Status)
		assert.Equal(t, mall.CouponUsed, couponNow(t, m, free).Status)

		_, err = m.Exchanges.Exchange(t.Context(), exchange.Request{Member: buyer, Sku: sku, Quantity: 1, Key: "e"})
		assertRefused(t, mall.CodeNotAvailable, err, "skuId")
		_, err = m.Catalog.UpdateShipping(t.Context(), author, shipping.ID, 1, catalog.NewShipping{Name: shipping.Name, Rates: mall.ShippingRates{Unit: mall.ShippingByPiece, First: 1, Further: 1}})
		require.NoError(t, err)
		_, err = m.Exchanges.Exchange(t.Context(), exchange.Request{Member: buyer, Sku: sku, Quantity: 1, Key: "e"})
		require.NoError(t, err, "it is free now")
	})
}

func TestAUniqueCodeIsRedeemedOnce(t *testing.T) {
	malltest.Run(t, func(t *testing.T, m *malltest.Mall) {
		pool := template(t, m, func(d *coupon.Draft) { d.Total, d.PerMember, d.Claimable = new(int64(3)), new(int64(1)), false })
		made := coupon.NewCodes{Actor: author, Template: pool.ID, Count: 2, Key: "k"}
		codes, err := m.Coupons.MakeCodes(t.Context(), made)
		require.NoError(t, err)
		require.Len(t, codes, 2)
		again, err := m.Coupons.MakeCodes(t.Context(), made)
		require.NoError(t, err)
		assert.Empty(t, again, "they are told once")
		made.Key = "more"
		_, err = m.Coupons.MakeCodes(t.Context(), made)
		assertRefused(t, mall.CodeLimitExceeded, err, "templateId")

		a, b := actor(m.Member("normal").ID), actor(m.Member("normal").ID)
		got, err := m.Coupons.Redeem(t.Context(), a, codes[0], "k")
		require.NoError(t, err)
		assert.Equal(t, a.MemberID, *got.MemberID)
		_, err = m.Coupons.Redeem(t.Context(), b, codes[0], "k")
		assertRefused(t, mall.CodeInvalidState, err, "code")
		_, err = m.Coupons.Redeem(t.Context(), a, codes[1], "second")
		assertRefused(t, mall.CodeLimitExceeded, err, "code")
		_, err = m.Coupons.Redeem(t.Context(), b, "ABCD-EFGH-JKMN-PQRS", "k")
		assertRefused(t, mall.CodeNotFound, err, "code")
		_, err = m.Coupons.Claim(t.Context(), a, pool.ID, "k")
		assertRefused(t, mall.CodeNotAvailable, err, "templateId")
		_, err = m.Coupons.Give(t.Context(), author, pool.ID, mall.NewMemberID(), "k")
		assertRefused(t, mall.CodeNotFound, err, "memberId")
		_, err = m.Coupons.Give(t.Context(), author, pool.ID, b.MemberID, "k2")
		require.NoError(t, err, "the third of three")
	})
}

// However a cancel and a payment meet, the coupon goes with the order.
// Coupons are worth money: sending them asks the policy by which members send points.
func TestACouponIsSentAsThePolicyAllows(t *testing.T) {
	malltest.Run(t, func(t *testing.T, m *malltest.Mall) {
		ctx, from, to := t.Context(), m.Member("normal").ID, m.Member("normal").ID
		ten := template(t, m, nil)
		allow := func(p mall.TransferPolicy) {
			row, err := m.DB.Ent().PointsCurrency.Get(ctx, string(mall.DefaultPoints))
			require.NoError(t, err)
			row.Policy.Transfer = p
			m.Update(t, func(c *ent.Client) error { return c.PointsCurrency.UpdateOneID(row.ID).SetPolicy(row.Policy).Exec(ctx) })
		}
		send := func(id mall.CouponID, who, whom mall.MemberID, key string) error {
			_, err := m.Checkout.SendCoupon(ctx, checkout.CouponGift{Actor: actor(who), Coupon: id, To: whom, Key: key})
			return err
		}
		ids := []mall.CouponID{claimed(t, m, from, ten), claimed(t, m, from, ten), claimed(t, m, from, ten)}
		allow(mall.TransferPolicy{})
		assertRefused(t, mall.CodeNotAvailable, send(ids[0], from, to, "a"))
		allow(mall.TransferPolicy{Allowed: true, MinAgeDays: 1000})
		assertRefused(t, mall.CodeNotEligible, send(ids[0], from, to, "a"))
		allow(mall.TransferPolicy{Allowed: true, DayCount: 2, CoolDownHours: 1})
		assertRefused(t, mall.CodeNotEligible, send(ids[0], from, to, "a"), "couponId")
		later(m, time.Hour)
		assertRefused(t, mall.CodeInvalidInput, send(ids[0], from, from, "a"), "toMemberId")
		assertRefused(t, mall.CodeNotFound, send(ids[0], from, mall.NewMemberID(), "a"), "toMemberId")
		assertRefused(t, mall.CodeNotFound, send(ids[0], to, from, "a"), "couponId")
		for range 2 {
			require.NoError(t, send(ids[0], from, to, "a"))
		}
		assert.Equal(t, to, *couponNow(t, m, ids[0]).MemberID)
		assertRefused(t, mall.CodeNotEligible, send(ids[0], to, from, "back"), "couponId")
		require.NoError(t, send(ids[1], from, to, "b"))
		assertRefused(t, mall.CodeLimitExceeded, send(ids[2], from, to, "c"))

		sku := priced(m, 0, 15_00, 10, nil)
		_, err := m.Checkout.Place(ctx, with(from, sku, "gone", ids[0]))
		assertRefused(t, mall.CodeNotFound, err, "couponIds", "0")
		assert.EqualValues(t, 10_00, place(t, m, with(to, sku, "k", ids[0])).DiscountMinor)
		later(m, 24*time.Hour)
		assertRefused(t, mall.CodeNotFound, send(ids[0], from, to, "reserved"))
	})
}

// Two coupons for a first order, on two devices at once: there is one first order.
