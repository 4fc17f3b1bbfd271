package graph

import (
	"context"

	"pointsmall/graph/model"
	"pointsmall/mall"
	"pointsmall/mall/checkout/cart"
)

// cartPayload answers with what became of a cart.
func cartPayload(ctx context.Context, c *cart.Cart, err error) (*model.CartPayload, error) {
	if err != nil {
		refusals, err := userErrors(ctx, err)
		return &model.CartPayload{UserErrors: refusals}, err
	}
	return &model.CartPayload{Cart: c, UserErrors: []model.UserError{}}, nil
}

// ownerOf is whose cart is meant: a guest's by its id, else the caller's own. A member's own is
// theirs by its id, too.
func ownerOf(ctx context.Context, id *mall.AnyID) (cart.Owner, *mall.Error) {
	actor := mall.ActorOf(ctx)
	if id == nil {
		if actor.Kind == mall.ActorMember {
			return cart.Owner{Member: &actor.MemberID}, nil
		}
		return cart.Owner{}, nil
	}
	named, ok := id.Cart()
	if !ok {
		return cart.Owner{}, cart.NotFound()
	}
	if actor.Kind == mall.ActorMember {
		return cart.Owner{Member: &actor.MemberID, Guest: &named}, nil
	}
	return cart.Owner{Guest: &named}, nil
}

// cartItem reads what is put into a cart.
func cartItem(input model.AddToCartInput) (cart.Item, *mall.Error) {
	sku, ok := input.SkuID.Sku()
	if !ok {
		return cart.Item{}, noSuch("no such SKU", "商品规格不存在", "skuId")
	}
	item := cart.Item{Sku: sku, Quantity: input.Quantity}
	if input.PriceOptionID != nil {
		option, ok := input.PriceOptionID.PriceOption()
		if !ok {
			return item, noSuch("no such price", "价格方案不存在", "priceOptionId")
		}
		item.Option = &option
	}
	return item, nil
}
