package task

import (
	"context"

	"pointsmall/ent"
	"pointsmall/mall"
	"pointsmall/mall/draft"
	"pointsmall/mall/earning/rule"
	"pointsmall/mall/store"
)

// Service keeps the tasks.
type Service struct {
	db                *store.DB
	clock             mall.Clock
	tiers, categories rule.Lookup
	life              draft.Life[*ent.Task]
}

// New makes the service. tiers and categories find those that tasks name.
func New(db *store.DB, clock mall.Clock, tiers, categories rule.Lookup) *Service {
	s := &Service{db: db, clock: clock, tiers: tiers, categories: categories}
	s.life = draft.Life[*ent.Task]{
		DB: db, Kind: mall.Text{EN: "task", ZH: "任务"}, StateOf: stateOf, Lock: lock, Activate: s.activate, Retire: s.retire,
	}
	return s
}

// Version names a version of a task as its author saw it.
type Version = draft.Version

// Create makes the first version of a new task, as a draft. Refusals: INVALID_INPUT (a
// field that makes no sense or can never count, a code that is taken), NOT_FOUND (a
// partner).
func (s *Service) Create(ctx context.Context, actor mall.Actor, d Draft) (*Task, error) {
	if refusal := d.Check(); refusal != nil {
		return nil, refusal
	}
	return loaded(s.life.Begin(ctx, d.Code, s.content(actor, d)))
}

// Update changes a draft, or makes the draft of a new version of an active or retired
// one. Refusals: INVALID_INPUT, NOT_FOUND, VERSION_CONFLICT (it was edited since),
// INVALID_STATE (there is a draft already).
func (s *Service) Update(ctx context.Context, actor mall.Actor, of Version, d Draft) (*Task, error) {
	d.Code = of.Code
	if refusal := d.Check(); refusal != nil {
		return nil, refusal
	}
	return loaded(s.life.Revise(ctx, of, s.content(actor, d)))
}

// Activate has a draft count events from now on, in place of the version that did.
// Refusals: INVALID_INPUT (it can never count any more), NOT_FOUND, VERSION_CONFLICT,
// INVALID_STATE (it is no draft).
func (s *Service) Activate(ctx context.Context, actor mall.Actor, v Version) (*Task, error) {
	return loaded(s.life.Start(ctx, actor, v))
}

// Retire ends an active task, or gives a draft up. Refusals: NOT_FOUND,
// VERSION_CONFLICT, INVALID_STATE (it is retired).
func (s *Service) Retire(ctx context.Context, actor mall.Actor, v Version) (*Task, error) {
	return loaded(s.life.End(ctx, actor, v))
}
