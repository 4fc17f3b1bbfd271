package tiering

import (
	"context"
	"strings"
	"time"

	"pointsmall/mall"
	"pointsmall/mall/event"
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
	// engine serves changes of tiers, which are rare: each in a transaction of its own.
	engine *store.Engine[*desk]
}

// New makes the service.
func New(db *store.DB, bus *event.Bus, clock mall.Clock, settings *setting.Live) *Service {
	s := &Service{db: db, bus: bus, clock: clock, settings: settings, zone: settings.Current().Zone}
	s.engine = store.NewEngine(db, "change tiers", clock, s.desk)
	return s
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
// bonus; what they reach by themselves is paid when they reach it. Refusals: INVALID_INPUT, NOT_FOUND (the member, the tier).
func (s *Service) Grant(ctx context.Context, g Grant) error {
	note := strings.TrimSpace(g.Note)
	if note == "" || len(note) > 500 {
		return mall.Errorf(mall.CodeInvalidInput, "reason must have 1 to 500 bytes", "原因须为 1 至 500 字节").At("reason")
	}
	return s.db.InTx(ctx, func(ctx context.Context, tx *store.Tx) error {
		outcomes, err := granting.In(ctx, tx, s.engine, g)
		if err != nil {
			return err
		}
		return outcomes[0].Err
	})
}

// granting is the use case of a tier that staff give. It answers with the tier's code.
var granting = &store.UseCase[*desk, Grant, string]{
	Want: Grant.want, Decide: Grant.decide,
	Touches: func(g Grant, _ string) []store.Row { return []store.Row{{Table: "members", ID: g.Member}} },
}

func (g Grant) want(d *desk) { d.wants.Spends(g.Member, 0) }

func (g Grant) decide(d *desk) (string, *mall.Error) {
	if g.Until != nil && !g.Until.After(d.now) {
		return "", mall.Errorf(mall.CodeInvalidInput, "until lies in the past", "until 早于当前时间").At("until")
	}
	to := d.ladder.Of(g.Tier)
	if to.Code != g.Tier {
		return "", mall.Errorf(mall.CodeNotFound, "no such tier: %q", "会员等级不存在：%q", g.Tier).At("tier")
	}
	m, ok := d.people[g.Member]
	if !ok {
		return "", member.NotFound().At("memberId")
	}
	d.moves = append(d.moves, tier.Move{
		ID: mall.NewTierChangeID(), Member: g.Member, From: m.Tier, To: to.Code, Cause: mall.TierGranted, Note: strings.TrimSpace(g.Note),
		Actor: g.Actor.Ref(), Until: g.Until, Granted: true, At: d.now,
		Merit: m.Merit,
	})
	return to.Code, nil
}
