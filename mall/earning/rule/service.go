package rule

import (
	"context"

	"pointsmall/ent"
	"pointsmall/mall"
	"pointsmall/mall/draft"
	"pointsmall/mall/store"
)

// Service keeps the rules.
type Service struct {
	db    *store.DB
	clock mall.Clock
	names Names
	life  draft.Life[*ent.EarningRule]
}

// New makes the service. names find what rules name in other records.
func New(db *store.DB, clock mall.Clock, names Names) *Service {
	s := &Service{db: db, clock: clock, names: names}
	s.life = draft.Life[*ent.EarningRule]{
		DB: db, Kind: mall.Text{EN: "rule", ZH: "规则"}, StateOf: stateOf, Lock: lock, Activate: s.activate, Retire: s.retire,
	}
	return s
}

// Draft is what an author writes.
type Draft struct {
	Code string
	Name mall.Text
	Definition
}

// Check refuses a draft that makes no sense, by the field that causes it.
func (d *Draft) Check() *mall.Error {
	if refusal := mall.CheckCode(d.Code); refusal != nil {
		return refusal
	}
	if refusal := mall.CheckName(d.Name); refusal != nil {
		return refusal
	}
	return d.Definition.Check()
}

// Version names a version of a rule as its author saw it.
type Version = draft.Version

// Create makes the first version of a new rule, as a draft. Refusals: INVALID_INPUT (a
// field that makes no sense or can never earn, a code that is taken).
func (s *Service) Create(ctx context.Context, actor mall.Actor, d Draft) (*Rule, error) {
	if refusal := d.Check(); refusal != nil {
		return nil, refusal
	}
	return loaded(s.life.Begin(ctx, d.Code, s.content(actor, d)))
}

// Update changes a draft, or makes the draft of a new version of an active or retired
// one. Refusals: INVALID_INPUT, NOT_FOUND, VERSION_CONFLICT (the draft was edited
// since), INVALID_STATE (there is a draft already).
func (s *Service) Update(ctx context.Context, actor mall.Actor, of Version, d Draft) (*Rule, error) {
	d.Code = of.Code
	if refusal := d.Check(); refusal != nil {
		return nil, refusal
	}
	return loaded(s.life.Revise(ctx, of, s.content(actor, d)))
}

// Activate has a draft earn from now on, in place of the version that was active.
// Refusals: INVALID_INPUT (it can never earn any more), NOT_FOUND, VERSION_CONFLICT,
// INVALID_STATE (it is no draft).
func (s *Service) Activate(ctx context.Context, actor mall.Actor, v Version) (*Rule, error) {
	return loaded(s.life.Start(ctx, actor, v))
}

// Retire ends an active rule, or gives a draft up. Refusals: NOT_FOUND,
// VERSION_CONFLICT, INVALID_STATE (it is retired).
func (s *Service) Retire(ctx context.Context, actor mall.Actor, v Version) (*Rule, error) {
	return loaded(s.life.End(ctx, actor, v))
}

func (s *Service) notFound() *mall.Error { return s.life.NotFound() }
