package sale

import (
	"context"
	"errors"
	"strconv"

	"pointsmall/ent"
	"pointsmall/ent/salegood"
	"pointsmall/mall"
	"pointsmall/mall/campaign"
	"pointsmall/mall/catalog"
	"pointsmall/mall/store"
)

// Start lets a draft begin, at once or when its time comes, or goes on with one that was paused.
// Its pieces are set apart. Refusals: NOT_FOUND, VERSION_CONFLICT, INVALID_STATE (its state, or a
// SKU is in another sale), OUT_OF_STOCK, INVALID_INPUT (a SKU asks no points).
func (s *Service) Start(ctx context.Context, actor mall.Actor, id mall.CampaignID, version int) (*ent.Campaign, error) {
	return s.step(ctx, actor, id, version, campaign.Start)
}

// Pause has the goods cost what they ever do until Start; what is set apart stays so. Refusals:
// NOT_FOUND, VERSION_CONFLICT, INVALID_STATE.
func (s *Service) Pause(ctx context.Context, actor mall.Actor, id mall.CampaignID, version int) (*ent.Campaign, error) {
	return s.step(ctx, actor, id, version, campaign.Pause)
}

// End ends a sale: what is left of its pieces goes back. Refusals: NOT_FOUND, VERSION_CONFLICT,
// INVALID_STATE.
func (s *Service) End(ctx context.Context, actor mall.Actor, id mall.CampaignID, version int) (*ent.Campaign, error) {
	return s.step(ctx, actor, id, version, campaign.End)
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

// locked is a sale that a transaction may change.
type locked struct {
	campaign *ent.Campaign
	goods    []*ent.SaleGood // in order
	offers   *catalog.Offers
}

// lock locks the stocks of a sale's goods, then the sale. Which goods these are never changes.
func lock(ctx context.Context, tx *store.Tx, id mall.CampaignID) (*locked, error) {
	goods, err := tx.Ent().SaleGood.Query().Where(salegood.CampaignID(id)).Order(salegood.ByPlace()).All(ctx)
	if err != nil {
		return nil, err
	}
	skus := make([]mall.SkuID, len(goods))
	for i, g := range goods {
		skus[i] = g.SkuID
	}
	l := &locked{goods: goods}
	if l.offers, err = catalog.Lock(ctx, tx, skus); err != nil {
		return nil, err
	}
	if l.campaign, err = campaign.Lock(ctx, tx, id); err != nil {
		return nil, err
	}
	if l.campaign.Kind != mall.CampaignLimitedTime && l.campaign.Kind != mall.CampaignFlash {
		return nil, campaign.NotFound()
	}
	return l, nil
}

// move brings a locked sale into another status, with all that goes with it.
func (s *Service) move(ctx context.Context, tx *store.Tx, l *locked, to mall.CampaignStatus, actor mall.Actor) (*ent.Campaign, error) {
	if l.campaign.Status == mall.CampaignDraft {
		if err := l.offers.ReadOptions(ctx, tx); err != nil {
			return nil, err
		}
	}
	for i, g := range l.goods {
		if err := l.set(ctx, tx, g, to); err != nil {
			var refusal *mall.Error
			if errors.As(err, &refusal) {
				return nil, refusal.At("campaignId", "sale", "goods", strconv.Itoa(i))
			}
			return nil, err
		}
	}
	return campaign.Move(ctx, tx, l.campaign, to, actor, s.clock())
}

// set has a SKU know what the sale asks for it in a status.
func (l *locked) set(ctx context.Context, tx *store.Tx, g *ent.SaleGood, to mall.CampaignStatus) error {
	offer, ok := l.offers.Offer(g.SkuID)
	if !ok {
		return catalog.NoSuchSku()
	}
	apart, ceiling := offer.SaleStock()
	left := apart + ceiling
	switch {
	case l.campaign.Status == mall.CampaignDraft:
		if refusal := opens(g, offer); refusal != nil {
			return refusal
		}
		if apart, ceiling = 0, g.Pieces; g.SetApart {
			apart, ceiling = g.Pieces, 0
		}
	case to == mall.CampaignEnded:
		if err := tx.Ent().SaleGood.UpdateOne(g).SetLeftOver(left).Exec(ctx); err != nil {
			return err
		}
		return catalog.SetSale(ctx, tx, offer, nil, 0, 0)
	}
	return catalog.SetSale(ctx, tx, offer, terms(l.campaign, g, to), apart, ceiling)
}

// opens refuses a SKU of which the sale cannot begin.
func opens(g *ent.SaleGood, offer *catalog.Offer) *mall.Error {
	switch available := offer.Available(); {
	case offer.Sale != nil:
		return mall.Errorf(mall.CodeInvalidState, "%s is in another sale: end that first", "%s 已在其他活动中，请先结束该活动", offer.Code).At("skuId")
	case offer.MostPoints() == 0:
		return mall.Errorf(mall.CodeInvalidInput, "%s has no price that asks points", "%s 没有需要积分的价格方案", offer.Code).At("skuId")
	case g.SetApart && g.Pieces > available:
		refusal := mall.Errorf(mall.CodeOutOfStock, "%s: %d are to be set apart, and %d are in stock", "%s 库存不足：需预留 %d 件，剩余 %d 件", offer.Code, g.Pieces, available).At("pieces")
		refusal.Figures = mall.Figures{Required: g.Pieces, Available: available}
		return refusal
	}
	return nil
}

// terms are what the sale asks for a SKU in a status.
func terms(c *ent.Campaign, g *ent.SaleGood, status mall.CampaignStatus) *mall.SaleTerms {
	return &mall.SaleTerms{
		Campaign: c.ID, Numerator: g.Numerator, Denominator: g.Denominator, StartsAt: c.StartsAt, EndsAt: c.EndsAt, Paused: status == mall.CampaignPaused,
		SetApart: g.SetApart, PerMember: g.PerMember, PerDay: g.PerMemberPerDay, Waiting: c.Kind == mall.CampaignFlash,
	}
}
