package lottery_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"pointsmall/ent"
	entcoupon "pointsmall/ent/coupon"
	"pointsmall/mall"
	"pointsmall/mall/campaign/lottery"
	"pointsmall/mall/catalog"
	"pointsmall/mall/coupon"
	"pointsmall/mall/exchange"
	"pointsmall/mall/malltest"
)

// voucher is a kind of coupon of which there are ten, and which takes 20.00 off.
func voucher(t *testing.T, m *malltest.Mall, edit func(*coupon.Draft)) *ent.CouponTemplate {
	t.Helper()
	d := coupon.Draft{Code: "voucher", Name: mall.Text{EN: "20 off", ZH: "减 20 元"}, Terms: mall.CouponTerms{Kind: mall.CouponAmount, AmountMinor: 2000}, Total: new(int64(10)), PerMember: new(int64(1)), Days: new(7)}
	if edit != nil {
		edit(&d)
	}
	draft, err := m.Coupons.Create(t.Context(), boss, d)
	require.NoError(t, err)
	active, err := m.Coupons.Activate(t.Context(), boss, coupon.Version{Code: d.Code, Version: draft.Version, Revision: draft.Revision})
	require.NoError(t, err)
	return active
}

// ofCoupons is a wheel whose first prize is a coupon, which every draw rolls.
func ofCoupons(kind mall.CouponTemplateID, stock int64) lottery.NewLottery {
	return wheel(func(n *lottery.NewLottery) {
		certain(n)
		n.Prizes[0].Kind, n.Prizes[0].Points, n.Prizes[0].Coupon, n.Prizes[0].Stock = mall.PrizeCoupon, nil, &kind, &stock
	})
}

func issued(t *testing.T, m *malltest.Mall, id mall.CouponTemplateID) int64 {
	t.Helper()
	row, err := m.DB.Ent().CouponTemplate.Get(t.Context(), id)
	require.NoError(t, err)
	return row.Issued
}

func TestCouponsAreWonAndTheRestGoesBack(t *testing.T) {
	malltest.Run(t, func(t *testing.T, m *malltest.Mall) {
		kind := voucher(t, m, nil)
		tooMany, err := m.Lotteries.Create(t.Context(), boss, ofCoupons(kind.ID, 11))
		require.NoError(t, err)
		_, err = m.Lotteries.Start(t.Context(), boss, tooMany.ID, 1)
		assert.Equal(t, mall.CodeLimitExceeded, refused(t, err).Code)
		assert.Equal(t, []string{"campaignId", "lottery", "prizes", "0", "stock"}, refused(t, err).Path)

		n := ofCoupons(kind.ID, 6)
		n.Slug = "coupons"
		c := running(t, m, n)
		assert.EqualValues(t, 6, issued(t, m, kind.ID), "set apart")
		value := sheet(t, m, c.ID).Prizes[0].ValueMinor
		require.NotNil(t, value)
		assert.EqualValues(t, 2000, *value, "its face value")
		lucky := m.Member("normal", malltest.Lot{Points: 1000}).ID
		for i := range 2 { // a limit of a member does not count what is won
			result, err := m.Lotteries.Draw(t.Context(), lottery.Request{Member: lucky, Campaign: c.ID, Key: fmt.Sprint(i)})
			require.NoError(t, err)
			require.NotNil(t, result.Draw.CouponID)
		}
		rows, err := m.DB.Ent().Coupon.Query().Where(entcoupon.MemberID(lucky)).All(t.Context())
		require.NoError(t, err)
		require.Len(t, rows, 2)
		assert.Equal(t, mall.CouponAvailable, rows[0].Status)
		assert.Equal(t, mall.StartOfDay(mall.DateOf(malltest.Start, malltest.Zone).AddDays(8), malltest.Zone).UTC(), rows[0].EndsAt.UTC())
		assert.EqualValues(t, 6, issued(t, m, kind.ID))
		for i := range 4 {
			_, err := m.Coupons.Give(t.Context(), boss, kind.ID, m.Member("normal").ID, fmt.Sprint(i))
			require.NoError(t, err)
		}
		_, err = m.Coupons.Give(t.Context(), boss, kind.ID, m.Member("normal").ID, "k")
		assert.Equal(t, mall.CodeLimitExceeded, refused(t, err).Code, "the others are to be won")
		verified(t, m, c.ID)
		assert.EqualValues(t, 6, issued(t, m, kind.ID), "4 were given, 2 were won, 4 came back")
	})
}

func TestAHundredDrawsOnTenCoupons(t *testing.T) {
	malltest.Run(t, func(t *testing.T, m *malltest.Mall) {
		kind := voucher(t, m, nil)
		c := running(t, m, ofCoupons(kind.ID, 10))
		members := crowd(m, 20)
		results, refusals, failures := together(100, func(i int) (lottery.Result, error) {
			return m.Lotteries.Draw(t.Context(), lottery.Request{Member: members[i%20], Campaign: c.ID, Key: fmt.Sprint(i)})
		})
		require.Empty(t, failures)
		require.Empty(t, refusals)
		assert.Equal(t, map[mall.LotteryOutcome]int{mall.OutcomeRolled: 10, mall.OutcomeFallback: 90}, outcomes(results))
		verified(t, m, c.ID)
	})
}

func TestCouponsThatCannotBePrizesAreRefused(t *testing.T) {
	malltest.Run(t, func(t *testing.T, m *malltest.Mall) {
		for i, c := range []struct {
			edit func(*coupon.Draft)
			code mall.ErrorCode
			path string
		}{
			{func(d *coupon.Draft) { d.EndsAt = new(malltest.Start.Add(time.Hour)) }, mall.CodeExpired, "stock"},
			{func(d *coupon.Draft) {
				d.Terms = mall.CouponTerms{Kind: mall.CouponPercent, Percent: 10}
			}, mall.CodeInvalidInput, "value"},
		} {
			kind := voucher(t, m, func(d *coupon.Draft) { d.Code = fmt.Sprint("kind-", i); c.edit(d) })
			n := ofCoupons(kind.ID, 3)
			n.Slug = fmt.Sprint("wheel-", i)
			draft, err := m.Lotteries.Create(t.Context(), boss, n)
			require.NoError(t, err)
			_, err = m.Lotteries.Start(t.Context(), boss, draft.ID, 1)
			assert.Equal(t, c.code, refused(t, err).Code)
			assert.Equal(t, []string{"campaignId", "lottery", "prizes", "0", c.path}, refused(t, err).Path)
		}
		_, err := m.Lotteries.Create(t.Context(), boss, ofCoupons(mall.NewCouponTemplateID(), 3))
		assert.Equal(t, []string{"prizes", "0", "couponId"}, refused(t, err).Path)
	})
}

// A draw asks the catalog what exchange asks: whether the member may have the goods that can be
// won. It asks before the roll, and nothing is charged.
func TestADrawAsksWhetherItsGoodsMayBeHad(t *testing.T) {
	gold := "gold"
	for name, c := range map[string]struct {
		edit  func(*catalog.NewSku)
		spoil func(t *testing.T, m *malltest.Mall, member mall.MemberID, sku mall.SkuID)
		code  mall.ErrorCode
	}{
		"off the shelf": {spoil: func(t *testing.T, m *malltest.Mall, _ mall.MemberID, sku mall.SkuID) {
			m.Update(t, func(c *ent.Client) error {
				return c.Product.UpdateOneID(c.Sku.GetX(t.Context(), sku).ProductID).SetOnShelf(false).Exec(t.Context())
			})
		}, code: mall.CodeNotAvailable},
		"too early": {spoil: func(t *testing.T, m *malltest.Mall, _ mall.MemberID, sku mall.SkuID) {
			m.Update(t, func(c *ent.Client) error {
				return c.Product.UpdateOneID(c.Sku.GetX(t.Context(), sku).ProductID).SetAvailableFrom(malltest.Start.Add(time.Hour)).Exec(t.Context())
			})
		}, code: mall.CodeNotAvailable},
		"for a higher tier": {edit: func(k *catalog.NewSku) { k.RequiresTier = &gold }, code: mall.CodeNotEligible},
		"a minimum balance": {edit: func(k *catalog.NewSku) { k.MinimumBalance = 1001 }, code: mall.CodeNotEligible},
		"a limit that is used up": {edit: func(k *catalog.NewSku) { k.PerMember = new(1) }, spoil: func(t *testing.T, m *malltest.Mall, member mall.MemberID, sku mall.SkuID) {
			_, err := m.Exchanges.Exchange(t.Context(), exchange.Request{Member: member, Sku: sku, Quantity: 1, Key: "mine"})
			require.NoError(t, err)
		}, code: mall.CodeLimitExceeded},
	} {
		t.Run(name, func(t *testing.T) {
			malltest.Run(t, func(t *testing.T, m *malltest.Mall) {
				sku, member := m.Sku(1, 10, c.edit), m.Member("normal", malltest.Lot{Points: 1000}).ID
				campaign := running(t, m, wheel(func(n *lottery.NewLottery) {
					certain(n)
					n.Prizes[0].Kind, n.Prizes[0].Points, n.Prizes[0].Sku, n.Prizes[0].Stock = mall.PrizeSku, nil, &sku, new(int64(5))
				}))
				if c.spoil != nil {
					c.spoil(t, m, member, sku)
				}
				before := m.Available(member)
				for range 2 { // the first draw has the server learn the lottery
					_, err := m.Lotteries.Draw(t.Context(), lottery.Request{Member: member, Campaign: campaign.ID, Key: "k"})
					refusal := refused(t, err)
					assert.Equal(t, c.code, refusal.Code)
					assert.Equal(t, []string{"campaignId"}, refusal.Path)
				}
				assert.Equal(t, before, m.Available(member))
				assert.Zero(t, sheet(t, m, campaign.ID).Drawn())
			})
		})
	}
}

func TestAMemberIsToldWhyTheyCannotDraw(t *testing.T) {
	malltest.Run(t, func(t *testing.T, m *malltest.Mall) {
		c := running(t, m, wheel(func(n *lottery.NewLottery) { n.DrawsPerMemberPerDay = new(1) }))
		member := crowd(m, 1)[0]
		why := func() *mall.Error {
			found, err := m.Lotteries.WhyNot(t.Context(), member, []*ent.Campaign{c})
			require.NoError(t, err)
			return found[c.ID]
		}
		assert.Nil(t, why())
		_, err := m.Lotteries.Draw(t.Context(), lottery.Request{Member: member, Campaign: c.ID, Key: "k"})
		require.NoError(t, err)
		assert.Equal(t, mall.CodeLimitExceeded, why().Code)
		m.Clock.Set(malltest.Start.Add(24 * time.Hour))
		assert.Nil(t, why())
		m.Clock.Set(c.EndsAt)
		assert.Equal(t, mall.CodeNotAvailable, why().Code)
	})
}
