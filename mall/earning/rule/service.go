package rule

import (
	"context"
	"encoding/json"

	"pointsmall/ent"
	entrule "pointsmall/ent/earningrule"
	"pointsmall/mall"
	"pointsmall/mall/store"
)

// Service keeps the rules.
type Service struct {
	db    *store.DB
	clock mall.Clock
}

// New makes the service.
func New(db *store.DB, clock mall.Clock) *Service { return &Service{db, clock} }

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
type Version struct {
	Code     string
	Version  int
	Revision int
}

// Create makes the first version of a new rule, as a draft. Refusals: INVALID_INPUT (a
// field that makes no sense, a code that is taken).
func (s *Service) Create(ctx context.Context, actor mall.Actor, d Draft) (*Rule, error) {
	if refusal := d.Check(); refusal != nil {
		return nil, refusal
	}
	return s.change(ctx, d.Code, func(ctx context.Context, tx *store.Tx, versions []*ent.EarningRule) (*ent.EarningRule, error) {
		if len(versions) > 0 {
			return nil, bad("there is a rule %q already", "规则 %q 已存在", d.Code).At("code")
		}
		return s.insert(ctx, tx, actor, d, 1)
	})
}

// Update changes a draft, or makes the draft of a new version of an active or retired
// one. Refusals: INVALID_INPUT, NOT_FOUND, VERSION_CONFLICT (the draft was edited
// since), INVALID_STATE (there is a draft already).
func (s *Service) Update(ctx context.Context, actor mall.Actor, of Version, d Draft) (*Rule, error) {
	d.Code = of.Code
	if refusal := d.Check(); refusal != nil {
		return nil, refusal
	}
	return s.change(ctx, of.Code, func(ctx context.Context, tx *store.Tx, versions []*ent.EarningRule) (*ent.EarningRule, error) {
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
		definition, err := json.Marshal(d.Definition)
		if err != nil {
			return nil, err
		}
		return tx.Ent().EarningRule.UpdateOne(row).SetRevision(row.Revision + 1).SetName(d.Name).SetTrigger(d.Trigger).
			SetDefinition(definition).SetUpdatedBy(actor.Ref()).SetUpdatedAt(s.clock()).Save(ctx)
	})
}

// Activate has a draft earn from now on, in place of the version that was active.
// Refusals: NOT_FOUND, VERSION_CONFLICT, INVALID_STATE (it is no draft).
func (s *Service) Activate(ctx context.Context, actor mall.Actor, v Version) (*Rule, error) {
	return s.change(ctx, v.Code, func(ctx context.Context, tx *store.Tx, versions []*ent.EarningRule) (*ent.EarningRule, error) {
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
		now := s.clock()
		return tx.Ent().EarningRule.UpdateOne(row).SetStatus(mall.RuleActive).SetActiveCode(row.Code).ClearDraftCode().SetRevision(row.Revision + 1).
			SetActivatedBy(actor.Ref()).SetActivatedAt(now).SetUpdatedBy(actor.Ref()).SetUpdatedAt(now).Save(ctx)
	})
}

// Retire ends an active rule, or gives a draft up. Refusals: NOT_FOUND,
// VERSION_CONFLICT, INVALID_STATE (it is retired).
func (s *Service) Retire(ctx context.Context, actor mall.Actor, v Version) (*Rule, error) {
	return s.change(ctx, v.Code, func(ctx context.Context, tx *store.Tx, versions []*ent.EarningRule) (*ent.EarningRule, error) {
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

func (s *Service) retire(ctx context.Context, tx *store.Tx, actor mall.Actor, row *ent.EarningRule) (*ent.EarningRule, error) {
	now := s.clock()
	return tx.Ent().EarningRule.UpdateOne(row).SetStatus(mall.RuleRetired).ClearActiveCode().ClearDraftCode().SetRevision(row.Revision + 1).
		SetRetiredBy(actor.Ref()).SetRetiredAt(now).SetUpdatedBy(actor.Ref()).SetUpdatedAt(now).Save(ctx)
}

// change runs a change of one rule with all its versions locked, the oldest first.
func (s *Service) change(ctx context.Context, code string, do func(context.Context, *store.Tx, []*ent.EarningRule) (*ent.EarningRule, error)) (*Rule, error) {
	var changed *Rule
	err := s.db.InTx(ctx, func(ctx context.Context, tx *store.Tx) error {
		query := tx.Ent().EarningRule.Query().Where(entrule.Code(code)).Order(ent.Asc(entrule.FieldVersion))
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

func (s *Service) insert(ctx context.Context, tx *store.Tx, actor mall.Actor, d Draft, version int) (*ent.EarningRule, error) {
	definition, err := json.Marshal(d.Definition)
	if err != nil {
		return nil, err
	}
	now := s.clock()
	return tx.Ent().EarningRule.Create().SetCode(d.Code).SetVersion(version).SetStatus(mall.RuleDraft).SetDraftCode(d.Code).
		SetName(d.Name).SetTrigger(d.Trigger).SetDefinition(definition).
		SetCreatedBy(actor.Ref()).SetCreatedAt(now).SetUpdatedBy(actor.Ref()).SetUpdatedAt(now).Save(ctx)
}

func (v Version) find(versions []*ent.EarningRule) (*ent.EarningRule, error) {
	for _, row := range versions {
		if row.Version != v.Version {
			continue
		}
		if row.Revision != v.Revision {
			refusal := mall.Errorf(mall.CodeVersionConflict, "the rule was changed since: its revision is %d", "规则已被修改,当前修订号为 %d", row.Revision).At("revision")
			refusal.Figures.Current = row.Revision
			return nil, refusal
		}
		return row, nil
	}
	return nil, notFound().At("code")
}

func notFound() *mall.Error { return mall.Errorf(mall.CodeNotFound, "no such rule", "规则不存在") }
