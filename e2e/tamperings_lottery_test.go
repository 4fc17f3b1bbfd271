package e2e

import (
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// drawLots has alice draw in a lottery that gives points twice, and then nothing.
func drawLots(t *testing.T, mall *shop) {
	t.Helper()
	made := mall.data(t, "admin", `mutation($from: DateTime!, $until: DateTime!) { createLottery(input: {slug: "altered", name: {en: "Wheel"}, rules: {en: "Draw."},
		startsAt: $from, endsAt: $until, cost: 10, budgetPoints: 1000, prizes: [
			{key: "fifty", name: {en: "Fifty"}, kind: POINTS, points: 50, oddsPpm: 1000000, stock: 2}, {key: "nothing", name: {en: "Nothing"}, kind: NOTHING, oddsPpm: 0}]}) {
		campaign { id } userErrors { message } } }`,
		map[string]any{"from": time.Now().Add(-time.Hour).UTC().Format(time.RFC3339), "until": time.Now().Add(time.Hour).UTC().Format(time.RFC3339)})
	id := at[string](t, made, "createLottery.campaign.id")
	started := mall.data(t, "admin", `mutation($id: ID!) { startCampaign(input: {campaignId: $id, version: 1}) { campaign { status } } }`, map[string]any{"id": id})
	require.Equal(t, "RUNNING", at[string](t, started, "startCampaign.campaign.status"))
	for i := range 3 {
		drawn := mall.data(t, "alice", `mutation($id: ID!, $key: String!) { drawLottery(input: {campaignId: $id, idempotencyKey: $key}) { draw { sequence } userErrors { message } } }`,
			map[string]any{"id": id, "key": fmt.Sprint("draw ", i)})
		require.EqualValues(t, i+1, at[int64](t, drawn, "drawLottery.draw.sequence"))
	}
}

const altered = "(select id from campaigns where slug = 'altered')"

// lotteryTamperings alter what was drawn; mall/reconcile has more of them.
var lotteryTamperings = []tampering{
	{
		name: "what a draw gave", names: "lottery_draws",
		pick:  "select id from lottery_draws where sequence = 1",
		alter: "update lottery_draws set points = points + 1 where id = '%s'", undo: "update lottery_draws set points = points - 1 where id = '%s'",
	},
	{
		name: "what a draw cost", names: "lottery_draws",
		pick:  "select id from lottery_draws where sequence = 3",
		alter: "update lottery_draws set cost = cost - 1 where id = '%s'", undo: "update lottery_draws set cost = cost + 1 where id = '%s'",
	},
	{
		name: "a draw is gone", names: "lottery_periods",
		pick:  "select id from lottery_draws where sequence = 2",
		alter: "create table saved as select * from lottery_draws where id = '%s'; delete from lottery_draws where id = '%s'",
		undo:  "insert into lottery_draws select * from saved; drop table saved",
		row:   "select period_id from saved",
	},
	{
		name: "the pieces left of a prize", names: "lottery_prizes",
		pick:  "select id from lottery_prizes where key = 'fifty' and campaign_id = " + altered,
		alter: "update lottery_prizes set pieces_left = pieces_left + 1 where id = '%s'", undo: "update lottery_prizes set pieces_left = pieces_left - 1 where id = '%s'",
	},
	{
		name: "the points that a period gave", names: "lottery_periods",
		pick:  "select id from lottery_periods where number = 1 and campaign_id = " + altered,
		alter: "update lottery_periods set given = given - 1 where id = '%s'", undo: "update lottery_periods set given = given + 1 where id = '%s'",
	},
	{
		name: "a lottery's budget", names: "lotteries",
		pick:  "select id from lotteries where id = " + altered,
		alter: "update lotteries set budget = 99 where id = '%s'", undo: "update lotteries set budget = 1000 where id = '%s'",
	},
	{
		name: "how often a member drew", names: "lottery_players",
		pick:  "select id from lottery_players where campaign_id = " + altered,
		alter: "update lottery_players set nonce = nonce - 1 where id = '%s'", undo: "update lottery_players set nonce = nonce + 1 where id = '%s'",
	},
}
