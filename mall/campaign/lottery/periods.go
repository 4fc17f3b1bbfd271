package lottery

import (
	"context"
	"encoding/hex"
	"errors"
	"strings"
	"time"

	"pointsmall/ent"
	"pointsmall/ent/lotteryperiod"
	"pointsmall/mall"
	"pointsmall/mall/campaign"
	"pointsmall/mall/store"
)

// maxReason is the most bytes of why a period was closed early, in each language.
const maxReason = 500

// ClosePeriod ends the present period before its time, for a reason that is shown for ever,
// and begins the next one, whose commitment is public already. Refusals: NOT_FOUND,
// VERSION_CONFLICT, INVALID_STATE, INVALID_INPUT.
func (s *Service) ClosePeriod(ctx context.Context, actor mall.Actor, id mall.CampaignID, version int, why mall.Text) (*ent.Campaign, error) {
	if strings.TrimSpace(why.EN+why.ZH) == "" || len(why.EN) > maxReason || len(why.ZH) > maxReason {
		return nil, mall.Errorf(mall.CodeInvalidInput, "a reason has 1 to %d bytes", "原因须为 1 至 %d 字节", maxReason).At("reason")
	}
	var moved *ent.Campaign
	err := s.db.InTx(ctx, func(ctx context.Context, tx *store.Tx) error {
		l, err := lock(ctx, tx, id)
		if err != nil {
			return err
		}
		if l.campaign.Version != version {
			return mall.Outdated(mall.Text{EN: "the campaign", ZH: "活动"}, "version", l.campaign.Version)
		}
		now := s.clock()
		if status := campaign.StatusAt(l.campaign, now); status != mall.CampaignRunning && status != mall.CampaignPaused {
			is := status.Text()
			return mall.Errorf(mall.CodeInvalidState, "the campaign is %[1]s: no period of it is open", "活动状态为“%[2]s”，没有进行中的周期", is.EN, is.ZH).At("campaignId")
		}
		if err := s.turnOver(ctx, tx, id, now, why); err != nil {
			return err
		}
		moved, err = campaign.Move(ctx, tx, l.campaign, l.campaign.Status, actor, now)
		if err != nil {
			return err
		}
		return raiseFence(ctx, tx, moved)
	})
	if err != nil {
		return nil, err
	}
	_, err = s.reveal(ctx, id)
	return moved, err
}

// turnOver closes a locked lottery's period, opens the next and commits to the one after it.
func (s *Service) turnOver(ctx context.Context, tx *store.Tx, id mall.CampaignID, now time.Time, why mall.Text) error {
	old, err := tx.Ent().LotteryPeriod.Query().Where(lotteryperiod.CampaignID(id), lotteryperiod.StatusEQ(mall.PeriodOpen)).Only(ctx)
	if err != nil {
		return err
	}
	if err := closePeriod(ctx, tx, id, now, &why); err != nil {
		return err
	}
	err = tx.Ent().LotteryPeriod.Update().Where(lotteryperiod.CampaignID(id), lotteryperiod.StatusEQ(mall.PeriodNext)).
		SetStatus(mall.PeriodOpen).SetGivenBefore(old.GivenBefore + old.Given).Exec(ctx)
	if err != nil {
		return err
	}
	return s.addPeriod(ctx, tx, id, old.Number+2, mall.PeriodNext)
}

// closePeriod closes the open period. What is drawn from now on finds it closed.
func closePeriod(ctx context.Context, tx *store.Tx, id mall.CampaignID, at time.Time, why *mall.Text) error {
	update := tx.Ent().LotteryPeriod.Update().Where(lotteryperiod.CampaignID(id), lotteryperiod.StatusEQ(mall.PeriodOpen)).
		SetStatus(mall.PeriodClosed).SetClosedAt(at)
	if why != nil {
		update.SetClosedWhy(*why)
	}
	return update.Exec(ctx)
}

// reveal shows the seeds of periods that are closed, of one lottery or of all where the id is
// zero. It must not run in the transaction that closes them: nothing is drawn under a seed
// that somebody may know.
func (s *Service) reveal(ctx context.Context, id mall.CampaignID) (done int, err error) {
	query := s.db.Ent().LotteryPeriod.Query().Where(lotteryperiod.StatusEQ(mall.PeriodClosed), lotteryperiod.RevealedIsNil())
	if !id.IsZero() {
		query.Where(lotteryperiod.CampaignID(id))
	}
	closed, err := query.All(ctx)
	if err != nil {
		return 0, err
	}
	for _, p := range closed {
		seed, failed := s.Seeds.open(p.ID, p.Seed, p.SeedHash)
		if failed == nil {
			failed = s.db.InTx(ctx, func(ctx context.Context, tx *store.Tx) error {
				return tx.Ent().LotteryPeriod.UpdateOneID(p.ID).SetRevealed(hex.EncodeToString(seed)).Exec(ctx)
			})
		}
		if failed == nil {
			done++
		}
		err = errors.Join(err, failed)
	}
	return done, err
}
