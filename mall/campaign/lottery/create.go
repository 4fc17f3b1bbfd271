package lottery

import (
	"context"
	"strconv"
	"time"

	"pointsmall/ent"
	"pointsmall/mall"
	"pointsmall/mall/campaign"
	"pointsmall/mall/coupon"
	"pointsmall/mall/store"
)

// Create makes a lottery as a draft, with the seeds of its first period and of the next.
// Refusals: INVALID_INPUT, NOT_FOUND (a SKU), NOT_AVAILABLE (no secret to keep seeds by).
func (s *Service) Create(ctx context.Context, actor mall.Actor, n NewLottery) (*ent.Campaign, error) {
	n.StartsAt, n.EndsAt = n.StartsAt.UTC().Truncate(time.Microsecond), n.EndsAt.UTC().Truncate(time.Microsecond)
	if refusal := n.check(s.clock(), s.currency); refusal != nil {
		return nil, refusal
	}
	if refusal := s.Seeds.ready(); refusal != nil {
		return nil, refusal
	}
	var made *ent.Campaign
	err := s.db.InTx(ctx, func(ctx context.Context, tx *store.Tx) (err error) {
		made, err = s.create(ctx, tx, actor, &n)
		return err
	})
	return made, err
}

func (s *Service) create(ctx context.Context, tx *store.Tx, actor mall.Actor, n *NewLottery) (*ent.Campaign, error) {
	if err := knownCoupons(ctx, tx, n); err != nil {
		return nil, err
	}
	for i := range n.Prizes {
		if sku := n.Prizes[i].Sku; sku != nil {
			if _, err := tx.Ent().Sku.Get(ctx, *sku); ent.IsNotFound(err) {
				return nil, mall.Errorf(mall.CodeNotFound, "no such SKU", "商品规格不存在").At("prizes", strconv.Itoa(i), "skuId")
			} else if err != nil {
				return nil, err
			}
		}
	}
	made, err := campaign.Create(ctx, tx, &ent.Campaign{
		ID: mall.NewCampaignID(), Slug: n.Slug, Kind: mall.CampaignLottery, Name: n.Name, Rules: n.Rules,
		StartsAt: n.StartsAt, EndsAt: n.EndsAt, CreatedBy: actor.Ref(), CreatedAt: s.clock(),
	})
	if err != nil {
		return nil, err
	}
	config := n.configuration(made.ID, s.zone)
	text, err := config.Text()
	if err != nil {
		return nil, err
	}
	row := tx.Ent().Lottery.Create().SetID(made.ID).SetCost(n.Cost).SetFreeDrawsPerDay(n.FreeDrawsPerDay).SetNillableDrawsPerMemberPerDay(n.DrawsPerMemberPerDay).
		SetNillableBudget(n.Budget).SetConfiguration(text).SetConfigHash(hashOf(text))
	if n.Pity != nil {
		row.SetPityAfter(n.Pity.After).SetPityPrize(config.pity()).SetNillablePityStock(n.Pity.Stock)
	}
	if err := row.Exec(ctx); err != nil {
		return nil, err
	}
	if err := createPrizes(ctx, tx, made.ID, n, config); err != nil {
		return nil, err
	}
	if err := s.addPeriod(ctx, tx, made.ID, 1, mall.PeriodOpen); err != nil {
		return nil, err
	}
	return made, s.addPeriod(ctx, tx, made.ID, 2, mall.PeriodNext)
}

// knownCoupons refuses prizes of kinds of coupons that there are not.
func knownCoupons(ctx context.Context, tx *store.Tx, n *NewLottery) error {
	var ids []mall.CouponTemplateID
	for i := range n.Prizes {
		if id := n.Prizes[i].Coupon; id != nil {
			ids = append(ids, *id)
		}
	}
	if len(ids) == 0 {
		return nil
	}
	known, err := coupon.Known(ctx, tx, ids)
	if err != nil {
		return err
	}
	for i := range n.Prizes {
		if id := n.Prizes[i].Coupon; id != nil && !known[*id] {
			return coupon.NotFound().At("prizes", strconv.Itoa(i), "couponId")
		}
	}
	return nil
}

func createPrizes(ctx context.Context, tx *store.Tx, id mall.CampaignID, n *NewLottery, config *Configuration) error {
	rows := make([]*ent.LotteryPrizeCreate, len(n.Prizes))
	for i := range n.Prizes {
		p := &n.Prizes[i]
		row := tx.Ent().LotteryPrize.Create().SetCampaignID(id).SetPlace(i).SetKey(p.Key).SetName(p.Name).SetKind(p.Kind).SetNillablePoints(p.Points).
			SetNillableSkuID(p.Sku).SetNillableCouponTemplateID(p.Coupon).SetOddsPpm(p.OddsPpm).SetFallback(i == config.fallback()).SetNillableStock(p.Stock).SetNillableStockPerDay(p.StockPerDay).
			SetNillablePiecesLeft(p.Stock)
		if p.Value != nil {
			row.SetValueMinor(p.Value.Minor)
		}
		if i == config.pity() {
			row.SetNillablePityLeft(n.Pity.Stock)
		}
		rows[i] = row
	}
	return tx.Ent().LotteryPrize.CreateBulk(rows...).Exec(ctx)
}

// addPeriod makes a period with a new seed.
func (s *Service) addPeriod(ctx context.Context, tx *store.Tx, id mall.CampaignID, number int, status mall.PeriodStatus) error {
	seed, hash := newSeed()
	period := mall.NewLotteryPeriodID()
	sealed, err := s.Seeds.seal(period, seed)
	if err != nil {
		return err
	}
	return tx.Ent().LotteryPeriod.Create().SetID(period).SetCampaignID(id).SetNumber(number).SetStatus(status).SetSeed(sealed).SetSeedHash(hash).Exec(ctx)
}
