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
	lines, err := loader.From(ctx).Lines().Load(ctx, o)
	if err != nil {
		return nil, err
	}
	for _, l := range lines {
		goods, err := goodsOf(ctx, l)
		if err != nil {
			return nil, err
		}
		if goods != nil && goods.Kind == mall.KindPhysical {
			return []model.OrderGap{model.OrderGapAddress}, nil
		}
	}
	return []model.OrderGap{}, nil
}

// goodsOf is what a line is of, as it was when it was ordered; of older lines, and of one that
// was ordered just now, as it is. nil: it is gone.
func goodsOf(ctx context.Context, l *ent.OrderLine) (*mall.OrderGoods, error) {
	if l.Goods != nil {
		return l.Goods, nil
	}
	sku, err := loader.From(ctx).Skus().Load(ctx, l.SkuID)
	if err != nil || sku == nil {
		return nil, err
	}
	product, err := loader.From(ctx).Products().Load(ctx, sku.ProductID)
	if err != nil || product == nil {
		return nil, err
	}
	goods := &mall.OrderGoods{Code: sku.Code, Product: product.Name, Name: sku.Name, Kind: product.Kind}
	if len(product.Images) > 0 {
		goods.Image = &product.Images[0]
	}
	return goods, nil
}

// goodsName is what a line's goods were called.
func goodsName(ctx context.Context, l *ent.OrderLine) (string, error) {
	goods, err := goodsOf(ctx, l)
	if err != nil || goods == nil {
		return "", err
	}
	product, name := in(ctx, goods.Product), in(ctx, goods.Name)
	if name == "" || name == product {
		return product, nil
	}
	return product + " · " + name, nil
}

// returnedOf is how many pieces of a line came back.
func returnedOf(ctx context.Context, l *ent.OrderLine) (int, error) {
	refunds, err := loader.From(ctx).Refunds().Load(ctx, l.OrderID)
	if err != nil {
		return 0, err
	}
	came := order.Refunds{l.OrderID: refunds}.CameBack(l.OrderID, order.MaxLines)
	return came[order.LineNumber(l.ID)-1], nil
}
