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
	return r.listOrders(ctx, order.Filter{Member: &member}, args)
}

// allOrdersPage reads a page of all members' orders, newest first.
func (r *Resolver) allOrdersPage(ctx context.Context, filter *model.OrderFilter, args page.Args) (*model.OrderConnection, error) {
	if filter == nil {
		return r.listOrders(ctx, order.Filter{}, args)
	}
	f := order.Filter{Status: filter.Status, Number: text(filter.Number)}
	if filter.MemberID != nil {
		member, _ := filter.MemberID.Member() // of an id that names no member there are no orders
		f.Member = &member
	}
	return r.listOrders(ctx, f, args)
}

func (r *Resolver) listOrders(ctx context.Context, f order.Filter, args page.Args) (*model.OrderConnection, error) {
	c, err := page.List[ent.Order, mall.OrderID]{
		Text:  func(o *ent.Order) string { return o.ID.String() },
		Place: page.ByID(mall.AnyID.Order),
		Read: func(ctx context.Context, part page.Part[mall.OrderID]) ([]*ent.Order, error) {
			return r.Orders.List(ctx, f, order.Page{
				Before: part.After, // after it in the list: older
				After:  part.Before,
				Limit:  part.Limit, Oldest: part.FromEnd,
			})
		},
		Count: func(ctx context.Context) (int, error) { return r.Orders.Count(ctx, f, page.MaxCount) },
	}.Page(ctx, args)
	if err != nil {
		return nil, err
	}
	loader.From(ctx).Lines().Expect(c.Nodes)
	return c, nil
}
