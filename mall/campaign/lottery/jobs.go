package lottery

import (
	"context"
	"time"

	entcampaign "pointsmall/ent/campaign"
	"pointsmall/ent/lotteryperiod"
	"pointsmall/ent/predicate"
	"pointsmall/mall"
	"pointsmall/mall/campaign"
	"pointsmall/mall/job"
	"pointsmall/mall/store"
)

// Jobs are the background work of lotteries.
func (s *Service) Jobs() []job.Job {
	return []job.Job{{
		Name: "turn-lotteries", Says: "Begin and end lotteries whose time has come, end periods that are over, and show their seeds.", Every: 5 * time.Second,
		Step: s.turn, Due: s.due,
	}}
}

// moved are the lotteries whose time has come since their status was written.
func (s *Service) moved() predicate.Campaign {
	now := s.clock()
	return entcampaign.And(entcampaign.KindEQ(mall.CampaignLottery), entcampaign.Or(
		entcampaign.And(entcampaign.StatusEQ(mall.CampaignScheduled), entcampaign.StartsAtLTE(now)),
		entcampaign.And(entcampaign.StatusIn(mall.CampaignScheduled, mall.CampaignRunning, mall.CampaignPaused), entcampaign.EndsAtLTE(now)),
	))
}

func (s *Service) due(ctx context.Context) (int, error) {
	waiting, err := s.db.Ent().Campaign.Query().Where(s.moved()).Count(ctx)
	if err != nil {
		return 0, err
	}
	over, err := s.periodsOver(ctx)
	if err != nil {
		return 0, err
	}
	closed, err := s.db.Ent().LotteryPeriod.Query().Where(lotteryperiod.StatusEQ(mall.PeriodClosed), lotteryperiod.RevealedIsNil()).Count(ctx)
	return waiting + len(over) + closed, err
}

// turn writes down what time has done to one lottery, or shows seeds.
func (s *Service) turn(ctx context.Context) (done int, err error) {
	waiting, err := s.db.Ent().Campaign.Query().Where(s.moved()).Limit(1).IDs(ctx)
	if err != nil {
		return 0, err
	}
	if len(waiting) == 0 {
		over, err := s.periodsOver(ctx)
		if err != nil {
			return 0, err
		}
		for _, id := range over {
			ended, err := s.endPeriod(ctx, id)
			if err != nil {
				return done, err
			}
			if ended {
				done++
			}
		}
		if done > 0 {
			return done, nil
		}
		return s.reveal(ctx, mall.CampaignID{})
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
