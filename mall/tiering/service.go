package tiering

import (
	"context"
	"strings"
	"time"

	"pointsmall/mall"
	"pointsmall/mall/event"
	"pointsmall/mall/ledger"
	"pointsmall/mall/member"
	"pointsmall/mall/setting"
	"pointsmall/mall/store"
	"pointsmall/mall/tier"
)

// Service grants and reviews tiers.
type Service struct {
	db       *store.DB
	bus      *event.Bus
	clock    mall.Clock
	settings *setting.Live
	zone     *time.Location
}

// New makes the service.
func New(db *store.DB, bus *event.Bus, clock mall.Clock, settings *setting.Live) *Service {
	return &Service{db: db, bus: bus, clock: clock, settings: settings, zone: settings.Current().Zone}
}

// Grant is a tier that staff give a member.
type Grant struct {
	Actor  mall.Actor
	Member mall.MemberID
	Tier   string
	// Until is when the grant ends; nil: never.
	Until *time.Time
	Note  string
}

// Grant gives a member a tier until its end, whatever they have spent. It earns no
// bonus. Refusals: INVALID_INPUT, NOT_FOUND (the member, the tier).
func (s *Service) Grant(ctx context.Context, g Grant) error {
	note := strings.TrimSpace(g.Note)
	if note == "" || len(note) > 500 {
		return mall.Errorf(mall.CodeInvalidInput, "reason must have 1 to 500 bytes", "原因须为 1 至 500 字节").At("reason")
	}
	return s.db.InTx(ctx, func(ctx context.Context, tx *store.Tx) error {
		now := s.clock()
		if g.Until != nil && !g.Until.After(now) {
			return mall.Errorf(mall.CodeInvalidInput, "until lies in the past", "until 早于当前时间").At("until")
		}
		ladder, err := tier.Read(ctx, tx)
		if err != nil {
			return err
		}
		to := ladder.Of(g.Tier)
		if to.Code != g.Tier {
			return mall.Errorf(mall.CodeNotFound, "no such tier: %q", "会员等级不存在:%q", g.Tier).At("tier")
		}
		people, err := s.lock(ctx, tx, []mall.MemberID{g.Member})
		if err != nil {
			return err
		}
		m, ok := people[g.Member]
		if !ok {
			return member.NotFound().At("memberId")
		}
		return s.save(ctx, tx, []tier.Move{{
			ID: mall.NewTierChangeID(), Member: g.Member, From: m.Tier, To: to.Code, Cause: mall.TierGranted, Note: note,
			Actor: g.Actor.Ref(), Until: g.Until, Granted: true, At: now,
		}})
	})
}

// lock locks the members' accounts, which keep their tiers still, and reads where they
// stand.
func (s *Service) lock(ctx context.Context, tx *store.Tx, members []mall.MemberID) (map[mall.MemberID]member.Standing, error) {
	if _, err := ledger.OpenForGrants(ctx, tx, s.clock(), s.zone, members); err != nil {
		return nil, err
	}
	return member.Standings(ctx, tx, members)
}

func (s *Service) save(ctx context.Context, tx *store.Tx, moves []tier.Move) error {
	var batch store.Batch
	tier.Save(&batch, moves)
	signals := make([]mall.Signal, len(moves))
	for i, m := range moves {
		signals[i] = mall.Signal{Topic: mall.TopicBalance, ID: m.Member.UUID()}
	}
	s.bus.Write(tx, &batch, signals...)
	return batch.Exec(ctx, tx)
}
