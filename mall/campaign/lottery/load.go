package lottery

import (
	"context"
	"maps"
	"slices"
	"time"

	"github.com/google/uuid"

	"pointsmall/ent"
	"pointsmall/mall"
	"pointsmall/mall/catalog"
	"pointsmall/mall/ledger"
	"pointsmall/mall/member"
	"pointsmall/mall/store"
)

// Load locks accounts, then lotteries, and reads what the draws need.
func (d *desk) Load(ctx context.Context, tx *store.Tx) error {
	if err := d.open(ctx, tx); err != nil {
		return err
	}
	if err := d.readPlayers(ctx, tx); err != nil {
		return err
	}
	if err := d.know(ctx, tx); err != nil {
		return err
	}
	if err := d.readRights(ctx, tx); err != nil {
		return err
	}
	if err := d.book.Cover(ctx, tx, d.wanted()); err != nil {
		return err
	}
	if tx.Unlocked && d.book.Settled() { // holds that have ended by their time have no guard
		return store.ErrNeedsLocks
	}
	return nil
}

// open reads accounts and lotteries: one after the other where they are locked, because
// locks have an order; at once where they are not.
func (d *desk) open(ctx context.Context, tx *store.Tx) (err error) {
	members, _ := d.wants.Members()
	now, zone := d.now, d.service.zone
	ids := slices.Clone(d.wants.Campaigns)
	slices.SortFunc(ids, func(a, b mall.CampaignID) int { return slices.Compare(a[:], b[:]) })
	ids = slices.Compact(ids)
	d.expect(ids)
	goods, offers, err := catalog.Look(tx, d.skus)
	if err != nil {
		return err
	}
	d.goods = goods
	if tx.Unlocked {
		var accounts, games store.Reading
		if d.book, accounts, err = ledger.Prepare(tx, now, zone, members); err != nil {
			return err
		}
		if games, err = d.reading(tx, ids); err != nil {
			return err
		}
		if len(d.skus) > 0 {
			err = tx.ReadThree(ctx, accounts, games, offers)
		} else {
			err = tx.ReadTogether(ctx, accounts, games)
		}
		if err != nil {
			return err
		}
		return d.book.Complete(ctx, tx)
	}
	if d.book, err = ledger.Open(ctx, tx, now, zone, members); err != nil {
		return err
	}
	// First the locks: a statement that waits for one still sees the draws of before.
	if err := lockPeriods(ctx, tx, ids); err != nil {
		return err
	}
	games, err := d.reading(tx, ids)
	if err != nil {
		return err
	}
	if err := tx.Read(ctx, games); err != nil || len(d.skus) == 0 {
		return err
	}
	return tx.Read(ctx, offers)
}

// expect notes the SKUs that can be won in lotteries that this server knows: which these are
// never changes.
func (d *desk) expect(ids []mall.CampaignID) {
	d.service.mu.Lock()
	defer d.service.mu.Unlock()
	for _, id := range ids {
		if k := d.service.known[id]; k != nil {
			d.skus = append(d.skus, k.goods...)
		}
	}
	d.sortGoods()
}

func (d *desk) sortGoods() {
	slices.SortFunc(d.skus, func(a, b mall.SkuID) int { return slices.Compare(a[:], b[:]) })
	d.skus = slices.Compact(d.skus)
}

// readRights reads what the goods that can be won ask of members: goods of lotteries that are
// new to this server, tiers, and counts.
func (d *desk) readRights(ctx context.Context, tx *store.Tx) error {
	before := len(d.skus)
	for _, g := range d.games {
		if g.known != nil {
			d.skus = append(d.skus, g.goods...)
		}
	}
	if d.sortGoods(); len(d.skus) > before {
		goods, offers, err := catalog.Look(tx, d.skus)
		if err != nil {
			return err
		}
		d.goods = goods
		if err := tx.Read(ctx, offers); err != nil {
			return err
		}
	}
	var members []mall.MemberID
	var redeemers []catalog.Redeemer
	for _, r := range d.requests {
		g := d.games[r.Campaign]
		if g == nil || g.known == nil {
			continue
		}
		for _, sku := range g.goods {
			offer, ok := d.goods.Offer(sku)
			if ok && offer.AsksTier(d.now) {
				members = append(members, r.Member)
			}
			if ok && offer.Counted {
				redeemers = append(redeemers, catalog.Redeemer{Member: r.Member, Sku: sku})
			}
		}
	}
	if len(members) > 0 {
		levels, err := member.Levels(ctx, tx, members)
		if err != nil {
			return err
		}
		d.levels = levels
	}
	return d.goods.ReadRedeemed(ctx, tx, redeemers)
}

// lockPeriods locks the open periods of lotteries, which every draw changes, also one that
// takes no locks: it waits here, and then finds that its turn has passed.
func lockPeriods(ctx context.Context, tx *store.Tx, ids []mall.CampaignID) error {
	set, err := store.Set(tx.Dialect, ids)
	if err != nil {
		return err
	}
	return tx.Each(ctx, func(scan func(...any) error) error {
		var id mall.CampaignID
		err := scan(&id)
		store.Locked(tx, store.KindCampaign, id)
		return err
	}, "select p.campaign_id from lottery_periods p where p.status = 'OPEN' and p.campaign_id "+tx.Dialect.In(1, "uuid")+tx.Lock(store.KindCampaign, "p.campaign_id"), set)
}

// reading reads what changes of lotteries: a row for each prize.
func (d *desk) reading(tx *store.Tx, ids []mall.CampaignID) (store.Reading, error) {
	set, err := store.Set(tx.Dialect, ids)
	return store.Reading{Args: []any{set}, Width: 18, Row: d.scanGame, Text: func(first int) string {
		return "select c.id, c.kind, c.status, c.version, c.starts_at, c.ends_at, p.id, p.sequence, p.given, p.given_before, " +
			"z.place, z.pieces_left, z.pity_left, z.given, z.given_by_pity, z.day, z.given_today, p.ends_at " +
			"from campaigns c left join lottery_periods p on p.campaign_id = c.id and p.status = 'OPEN' " +
			"left join lottery_prizes z on z.campaign_id = c.id where c.id " + tx.Dialect.In(first, "uuid")
	}}, err
}

// scannedGame is a row of reading: nil where there is no open period, or no prize.
type scannedGame struct {
	period             *mall.LotteryPeriodID
	sequence           *int
	given, givenBefore *mall.Points
	place              *int
	left, pityLeft     *int64
	count, byPity      *int64
	day                *mall.Date
	today              *int64
	endsAt             *time.Time
}

func (d *desk) scanGame() (into []any, done func()) {
	c, r := &ent.Campaign{}, &scannedGame{}
	into = []any{
		&c.ID, &c.Kind, &c.Status, &c.Version, &c.StartsAt, &c.EndsAt, &r.period, &r.sequence, &r.given, &r.givenBefore,
		&r.place, &r.left, &r.pityLeft, &r.count, &r.byPity, &r.day, &r.today, &r.endsAt,
	}
	return into, func() {
		g := d.games[c.ID]
		if g == nil {
			g = &game{campaign: c}
			if r.period != nil {
				g.open, g.period, g.sequence, g.seen, g.givenBefore = true, *r.period, *r.sequence, *r.sequence, *r.givenBefore
				g.endsAt = r.endsAt
				g.stand.Given = *r.given + *r.givenBefore
			}
			d.games[c.ID] = g
		}
		if r.place != nil {
			g.scanPrize(r)
		}
	}
}

// scanPrize puts what is left of a prize in its place.
func (g *game) scanPrize(r *scannedGame) {
	for len(g.pieces) <= *r.place {
		g.pieces = append(g.pieces, counts{})
		g.stand.Pieces = append(g.stand.Pieces, Pieces{})
	}
	g.pieces[*r.place] = counts{given: *r.count, byPity: *r.byPity}
	pieces := &g.stand.Pieces[*r.place]
	pieces.Today = *r.today
	if r.left != nil {
		pieces.Left = *r.left
	}
	if r.day != nil {
		pieces.Day = *r.day
	}
	if r.pityLeft != nil {
		g.stand.PityLeft = *r.pityLeft
	}
}

// readPlayers reads what the members have drawn before. The locks on their accounts, and those
// on the lotteries, keep it still.
func (d *desk) readPlayers(ctx context.Context, tx *store.Tx) error {
	ids := make([]uuid.UUID, len(d.requests))
	for i, r := range d.requests {
		ids[i] = playerID(r.Campaign, r.Member)
	}
	set, err := store.Set(tx.Dialect, ids)
	if err != nil {
		return err
	}
	return tx.Each(ctx, func(scan func(...any) error) error {
		p := &player{}
		if err := scan(&p.campaign, &p.member, &p.period, &p.nonce, &p.clientSeed, &p.misses, &p.day, &p.draws, &p.free); err != nil {
			return err
		}
		d.players[playerID(p.campaign, p.member)] = p
		return nil
	}, "select campaign_id, member_id, period_id, nonce, client_seed, misses, day, draws_today, free_today from lottery_players where id "+tx.Dialect.In(1, "uuid"), set)
}

// know adds what no draw changes, from memory where this server has it.
func (d *desk) know(ctx context.Context, tx *store.Tx) error {
	for id, g := range d.games {
		if g.campaign.Kind != mall.CampaignLottery || g.campaign.Status == mall.CampaignDraft || !g.open {
			continue
		}
		g.known = d.service.remembered(id, g.campaign.Version, g.period)
		if g.known != nil {
			continue
		}
		known, err := d.service.learn(ctx, tx, id)
		if err != nil {
			return err
		}
		if known.sheet.Campaign.Version != g.campaign.Version || known.period.ID != g.period {
			return store.ErrNeedsLocks // it changed between two readings without locks
		}
		g.known = known
	}
	return nil
}

// wanted is how many points each member needs to have, so that every request of theirs can
// be decided.
func (d *desk) wanted() map[mall.MemberID]mall.Points {
	wanted := make(map[mall.MemberID]mall.Points, len(d.requests))
	for _, r := range d.requests {
		if g := d.games[r.Campaign]; g != nil && g.known != nil {
			wanted[r.Member] = min(wanted[r.Member]+g.config.Cost, mall.MaxPoints)
		}
	}
	return wanted
}

// Recall finds the draws that the named keys have made before.
func (d *desk) Recall(ctx context.Context, tx *store.Tx) error {
	found, err := recall(ctx, tx, d.keys)
	maps.Copy(d.drawn, found)
	d.keys = nil
	return err
}
