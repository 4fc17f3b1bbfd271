package task

import (
	"context"
	"encoding/json"
	"strconv"
	"time"

	"pointsmall/ent"
	"pointsmall/ent/partner"
	enttask "pointsmall/ent/task"
	"pointsmall/mall"
	"pointsmall/mall/store"
)

// Service keeps the tasks.
type Service struct {
	db    *store.DB
	clock mall.Clock
}

// New makes the service.
func New(db *store.DB, clock mall.Clock) *Service { return &Service{db: db, clock: clock} }

// Version names a version of a task as its author saw it.
type Version struct {
	Code     string
	Version  int
	Revision int
}

// Create makes the first version of a new task, as a draft. Refusals: INVALID_INPUT (a
// field that makes no sense, a code that is taken), NOT_FOUND (a partner).
func (s *Service) Create(ctx context.Context, actor mall.Actor, d Draft) (*Task, error) {
	if refusal := d.Check(); refusal != nil {
		return nil, refusal
	}
	return s.change(ctx, d.Code, func(ctx context.Context, tx *store.Tx, versions []*ent.Task) (*ent.Task, error) {
		if len(versions) > 0 {
			return nil, bad("there is a task %q already", "任务 %q 已存在", d.Code).At("code")
		}
		return s.insert(ctx, tx, actor, d, 1)
	})
}

// Update changes a draft, or makes the draft of a new version of an active or retired
// one. Refusals: INVALID_INPUT, NOT_FOUND, VERSION_CONFLICT (it was edited since),
// INVALID_STATE (there is a draft already).
func (s *Service) Update(ctx context.Context, actor mall.Actor, of Version, d Draft) (*Task, error) {
	d.Code = of.Code
	if refusal := d.Check(); refusal != nil {
		return nil, refusal
	}
	return s.change(ctx, of.Code, func(ctx context.Context, tx *store.Tx, versions []*ent.Task) (*ent.Task, error) {
		row, err := of.find(versions)
		if err != nil {
			return nil, err
		}
		newest := versions[len(versions)-1]
		if row.Status != mall.RuleDraft {
			if newest.Status == mall.RuleDraft {
				return nil, mall.Errorf(mall.CodeInvalidState, "version %d is a draft already: change that", "版本 %d 已是草稿,请修改该版本", newest.Version).At("version")
			}
			return s.insert(ctx, tx, actor, d, newest.Version+1)
		}
		if err := checkPartners(ctx, tx, d); err != nil {
			return nil, err
		}
		definition, err := json.Marshal(d.Definition)
		if err != nil {
			return nil, err
		}
		return s.touch(tx, actor, row).SetName(d.Name).SetDefinition(definition).Save(ctx)
	})
}

// Activate has a draft count events from now on, in place of the version that did.
// Refusals: NOT_FOUND, VERSION_CONFLICT, INVALID_STATE (it is no draft).
func (s *Service) Activate(ctx context.Context, actor mall.Actor, v Version) (*Task, error) {
	return s.change(ctx, v.Code, func(ctx context.Context, tx *store.Tx, versions []*ent.Task) (*ent.Task, error) {
		row, err := v.find(versions)
		if err != nil {
			return nil, err
		}
		if row.Status != mall.RuleDraft {
			return nil, mall.Errorf(mall.CodeInvalidState, "only a draft can be activated", "仅草稿可启用").At("version")
		}
		for _, other := range versions {
			if other.Status == mall.RuleActive {
				if _, err := s.retire(ctx, tx, actor, other); err != nil {
					return nil, err
				}
			}
		}
		return s.touch(tx, actor, row).SetStatus(mall.RuleActive).SetActiveCode(row.Code).ClearDraftCode().Save(ctx)
	})
}

// Retire ends an active task, or gives a draft up. Refusals: NOT_FOUND,
// VERSION_CONFLICT, INVALID_STATE (it is retired).
func (s *Service) Retire(ctx context.Context, actor mall.Actor, v Version) (*Task, error) {
	return s.change(ctx, v.Code, func(ctx context.Context, tx *store.Tx, versions []*ent.Task) (*ent.Task, error) {
		row, err := v.find(versions)
		if err != nil {
			return nil, err
		}
		if row.Status == mall.RuleRetired {
			return nil, mall.Errorf(mall.CodeInvalidState, "the version is retired already", "该版本已停用").At("version")
		}
		return s.retire(ctx, tx, actor, row)
	})
}

func (s *Service) retire(ctx context.Context, tx *store.Tx, actor mall.Actor, row *ent.Task) (*ent.Task, error) {
	return s.touch(tx, actor, row).SetStatus(mall.RuleRetired).ClearActiveCode().ClearDraftCode().Save(ctx)
}

func (s *Service) touch(tx *store.Tx, actor mall.Actor, row *ent.Task) *ent.TaskUpdateOne {
	return tx.Ent().Task.UpdateOne(row).SetRevision(row.Revision + 1).SetUpdatedBy(actor.Ref()).SetUpdatedAt(s.clock())
}

// change runs a change of one task with all its versions locked, the oldest first.
func (s *Service) change(ctx context.Context, code string, do func(context.Context, *store.Tx, []*ent.Task) (*ent.Task, error)) (*Task, error) {
	var changed *Task
	err := s.db.InTx(ctx, func(ctx context.Context, tx *store.Tx) error {
		query := tx.Ent().Task.Query().Where(enttask.Code(code)).Order(ent.Asc(enttask.FieldVersion))
		if tx.Dialect == store.Postgres {
			query.ForUpdate()
		}
		versions, err := query.All(ctx)
		if err != nil {
			return err
		}
		row, err := do(ctx, tx, versions)
		if err != nil {
			return err
		}
		changed, err = fromRow(row)
		return err
	})
	return changed, err
}

func (s *Service) insert(ctx context.Context, tx *store.Tx, actor mall.Actor, d Draft, version int) (*ent.Task, error) {
	if err := checkPartners(ctx, tx, d); err != nil {
		return nil, err
	}
	definition, err := json.Marshal(d.Definition)
	if err != nil {
		return nil, err
	}
	now := s.clock()
	return tx.Ent().Task.Create().SetCode(d.Code).SetVersion(version).SetStatus(mall.RuleDraft).SetDraftCode(d.Code).SetName(d.Name).
		SetDefinition(definition).SetCreatedBy(actor.Ref()).SetCreatedAt(now).SetUpdatedBy(actor.Ref()).SetUpdatedAt(now).Save(ctx)
}

// checkPartners refuses steps of brands that there are not.
func checkPartners(ctx context.Context, tx *store.Tx, d Draft) error {
	for i, step := range d.Steps {
		if step.Partner == nil {
			continue
		}
		found, err := tx.Ent().Partner.Query().Where(partner.ID(*step.Partner)).Exist(ctx)
		if err != nil {
			return err
		}
		if !found {
			return mall.Errorf(mall.CodeNotFound, "no such partner", "合作伙伴不存在").At("steps", strconv.Itoa(i), "partnerId")
		}
	}
	return nil
}

// Create stores tasks as active, version 1, as seeds do. It refuses one that makes no
// sense.
func Create(ctx context.Context, tx *store.Tx, by string, now time.Time, drafts ...Draft) error {
	for _, d := range drafts {
		if refusal := d.Check(); refusal != nil {
			return refusal
		}
		definition, err := json.Marshal(d.Definition)
		if err != nil {
			return err
		}
		err = tx.Ent().Task.Create().SetCode(d.Code).SetVersion(1).SetStatus(mall.RuleActive).SetActiveCode(d.Code).SetName(d.Name).
			SetDefinition(definition).SetCreatedBy(by).SetCreatedAt(now).SetUpdatedBy(by).SetUpdatedAt(now).Exec(ctx)
		if err != nil {
			return err
		}
	}
	return nil
}

func (v Version) find(versions []*ent.Task) (*ent.Task, error) {
	for _, row := range versions {
		if row.Version != v.Version {
			continue
		}
		if row.Revision != v.Revision {
			refusal := mall.Errorf(mall.CodeVersionConflict, "the task was changed since: its revision is %d", "任务已被修改,当前修订号为 %d", row.Revision).At("revision")
			refusal.Figures.Current = row.Revision
			return nil, refusal
		}
		return row, nil
	}
	return nil, mall.Errorf(mall.CodeNotFound, "no such task", "任务不存在").At("code")
}
