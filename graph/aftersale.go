package graph

import (
	"context"
	"strconv"
	"strings"

	"pointsmall/ent"
	"pointsmall/graph/loader"
	"pointsmall/graph/model"
	"pointsmall/graph/page"
	"pointsmall/mall"
	"pointsmall/mall/checkout"
	"pointsmall/mall/order"
	"pointsmall/mall/order/aftersale"
)

// mostAfterSales is how many after-sales of an order are shown.
const mostAfterSales = 20

// afterSaleOf reads what a member wants of an order.
func afterSaleOf(ctx context.Context, input model.RequestAfterSaleInput) (checkout.AfterSale, error) {
	wish := checkout.AfterSale{Member: mall.ActorOf(ctx).MemberID, Kind: input.Kind, Reason: input.Reason, Note: text(input.Note), Key: input.IdempotencyKey}
	var ok bool
	if wish.Order, ok = input.OrderID.Order(); !ok {
		return wish, order.NotFound()
	}
	for i, l := range input.Lines {
		line, ok := l.OrderLineID.OrderLine()
		if !ok {
			return wish, noSuch("the order has no such line", "订单中没有该商品行", "orderLineId").At("lines", strconv.Itoa(i))
		}
		wish.Lines = append(wish.Lines, checkout.RefundLine{Line: line, Quantity: l.Quantity})
	}
	return wish, nil
}

// afterSalePayload answers with what became of an after-sale.
func afterSalePayload(ctx context.Context, a *ent.AfterSale, err error) (*model.AfterSalePayload, error) {
	if err != nil {
		refusals, err := userErrors(ctx, err)
		return &model.AfterSalePayload{UserErrors: refusals}, err
	}
	return &model.AfterSalePayload{AfterSale: a, UserErrors: []model.UserError{}}, nil
}

// saleEvents are the domain's words for the API's, and staffEvents those that are staff's.
var (
	saleEvents = map[model.AfterSaleEvent]aftersale.Event{
		model.AfterSaleEventApprove: aftersale.EventApproved, model.AfterSaleEventRefuse: aftersale.EventRefused, model.AfterSaleEventReceive: aftersale.EventReceived,
		model.AfterSaleEventComplete: aftersale.EventDone, model.AfterSaleEventSendBack: aftersale.EventSentBack, model.AfterSaleEventWithdraw: aftersale.EventWithdrawn,
	}
	staffEvents = map[model.AfterSaleEvent]bool{
		model.AfterSaleEventApprove: true, model.AfterSaleEventRefuse: true, model.AfterSaleEventReceive: true, model.AfterSaleEventComplete: true,
	}
)

// nextSteps are those that an actor can have an after-sale take now.
func nextSteps(actor mall.Actor, a *ent.AfterSale) []model.AfterSaleEvent {
	next := []model.AfterSaleEvent{}
	for _, e := range model.AllAfterSaleEvent {
		if _, ok := aftersale.Next(a.Kind, a.Status, saleEvents[e]); ok && (actor.Kind == mall.ActorStaff || !staffEvents[e]) {
			next = append(next, e)
		}
	}
	return next
}

// stepAfterSale has an after-sale take a step.
func (r *Resolver) stepAfterSale(ctx context.Context, input model.StepAfterSaleInput) (*ent.AfterSale, error) {
	actor := mall.ActorOf(ctx)
	id, ok := input.AfterSaleID.AfterSale()
	if !ok {
		return nil, noSuch("no such after-sale", "售后单不存在", "afterSaleId")
	}
	if staffEvents[input.Step] && actor.Kind != mall.ActorStaff {
		return nil, mall.Errorf(mall.CodeInvalidInput, "%s is for staff to say: nextSteps lists what you can do", "%s 须由商城人员操作，可选操作见 nextSteps", input.Step).At("step")
	}
	if input.Step != model.AfterSaleEventComplete {
		return r.Checkout.StepAfterSale(ctx, checkout.AfterSaleStep{
			Actor: actor, ID: id, Version: input.Version, On: saleEvents[input.Step], Note: text(input.Note),
			Carrier: text(input.Carrier), TrackingNumber: text(input.TrackingNumber),
		})
	}
	if input.IdempotencyKey == nil {
		return nil, mall.Errorf(mall.CodeInvalidInput, "COMPLETE needs an idempotencyKey", "COMPLETE 须填写 idempotencyKey").At("idempotencyKey")
	}
	return r.Checkout.EndAfterSale(ctx, checkout.AfterSaleEnd{
		Actor: actor, ID: id, Version: input.Version, Note: text(input.Note), Restock: input.Restock, Key: *input.IdempotencyKey,
	})
}

// refundOfSale is what went back by an after-sale, or nil.
func refundOfSale(ctx context.Context, a *ent.AfterSale) (*order.Refund, error) {
	if a.RefundID == nil {
		return nil, nil
	}
	all, err := loader.From(ctx).Refunds().Load(ctx, a.OrderID)
	for _, refund := range all {
		if refund.ID == *a.RefundID {
			return refund, err
		}
	}
	return nil, err
}

// afterSalesPage reads a page of after-sales, newest first: a member's own, or all for staff.
func (r *Resolver) afterSalesPage(ctx context.Context, filter *model.AfterSaleFilter, args page.Args) (*model.AfterSaleConnection, error) {
	var f aftersale.Filter
	if actor := mall.ActorOf(ctx); actor.Kind == mall.ActorMember {
		f.Member = &actor.MemberID
	}
	if filter != nil {
		f.Status = filter.Status
		if filter.OrderID != nil {
			of, _ := filter.OrderID.Order() // of an id that names no order there are none
			f.Order = &of
		}
	}
	return page.List[ent.AfterSale, mall.AfterSaleID]{
		Text:  func(a *ent.AfterSale) string { return a.ID.String() },
		Place: page.ByID(mall.AnyID.AfterSale),
		Read: func(ctx context.Context, part page.Part[mall.AfterSaleID]) ([]*ent.AfterSale, error) {
			return r.AfterSales.List(ctx, f, aftersale.Page{Before: part.After, After: part.Before, Limit: part.Limit, Oldest: part.FromEnd})
		},
		Count: func(ctx context.Context) (int, error) { return r.AfterSales.Count(ctx, f, page.MaxCount) },
	}.Page(ctx, args)
}

// stepBy says who took a step, by the reference that is stored with it.
func stepBy(actor string) model.StepBy {
	switch {
	case strings.HasPrefix(actor, "mbr_"):
		return model.StepByMember
	case strings.HasPrefix(actor, "stf_"):
		return model.StepByStaff
	}
	return model.StepBySystem
}
