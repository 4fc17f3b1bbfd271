package lottery

import (
	"context"
	"time"

	"github.com/google/uuid"

	"pointsmall/ent"
	"pointsmall/mall"
	"pointsmall/mall/catalog"
	"pointsmall/mall/coupon"
	"pointsmall/mall/ledger"
	"pointsmall/mall/member"
	"pointsmall/mall/order"
	"pointsmall/mall/store"
)

// desk is the working set of one group of draws.
type desk struct {
	service  *Service
	now      time.Time
	today    mall.Date
	expiry   mall.Expiry // of points that are won
	wants    store.Wants
	requests []Request
	skus     []mall.SkuID // that can be won
	keys     []drawKey    // that are looked up

	book    *ledger.Book
	games   map[mall.CampaignID]*game
	players map[uuid.UUID]*player
	// drawn holds the draws of known keys, those of this group included.
	drawn map[drawKey]*ent.LotteryDraw

	// goods are the SKUs that can be won, levels and counts are read where one asks for them.
	goods  *catalog.Offers
	levels map[mall.MemberID]member.Level

	draws   []*ent.LotteryDraw
	coupons coupon.Won
	orders  []*ent.Order
	lines   []*ent.OrderLine
	signals []mall.Signal
}

func (s *Service) desk() *desk {
	now := s.clock()
	return &desk{
		service: s, now: now, today: mall.DateOf(now, s.zone), expiry: s.settings.Current().Expiry,
		games: map[mall.CampaignID]*game{}, players: map[uuid.UUID]*player{}, drawn: map[drawKey]*ent.LotteryDraw{},
	}
}

// game is a lottery of the working set.
type game struct {
	*known
	campaign *ent.Campaign // its status, version and time
	period   mall.LotteryPeriodID
	open     bool // whether it has an open period
	endsAt   *time.Time
	// sequence is the number of the newest draw, seen what it was when it was read.
	sequence, seen int
	givenBefore    mall.Points
	stand          Stand
	pieces         []counts
}

// counts are what was given of a prize, and whether that has changed.
type counts struct {
	given, byPity int64
	changed       bool
}

// player is what one member has drawn in one lottery.
type player struct {
	campaign   mall.CampaignID
	member     mall.MemberID
	period     mall.LotteryPeriodID
	nonce      int
	clientSeed string
	misses     int
	day        mall.Date
	draws      int // on the day
	free       int
	changed    bool
}

// playerID names a member's counts in a lottery.
func playerID(c mall.CampaignID, m mall.MemberID) uuid.UUID { return uuid.NewSHA1(c.UUID(), m[:]) }

// player is a member's counts, as of the desk's day and the game's period.
func (d *desk) player(g *game, m mall.MemberID) *player {
	id := playerID(g.campaign.ID, m)
	p := d.players[id]
	if p == nil {
		p = &player{campaign: g.campaign.ID, member: m}
		d.players[id] = p
	}
	if p.period != g.period {
		p.period, p.nonce, p.clientSeed = g.period, 0, ""
	}
	if !p.day.Equal(d.today.Time) {
		p.day, p.draws, p.free = d.today, 0, 0
	}
	return p
}

// Save adds the draws, and all that they took and gave, to the batch.
func (d *desk) Save(_ context.Context, tx *store.Tx, batch *store.Batch) error {
	if len(d.draws) == 0 {
		return nil
	}
	d.saveDraws(batch)
	d.savePlayers(batch)
	d.saveGames(batch)
	d.coupons.Save(batch)
	order.Save(batch, tx.Dialect, d.orders, d.lines)
	d.book.Save(batch)
	d.service.bus.Write(tx, batch, append(d.signals, d.book.Signals()...)...)
	return nil
}
