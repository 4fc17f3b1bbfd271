package lottery_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"pointsmall/mall"
	"pointsmall/mall/campaign"
	"pointsmall/mall/campaign/lottery"
	"pointsmall/mall/catalog"
	"pointsmall/mall/malltest"
)

var pageOfOne = campaign.Page{Limit: 1}

func filterBySlug(slug string) campaign.Filter { return campaign.Filter{Slug: &slug} }

// missed counts the draws that gave nothing.
func missed(t *testing.T, m *malltest.Mall, id mall.CampaignID) (n int) {
	t.Helper()
	for _, d := range verified(t, m, id) {
		if d.Prize == "nothing" {
			n++
		}
	}
	return n
}

func TestALotteryThatMakesNoSenseIsRefused(t *testing.T) {
	malltest.Run(t, func(t *testing.T, m *malltest.Mall) {
		for name, c := range map[string]struct {
			edit func(*lottery.NewLottery)
			path []string
		}{
			"a slug of spaces":         {func(n *lottery.NewLottery) { n.Slug = "a b" }, []string{"slug"}},
			"no name":                  {func(n *lottery.NewLottery) { n.Name = mall.Text{} }, []string{"name"}},
			"it ends before it begins": {func(n *lottery.NewLottery) { n.EndsAt = n.StartsAt }, []string{"endsAt"}},
			"it is over":               {func(n *lottery.NewLottery) { n.StartsAt, n.EndsAt = n.StartsAt.Add(-time.Hour), n.StartsAt }, []string{"endsAt"}},
			"it pays for drawing":      {func(n *lottery.NewLottery) { n.Cost = -1 }, []string{"cost"}},
			"no draws a day":           {func(n *lottery.NewLottery) { n.DrawsPerMemberPerDay = new(0) }, []string{"drawsPerMemberPerDay"}},
			"prizes of no budget":      {func(n *lottery.NewLottery) { n.Budget = new(mall.Points(0)) }, []string{"budgetPoints"}},
			"no prizes":                {func(n *lottery.NewLottery) { n.Prizes = nil }, []string{"prizes"}},
			"odds of 99.9999 %":        {func(n *lottery.NewLottery) { n.Prizes[1].OddsPpm-- }, []string{"prizes"}},
			"one key twice":            {func(n *lottery.NewLottery) { n.Prizes[1].Key = "points" }, []string{"prizes", "1", "key"}},
			"points without points":    {func(n *lottery.NewLottery) { n.Prizes[0].Points = nil }, []string{"prizes", "0", "points"}},
			"nothing with points":      {func(n *lottery.NewLottery) { n.Prizes[1].Points = new(mall.Points(1)) }, []string{"prizes", "1", "points"}},
			"a period of no end":       {func(n *lottery.NewLottery) { n.Period = &lottery.PeriodRule{} }, []string{"period"}},
			"a period of no draws":     {func(n *lottery.NewLottery) { n.Period = &lottery.PeriodRule{Draws: new(0)} }, []string{"period", "draws"}},
			"goods without a SKU":      {func(n *lottery.NewLottery) { n.Prizes[0].Kind, n.Prizes[0].Points = mall.PrizeSku, nil }, []string{"prizes", "0", "skuId"}},
			"goods that are not there": {func(n *lottery.NewLottery) {
				n.Prizes[0].Kind, n.Prizes[0].Points, n.Prizes[0].Sku = mall.PrizeSku, nil, new(mall.NewSkuID())
			}, []string{"prizes", "0", "skuId"}},
			"a coupon":                 {func(n *lottery.NewLottery) { n.Prizes[0].Kind, n.Prizes[0].Points = mall.PrizeCoupon, nil }, []string{"prizes", "0", "couponId"}},
			"a fallback that runs out": {func(n *lottery.NewLottery) { n.Prizes[0].Fallback, n.Prizes[0].Stock = true, new(int64(1)) }, []string{"prizes", "0", "fallback"}},
			"two fallbacks":            {func(n *lottery.NewLottery) { n.Prizes[0].Fallback, n.Prizes[1].Fallback = true, true }, []string{"prizes", "1", "fallback"}},
			"a value in dollars":       {func(n *lottery.NewLottery) { n.Prizes[0].Value = &mall.Money{Minor: 1, Currency: "USD"} }, []string{"prizes", "0", "value"}},
			"pity for nothing":         {func(n *lottery.NewLottery) { n.Pity = &lottery.Pity{After: 3, PrizeKey: "nothing"} }, []string{"pity", "prizeKey"}},
			"pity without pieces": {func(n *lottery.NewLottery) {
				n.Prizes[0].Stock, n.Pity = new(int64(5)), &lottery.Pity{After: 3, PrizeKey: "points"}
			}, []string{"pity", "stock"}},
			"pity for one that is not there": {func(n *lottery.NewLottery) { n.Pity = &lottery.Pity{After: 3, PrizeKey: "x"} }, []string{"pity", "prizeKey"}},
		} {
			_, err := m.Lotteries.Create(t.Context(), boss, wheel(c.edit))
			assert.Equal(t, c.path, refused(t, err).Path, name)
		}
		n, err := m.Campaigns.Count(t.Context(), boss, campaign.Filter{}, 10)
		require.NoError(t, err)
		assert.Zero(t, n, "nothing was made")
		_, err = m.Lotteries.Create(t.Context(), boss, wheel(nil))
		require.NoError(t, err)
		_, err = m.Lotteries.Create(t.Context(), boss, wheel(nil))
		assert.Equal(t, []string{"slug"}, refused(t, err).Path)
	})
}

func TestALotteryThatTheLawForbidsDoesNotStart(t *testing.T) {
	malltest.Run(t, func(t *testing.T, m *malltest.Mall) {
		unpriced := m.Sku(1, 5, nil)
		require.NoError(t, m.DB.InTx(t.Context(), withoutPrices(unpriced)))
		dear := m.Sku(1, 5, func(k *catalog.NewSku) { k.Prices = []catalog.Price{{Points: 6_000_000}} })
		goods := func(sku mall.SkuID, stock *int64) func(*lottery.NewLottery) {
			return func(n *lottery.NewLottery) {
				n.Prizes[0].Kind, n.Prizes[0].Points, n.Prizes[0].Sku, n.Prizes[0].Stock = mall.PrizeSku, nil, &sku, stock
			}
		}
		for name, c := range map[string]struct {
			edit func(*lottery.NewLottery)
			path []string
		}{
			"no rules":              {func(n *lottery.NewLottery) { n.Rules = mall.Text{EN: " \n"} }, []string{"campaignId", "rules"}},
			"no number of pieces":   {goods(dear, nil), []string{"campaignId", "lottery", "prizes", "0", "stock"}},
			"no worth":              {goods(unpriced, new(int64(1))), []string{"campaignId", "lottery", "prizes", "0", "value"}},
			"more than ¥50,000":     {goods(dear, new(int64(1))), []string{"campaignId", "lottery", "prizes", "0", "value"}},
			"said to be worth more": {func(n *lottery.NewLottery) { n.Prizes[0].Value = &mall.Money{Minor: 50_000_01, Currency: "CNY"} }, []string{"campaignId", "lottery", "prizes", "0", "value"}},
		} {
			draft, err := m.Lotteries.Create(t.Context(), boss, wheel(func(n *lottery.NewLottery) { c.edit(n); n.Slug = "s-" + mall.NewStaffID().String()[4:] }))
			require.NoError(t, err, name)
			_, err = m.Lotteries.Start(t.Context(), boss, draft.ID, 1)
			refusal := refused(t, err)
			assert.Equal(t, c.path, refusal.Path, name)
			assert.Equal(t, mall.CodeInvalidInput, refusal.Code, name)
			same, err := m.Campaigns.Find(t.Context(), boss, draft.ID)
			require.NoError(t, err)
			assert.Equal(t, mall.CampaignDraft, same.Status)
		}
		assert.EqualValues(t, 5, m.Stock(dear))
		running(t, m, wheel(func(n *lottery.NewLottery) { n.Prizes[0].Value = &mall.Money{Minor: 50_000_00, Currency: "CNY"} }))
	})
}

// From SCHEDULED on the text stands, whatever is set afterwards.
func TestWhatALotteryPromisesIsWrittenOnce(t *testing.T) {
	malltest.Run(t, func(t *testing.T, m *malltest.Mall) {
		draft, err := m.Lotteries.Create(t.Context(), boss, wheel(nil))
		require.NoError(t, err)
		_, err = m.Lotteries.Start(t.Context(), boss, draft.ID, 2)
		assert.Equal(t, mall.CodeVersionConflict, refused(t, err).Code)
		c, err := m.Lotteries.Start(t.Context(), boss, draft.ID, 1)
		require.NoError(t, err)
		assert.Equal(t, 2, c.Version)
		promised := sheet(t, m, c.ID)
		assert.JSONEq(t, `{"campaign":"`+c.ID.String()+`","startsAt":"2026-11-22T02:00:00Z","endsAt":"2026-11-24T02:00:00Z","timeZone":"Asia/Shanghai","period":null,"cost":10,
			"freeDrawsPerDay":0,"limits":{"drawsPerMemberPerDay":null},"budget":null,"pity":null,"fallback":"nothing","rulesHash":"`+rulesOfWheel+`","prizes":[
			{"key":"points","kind":"POINTS","points":50,"sku":null,"coupon":null,"value":{"amount":"0.50","currency":"CNY"},"oddsPpm":200000,"stock":null,"stockPerDay":null},
			{"key":"nothing","kind":"NOTHING","points":null,"sku":null,"coupon":null,"value":{"amount":"0.00","currency":"CNY"},"oddsPpm":800000,"stock":null,"stockPerDay":null}]}`,
			promised.Configuration)
		paused, err := m.Lotteries.Pause(t.Context(), boss, c.ID, 2)
		require.NoError(t, err)
		_, err = m.Lotteries.Pause(t.Context(), boss, c.ID, paused.Version)
		assert.Equal(t, mall.CodeInvalidState, refused(t, err).Code)
		assert.Nil(t, sheet(t, m, c.ID).Present().Revealed, "never while it is paused")
		resumed, err := m.Lotteries.Start(t.Context(), boss, c.ID, paused.Version)
		require.NoError(t, err)
		assert.Equal(t, mall.CampaignRunning, resumed.Status)
		assert.Equal(t, promised.Configuration, sheet(t, m, c.ID).Configuration)
		assert.Equal(t, promised.Present().SeedHash, sheet(t, m, c.ID).Present().SeedHash)
	})
}

// The seed that is in force stands nowhere in the database in clear text.
func TestASeedIsEncryptedByAKeyThatIsNotInTheDatabase(t *testing.T) {
	malltest.Run(t, func(t *testing.T, m *malltest.Mall) {
		m.Lotteries.Seeds.Key = []byte("kept elsewhere")
		c := running(t, m, wheel(nil))
		m.Lotteries.Seeds.Key = []byte("another")
		member := m.Member("normal", malltest.Lot{Points: 100}).ID
		_, err := m.Lotteries.Draw(t.Context(), lottery.Request{Member: member, Campaign: c.ID, Key: "k"})
		require.ErrorContains(t, err, "cannot be decrypted")
		assert.EqualValues(t, 100, m.Available(member))
		m.Lotteries.Seeds.Key = []byte("kept elsewhere")
		_, err = m.Lotteries.Draw(t.Context(), lottery.Request{Member: member, Campaign: c.ID, Key: "k"})
		require.NoError(t, err)
		m.Lotteries.Seeds = lottery.Vault{Required: true}
		_, err = m.Lotteries.Create(t.Context(), boss, wheel(func(n *lottery.NewLottery) { n.Slug = "other" }))
		assert.Equal(t, mall.CodeNotAvailable, refused(t, err).Code)
		m.Lotteries.Seeds = lottery.Vault{Key: []byte("kept elsewhere")}
	})
}
