package checkout

import (
	"context"
	"slices"
	"strconv"

	"pointsmall/ent"
	"pointsmall/mall"
	"pointsmall/mall/catalog"
	"pointsmall/mall/checkout/cart"
)

// AddToCart puts pieces of a SKU that the caller sees into a cart, with what a piece costs now.
// Refusals: NOT_FOUND (the SKU, the price, a guest's cart), INVALID_INPUT, LIMIT_EXCEEDED.
func (s *Service) AddToCart(ctx context.Context, of cart.Owner, v catalog.Sight, i cart.Item) (*cart.Cart, error) {
	sku, err := s.Catalog.Sku(ctx, v, i.Sku)
	if err != nil {
		return nil, err
	}
	if sku == nil {
		return nil, catalog.NoSuchSku()
	}
	prices, err := s.Catalog.PricesOfSkus(ctx, v, []mall.SkuID{i.Sku})
	if err != nil {
		return nil, err
	}
	all := prices[i.Sku]
	if i.Option != nil {
		all = slices.DeleteFunc(slices.Clone(all), func(p *ent.PriceOption) bool { return p.ID != *i.Option })
		if len(all) == 0 {
			return nil, mall.Errorf(mall.CodeNotFound, "%s has no such price", "%s 没有该价格方案", sku.Code).At("priceOptionId")
		}
	}
	if len(all) == 1 {
		i.SeenPoints, i.SeenMinor = &all[0].Points, new(int64(0))
		if all[0].CashMinor != nil {
			i.SeenMinor = all[0].CashMinor
		}
	}
	return s.Carts.Add(ctx, of, i)
}

// Basket is what a member's cart holds, as an order asks for it.
type Basket struct {
	Cart  mall.CartID
	Lines []Line
	// Taken is what leaves the cart when the lines are ordered.
	Taken []cart.Taken

	seen []*ent.CartLine
}

// Basket reads a member's own cart. Refusal: NOT_FOUND at cartId.
func (s *Service) Basket(ctx context.Context, of mall.MemberID, id mall.CartID) (*Basket, error) {
	c, err := s.Carts.Get(ctx, cart.Owner{Member: &of})
	if err != nil {
		return nil, err
	}
	if c == nil || c.ID != id {
		return nil, cart.NotFound()
	}
	b := &Basket{Cart: id, seen: c.Lines}
	for _, l := range c.Lines {
		b.Lines = append(b.Lines, Line{Sku: l.SkuID, Quantity: l.Quantity, Option: l.PriceOptionID})
		b.Taken = append(b.Taken, cart.Taken{Line: l.ID, Quantity: l.Quantity})
	}
	return b, nil
}

func emptyCart() *mall.Error {
	return mall.Errorf(mall.CodeInvalidInput, "the cart is empty: put something in first", "购物车为空，请先添加商品").At("cartId")
}

// open is the basket without the lines that its member cannot have now, and the refusals of
// these, by their places in the cart. Where none is left the first refusal is returned.
func (b *buyer) open(of *Basket) (left *Basket, gone []*mall.Error, refusal *mall.Error) {
	left = &Basket{Cart: of.Cart}
	for i, l := range of.Lines {
		priced, refused := b.price(l, 0)
		switch {
		case refused != nil && (refused.Code == mall.CodeNotAvailable || refused.Code == mall.CodeNotEligible || refused.Code == mall.CodeNotFound):
			gone = append(gone, refused.At("lines", strconv.Itoa(i)))
			continue
		case refused != nil:
			return nil, nil, refused.At("lines", strconv.Itoa(i))
		}
		left.Lines, left.Taken, left.seen = append(left.Lines, l), append(left.Taken, of.Taken[i]), append(left.seen, of.seen[i])
		if seen := of.seen[i]; seen.SeenPoints != nil && seen.SeenMinor != nil {
			n := int64(l.Quantity)
			if int64(priced.PricePoints) != int64(*seen.SeenPoints)*n || priced.CashMinor != *seen.SeenMinor*n {
				cash := mall.Money{Minor: priced.CashMinor, Currency: b.settings.Currency}
				gone = append(gone, mall.PriceIsNow(priced.PricePoints, cash).At("lines", strconv.Itoa(i)))
			}
		}
	}
	if len(left.Lines) == 0 {
		return nil, nil, gone[0]
	}
	return left, gone, nil
}
