package graph

import (
	"context"

	"pointsmall/ent"
	"pointsmall/graph/loader"
	"pointsmall/graph/model"
	"pointsmall/mall"
	"pointsmall/mall/order"
)

// gapsOf is what an order waits for before it can be sent.
func gapsOf(ctx context.Context, o *ent.Order) ([]model.OrderGap, error) {
	switch o.Status {
	case mall.OrderPendingPayment, mall.OrderPaid, mall.OrderFulfilling:
	default:
		return []model.OrderGap{}, nil
	}
	if o.Address != nil {
		return []model.OrderGap{}, nil
	}
	lines, err := loader.From(ctx).Lines.Load(ctx, o)
	if err != nil {
		return nil, err
	}
	for _, l := range lines {
		if l.Goods != nil && l.Goods.Kind == mall.KindPhysical {
			return []model.OrderGap{model.OrderGapAddress}, nil
		}
	}
	return []model.OrderGap{}, nil
}

// goodsName is what a line's goods were called when they were ordered; of older lines what they
// are called now.
func goodsName(ctx context.Context, l *ent.OrderLine) (string, error) {
	if l.Goods == nil {
		now, err := loader.From(ctx).Skus.Load(ctx, l.SkuID)
		if err != nil || now == nil {
			return "", err
		}
		return in(ctx, now.Name), nil
	}
	product, name := in(ctx, l.Goods.Product), in(ctx, l.Goods.Name)
	if name == "" || name == product {
		return product, nil
	}
	return product + " · " + name, nil
}

// returnedOf is how many pieces of a line came back.
func returnedOf(ctx context.Context, l *ent.OrderLine) (int, error) {
	refunds, err := loader.From(ctx).Refunds.Load(ctx, l.OrderID)
	if err != nil {
		return 0, err
	}
	came := order.Refunds{l.OrderID: refunds}.CameBack(l.OrderID, order.MaxLines)
	return came[order.LineNumber(l.ID)-1], nil
}
