package graph

import (
	"context"

	"pointsmall/ent"
	"pointsmall/graph/loader"
	"pointsmall/graph/model"
	"pointsmall/graph/page"
	"pointsmall/mall"
	"pointsmall/mall/order"
)

// orderPayload answers with what became of an order.
func orderPayload(ctx context.Context, changed *ent.Order, err error) (*model.OrderPayload, error) {
	if err != nil {
		refusals, err := userErrors(ctx, err)
		return &model.OrderPayload{UserErrors: refusals}, err
	}
	return &model.OrderPayload{Order: changed, UserErrors: []model.UserError{}}, nil
}

// ordersPage reads a page of a member's orders, newest first.
func (r *Resolver) ordersPage(ctx context.Context, member mall.MemberID, args page.Args) (*model.OrderConnection, error) {
	c, err := page.List[ent.Order, mall.OrderID]{
		Text:  func(o *ent.Order) string { return o.ID.String() },
		Place: page.ByID(mall.AnyID.Order),
		Read: func(ctx context.Context, part page.Part[mall.OrderID]) ([]*ent.Order, error) {
			return r.Orders.OfMember(ctx, member, order.Page{
				Before: part.After, // after it in the list: older
				After:  part.Before,
				Limit:  part.Limit, Oldest: part.FromEnd,
			})
		},
		Count: func(ctx context.Context) (int, error) { return r.Orders.CountOfMember(ctx, member, page.MaxCount) },
	}.Page(ctx, args)
	if err != nil {
		return nil, err
	}
	loader.From(ctx).Lines.Expect(c.Nodes)
	return c, nil
}
