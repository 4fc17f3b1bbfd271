package graph

import (
	"context"

	"pointsmall/graph/model"
	"pointsmall/mall"
	"pointsmall/mall/earning"
	"pointsmall/mall/earning/purchase"
	"pointsmall/mall/exchange"
	"pointsmall/mall/ledger"
)

// exchangeRequest reads an exchange's input.
func exchangeRequest(ctx context.Context, input model.ExchangeInput) (exchange.Request, error) {
	sku, ok := input.SkuID.Sku()
	if !ok {
		return exchange.Request{}, mall.Errorf(mall.CodeNotFound, "no such SKU", "商品规格不存在").At("skuId")
	}
	if input.AddressID != nil {
		return exchange.Request{}, mall.Errorf(mall.CodeNotFound, "no such address", "收货地址不存在").At("addressId")
	}
	return exchange.Request{Member: mall.ActorOf(ctx).MemberID, Sku: sku, Quantity: input.Quantity, Key: input.IdempotencyKey}, nil
}

// purchaseOf reads a purchase's input.
func purchaseOf(ctx context.Context, input model.RecordPurchaseInput) (earning.Purchase, error) {
	total, err := mall.ParseMoney(input.Total.Amount, input.Total.Currency)
	if err != nil {
		return earning.Purchase{}, at(err, "total")
	}
	return earning.Purchase{
		Source: sourceOf(ctx), ExternalRef: input.ExternalRef, MemberRef: input.MemberRef, Channel: text(input.Channel),
		Payment: text(input.PaymentFingerprint), OccurredAt: input.OccurredAt, Total: total, Lines: linesOf(input.Lines),
	}, nil
}

func linesOf(inputs []*model.PurchaseLineInput) []mall.PurchaseLine {
	lines := make([]mall.PurchaseLine, len(inputs))
	for i, l := range inputs {
		lines[i] = mall.PurchaseLine{Sku: l.Sku, Quantity: l.Quantity, UnitPrice: l.UnitPrice.String()}
	}
	return lines
}

// sourceOf is the partner that calls, or the mall itself.
func sourceOf(ctx context.Context) string {
	if actor := mall.ActorOf(ctx); actor.Kind == mall.ActorPartner {
		return actor.PartnerID.String()
	}
	return purchase.Mall
}

// adjustmentOf reads an adjustment's input.
func adjustmentOf(ctx context.Context, input model.AdjustPointsInput) (ledger.Adjustment, error) {
	member, ok := input.MemberID.Member()
	if !ok {
		return ledger.Adjustment{}, mall.Errorf(mall.CodeNotFound, "no such member", "会员不存在").At("memberId")
	}
	return ledger.Adjustment{
		Actor: mall.ActorOf(ctx), Member: member, Currency: currencyOf(input.Currency), Points: input.Points, Reason: input.Reason,
		ExpiresAt: input.ExpiresAt, Key: input.IdempotencyKey,
	}, nil
}

// moneyOf reads an amount that must be in the mall's currency.
func moneyOf(input *model.MoneyInput, currency mall.Currency) (mall.Money, error) {
	money, err := mall.ParseMoney(input.Amount, input.Currency)
	if err == nil && money.Currency != currency {
		return money, mall.Errorf(mall.CodeInvalidInput, "the mall's money is %s", "本商城的货币为 %s", currency).At("currency")
	}
	return money, err
}
