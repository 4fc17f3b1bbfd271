package lottery

import (
	"context"
	"encoding/hex"
	"errors"
	"strings"
	"time"

	"pointsmall/ent"
	entcampaign "pointsmall/ent/campaign"
	entlottery "pointsmall/ent/lottery"
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
		if err := s.turnOver(ctx, tx, id, now, &why); err != nil {
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
// why is the reason of staff; nil: it was time.
func (s *Service) turnOver(ctx context.Context, tx *store.Tx, id mall.CampaignID, now time.Time, why *mall.Text) error {
	old, err := tx.Ent().LotteryPeriod.Query().Where(lotteryperiod.CampaignID(id), lotteryperiod.StatusEQ(mall.PeriodOpen)).Only(ctx)
	if err != nil {
		return err
	}
	if err := closePeriod(ctx, tx, id, now, why); err != nil {
		return err
	}
	next := tx.Ent().LotteryPeriod.Update().Where(lotteryperiod.CampaignID(id), lotteryperiod.StatusEQ(mall.PeriodNext)).
		SetStatus(mall.PeriodOpen).SetGivenBefore(old.GivenBefore + old.Given)
	if old.EndsAt != nil {
		next.SetEndsAt(s.midnight(now))
	}
	if err := next.Exec(ctx); err != nil {
		return err
	}
	return s.addPeriod(ctx, tx, id, old.Number+2, mall.PeriodNext)
}

// midnight is the first one of the mall after a moment.
func (s *Service) midnight(after time.Time) time.Time {
	return mall.StartOfDay(mall.DateOf(after, s.zone).AddDays(1), s.zone)
}

// over reports whether a period has ended by itself that ends at a moment, after so many draws.
func (c *Configuration) over(endsAt *time.Time, draws int, now time.Time) bool {
	return (endsAt != nil && !now.Before(*endsAt)) || (c.Period != nil && c.Period.Draws != nil && draws >= *c.Period.Draws)
}

// endPeriod has the next period of a running lottery begin where the present one has ended by
// itself, and then shows its seed. It reports whether it did so.
func (s *Service) endPeriod(ctx context.Context, id mall.CampaignID) (ended bool, err error) {
	err = s.db.InTx(ctx, func(ctx context.Context, tx *store.Tx) error {
		ended = false
		l, err := lock(ctx, tx, id)
		if err != nil {
			return err
		}
		now := s.clock()
		if campaign.StatusAt(l.campaign, now) != mall.CampaignRunning {
			return nil
		}
		sheets, err := readSheets(ctx, tx.Ent(), []mall.CampaignID{id})
		if err != nil {
			return err
		}
		config, err := ReadConfiguration(sheets[id].Configuration)
		if err != nil {
			return err
		}
		if open := sheets[id].Present(); !config.over(open.EndsAt, open.Sequence, now) {
			return nil // another server was first
		}
		if err := s.turnOver(ctx, tx, id, now, nil); err != nil {
			return err
		}
		ended = true
		return raiseFence(ctx, tx, l.campaign)
	})
	if err == nil && ended {
		_, err = s.reveal(ctx, id)
	}
	return ended, err
}

// periodsOver are lotteries whose period has ended by itself, and that go on.
func (s *Service) periodsOver(ctx context.Context) (over []mall.CampaignID, err error) {
	now := s.clock()
	running, err := s.db.Ent().Campaign.Query().Where(entcampaign.KindEQ(mall.CampaignLottery), entcampaign.StatusIn(mall.CampaignScheduled, mall.CampaignRunning),
		entcampaign.StartsAtLTE(now), entcampaign.EndsAtGT(now)).IDs(ctx)
	if err != nil || len(running) == 0 {
		return nil, err
	}
	open, err := s.db.Ent().LotteryPeriod.Query().Where(store.Among(lotteryperiod.FieldCampaignID, "uuid", running), lotteryperiod.StatusEQ(mall.PeriodOpen)).All(ctx)
	if err != nil {
		return nil, err
	}
	terms, err := s.db.Ent().Lottery.Query().Where(store.Among(entlottery.FieldID, "uuid", running)).All(ctx)
	if err != nil {
		return nil, err
	}
	for _, row := range terms {
		config, err := ReadConfiguration(row.Configuration)
		if err != nil {
			return nil, err
		}
		for _, p := range open {
			if p.CampaignID == row.ID && config.over(p.EndsAt, p.Sequence, now) {
				over = append(over, row.ID)
			}
		}
	}
	return over, nil
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
