package sale

import (
	"context"
	"time"

	entcampaign "pointsmall/ent/campaign"
	"pointsmall/ent/predicate"
	"pointsmall/mall"
	"pointsmall/mall/campaign"
	"pointsmall/mall/job"
	"pointsmall/mall/store"
)

// Jobs are the background work of sales.
func (s *Service) Jobs() []job.Job {
	return []job.Job{
		{
			Name: "turn-sales", Says: "Begin and end sales whose time has come, and give back what is left of their pieces.", Every: 5 * time.Second,
			Step: s.turn, Due: s.due,
		},
		{
			Name: "admit-waiting", Says: "Admit those whose turn it is in waiting rooms, and end sales that are sold out.", Every: 5 * time.Second,
			Step: s.admitAll, Due: s.queueing,
		},
	}
}

// moved are the sales whose time has come since their status was written.
func (s *Service) moved() predicate.Campaign {
	now := s.clock()
	return entcampaign.And(entcampaign.KindIn(mall.CampaignLimitedTime, mall.CampaignFlash), entcampaign.Or(
		entcampaign.And(entcampaign.StatusEQ(mall.CampaignScheduled), entcampaign.StartsAtLTE(now)),
		entcampaign.And(entcampaign.StatusIn(mall.CampaignScheduled, mall.CampaignRunning, mall.CampaignPaused), entcampaign.EndsAtLTE(now)),
	))
}

func (s *Service) due(ctx context.Context) (int, error) {
	return s.db.Ent().Campaign.Query().Where(s.moved()).Count(ctx)
}

// turn writes down what time has done to one sale.
func (s *Service) turn(ctx context.Context) (done int, err error) {
	waiting, err := s.db.Ent().Campaign.Query().Where(s.moved()).Limit(1).IDs(ctx)
	if err != nil || len(waiting) == 0 {
		return 0, err
	}
	err = s.db.InTx(ctx, func(ctx context.Context, tx *store.Tx) error {
		l, err := lock(ctx, tx, waiting[0])
		if err != nil {
			return err
		}
		if to := campaign.StatusAt(l.campaign, s.clock()); to != l.campaign.Status {
			_, err = s.move(ctx, tx, l, to, mall.Actor{Kind: mall.ActorSystem})
		}
		return err
	})
	return 1, err
}

// rooms are the waiting rooms of sales that run.
func (s *Service) rooms(ctx context.Context) ([]mall.CampaignID, error) {
	now := s.clock()
	return s.db.Ent().Campaign.Query().Where(entcampaign.KindEQ(mall.CampaignFlash), entcampaign.StatusIn(mall.CampaignScheduled, mall.CampaignRunning),
		entcampaign.StartsAtLTE(now), entcampaign.EndsAtGT(now)).IDs(ctx)
}

func (s *Service) queueing(ctx context.Context) (n int, err error) {
	rooms, err := s.rooms(ctx)
	return len(rooms), err
}

// admitAll admits in every room, once.
func (s *Service) admitAll(ctx context.Context) (int, error) {
	rooms, err := s.rooms(ctx)
	if err != nil {
		return 0, err
	}
	for _, id := range rooms {
		if _, err := s.Admit(ctx, id); err != nil {
			return 0, err
		}
	}
	return 0, nil
}
