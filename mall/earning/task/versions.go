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
	"pointsmall/mall/draft"
	"pointsmall/mall/earning/rule"
	"pointsmall/mall/store"
)

func stateOf(row *ent.Task) draft.State {
	return draft.State{Version: row.Version, Revision: row.Revision, Status: row.Status}
}

func lock(ctx context.Context, tx *store.Tx, code string) ([]*ent.Task, error) {
	query := tx.Ent().Task.Query().Where(enttask.Code(code)).Order(ent.Asc(enttask.FieldVersion))
	if tx.Dialect == store.Postgres {
		query.ForUpdate()
	}
	return query.All(ctx)
}

// loaded reads the row that a change left.
func loaded(row *ent.Task, err error) (*Task, error) {
	if err != nil {
		return nil, err
	}
	return fromRow(row)
}

// content stores what an author wrote.
func (s *Service) content(actor mall.Actor, d Draft) draft.Content[*ent.Task] {
	return draft.Content[*ent.Task]{
		Insert: func(ctx context.Context, tx *store.Tx, version int) (*ent.Task, error) {
			definition, err := s.encode(ctx, tx, d)
			if err != nil {
				return nil, err
			}
			now := s.clock()
			return tx.Ent().Task.Create().SetCode(d.Code).SetVersion(version).SetStatus(mall.RuleDraft).SetDraftCode(d.Code).SetName(d.Name).
				SetDefinition(definition).SetCreatedBy(actor.Ref()).SetCreatedAt(now).SetUpdatedBy(actor.Ref()).SetUpdatedAt(now).Save(ctx)
		},
		Edit: func(ctx context.Context, tx *store.Tx, row *ent.Task) (*ent.Task, error) {
			definition, err := s.encode(ctx, tx, d)
			if err != nil {
				return nil, err
			}
			return s.touch(tx, actor, row).SetName(d.Name).SetDefinition(definition).Save(ctx)
		},
	}
}

// encode writes a definition whose partners there are, and which can count.
func (s *Service) encode(ctx context.Context, tx *store.Tx, d Draft) ([]byte, error) {
	if err := checkPartners(ctx, tx, d); err != nil {
		return nil, err
	}
	if err := s.checkPossible(ctx, tx, &d.Definition); err != nil {
		return nil, err
	}
	return json.Marshal(d.Definition)
}

// checkPossible refuses what can never count an event in this mall from now on.
func (s *Service) checkPossible(ctx context.Context, tx *store.Tx, d *Definition) error {
	if d.Until != nil && !d.Until.After(s.clock()) {
		return bad("the task is over: it ended at %s", "任务已结束：%s", d.Until.UTC().Format(time.RFC3339)).At("until")
	}
	known, err := s.tiers(ctx, tx, d.Audience.Tiers)
	if err != nil {
		return err
	}
	if refusal := rule.CheckTiers(d.Audience, known); refusal != nil {
		return refusal.At("audience")
	}
	return s.checkSteps(ctx, tx, d)
}

// checkSteps refuses conditions that ask for a tier or a category that there is not. A task
// has no warnings to tell of it.
func (s *Service) checkSteps(ctx context.Context, tx *store.Tx, d *Definition) error {
	for i, step := range d.Steps {
		tiers, categories, err := rule.NamesOf(step.Condition)
		if err != nil {
			return err
		}
		knownTiers, err := s.tiers(ctx, tx, tiers)
		if err != nil {
			return err
		}
		knownCategories, err := s.categories(ctx, tx, categories)
		if err != nil {
			return err
		}
		if refusal := rule.CheckNames(tiers, categories, knownTiers, knownCategories); refusal != nil {
			return refusal.At("steps", strconv.Itoa(i), "condition")
		}
	}
	return nil
}

func (s *Service) activate(ctx context.Context, tx *store.Tx, actor mall.Actor, row *ent.Task) (*ent.Task, error) {
	t, err := fromRow(row)
	if err != nil {
		return nil, err
	}
	if err := s.checkPossible(ctx, tx, &t.Definition); err != nil { // the mall may have changed since it was saved
		return nil, err
	}
	return s.touch(tx, actor, row).SetStatus(mall.RuleActive).SetActiveCode(row.Code).ClearDraftCode().Save(ctx)
}

func (s *Service) retire(ctx context.Context, tx *store.Tx, actor mall.Actor, row *ent.Task) (*ent.Task, error) {
	return s.touch(tx, actor, row).SetStatus(mall.RuleRetired).ClearActiveCode().ClearDraftCode().Save(ctx)
}

// touch begins a change of a version.
func (s *Service) touch(tx *store.Tx, actor mall.Actor, row *ent.Task) *ent.TaskUpdateOne {
	return tx.Ent().Task.UpdateOne(row).SetRevision(row.Revision + 1).SetUpdatedBy(actor.Ref()).SetUpdatedAt(s.clock())
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
