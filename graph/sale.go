package graph

import (
	"context"
	"strconv"

	"pointsmall/graph/model"
	"pointsmall/mall"
	"pointsmall/mall/campaign"
	"pointsmall/mall/campaign/sale"
)

// newSale reads a sale's input.
func newSale(input model.CreateSaleInput) (sale.NewSale, error) {
	n := sale.NewSale{
		Slug: input.Slug, Name: textOf(input.Name), Rules: textOf(input.Rules), StartsAt: input.StartsAt, EndsAt: input.EndsAt,
		AdmittedPerMinute: input.AdmittedPerMinute, Goods: make([]sale.NewGood, len(input.Goods)),
	}
	for i, g := range input.Goods {
		sku, ok := g.SkuID.Sku()
		if !ok {
			return n, noSuch("no such SKU", "商品规格不存在", "skuId").At("goods", strconv.Itoa(i))
		}
		n.Goods[i] = sale.NewGood{
			Sku: sku, Numerator: int64(g.Numerator), Denominator: int64(g.Denominator), Pieces: int64(g.Pieces), Ceiling: !g.SetApart,
			PerMember: g.PerMember, PerMemberPerDay: g.PerMemberPerDay,
		}
	}
	return n, nil
}

// joinRoom gives the member a place in a waiting room.
func (r *Resolver) joinRoom(ctx context.Context, id mall.AnyID) (*model.JoinWaitingRoomPayload, error) {
	campaignID, ok := id.Campaign()
	var place *sale.Place
	var err error = campaign.NotFound()
	if ok {
		place, err = r.Sales.Join(ctx, mall.ActorOf(ctx).MemberID, campaignID)
	}
	if err != nil {
		refusals, err := userErrors(ctx, err)
		return &model.JoinWaitingRoomPayload{UserErrors: refusals}, err
	}
	return &model.JoinWaitingRoomPayload{Place: place, UserErrors: []model.UserError{}}, nil
}
