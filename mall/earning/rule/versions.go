package rule

import (
	"context"
	"encoding/json"

	"pointsmall/ent"
	entrule "pointsmall/ent/earningrule"
	"pointsmall/mall"
	"pointsmall/mall/draft"
	"pointsmall/mall/store"
)

func stateOf(row *ent.EarningRule) draft.State {
	return draft.State{Version: row.Version, Revision: row.Revision, Status: row.Status}
}

func lock(ctx context.Context, tx *store.Tx, code string) ([]*ent.EarningRule, error) {
	query := tx.Ent().EarningRule.Query().Where(entrule.Code(code)).Order(ent.Asc(entrule.FieldVersion))
	if tx.Dialect == store.Postgres {
		query.ForUpdate()
	}
	return query.All(ctx)
}

// loaded reads the row that a change left.
func loaded(row *ent.EarningRule, err error) (*Rule, error) {
	if err != nil {
		return nil, err
	}
	return fromRow(row)
}

// content stores what an author wrote.
func (s *Service) content(actor mall.Actor, d Draft) draft.Content[*ent.EarningRule] {
	return draft.Content[*ent.EarningRule]{
		Insert: func(ctx context.Context, tx *store.Tx, version int) (*ent.EarningRule, error) {
			if err := s.judge(ctx, tx, &d.Definition); err != nil {
				return nil, err
			}
			definition, err := json.Marshal(d.Definition)
			if err != nil {
				return nil, err
			}
			now := s.clock()
			return tx.Ent().EarningRule.Create().SetCode(d.Code).SetVersion(version).SetStatus(mall.RuleDraft).SetDraftCode(d.Code).
				SetName(d.Name).SetTrigger(d.Trigger).SetDefinition(definition).
				SetCreatedBy(actor.Ref()).SetCreatedAt(now).SetUpdatedBy(actor.Ref()).SetUpdatedAt(now).Save(ctx)
		},
		Edit: func(ctx context.Context, tx *store.Tx, row *ent.EarningRule) (*ent.EarningRule, error) {
			if refusal := owned(row); refusal != nil {
				return nil, refusal
			}
			if err := s.judge(ctx, tx, &d.Definition); err != nil {
				return nil, err
			}
			definition, err := json.Marshal(d.Definition)
			if err != nil {
				return nil, err
			}
			return s.touch(tx, actor, row).SetName(d.Name).SetTrigger(d.Trigger).SetDefinition(definition).Save(ctx)
		},
	}
}

func (s *Service) activate(ctx context.Context, tx *store.Tx, actor mall.Actor, row *ent.EarningRule) (*ent.EarningRule, error) {
	if refusal := owned(row); refusal != nil {
		return nil, refusal
	}
	r, err := fromRow(row)
	if err != nil {
		return nil, err
	}
	if err := s.judge(ctx, tx, &r.Definition); err != nil { // the mall may have changed since it was saved
		return nil, err
	}
	return s.touch(tx, actor, row).SetStatus(mall.RuleActive).SetActiveCode(row.Code).ClearDraftCode().
		SetActivatedBy(actor.Ref()).SetActivatedAt(s.clock()).Save(ctx)
}

func (s *Service) retire(ctx context.Context, tx *store.Tx, actor mall.Actor, row *ent.EarningRule) (*ent.EarningRule, error) {
	if refusal := owned(row); refusal != nil {
		return nil, refusal
	}
	return s.touch(tx, actor, row).SetStatus(mall.RuleRetired).ClearActiveCode().ClearDraftCode().
		SetRetiredBy(actor.Ref()).SetRetiredAt(s.clock()).Save(ctx)
}

// touch begins a change of a version.
func (s *Service) touch(tx *store.Tx, actor mall.Actor, row *ent.EarningRule) *ent.EarningRuleUpdateOne {
	return tx.Ent().EarningRule.UpdateOne(row).SetRevision(row.Revision + 1).SetUpdatedBy(actor.Ref()).SetUpdatedAt(s.clock())
}
