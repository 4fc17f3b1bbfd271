package graph

import (
	"context"

	"pointsmall/graph/loader"
	"pointsmall/graph/model"
	"pointsmall/mall"
	"pointsmall/mall/exchange"
)

// exchangeRequest reads an exchange's input.
func (r *Resolver) exchangeRequest(ctx context.Context, input model.ExchangeInput) (exchange.Request, error) {
	sku, ok := input.SkuID.Sku()
	if !ok {
		return exchange.Request{}, mall.Errorf(mall.CodeNotFound, "no such SKU", "商品规格不存在").At("skuId")
	}
	request := exchange.Request{
		Member: mall.ActorOf(ctx).MemberID, Sku: sku, Quantity: input.Quantity, ExpectedPoints: input.ExpectedPoints, Key: input.IdempotencyKey,
	}
	set(&request.Admission, input.Admission)
	var err error
	if request.Address, err = addressID(input.AddressID); err != nil || request.Address == nil {
		return request, err
	}
	kept, err := r.Members.Address(ctx, request.Member, *request.Address)
	if err != nil {
		return request, err
	}
	request.To = &kept.Postal
	return request, nil
}

// exchangePayload answers with the order that an exchange made.
func exchangePayload(ctx context.Context, result exchange.Result, err error) (*model.ExchangePayload, error) {
	if err != nil {
		refusals, err := userErrors(ctx, err)
		return &model.ExchangePayload{UserErrors: refusals}, err
	}
	if result.Lines != nil {
		loader.From(ctx).Lines().Prime(result.Order, result.Lines)
	}
	payload := &model.ExchangePayload{Order: result.Order, Account: result.Balance, UserErrors: []model.UserError{}}
	if payload.Account == nil {
		payload.Account, err = accountAfter(ctx, result.Order.MemberID, mall.DefaultPoints)
	}
	return payload, err
}
