package lottery_test

import (
	"context"
	"errors"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"pointsmall/ent"
	"pointsmall/mall"
	"pointsmall/mall/campaign/lottery"
	"pointsmall/mall/malltest"
	"pointsmall/mall/store"
)

var boss = mall.Actor{Kind: mall.ActorStaff, StaffID: mall.NewStaffID(), Permissions: []mall.Permission{mall.PermissionCampaigns}}

// wheel is a lottery that costs 10 points: a point prize, and nothing. edit may change it.
func wheel(edit func(*lottery.NewLottery)) lottery.NewLottery {
	n := lottery.NewLottery{
		Slug: "wheel", Name: mall.Text{EN: "Wheel", ZH: "大转盘"}, Rules: mall.Text{EN: "Draw.", ZH: "抽奖。"},
		StartsAt: malltest.Start, EndsAt: malltest.Start.Add(48 * time.Hour), Cost: 10,
		Prizes: []lottery.NewPrize{
			{Key: "points", Name: mall.Text{EN: "50 points"}, Kind: mall.PrizePoints, Points: new(mall.Points(50)), OddsPpm: 200_000},
			{Key: "nothing", Name: mall.Text{EN: "Nothing"}, Kind: mall.PrizeNothing, OddsPpm: 800_000},
		},
	}
	if edit != nil {
		edit(&n)
	}
	return n
}

// certain has the first prize rolled by all draws.
func certain(n *lottery.NewLottery) { n.Prizes[0].OddsPpm, n.Prizes[1].OddsPpm = 1_000_000, 0 }

// running makes a lottery and starts it.
func running(t *testing.T, m *malltest.Mall, n lottery.NewLottery) *ent.Campaign {
	t.Helper()
	draft, err := m.Lotteries.Create(t.Context(), boss, n)
	require.NoError(t, err)
	started, err := m.Lotteries.Start(t.Context(), boss, draft.ID, draft.Version)
	require.NoError(t, err)
	return started
}

func sheet(t *testing.T, m *malltest.Mall, id mall.CampaignID) *lottery.Sheet {
	t.Helper()
	sheets, err := m.Lotteries.Sheets(t.Context(), []mall.CampaignID{id})
	require.NoError(t, err)
	require.NotNil(t, sheets[id])
	return sheets[id]
}

func refused(t *testing.T, err error) *mall.Error {
	t.Helper()
	var refusal *mall.Error
	require.ErrorAs(t, err, &refusal)
	return refusal
}

// together runs n calls at once and gathers what became of them.
func together(n int, call func(i int) (lottery.Result, error)) (results []lottery.Result, refusals map[mall.ErrorCode]int, failures []error) {
	var mu sync.Mutex
	var wg sync.WaitGroup
	refusals = map[mall.ErrorCode]int{}
	start := make(chan struct{})
	for i := range n {
		wg.Go(func() {
			<-start
			result, err := call(i)
			mu.Lock()
			defer mu.Unlock()
			var refusal *mall.Error
			switch {
			case errors.As(err, &refusal):
				refusals[refusal.Code]++
			case err != nil:
				failures = append(failures, err)
			default:
				results = append(results, result)
			}
		})
	}
	close(start)
	wg.Wait()
	return results, refusals, failures
}

// verified closes a lottery, verifies all draws of it by what is published, and returns them.
func verified(t *testing.T, m *malltest.Mall, id mall.CampaignID) []lottery.PublishedDraw {
	t.Helper()
	c, err := m.Campaigns.Find(t.Context(), boss, id)
	require.NoError(t, err)
	if m.Campaigns.Status(c) != mall.CampaignEnded {
		_, err = m.Lotteries.End(t.Context(), boss, id, c.Version)
		require.NoError(t, err)
	}
	published, err := m.Lotteries.Publish(t.Context(), id)
	require.NoError(t, err)
	faults, err := lottery.Verify(published, nil)
	require.NoError(t, err)
	require.Empty(t, faults)
	var all []lottery.PublishedDraw
	for _, p := range published.Periods {
		all = append(all, p.Draws...)
	}
	return all
}

// rulesOfWheel is the SHA-256 of the wheel's rules.
const rulesOfWheel = "1099b9556227525d8d0bdf9f525358d465498ff6101d1c82769847206dd0bdd1"

// withoutPrices takes all prices of a SKU away.
func withoutPrices(sku mall.SkuID) func(context.Context, *store.Tx) error {
	return func(ctx context.Context, tx *store.Tx) error {
		_, err := tx.Exec(ctx, "delete from price_options where sku_id = $1", sku)
		return err
	}
}
