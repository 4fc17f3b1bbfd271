package lottery_test

import (
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"pointsmall/mall"
	"pointsmall/mall/campaign/lottery"
	"pointsmall/mall/malltest"
	"pointsmall/mall/order"
)

func TestADrawTakesItsCostAndGivesItsPrize(t *testing.T) {
	malltest.Run(t, func(t *testing.T, m *malltest.Mall) {
		c := running(t, m, wheel(certain))
		member := m.Member("normal", malltest.Lot{Points: 100}).ID
		before, err := m.Ledger.Balance(t.Context(), member)
		require.NoError(t, err)
		result, err := m.Lotteries.Draw(t.Context(), lottery.Request{Member: member, Campaign: c.ID, ClientSeed: new("lucky"), Key: "k"})
		require.NoError(t, err)
		d := result.Draw
		assert.Equal(t, 1, d.Nonce)
		assert.Equal(t, 1, d.Sequence)
		assert.Equal(t, "lucky", d.ClientSeed)
		assert.EqualValues(t, 10, d.Cost)
		assert.False(t, d.Free)
		assert.EqualValues(t, 50, d.Points)
		require.NotNil(t, result.Balance)
		assert.EqualValues(t, 140, result.Balance.Available)
		assert.Equal(t, before.LifetimeEarned, result.Balance.LifetimeEarned, "what is won is not earned")
		assert.EqualValues(t, 140, m.Available(member))

		again, err := m.Lotteries.Draw(t.Context(), lottery.Request{Member: member, Campaign: c.ID, ClientSeed: new("lucky"), Key: "k"})
		require.NoError(t, err)
		assert.True(t, again.Repeated)
		assert.Equal(t, d.ID, again.Draw.ID)
		_, err = m.Lotteries.Draw(t.Context(), lottery.Request{Member: member, Campaign: c.ID, ClientSeed: new("other"), Key: "k"})
		assert.Equal(t, mall.CodeIdempotencyConflict, refused(t, err).Code)

		next, err := m.Lotteries.Draw(t.Context(), lottery.Request{Member: member, Campaign: c.ID, Key: "k2"})
		require.NoError(t, err)
		assert.Equal(t, "lucky", next.Draw.ClientSeed, "the one used last")
		assert.Equal(t, 2, next.Draw.Nonce)
		other, err := m.Lotteries.Draw(t.Context(), lottery.Request{Member: m.Member("normal", malltest.Lot{Points: 100}).ID, Campaign: c.ID, Key: "first key"})
		require.NoError(t, err)
		assert.Equal(t, "first key", other.Draw.ClientSeed)
		assert.Equal(t, 1, other.Draw.Nonce)
		assert.Equal(t, 3, other.Draw.Sequence)
		assert.Len(t, verified(t, m, c.ID), 3)
	})
}

func TestFreeDrawsComeFirstAndAnewEachDay(t *testing.T) {
	malltest.Run(t, func(t *testing.T, m *malltest.Mall) {
		c := running(t, m, wheel(func(n *lottery.NewLottery) { n.FreeDrawsPerDay, n.DrawsPerMemberPerDay = 2, new(3) }))
		member := m.Member("normal", malltest.Lot{Points: 1000}).ID
		draw := func(key string) (lottery.Result, error) {
			return m.Lotteries.Draw(t.Context(), lottery.Request{Member: member, Campaign: c.ID, Key: key})
		}
		for i, free := range []bool{true, true, false} {
			result, err := draw(string(rune('a' + i)))
			require.NoError(t, err)
			assert.Equal(t, free, result.Draw.Free)
		}
		left, err := m.Lotteries.FreeLeft(t.Context(), sheet(t, m, c.ID), member)
		require.NoError(t, err)
		assert.Zero(t, left)
		_, err = draw("d")
		refusal := refused(t, err)
		assert.Equal(t, mall.CodeLimitExceeded, refusal.Code)
		assert.EqualValues(t, 3, refusal.Figures.Limit)
		assert.Positive(t, refusal.Figures.RetryAfter)
		m.Clock.Set(mall.StartOfDay(mall.NewDate(2026, 11, 23), malltest.Zone))
		result, err := draw("d")
		require.NoError(t, err)
		assert.True(t, result.Draw.Free)
		assert.Equal(t, 4, result.Draw.Nonce)
		verified(t, m, c.ID)
	})
}

// A refusal must not depend on a roll, nor use up a number.
func TestWhatIsRefusedIsRefusedBeforeTheRoll(t *testing.T) {
	malltest.Run(t, func(t *testing.T, m *malltest.Mall) {
		poor, rich := m.Member("normal", malltest.Lot{Points: 9}).ID, m.Member("normal", malltest.Lot{Points: 1000}).ID
		full := m.Member("normal", malltest.Lot{Points: mall.MaxPoints}).ID
		open := running(t, m, wheel(nil))
		spent := running(t, m, wheel(func(n *lottery.NewLottery) {
			n.Slug, n.Budget = "spent", new(mall.Points(40))
			n.Prizes[1].Kind, n.Prizes[1].Points = mall.PrizePoints, new(mall.Points(41))
		}))
		later := running(t, m, wheel(func(n *lottery.NewLottery) { n.Slug, n.StartsAt = "later", malltest.Start.Add(time.Hour) }))
		paused := running(t, m, wheel(func(n *lottery.NewLottery) { n.Slug = "paused" }))
		_, err := m.Lotteries.Pause(t.Context(), boss, paused.ID, paused.Version)
		require.NoError(t, err)
		ended := running(t, m, wheel(func(n *lottery.NewLottery) { n.Slug = "ended" }))
		_, err = m.Lotteries.End(t.Context(), boss, ended.ID, ended.Version)
		require.NoError(t, err)
		draft, err := m.Lotteries.Create(t.Context(), boss, wheel(func(n *lottery.NewLottery) { n.Slug = "draft" }))
		require.NoError(t, err)
		m.Lotteries.WithRoll(func([]byte, lottery.Ticket) int { panic("it was rolled") })
		for name, c := range map[string]struct {
			request lottery.Request
			code    mall.ErrorCode
		}{
			"too few points":      {lottery.Request{Member: poor, Campaign: open.ID}, mall.CodeInsufficientPoints},
			"a full account":      {lottery.Request{Member: full, Campaign: open.ID}, mall.CodeNotEligible},
			"another commitment":  {lottery.Request{Member: rich, Campaign: open.ID, SeedHash: new("ab")}, mall.CodeVersionConflict},
			"a bad client seed":   {lottery.Request{Member: rich, Campaign: open.ID, ClientSeed: new("幸运")}, mall.CodeInvalidInput},
			"an empty one":        {lottery.Request{Member: rich, Campaign: open.ID, ClientSeed: new("")}, mall.CodeInvalidInput},
			"a long one":          {lottery.Request{Member: rich, Campaign: open.ID, ClientSeed: new(strings.Repeat("x", 129))}, mall.CodeInvalidInput},
			"no budget":           {lottery.Request{Member: rich, Campaign: spent.ID}, mall.CodeOutOfStock},
			"before its time":     {lottery.Request{Member: rich, Campaign: later.ID}, mall.CodeNotAvailable},
			"while it is paused":  {lottery.Request{Member: rich, Campaign: paused.ID}, mall.CodeNotAvailable},
			"when it has ended":   {lottery.Request{Member: rich, Campaign: ended.ID}, mall.CodeNotAvailable},
			"while it is a draft": {lottery.Request{Member: rich, Campaign: draft.ID}, mall.CodeNotFound},
			"where there is none": {lottery.Request{Member: rich, Campaign: mall.NewCampaignID()}, mall.CodeNotFound},
		} {
			c.request.Key = "k"
			_, err := m.Lotteries.Draw(t.Context(), c.request)
			assert.Equal(t, c.code, refused(t, err).Code, name)
		}
		m.Lotteries.WithRoll(lottery.Roll)
		result, err := m.Lotteries.Draw(t.Context(), lottery.Request{Member: rich, Campaign: open.ID, Key: "k"})
		require.NoError(t, err, "the key is free")
		assert.Equal(t, 1, result.Draw.Nonce)
		assert.Equal(t, 1, result.Draw.Sequence)
		assert.EqualValues(t, mall.MaxPoints, m.Available(full))
	})
}

func TestGoodsLeaveTheStockAtTheStartAndComeBackAtTheEnd(t *testing.T) {
	malltest.Run(t, func(t *testing.T, m *malltest.Mall) {
		sku := m.Sku(500, 10, nil)
		goods := func(n *lottery.NewLottery) {
			n.Prizes[0] = lottery.NewPrize{Key: "kettle", Name: mall.Text{EN: "Kettle"}, Kind: mall.PrizeSku, Sku: &sku, OddsPpm: 1_000_000, Stock: new(int64(4))}
			n.Prizes[1].OddsPpm = 0
			n.Pity = &lottery.Pity{After: 3, PrizeKey: "kettle", Stock: new(int64(2))}
		}
		c := running(t, m, wheel(goods))
		assert.EqualValues(t, 4, m.Stock(sku))
		member := m.Member("normal", malltest.Lot{Points: 1000}).ID
		result, err := m.Lotteries.Draw(t.Context(), lottery.Request{Member: member, Campaign: c.ID, Key: "k"})
		require.NoError(t, err)
		require.NotNil(t, result.Draw.OrderID)
		won, err := m.Orders.Get(t.Context(), mall.Actor{Kind: mall.ActorMember, MemberID: member}, *result.Draw.OrderID)
		require.NoError(t, err)
		assert.Zero(t, won.Points)
		assert.Equal(t, mall.OrderPaid, won.Status)
		assert.Len(t, order.Lines(won), 1)
		assert.EqualValues(t, 4, m.Stock(sku), "the piece had left the stock before")
		assert.EqualValues(t, 500, *sheet(t, m, c.ID).Prizes[0].ValueMinor, "500 points at 1.00 for 100")

		_, err = m.Lotteries.Create(t.Context(), boss, wheel(func(n *lottery.NewLottery) { goods(n); n.Slug = "wheel-2"; n.Prizes[0].Stock = new(int64(3)) }))
		require.NoError(t, err)
		second, err := m.Campaigns.List(t.Context(), boss, filterBySlug("wheel-2"), pageOfOne)
		require.NoError(t, err)
		_, err = m.Lotteries.Start(t.Context(), boss, second[0].ID, 1)
		refusal := refused(t, err)
		assert.Equal(t, mall.CodeOutOfStock, refusal.Code, "3 and 2 for pity are more than 4")
		assert.EqualValues(t, 5, refusal.Figures.Required)
		assert.EqualValues(t, 4, m.Stock(sku))

		verified(t, m, c.ID)
		assert.EqualValues(t, 9, m.Stock(sku))
	})
}

// Time alone begins and ends a lottery; the job only writes it down, and shows the seed.
func TestTheClockBeginsAndEndsALottery(t *testing.T) {
	malltest.Run(t, func(t *testing.T, m *malltest.Mall) {
		sku := m.Sku(500, 10, nil)
		c := running(t, m, wheel(func(n *lottery.NewLottery) {
			n.StartsAt, n.EndsAt = malltest.Start.Add(time.Hour), malltest.Start.Add(2*time.Hour)
			n.Prizes[0] = lottery.NewPrize{Key: "kettle", Name: mall.Text{EN: "Kettle"}, Kind: mall.PrizeSku, Sku: &sku, OddsPpm: 200_000, Stock: new(int64(4))}
		}))
		assert.Equal(t, mall.CampaignScheduled, c.Status)
		member := m.Member("normal", malltest.Lot{Points: 1000}).ID
		draw := func(key string) error {
			_, err := m.Lotteries.Draw(t.Context(), lottery.Request{Member: member, Campaign: c.ID, Key: key})
			return err
		}
		assert.Equal(t, mall.CodeNotAvailable, refused(t, draw("a")).Code)
		m.Clock.Set(c.StartsAt)
		require.NoError(t, draw("a"), "no job has run")
		m.Sweep()
		row, err := m.Campaigns.Find(t.Context(), boss, c.ID)
		require.NoError(t, err)
		assert.Equal(t, mall.CampaignRunning, row.Status)
		assert.Equal(t, c.Version, row.Version, "staff did nothing")
		require.NoError(t, draw("b"))
		m.Clock.Set(c.EndsAt)
		assert.Equal(t, mall.CodeNotAvailable, refused(t, draw("c")).Code)
		assert.Nil(t, sheet(t, m, c.ID).Present().Revealed, "it is not closed")
		assert.False(t, m.Lotteries.Overdue(row, sheet(t, m, c.ID).Present()))
		m.Clock.Set(c.EndsAt.Add(61 * time.Second))
		assert.True(t, m.Lotteries.Overdue(row, sheet(t, m, c.ID).Present()), "somebody should have shown it by now")
		m.Sweep()
		m.Sweep()
		assert.NotNil(t, sheet(t, m, c.ID).Present().Revealed)
		assert.EqualValues(t, 10-int64(len(verified(t, m, c.ID))-missed(t, m, c.ID)), m.Stock(sku))
	})
}

// A period that staff end early is closed for ever, with its reason, and the next one runs
// under the seed that was committed to before.
func TestAPeriodCanBeClosedEarly(t *testing.T) {
	malltest.Run(t, func(t *testing.T, m *malltest.Mall) {
		c := running(t, m, wheel(func(n *lottery.NewLottery) {
			n.Budget, n.Pity = new(mall.Points(500)), &lottery.Pity{After: 4, PrizeKey: "points"}
		}))
		member := m.Member("normal", malltest.Lot{Points: 1000}).ID
		draw := func(n int, hash string) {
			for i := range n {
				_, err := m.Lotteries.Draw(t.Context(), lottery.Request{Member: member, Campaign: c.ID, SeedHash: &hash, Key: hash[:8] + string(rune('a'+i))})
				require.NoError(t, err)
			}
		}
		first, next := sheet(t, m, c.ID).Present().SeedHash, sheet(t, m, c.ID).Next().SeedHash
		draw(6, first)
		closed, err := m.Lotteries.ClosePeriod(t.Context(), boss, c.ID, c.Version, mall.Text{EN: "A key was lost."})
		require.NoError(t, err)
		assert.Equal(t, c.Version+1, closed.Version)
		now := sheet(t, m, c.ID)
		assert.Equal(t, next, now.Present().SeedHash)
		assert.NotEqual(t, next, now.Next().SeedHash)
		require.Len(t, now.Begun(), 2)
		assert.NotNil(t, now.Begun()[0].Revealed)
		assert.Equal(t, "A key was lost.", now.Begun()[0].ClosedWhy.EN)
		_, err = m.Lotteries.Draw(t.Context(), lottery.Request{Member: member, Campaign: c.ID, SeedHash: &first, Key: "late"})
		assert.Equal(t, mall.CodeVersionConflict, refused(t, err).Code)
		draw(6, next)
		all := verified(t, m, c.ID)
		require.Len(t, all, 12)
		assert.Equal(t, 1, all[6].Nonce)
		assert.Equal(t, 1, all[6].Sequence)
	})
}
