package checkout

import (
	"context"
	"errors"

	"pointsmall/mall"
)

// findAddress reads the address of a request, and notes what is wrong with it: a request that
// is repeated is answered as it was, whatever became of the address since.
func (s *Service) findAddress(ctx context.Context, r *Order) error {
	if r.Quote != nil {
		r.Address = r.Quote.Address
	}
	if r.Address == nil {
		return s.needAddress(ctx, r)
	}
	kept, err := s.Members.Address(ctx, r.Member, *r.Address)
	if errors.As(err, &r.misplaced) {
		return nil
	}
	if err != nil {
		return err
	}
	r.to = &kept.Postal
	return nil
}

// needAddress refuses goods that are sent, where the mall wants to know where to.
func (s *Service) needAddress(ctx context.Context, r *Order) error {
	if !s.Settings.Current().Checkout.RequireAddress {
		return nil
	}
	var ids []mall.SkuID
	for sku := range r.skus() {
		ids = append(ids, sku)
	}
	skus, err := s.Catalog.Skus(ctx, ids)
	if err != nil {
		return err
	}
	var products []mall.ProductID
	for _, k := range skus {
		products = append(products, k.ProductID)
	}
	found, err := s.Catalog.Products(ctx, products)
	for _, p := range found {
		if p.Kind == mall.KindPhysical {
			r.misplaced = mall.Errorf(mall.CodeInvalidInput, "say where to send it: addressId is one of the member's addresses", "请选择收货地址（addressId）").At("addressId")
		}
	}
	return err
}
