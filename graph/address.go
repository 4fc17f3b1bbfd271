package graph

import (
	"context"
	"errors"

	"pointsmall/ent"
	"pointsmall/graph/loader"
	"pointsmall/graph/model"
	"pointsmall/mall"
	"pointsmall/mall/member"
	"pointsmall/mall/order"
)

// addressesOf are those of a member, for the member and for staff who look after orders.
func addressesOf(ctx context.Context, of mall.MemberID) ([]*ent.Address, error) {
	if !order.Visible(mall.ActorOf(ctx), &ent.Order{MemberID: of}) {
		return []*ent.Address{}, nil
	}
	return orEmpty(loader.From(ctx).Addresses().Load(ctx, of))
}

// orEmpty is a list that is never null.
func orEmpty[T any](list []T, err error) ([]T, error) {
	if list == nil && err == nil {
		return []T{}, nil
	}
	return list, err
}

// postalOf reads an address.
func postalOf(a *model.AddressInput) mall.PostalAddress {
	return mall.PostalAddress{
		Name: a.Name, Phone: a.Phone, Province: a.Province, City: a.City, District: a.District, Street: a.Street, PostalCode: a.PostalCode,
	}
}

// inAddress puts the field of the address in front of its part that a refusal names.
func inAddress(err error) error {
	var refusal *mall.Error
	if errors.As(err, &refusal) && refusal.Code == mall.CodeInvalidInput {
		return refusal.At("address")
	}
	return err
}

// addressPayload answers with what became of an address.
func addressPayload(ctx context.Context, a *ent.Address, err error) (*model.AddressPayload, error) {
	if err != nil {
		refusals, err := userErrors(ctx, err)
		return &model.AddressPayload{UserErrors: refusals}, err
	}
	return &model.AddressPayload{Address: a, UserErrors: []model.UserError{}}, nil
}

// setOrderAddress says where an order is sent: to one of its member's addresses, or to another.
func (r *Resolver) setOrderAddress(ctx context.Context, input model.SetOrderAddressInput) (*ent.Order, error) {
	actor := mall.ActorOf(ctx)
	id, ok := input.OrderID.Order()
	if !ok {
		return nil, order.NotFound()
	}
	if (input.AddressID == nil) == (input.Address == nil) {
		return nil, mall.Errorf(mall.CodeInvalidInput, "send addressId or address, one of them", "请在 addressId 与 address 中选填一项").At("addressId")
	}
	if input.Address != nil {
		to := postalOf(input.Address).Trim()
		if refusal := to.Check(); refusal != nil {
			return nil, refusal.At("address")
		}
		return r.Orders.SetAddress(ctx, actor, id, input.Version, to)
	}
	of, err := r.Orders.Get(ctx, actor, id)
	if err != nil {
		return nil, err
	}
	addressID, ok := input.AddressID.Address()
	if !ok {
		return nil, member.NoAddress()
	}
	kept, err := r.Members.Address(ctx, of.MemberID, addressID)
	if err != nil {
		return nil, err
	}
	return r.Orders.SetAddress(ctx, actor, id, input.Version, kept.Postal)
}
