package multiplier

import (
	"context"
	"time"

	"pointsmall/ent"
	entcampaign "pointsmall/ent/campaign"
	"pointsmall/ent/predicate"
	"pointsmall/mall"
	"pointsmall/mall/campaign"
	"pointsmall/mall/earning/budget"
	"pointsmall/mall/earning/rule"
	"pointsmall/mall/job"
	"pointsmall/mall/store"
)

// Start lets a draft begin, at once or when its time comes, or goes on with one that was paused.
// Refusals: NOT_FOUND, VERSION_CONFLICT, INVALID_STATE.
func (s *Service) Start(ctx context.Context, actor mall.Actor, id mall.CampaignID, version int) (*ent.Campaign, error) {
	return s.step(ctx, actor, id, version, campaign.Start)
}

// Pause has its rules give nothing until Start. Refusals: NOT_FOUND, VERSION_CONFLICT, INVALID_STATE.
func (s *Service) Pause(ctx context.Context, actor mall.Actor, id mall.CampaignID, version int) (*ent.Campaign, error) {
	return s.step(ctx, actor, id, version, campaign.Pause)
}

// End retires its rules. Refusals: NOT_FOUND, VERSION_CONFLICT, INVALID_STATE.
func (s *Service) End(ctx context.Context, actor mall.Actor, id mall.CampaignID, version int) (*ent.Campaign, error) {
	return s.step(ctx, actor, id, version, campaign.End)
}

func (s *Service) step(ctx context.Context, actor mall.Actor, id mall.CampaignID, version int, step campaign.Step) (*ent.Campaign, error) {
	var moved *ent.Campaign
	err := s.db.InTx(ctx, func(ctx context.Context, tx *store.Tx) error {
		c, err := lock(ctx, tx, id)
		if err != nil {
			return err
		}
		if c.Version != version {
			return mall.Outdated(mall.Text{EN: "the campaign", ZH: "活动"}, "version", c.Version)
		}
		to, refusal := campaign.After(c, step, s.clock())
		if refusal != nil {
			return refusal
		}
		moved, err = s.move(ctx, tx, c, to, actor)
		return err
	})
	return moved, err
}

func lock(ctx context.Context, tx *store.Tx, id mall.CampaignID) (*ent.Campaign, error) {
	c, err := campaign.Lock(ctx, tx, id)
	if err == nil && c.Kind != mall.CampaignMultiplier {
		return nil, campaign.NotFound()
	}
	return c, err
}

func (s *Service) move(ctx context.Context, tx *store.Tx, c *ent.Campaign, to mall.CampaignStatus, actor mall.Actor) (*ent.Campaign, error) {
	if err := s.rules.StepOwned(ctx, tx, actor, c.ID, to); err != nil {
		return nil, err
	}
	return campaign.Move(ctx, tx, c, to, actor, s.clock())
}

// Sheet is such a campaign as everybody may read it.
type Sheet struct {
	Earning []*rule.Rule
	// Budget is nil where there is none.
	Budget *budget.State
}

// BudgetPoints are those of the budget; nil: there is none.
func (s *Sheet) BudgetPoints() *mall.Points {
	if s.Budget == nil {
		return nil
	}
	return &s.Budget.Points
}

// BudgetLeft are the points of the budget that are not given; nil: there is no budget.
func (s *Sheet) BudgetLeft() *mall.Points {
	if s.Budget == nil {
		return nil
	}
	return &s.Budget.Left
}

// Sheets reads such campaigns; others are missing.
func (s *Service) Sheets(ctx context.Context, ids []mall.CampaignID) (map[mall.CampaignID]*Sheet, error) {
	owned, err := s.rules.OwnedBy(ctx, ids)
	if err != nil || len(owned) == 0 {
		return map[mall.CampaignID]*Sheet{}, err
	}
	states, err := budget.States(ctx, s.db.Ent(), ids)
	found := make(map[mall.CampaignID]*Sheet, len(owned))
	for id, rules := range owned {
		found[id] = &Sheet{Earning: rules}
		if state, ok := states[id]; ok {
			found[id].Budget = &state
		}
	}
	return found, err
}

// WhyNot says of campaigns why nobody earns by them now; those by which one does are missing. Whom
// single rules are for it does not look at.
func (s *Service) WhyNot(ctx context.Context, campaigns []*ent.Campaign) (map[mall.CampaignID]*mall.Error, error) {
	ids := make([]mall.CampaignID, len(campaigns))
	for i, c := range campaigns {
		ids[i] = c.ID
	}
	states, err := budget.States(ctx, s.db.Ent(), ids)
	refusals := map[mall.CampaignID]*mall.Error{}
	for _, c := range campaigns {
		state, limited := states[c.ID]
		refusal := campaign.NotOpen(c, s.clock(), s.zone)
		if refusal == nil && limited && state.Left == 0 {
			refusal = mall.Errorf(mall.CodeNotAvailable, "the campaign's points are spent", "活动积分已发完").At("campaignId")
		}
		if refusal != nil {
			refusals[c.ID] = refusal
		}
	}
	return refusals, err
}

// Jobs are the background work of such campaigns.
func (s *Service) Jobs() []job.Job {
	return []job.Job{
		{
			Name: "turn-multipliers", Says: "Begin and end campaigns of earning rules whose time has come.", Every: 5 * time.Second,
			Step: s.turn, Due: func(ctx context.Context) (int, error) { return s.db.Ent().Campaign.Query().Where(s.moved()).Count(ctx) },
		},
		{
			Name: "rest-budgets", Says: "Give parts of budgets back that nobody spends from.", Every: 20 * time.Second,
			Step: func(ctx context.Context) (int, error) { return budget.Rest(ctx, s.db, s.clock()) },
			Due:  func(ctx context.Context) (int, error) { return budget.Resting(ctx, s.db.Ent(), s.clock()) },
		},
	}
}

// moved are the campaigns whose time has come since their status was written.
func (s *Service) moved() predicate.Campaign {
	now := s.clock()
	return entcampaign.And(entcampaign.KindEQ(mall.CampaignMultiplier), entcampaign.Or(
		entcampaign.And(entcampaign.StatusEQ(mall.CampaignScheduled), entcampaign.StartsAtLTE(now)),
		entcampaign.And(entcampaign.StatusIn(mall.CampaignScheduled, mall.CampaignRunning, mall.CampaignPaused), entcampaign.EndsAtLTE(now)),
	))
}

// turn writes down what time has done to one campaign. Rules of one that is over are retired: events
// of its time that are reported later earn nothing by them.
func (s *Service) turn(ctx context.Context) (done int, err error) {
	waiting, err := s.db.Ent().Campaign.Query().Where(s.moved()).Limit(1).IDs(ctx)
	if err != nil || len(waiting) == 0 {
		return 0, err
	}
	err = s.db.InTx(ctx, func(ctx context.Context, tx *store.Tx) error {
		c, err := lock(ctx, tx, waiting[0])
		if err != nil {
			return err
		}
		if to := campaign.StatusAt(c, s.clock()); to != c.Status {
			_, err = s.move(ctx, tx, c, to, mall.Actor{Kind: mall.ActorSystem})
		}
		return err
	})
	return 1, err
}
