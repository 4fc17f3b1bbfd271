package reconcile_test

import (
	"context"
	"errors"
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"pointsmall/mall"
	"pointsmall/mall/campaign/lottery"
	"pointsmall/mall/malltest"
	"pointsmall/mall/reconcile"
	"pointsmall/mall/store"
)

// drew has two members draw in a lottery that has everything, in two periods of which the
// first is closed.
func drew(t *testing.T, m *malltest.Mall) {
	t.Helper()
	boss := mall.Actor{Kind: mall.ActorStaff, StaffID: mall.NewStaffID(), Permissions: []mall.Permission{mall.PermissionCampaigns}}
	sku := m.Sku(500, 40, nil)
	draft, err := m.Lotteries.Create(t.Context(), boss, lottery.NewLottery{
		Slug: "wheel", Name: mall.Text{EN: "Wheel"}, Rules: mall.Text{EN: "Draw."}, StartsAt: m.Clock.Now(), EndsAt: m.Clock.Now().Add(48 * time.Hour),
		Cost: 10, FreeDrawsPerDay: 10, DrawsPerMemberPerDay: new(20), Budget: new(mall.Points(5000)),
		Prizes: []lottery.NewPrize{
			{Key: "kettle", Name: mall.Text{EN: "Kettle"}, Kind: mall.PrizeSku, Sku: &sku, OddsPpm: 100_000, Stock: new(int64(20)), StockPerDay: new(int64(15))},
			{Key: "points", Name: mall.Text{EN: "50 points"}, Kind: mall.PrizePoints, Points: new(mall.Points(50)), OddsPpm: 300_000},
			{Key: "nothing", Name: mall.Text{EN: "Nothing"}, Kind: mall.PrizeNothing, OddsPpm: 600_000},
		},
		Pity: &lottery.Pity{After: 4, PrizeKey: "kettle", Stock: new(int64(10))},
	})
	require.NoError(t, err)
	c, err := m.Lotteries.Start(t.Context(), boss, draft.ID, 1)
	require.NoError(t, err)
	members := []mall.MemberID{m.Member("normal", malltest.Lot{Points: 1000}).ID, m.Member("normal", malltest.Lot{Points: 1000}).ID}
	for i := range 28 {
		if i == 18 {
			_, err := m.Lotteries.ClosePeriod(t.Context(), boss, c.ID, c.Version, mall.Text{EN: "A test."})
			require.NoError(t, err)
		}
		_, err := m.Lotteries.Draw(t.Context(), lottery.Request{Member: members[i%2], Campaign: c.ID, Key: fmt.Sprint(i)})
		require.NoError(t, err)
	}
}

var errUndoDraws = errors.New("undo")

// Whichever figure of a lottery, of its prizes, its draws and its members' counts is altered
// by hand, reconcile names the table.
func TestEveryAlteredRowOfALotteryIsNamed(t *testing.T) {
	malltest.Run(t, func(t *testing.T, m *malltest.Mall) {
		drew(t, m)
		for statement, table := range map[string]string{
			"update campaigns set status = 'PAUSED'":                                           "campaigns",
			"update campaigns set version = version + 1":                                       "campaigns",
			"delete from campaign_changes":                                                     "campaigns",
			"update lotteries set cost = cost + 1":                                             "lottery_draws",
			"update lotteries set budget = 0":                                                  "lotteries",
			"update lotteries set pity_stock = pity_stock + 1":                                 "lottery_prizes",
			"update lotteries set pity_prize = 1":                                              "lottery_prizes",
			"update lottery_prizes set odds_ppm = odds_ppm - 1":                                "lotteries",
			"update lottery_prizes set pieces_left = pieces_left + 1":                          "lottery_prizes",
			"update lottery_prizes set pieces_left = pieces_left + 1, stock = stock + 1":       "stocks",
			"update lottery_prizes set pity_left = pity_left - 1":                              "lottery_prizes",
			"update lottery_prizes set given = given + 1":                                      "lottery_prizes",
			"update lottery_prizes set given_by_pity = given_by_pity + 1 where place = 0":      "lottery_prizes",
			"update lottery_prizes set given_today = 15 where place = 0":                       "lottery_prizes",
			"update lottery_prizes set points = points + 1":                                    "lottery_draws",
			"update lottery_periods set sequence = sequence + 1":                               "lottery_periods",
			"update lottery_periods set given = given + 1":                                     "lottery_periods",
			"update lottery_periods set given_before = given_before + 1 where status = 'OPEN'": "lottery_periods",
			"update lottery_periods set fence = fence + 1":                                     "lottery_periods",
			"update lottery_periods set status = 'NEXT' where status = 'OPEN'":                 "campaigns",
			"update lottery_draws set sequence = 99 where sequence = 5":                        "lottery_periods",
			"update lottery_draws set sequence = 4 where sequence = 5":                         "lottery_periods",
			"update lottery_draws set nonce = 99 where sequence = 5":                           "lottery_draws",
			"update lottery_draws set prize = 2 where prize = 0":                               "lottery_draws",
			"update lottery_draws set rolled = 1 where outcome = 'ROLLED' and prize = 2":       "lottery_draws",
			"update lottery_draws set outcome = 'FALLBACK' where outcome = 'PITY'":             "lottery_draws",
			"update lottery_draws set cost = 0":                                                "lottery_draws",
			"update lottery_draws set free = true, cost = 0":                                   "lottery_draws",
			"update lottery_draws set points = points + 1":                                     "lottery_draws",
			"update lottery_draws set cost_entry_id = null":                                    "lottery_draws",
			"update lottery_draws set prize_entry_id = null":                                   "entries",
			"update lottery_draws set order_id = id where order_id is not null":                "lottery_draws",
			"update lottery_draws set order_id = null":                                         "lottery_draws",
			"delete from lottery_draws":                                                        "lottery_periods",
			"update lottery_players set nonce = nonce - 1":                                     "lottery_players",
			"update lottery_players set misses = misses + 1":                                   "lottery_players",
			"update lottery_players set draws_today = draws_today + 1":                         "lottery_players",
			"update lottery_players set free_today = free_today + 1":                           "lottery_players",
			"update lottery_players set client_seed = 'another'":                               "lottery_players",
			"delete from lottery_players":                                                      "lottery_draws",
		} {
			err := m.DB.InTx(t.Context(), func(ctx context.Context, tx *store.Tx) error {
				if _, err := tx.Exec(ctx, statement); err != nil {
					return err
				}
				findings, err := reconcile.Check(ctx, tx)
				require.NoError(t, err)
				tables := map[string]bool{}
				for _, f := range findings {
					tables[f.Table] = true
				}
				assert.True(t, tables[table], "%s: %v", statement, tables)
				return errUndoDraws
			})
			require.ErrorIs(t, err, errUndoDraws, statement)
		}
	})
}
