package lottery

import (
	"context"
	"slices"
	"time"

	"pointsmall/ent"
	entcampaign "pointsmall/ent/campaign"
	entlottery "pointsmall/ent/lottery"
	"pointsmall/ent/lotteryperiod"
	"pointsmall/ent/lotteryprize"
	"pointsmall/mall"
	"pointsmall/mall/campaign"
	"pointsmall/mall/coupon"
	"pointsmall/mall/store"
)

// overdue is how long after a period's end its seed should be shown at the latest.
const overdue = time.Minute

// Sheet is a lottery as everybody may read it.
type Sheet struct {
	*ent.Lottery
	Campaign *ent.Campaign
	// Prizes are in the order of the configuration, Periods in that of their numbers.
	Prizes  []*ent.LotteryPrize
	Periods []*ent.LotteryPeriod
	// Coupons are the kinds that are prizes.
	Coupons map[mall.CouponTemplateID]*ent.CouponTemplate
}

// ShownID is the lottery's id for callers. It is another than its campaign's: a client's cache
// keeps both.
func (s *Sheet) ShownID() mall.AnyID { return mall.KeyID("lty_", s.Campaign.ID.UUID(), "") }

// Sheets reads lotteries; those that are none are missing.
func (s *Service) Sheets(ctx context.Context, ids []mall.CampaignID) (map[mall.CampaignID]*Sheet, error) {
	return readSheets(ctx, s.db.Ent(), ids)
}

func readSheets(ctx context.Context, client *ent.Client, ids []mall.CampaignID) (map[mall.CampaignID]*Sheet, error) {
	found := make(map[mall.CampaignID]*Sheet, len(ids))
	terms, err := client.Lottery.Query().Where(store.Among(entlottery.FieldID, "uuid", ids)).All(ctx)
	if err != nil {
		return nil, err
	}
	for _, row := range terms {
		found[row.ID] = &Sheet{Lottery: row}
	}
	campaigns, err := client.Campaign.Query().Where(store.Among(entcampaign.FieldID, "uuid", ids)).All(ctx)
	if err != nil {
		return nil, err
	}
	for _, row := range campaigns {
		if sheet := found[row.ID]; sheet != nil {
			sheet.Campaign = row
		}
	}
	prizes, err := client.LotteryPrize.Query().Where(store.Among(lotteryprize.FieldCampaignID, "uuid", ids)).Order(lotteryprize.ByPlace()).All(ctx)
	if err != nil {
		return nil, err
	}
	for _, row := range prizes {
		if sheet := found[row.CampaignID]; sheet != nil {
			sheet.Prizes = append(sheet.Prizes, row)
		}
	}
	periods, err := client.LotteryPeriod.Query().Where(store.Among(lotteryperiod.FieldCampaignID, "uuid", ids)).Order(lotteryperiod.ByNumber()).All(ctx)
	for _, row := range periods {
		if sheet := found[row.CampaignID]; sheet != nil {
			sheet.Periods = append(sheet.Periods, row)
		}
	}
	if err != nil {
		return nil, err
	}
	return found, readCoupons(ctx, client, found)
}

// readCoupons reads the kinds of coupons that are prizes, where any are.
func readCoupons(ctx context.Context, client *ent.Client, sheets map[mall.CampaignID]*Sheet) error {
	var ids []mall.CouponTemplateID
	for _, sheet := range sheets {
		for _, p := range sheet.Prizes {
			if p.CouponTemplateID != nil {
				ids = append(ids, *p.CouponTemplateID)
			}
		}
	}
	if len(ids) == 0 {
		return nil
	}
	kinds, err := coupon.Templates(ctx, client, ids)
	for _, sheet := range sheets {
		sheet.Coupons = kinds
	}
	return err
}

// Present is the open period; of a lottery that has ended the last one that was open.
func (s *Sheet) Present() *ent.LotteryPeriod {
	var last *ent.LotteryPeriod
	for _, p := range s.Periods {
		if p.Status != mall.PeriodNext {
			last = p
		}
	}
	return last
}

// Next is the period that is committed to and has not begun.
func (s *Sheet) Next() *ent.LotteryPeriod {
	for _, p := range s.Periods {
		if p.Status == mall.PeriodNext {
			return p
		}
	}
	return nil
}

// Begun are the periods that have begun.
func (s *Sheet) Begun() (begun []*ent.LotteryPeriod) {
	for _, p := range s.Periods {
		if p.Status != mall.PeriodNext {
			begun = append(begun, p)
		}
	}
	return begun
}

// Period is one of the lottery's periods; nil: it has no such.
func (s *Sheet) Period(id mall.LotteryPeriodID) *ent.LotteryPeriod {
	for _, p := range s.Periods {
		if p.ID == id {
			return p
		}
	}
	return nil
}

// periodRule is how its periods end by themselves.
func (s *Sheet) periodRule() *PeriodRule {
	config, err := ReadConfiguration(s.Configuration)
	if err != nil || config.Period == nil {
		return &PeriodRule{}
	}
	return config.Period
}

// DrawsPerPeriod is after how many draws a period ends; nil: after any number.
func (s *Sheet) DrawsPerPeriod() *int { return s.periodRule().Draws }

// PeriodEndsAtMidnight reports whether a period ends at the midnight after it began.
func (s *Sheet) PeriodEndsAtMidnight() bool { return s.periodRule().Midnight }

// Overdue reports whether the seed of a period should be shown by now, and is not.
func (s *Service) Overdue(c *ent.Campaign, p *ent.LotteryPeriod) bool {
	end := c.EndsAt
	if p.EndsAt != nil && p.EndsAt.Before(end) && campaign.StatusAt(c, s.clock()) == mall.CampaignRunning {
		end = *p.EndsAt
	}
	if p.ClosedAt != nil {
		end = *p.ClosedAt
	}
	return p.Status != mall.PeriodNext && p.Revealed == nil && c.Status != mall.CampaignDraft && s.clock().After(end.Add(overdue))
}

// known is what this server keeps in memory of a lottery that is drawn from here: what no
// draw changes, and the seed in force.
type known struct {
	sheet  *Sheet
	period *ent.LotteryPeriod
	config *Configuration
	seed   []byte
	// most is the most points that a prize gives.
	most mall.Points
	// goods are the SKUs that are prizes.
	goods []mall.SkuID
}

// remembered is what is known of a lottery under a version and a period, nil where that is
// nothing.
func (s *Service) remembered(id mall.CampaignID, version int, period mall.LotteryPeriodID) *known {
	s.mu.Lock()
	defer s.mu.Unlock()
	k := s.known[id]
	if k == nil || k.sheet.Campaign.Version != version || k.period.ID != period {
		return nil
	}
	return k
}

// learn reads a lottery within a transaction, and remembers it. Lotteries that have ended are
// forgotten then.
func (s *Service) learn(ctx context.Context, tx *store.Tx, id mall.CampaignID) (*known, error) {
	sheets, err := readSheets(ctx, tx.Ent(), []mall.CampaignID{id})
	if err != nil {
		return nil, err
	}
	k := &known{sheet: sheets[id]}
	k.period = k.sheet.Present()
	if k.config, err = ReadConfiguration(k.sheet.Configuration); err != nil {
		return nil, err
	}
	if k.seed, err = s.Seeds.open(k.period.ID, k.period.Seed, k.period.SeedHash); err != nil {
		return nil, err
	}
	for _, p := range k.sheet.Prizes {
		if p.Points != nil {
			k.most = max(k.most, *p.Points)
		}
		if p.SkuID != nil && !slices.Contains(k.goods, *p.SkuID) {
			k.goods = append(k.goods, *p.SkuID)
		}
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	for other, k := range s.known {
		if !s.clock().Before(k.sheet.Campaign.EndsAt) {
			delete(s.known, other)
		}
	}
	s.known[id] = k
	return k, nil
}
