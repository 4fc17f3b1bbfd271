package lottery

import (
	"context"
	"strconv"

	"pointsmall/ent"
	"pointsmall/ent/lotteryperiod"
	"pointsmall/ent/lotteryprize"
	"pointsmall/mall"
	"pointsmall/mall/campaign"
	"pointsmall/mall/catalog"
	"pointsmall/mall/coupon"
	"pointsmall/mall/store"
)

// Start lets a draft begin, at once or when its time comes, or goes on with one that was
// paused. The pieces of its prizes leave the stock that can be sold. Refusals: NOT_FOUND,
// VERSION_CONFLICT, INVALID_STATE, INVALID_INPUT (what the law asks for), OUT_OF_STOCK.
func (s *Service) Start(ctx context.Context, actor mall.Actor, id mall.CampaignID, version int) (*ent.Campaign, error) {
	return s.step(ctx, actor, id, version, campaign.Start)
}

// Pause stops all drawing until Start. Refusals: NOT_FOUND, VERSION_CONFLICT, INVALID_STATE.
func (s *Service) Pause(ctx context.Context, actor mall.Actor, id mall.CampaignID, version int) (*ent.Campaign, error) {
	return s.step(ctx, actor, id, version, campaign.Pause)
}

// End ends a lottery: its period is closed, what is left of goods goes back, and then its seed
// is shown. Refusals: NOT_FOUND, VERSION_CONFLICT, INVALID_STATE.
func (s *Service) End(ctx context.Context, actor mall.Actor, id mall.CampaignID, version int) (*ent.Campaign, error) {
	ended, err := s.step(ctx, actor, id, version, campaign.End)
	if err != nil {
		return nil, err
	}
	_, err = s.reveal(ctx, id) // in a transaction of its own: closing has committed
	return ended, err
}

func (s *Service) step(ctx context.Context, actor mall.Actor, id mall.CampaignID, version int, step campaign.Step) (*ent.Campaign, error) {
	var moved *ent.Campaign
	err := s.db.InTx(ctx, func(ctx context.Context, tx *store.Tx) error {
		l, err := lock(ctx, tx, id)
		if err != nil {
			return err
		}
		if l.campaign.Version != version {
			return mall.Outdated(mall.Text{EN: "the campaign", ZH: "活动"}, "version", l.campaign.Version)
		}
		to, refusal := campaign.After(l.campaign, step, s.clock())
		if refusal != nil {
			return refusal
		}
		moved, err = s.move(ctx, tx, l, to, actor)
		return err
	})
	return moved, err
}

// locked is a lottery that a transaction may change.
type locked struct {
	campaign *ent.Campaign
	prizes   []*ent.LotteryPrize // in order
	coupons  *coupon.Pool
	offers   *catalog.Offers
}

// lock locks the kinds of coupons and the stocks of a lottery's prizes, then the lottery and its
// open period. Which prizes these are never changes.
func lock(ctx context.Context, tx *store.Tx, id mall.CampaignID) (*locked, error) {
	prizes := tx.Ent().LotteryPrize.Query().Where(lotteryprize.CampaignID(id)).Order(lotteryprize.ByPlace())
	goods, err := prizes.Clone().Where(lotteryprize.KindIn(mall.PrizeSku, mall.PrizeCoupon)).All(ctx)
	if err != nil {
		return nil, err
	}
	var skus []mall.SkuID
	var coupons []mall.CouponTemplateID
	for _, p := range goods {
		if p.SkuID != nil {
			skus = append(skus, *p.SkuID)
		} else {
			coupons = append(coupons, *p.CouponTemplateID)
		}
	}
	l := &locked{}
	if l.coupons, err = coupon.LockPool(ctx, tx, coupons); err != nil {
		return nil, err
	}
	if l.offers, err = catalog.Lock(ctx, tx, skus); err != nil {
		return nil, err
	}
	if l.campaign, err = campaign.Lock(ctx, tx, id); err != nil {
		return nil, err
	}
	if l.campaign.Kind != mall.CampaignLottery {
		return nil, campaign.NotFound()
	}
	if err := lockPeriods(ctx, tx, []mall.CampaignID{id}); err != nil {
		return nil, err
	}
	l.prizes, err = prizes.All(ctx) // under the lock: draws change them
	return l, err
}

// move brings a locked lottery into another status, with all that goes with it.
func (s *Service) move(ctx context.Context, tx *store.Tx, l *locked, to mall.CampaignStatus, actor mall.Actor) (*ent.Campaign, error) {
	now := s.clock()
	var batch store.Batch
	if l.campaign.Status == mall.CampaignDraft {
		if err := s.commit(ctx, tx, l); err != nil {
			return nil, err
		}
	}
	if to == mall.CampaignEnded {
		l.giveBack()
		if err := closePeriod(ctx, tx, l.campaign.ID, now, nil); err != nil {
			return nil, err
		}
	}
	moved, err := campaign.Move(ctx, tx, l.campaign, to, actor, now)
	if err != nil {
		return nil, err
	}
	if err := raiseFence(ctx, tx, moved); err != nil {
		return nil, err
	}
	l.coupons.Save(&batch)
	l.offers.Save(&batch)
	return moved, batch.Exec(ctx, tx)
}

// commit fixes what a draft promises, and sets its goods and coupons apart.
func (s *Service) commit(ctx context.Context, tx *store.Tx, l *locked) error {
	if err := s.appraise(ctx, tx, l); err != nil {
		return err
	}
	if refusal := s.law(l.campaign, l.prizes); refusal != nil {
		return refusal
	}
	row, err := tx.Ent().Lottery.Get(ctx, l.campaign.ID)
	if err != nil {
		return err
	}
	config, err := ReadConfiguration(row.Configuration)
	if err != nil {
		return err
	}
	for i, p := range l.prizes {
		config.Prizes[i].Value = shown(mall.Money{Minor: *p.ValueMinor, Currency: s.currency})
		if err := tx.Ent().LotteryPrize.UpdateOne(p).SetValueMinor(*p.ValueMinor).Exec(ctx); err != nil {
			return err
		}
	}
	text, err := config.Text()
	if err != nil {
		return err
	}
	if err := tx.Ent().Lottery.UpdateOne(row).SetConfiguration(text).SetConfigHash(hashOf(text)).Exec(ctx); err != nil {
		return err
	}
	if config.Period != nil && config.Period.Midnight {
		begins := s.clock()
		if l.campaign.StartsAt.After(begins) {
			begins = l.campaign.StartsAt
		}
		err := tx.Ent().LotteryPeriod.Update().Where(lotteryperiod.CampaignID(l.campaign.ID), lotteryperiod.StatusEQ(mall.PeriodOpen)).SetEndsAt(s.midnight(begins)).Exec(ctx)
		if err != nil {
			return err
		}
	}
	return l.setApart()
}

// setApart takes the goods out of the stock that can be sold, and counts the coupons as issued.
func (l *locked) setApart() error {
	for i, p := range l.prizes {
		if p.CouponTemplateID != nil {
			if refusal := l.coupons.SetApart(*p.CouponTemplateID, apart(p), l.campaign.EndsAt); refusal != nil {
				return refusal.At("campaignId", "lottery", "prizes", strconv.Itoa(i), "stock")
			}
		}
		if p.SkuID == nil {
			continue
		}
		path := []string{"campaignId", "lottery", "prizes", strconv.Itoa(i), "stock"}
		offer, ok := l.offers.Offer(*p.SkuID)
		if !ok {
			return catalog.NoSuchSku().At(path...)
		}
		if available := offer.Available(); apart(p) > available {
			refusal := mall.Errorf(mall.CodeOutOfStock, "%s: %d are to be won, and %d are in stock", "%s 库存不足：需 %d 件，剩余 %d 件", offer.Code, apart(p), available).At(path...)
			refusal.Figures = mall.Figures{Required: apart(p), Available: available}
			return refusal
		}
		offer.Take(int(apart(p)))
	}
	return nil
}

// giveBack returns the goods and coupons that nobody won.
func (l *locked) giveBack() {
	for _, p := range l.prizes {
		if p.CouponTemplateID != nil {
			l.coupons.GiveBack(*p.CouponTemplateID, apart(p))
		}
		if p.SkuID == nil {
			continue
		}
		if offer, ok := l.offers.Offer(*p.SkuID); ok {
			offer.PutBack(int(apart(p)))
		}
	}
}

// apart is how many pieces of a prize are set apart: for rolls and for pity.
func apart(p *ent.LotteryPrize) (n int64) {
	if p.PiecesLeft != nil {
		n += *p.PiecesLeft
	}
	if p.PityLeft != nil {
		n += *p.PityLeft
	}
	return n
}

// raiseFence has draws fail that were begun under the version before.
func raiseFence(ctx context.Context, tx *store.Tx, c *ent.Campaign) error {
	return tx.Ent().LotteryPeriod.Update().Where(lotteryperiod.CampaignID(c.ID), lotteryperiod.StatusEQ(mall.PeriodOpen)).SetFence(c.Version).Exec(ctx)
}
