package rule

import (
	"context"
	"encoding/json"

	"pointsmall/ent"
	entrule "pointsmall/ent/earningrule"
	"pointsmall/mall"
	"pointsmall/mall/store"
)

// Rules of a campaign are drafts, active and retired with it: what they say never changes, and
// staff step the campaign instead of them.

// owned refuses to step a rule that a campaign owns.
func owned(row *ent.EarningRule) *mall.Error {
	if row.CampaignID == nil {
		return nil
	}
	return mall.Errorf(mall.CodeInvalidState, "the rule belongs to a campaign: start, pause or end that", "该规则属于活动，请开始、暂停或结束活动").At("code")
}

// CreateOwned makes rules of a campaign, as drafts. Refusals: INVALID_INPUT, at the rule's place
// (a field that makes no sense or can never earn, a code that is taken).
func (s *Service) CreateOwned(ctx context.Context, tx *store.Tx, actor mall.Actor, by mall.CampaignID, drafts []Draft) error {
	now := s.clock()
	for i := range drafts {
		d := &drafts[i]
		if refusal := d.Check(); refusal != nil {
			return refusal
		}
		taken, err := tx.Ent().EarningRule.Query().Where(entrule.Code(d.Code)).Exist(ctx)
		if err != nil {
			return err
		}
		if taken {
			return mall.Errorf(mall.CodeInvalidInput, "there is a rule %q already", "规则 %q 已存在", d.Code).At("slug")
		}
		if err := s.judge(ctx, tx, &d.Definition); err != nil {
			return err
		}
		definition, err := json.Marshal(d.Definition)
		if err != nil {
			return err
		}
		err = tx.Ent().EarningRule.Create().SetCode(d.Code).SetVersion(1).SetStatus(mall.RuleDraft).SetDraftCode(d.Code).SetName(d.Name).
			SetTrigger(d.Trigger).SetDefinition(definition).SetCampaignID(by).
			SetCreatedBy(actor.Ref()).SetCreatedAt(now).SetUpdatedBy(actor.Ref()).SetUpdatedAt(now).Exec(ctx)
		if err != nil {
			return err
		}
	}
	return nil
}

// StepOwned brings the rules of a campaign into its status: those of a draft are drafts, those of
// one that is scheduled or runs are active, those of a paused one earn nothing for a while, and
// those of one that has ended are retired.
func (s *Service) StepOwned(ctx context.Context, tx *store.Tx, actor mall.Actor, by mall.CampaignID, to mall.CampaignStatus) error {
	query := tx.Ent().EarningRule.Query().Where(entrule.CampaignID(by)).Order(ent.Asc(entrule.FieldID))
	if tx.Dialect == store.Postgres {
		query.ForUpdate()
	}
	rows, err := query.All(ctx)
	if err != nil {
		return err
	}
	for _, row := range rows {
		update := s.touch(tx, actor, row).SetPaused(to == mall.CampaignPaused)
		switch {
		case to == mall.CampaignEnded:
			update.SetStatus(mall.RuleRetired).ClearActiveCode().ClearDraftCode().SetRetiredBy(actor.Ref()).SetRetiredAt(s.clock())
		case row.Status == mall.RuleDraft:
			update.SetStatus(mall.RuleActive).SetActiveCode(row.Code).ClearDraftCode().SetActivatedBy(actor.Ref()).SetActivatedAt(s.clock())
		}
		if err := update.Exec(ctx); err != nil {
			return err
		}
	}
	return nil
}

// OwnedBy reads the rules of campaigns.
func (s *Service) OwnedBy(ctx context.Context, ids []mall.CampaignID) (map[mall.CampaignID][]*Rule, error) {
	rows, err := s.db.Ent().EarningRule.Query().Where(entrule.CampaignIDNotNil(), store.Among(entrule.FieldCampaignID, "uuid", ids)).Order(ent.Asc(entrule.FieldCode)).All(ctx)
	if err != nil {
		return nil, err
	}
	found := map[mall.CampaignID][]*Rule{}
	for _, row := range rows {
		r, err := fromRow(row)
		if err != nil {
			return nil, err
		}
		found[*row.CampaignID] = append(found[*row.CampaignID], r)
	}
	return found, nil
}
