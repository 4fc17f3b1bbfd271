package lottery

import (
	"context"
	"slices"

	"pointsmall/ent"
	"pointsmall/mall/store"
)

const drawColumns = "id, campaign_id, period_id, member_id, sequence, nonce, client_seed, roll, rolled, prize, outcome, misses_before, cost, free, points, drawn_at, " +
	"order_id, coupon_id, cost_entry_id, prize_entry_id, idempotency_key, fingerprint"

// recall finds the draws that keys have made. Call it after the members' accounts are locked:
// then a request with the same key has been seen, or waits.
func recall(ctx context.Context, tx *store.Tx, keys []drawKey) (map[drawKey]*ent.LotteryDraw, error) {
	rows := store.NewRows("by_member uuid", "by_key text")
	for _, k := range keys {
		rows.Add(k.member, k.key)
	}
	found := map[drawKey]*ent.LotteryDraw{}
	err := tx.QueryRows(ctx, "select "+drawColumns+" from lottery_draws join {rows} on member_id = by_member and idempotency_key = by_key", rows,
		func(scan func(...any) error) error {
			r := &ent.LotteryDraw{}
			err := scan(&r.ID, &r.CampaignID, &r.PeriodID, &r.MemberID, &r.Sequence, &r.Nonce, &r.ClientSeed, &r.Roll, &r.Rolled, &r.Prize, &r.Outcome,
				&r.MissesBefore, &r.Cost, &r.Free, &r.Points, &r.DrawnAt, &r.OrderID, &r.CouponID, &r.CostEntryID, &r.PrizeEntryID, &r.IdempotencyKey, &r.Fingerprint)
			found[drawKey{r.MemberID, r.IdempotencyKey}] = r
			return err
		})
	return found, err
}

func (d *desk) saveDraws(batch *store.Batch) {
	rows := store.NewRows("id uuid", "campaign_id uuid", "period_id uuid", "member_id uuid", "sequence bigint", "nonce bigint", "client_seed text", "roll bigint",
		"rolled bigint", "prize bigint", "outcome text", "misses_before bigint", "cost bigint", "free bool", "points bigint", "drawn_at timestamptz",
		"order_id uuid", "coupon_id uuid", "cost_entry_id uuid", "prize_entry_id uuid", "idempotency_key text", "fingerprint text")
	for _, r := range d.draws {
		rows.Add(r.ID, r.CampaignID, r.PeriodID, r.MemberID, r.Sequence, r.Nonce, r.ClientSeed, r.Roll, r.Rolled, r.Prize, string(r.Outcome),
			r.MissesBefore, r.Cost, r.Free, r.Points, r.DrawnAt, r.OrderID, r.CouponID, r.CostEntryID, r.PrizeEntryID, r.IdempotencyKey, r.Fingerprint)
	}
	batch.Add("insert into lottery_draws ("+drawColumns+") select "+drawColumns+" from {rows}", rows)
}

func (d *desk) savePlayers(batch *store.Batch) {
	rows := store.NewRows("id uuid", "campaign_id uuid", "member_id uuid", "period_id uuid", "nonce bigint", "client_seed text", "misses bigint", "day date",
		"draws_today bigint", "free_today bigint")
	for _, id := range sortedIDs(d.players) {
		if p := d.players[id]; p.changed {
			rows.Add(id, p.campaign, p.member, p.period, p.nonce, p.clientSeed, p.misses, p.day, p.draws, p.free)
		}
	}
	const columns = "id, campaign_id, member_id, period_id, nonce, client_seed, misses, day, draws_today, free_today"
	// "where true" tells SQLite that the join is over and the conflict clause begins.
	batch.Add("insert into lottery_players ("+columns+") select "+columns+" from {rows} where true on conflict (id) do update set period_id = excluded.period_id, "+
		"nonce = excluded.nonce, client_seed = excluded.client_seed, misses = excluded.misses, day = excluded.day, draws_today = excluded.draws_today, free_today = excluded.free_today", rows)
}

// saveGames saves how far each lottery is. The row of its period guards all that is shared and
// all that members have drawn: every draw changes it, and so does every step of the campaign.
func (d *desk) saveGames(batch *store.Batch) {
	periods := store.NewRows("id uuid", "sequence bigint", "given bigint", "seen bigint", "version bigint")
	prizes := store.NewRows("campaign uuid", "at bigint", "pieces_left bigint", "pity_left bigint", "given bigint", "given_by_pity bigint", "day date", "given_today bigint")
	for _, id := range sortedIDs(d.games) {
		g := d.games[id]
		if g.sequence == g.seen {
			continue
		}
		periods.Add(g.period, g.sequence, g.stand.Given-g.givenBefore, g.seen, g.campaign.Version)
		for place, c := range g.pieces {
			if !c.changed {
				continue
			}
			var left, pityLeft, day any
			pieces := g.stand.Pieces[place]
			if g.config.Prizes[place].Stock != nil {
				left = pieces.Left
			}
			if place == g.config.pity() && g.config.Pity.Stock != nil {
				pityLeft = g.stand.PityLeft
			}
			if !pieces.Day.IsZero() {
				day = pieces.Day
			}
			prizes.Add(id, place, left, pityLeft, c.given, c.byPity, day, pieces.Today)
		}
	}
	batch.Update("update lottery_periods set sequence = r.sequence, given = r.given from {rows} where lottery_periods.id = r.id and lottery_periods.status = 'OPEN'", periods,
		"lottery_periods.sequence = r.seen and lottery_periods.fence = r.version")
	batch.Add("update lottery_prizes set pieces_left = r.pieces_left, pity_left = r.pity_left, given = r.given, given_by_pity = r.given_by_pity, "+
		"day = r.day, given_today = r.given_today from {rows} where lottery_prizes.campaign_id = r.campaign and lottery_prizes.place = r.at", prizes)
}

func sortedIDs[K ~[16]byte, V any](of map[K]V) []K {
	ids := make([]K, 0, len(of))
	for id := range of {
		ids = append(ids, id)
	}
	slices.SortFunc(ids, func(a, b K) int { return slices.Compare(a[:], b[:]) })
	return ids
}
