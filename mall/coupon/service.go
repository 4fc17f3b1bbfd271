package coupon

import (
	"context"
	"time"

	"pointsmall/ent"
	"pointsmall/mall"
	"pointsmall/mall/draft"
	"pointsmall/mall/store"
)

// Names find what templates name in other records.
type Names struct {
	Tiers      func(ctx context.Context, tx *store.Tx, codes []string) (map[string]bool, error)
	Skus       func(ctx context.Context, tx *store.Tx, ids []mall.SkuID) (map[mall.SkuID]bool, error)
	Categories func(ctx context.Context, tx *store.Tx, ids []mall.CategoryID) (map[mall.CategoryID]bool, error)
	Members    func(ctx context.Context, tx *store.Tx, ids []mall.MemberID) (map[mall.MemberID]bool, error)
}

// Service keeps coupons.
type Service struct {
	db    *store.DB
	clock mall.Clock
	// zone is where the mall's days begin.
	zone  *time.Location
	names Names
	life  draft.Life[*ent.CouponTemplate]

	engine *store.Engine[*desk]
}

// New starts the service; Close ends it.
func New(db *store.DB, clock mall.Clock, zone *time.Location, names Names) *Service {
	s := &Service{db: db, clock: clock, zone: zone, names: names}
	s.life = draft.Life[*ent.CouponTemplate]{
		DB: db, Kind: mall.Text{EN: "coupon", ZH: "优惠券"}, StateOf: stateOf, Lock: lockVersions, Activate: s.activate, Retire: s.retire,
	}
	s.engine = store.NewEngine(db, "coupons", clock, s.desk)
	return s
}

// Close waits until the requests that were accepted are answered.
func (s *Service) Close() { s.engine.Close() }

// Version names a version of a template as its author saw it.
type Version = draft.Version

// Create makes the first version of a new template, as a draft. Refusals: INVALID_INPUT (a field
// that makes no sense, a code that is taken), NOT_FOUND (a SKU, a category, a tier).
func (s *Service) Create(ctx context.Context, actor mall.Actor, d Draft) (*ent.CouponTemplate, error) {
	if refusal := d.Check(); refusal != nil {
		return nil, refusal
	}
	return s.life.Begin(ctx, d.Code, s.content(actor, d))
}

// Update changes a draft, or makes the draft of a new version of an active or retired one.
// Refusals: those of Create, VERSION_CONFLICT, INVALID_STATE (there is a draft already).
func (s *Service) Update(ctx context.Context, actor mall.Actor, of Version, d Draft) (*ent.CouponTemplate, error) {
	d.Code = of.Code
	if refusal := d.Check(); refusal != nil {
		return nil, refusal
	}
	return s.life.Revise(ctx, of, s.content(actor, d))
}

// Activate has a draft's coupons be given from now on, in place of the version that was active;
// those that members have stay as they are. Refusals: NOT_FOUND, VERSION_CONFLICT, INVALID_STATE
// (it is no draft), INVALID_INPUT (its public code is another's), EXPIRED (its time is over).
func (s *Service) Activate(ctx context.Context, actor mall.Actor, v Version) (*ent.CouponTemplate, error) {
	return s.life.Start(ctx, actor, v)
}

// Retire has no more coupons of a version be given, or gives a draft up; those that members have
// stay as they are. Refusals: NOT_FOUND, VERSION_CONFLICT, INVALID_STATE (it is retired).
func (s *Service) Retire(ctx context.Context, actor mall.Actor, v Version) (*ent.CouponTemplate, error) {
	return s.life.End(ctx, actor, v)
}
