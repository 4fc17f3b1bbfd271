package checkout_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"pointsmall/ent"
	"pointsmall/mall"
	"pointsmall/mall/campaign/lottery"
	"pointsmall/mall/catalog"
	"pointsmall/mall/exchange"
	"pointsmall/mall/malltest"
)

// drawIsRefused has a member draw in a lottery that can give a piece of the SKU.
func drawIsRefused(t *testing.T, m *malltest.Mall, who mall.MemberID, sku mall.SkuID, code mall.ErrorCode) {
	t.Helper()
	boss := mall.Actor{Kind: mall.ActorStaff, StaffID: mall.NewStaffID(), Permissions: []mall.Permission{mall.PermissionCampaigns}}
	draft, err := m.Lotteries.Create(t.Context(), boss, lottery.NewLottery{
		Slug: "wheel", Name: mall.Text{EN: "Wheel"}, Rules: mall.Text{EN: "Draw."}, StartsAt: malltest.Start, EndsAt: malltest.Start.Add(time.Hour), FreeDrawsPerDay: 1,
		Prizes: []lottery.NewPrize{
			{Key: "it", Name: mall.Text{EN: "It"}, Kind: mall.PrizeSku, Sku: &sku, OddsPpm: 1, Stock: new(int64(1))},
			{Key: "nothing", Name: mall.Text{EN: "Nothing"}, Kind: mall.PrizeNothing, OddsPpm: 999_999},
		},
	})
	require.NoError(t, err)
	c, err := m.Lotteries.Start(t.Context(), boss, draft.ID, draft.Version)
	require.NoError(t, err)
	_, err = m.Lotteries.Draw(t.Context(), lottery.Request{Member: who, Campaign: c.ID, Key: "k"})
	assertRefused(t, code, err, "campaignId")
	_, err = m.Lotteries.End(t.Context(), boss, c.ID, c.Version)
	require.NoError(t, err)
}

// Whether a member may have a SKU is decided by one function: each refusal comes through
// every door.
func TestEveryDoorRefusesTheSame(t *testing.T) {
	gold, two := "gold", 2
	for name, c := range map[string]struct {
		edit     func(k *catalog.NewSku)
		spoil    func(t *testing.T, m *malltest.Mall, sku mall.SkuID)
		quantity int
		code     mall.ErrorCode
		field    string
		// drawn says that a draw that can give the SKU is refused, too: it has no price and no
		// quantity, and its pieces are set apart.
		drawn bool
	}{
		"off the shelf": {spoil: func(t *testing.T, m *malltest.Mall, sku mall.SkuID) {
			m.Update(t, func(c *ent.Client) error {
				return c.Product.UpdateOneID(c.Sku.GetX(t.Context(), sku).ProductID).SetOnShelf(false).Exec(t.Context())
			})
		}, code: mall.CodeNotAvailable, field: "skuId", drawn: true},
		"too early": {spoil: func(t *testing.T, m *malltest.Mall, sku mall.SkuID) {
			m.Update(t, func(c *ent.Client) error {
				return c.Product.UpdateOneID(c.Sku.GetX(t.Context(), sku).ProductID).SetAvailableFrom(malltest.Start.Add(time.Hour)).Exec(t.Context())
			})
		}, code: mall.CodeNotAvailable, field: "skuId", drawn: true},
		"a higher tier's SKU":     {edit: func(k *catalog.NewSku) { k.RequiresTier = &gold }, code: mall.CodeNotEligible, field: "skuId", drawn: true},
		"a higher tier's price":   {edit: func(k *catalog.NewSku) { k.Prices[0].RequiresTier = &gold }, code: mall.CodeNotEligible, field: "skuId"},
		"a minimum balance":       {edit: func(k *catalog.NewSku) { k.MinimumBalance = 501 }, code: mall.CodeNotEligible, field: "skuId", drawn: true},
		"a limit of pieces":       {edit: func(k *catalog.NewSku) { k.PerMember = &two }, quantity: 3, code: mall.CodeLimitExceeded, field: "quantity"},
		"too few pieces":          {quantity: 11, code: mall.CodeOutOfStock, field: "quantity"},
		"no pieces":               {quantity: -1, code: mall.CodeInvalidInput, field: "quantity"},
		"too many pieces at once": {quantity: 10_000, code: mall.CodeInvalidInput, field: "quantity"},
		"too few points":          {edit: func(k *catalog.NewSku) { k.Prices[0].Points = 501 }, code: mall.CodeInsufficientPoints},
	} {
		t.Run(name, func(t *testing.T) {
			malltest.Run(t, func(t *testing.T, m *malltest.Mall) {
				buyer, sku := m.Member("normal", malltest.Lot{Points: 500}).ID, m.Sku(10, 10, c.edit)
				if c.spoil != nil {
					c.spoil(t, m, sku)
				}
				quantity := max(c.quantity, 1)
				if c.quantity < 0 {
					quantity = 0
				}
				var there, here []string
				if c.field != "" {
					there, here = []string{c.field}, []string{"lines", "0", c.field}
				}
				_, err := m.Exchanges.Exchange(t.Context(), exchange.Request{Member: buyer, Sku: sku, Quantity: quantity, Key: "k"})
				assertRefused(t, c.code, err, there...)
				r := one(buyer, sku, "k")
				r.Lines[0].Quantity = quantity
				_, err = m.Checkout.Place(t.Context(), r)
				assertRefused(t, c.code, err, here...)
				if c.drawn {
					drawIsRefused(t, m, buyer, sku, c.code)
				}
				assertHas(t, m, buyer, 500, 0)
				require.EqualValues(t, 10, m.Stock(sku))
			})
		})
	}
}
