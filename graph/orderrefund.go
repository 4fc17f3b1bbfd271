package graph

import (
	"context"
	"strconv"

	"pointsmall/ent"
	"pointsmall/graph/loader"
	"pointsmall/graph/model"
	"pointsmall/mall"
	"pointsmall/mall/checkout"
	"pointsmall/mall/order"
)

// refundOf reads what is to go back of an order.
func (r *Resolver) refundOf(ctx context.Context, id mall.AnyID, lines []*model.RefundLineInput, amount *model.MoneyInput) (checkout.Refund, error) {
	refund := checkout.Refund{Actor: mall.ActorOf(ctx)}
	var ok bool
	if refund.Order, ok = id.Order(); !ok {
		return refund, order.NotFound()
	}
	for i, l := range lines {
		line, ok := l.OrderLineID.OrderLine()
		if !ok {
			return refund, noSuch("the order has no such line", "订单中没有该商品行", "orderLineId").At("lines", strconv.Itoa(i))
		}
		refund.Lines = append(refund.Lines, checkout.RefundLine{Line: line, Quantity: l.Quantity})
	}
	if amount != nil {
		money, err := moneyOf(amount, r.Currency)
		if err != nil {
			return refund, at(err, "amount")
		}
		refund.Amount = &money
	}
	return refund, nil
}

// refundOrderPayload answers with what went back of an order.
func refundOrderPayload(ctx context.Context, done checkout.Refunded, err error) (*model.RefundPayload, error) {
	if err != nil {
		refusals, err := userErrors(ctx, err)
		return &model.RefundPayload{UserErrors: refusals}, err
	}
	payload := shownRefund(done)
	payload.Refund = done.Refund
	return payload, nil
}

// refundPreviewPayload answers with what would go back: nothing of it exists.
func refundPreviewPayload(ctx context.Context, o *ent.Order, would checkout.Refunded, err error) (*model.RefundPayload, error) {
	if err != nil {
		refusals, err := userErrors(ctx, err)
		return &model.RefundPayload{UserErrors: refusals}, err
	}
	payload := shownRefund(would)
	payload.Order = o
	return payload, nil
}

func shownRefund(done checkout.Refunded) *model.RefundPayload {
	r := done.Refund
	points := r.PricePoints + r.OffsetPoints
	currency := done.Order.CashCurrency
	return &model.RefundPayload{
		Order: done.Order, PointsReturned: &points, CashReturned: &mall.Money{Minor: r.CashMinor, Currency: currency}, PointsTakenBack: &r.TakenBack,
		Refunds: tenderRefunds(r, currency, model.RefundStatusRequested), UserErrors: []model.UserError{},
	}
}

// tenderRefunds are what goes back of each tender; money says how far money has.
func tenderRefunds(r *order.Refund, currency mall.Currency, money model.RefundStatus) []*model.TenderRefund {
	all := []*model.TenderRefund{}
	add := func(tender model.RefundTender, minor int64, points mall.Points, status model.RefundStatus) {
		if minor > 0 || points > 0 {
			all = append(all, &model.TenderRefund{Tender: tender, Amount: &mall.Money{Minor: minor, Currency: currency}, Points: points, Status: status})
		}
	}
	add(model.RefundTenderPoints, 0, r.PricePoints, model.RefundStatusDone)
	add(model.RefundTenderPointsOffset, r.OffsetMinor, r.OffsetPoints, model.RefundStatusDone)
	add(model.RefundTenderProvider, r.CashMinor, 0, money)
	return all
}

// sentBack says how far the money of a refund has gone.
func sentBack(ctx context.Context, r *order.Refund) (model.RefundStatus, error) {
	if r.PaymentID == nil {
		return model.RefundStatusDone, nil
	}
	state, err := loader.From(ctx).PaymentStates().Load(ctx, *r.PaymentID)
	if err != nil || state.Sent < *r.PaymentRefund {
		return model.RefundStatusRequested, err
	}
	return model.RefundStatusDone, nil
}

// moneyToSendBack lists the payments of which money has to go back.
func (r *Resolver) moneyToSendBack(ctx context.Context, first int) ([]*model.MoneyToSendBack, error) {
	if first < 0 || first > 100 {
		return nil, mall.Errorf(mall.CodeInvalidInput, "first must be from 0 to 100", "first 须为 0 至 100").At("first")
	}
	due, err := r.Payments.ToSendBack(ctx, first)
	if err != nil {
		return nil, err
	}
	orders, ids := make([]mall.OrderID, len(due)), make([]mall.PaymentID, len(due))
	for i, p := range due {
		orders[i], ids[i] = p.OrderID, p.ID
	}
	found, err := r.Orders.ByIDs(ctx, orders)
	if err != nil {
		return nil, err
	}
	states, err := r.Payments.States(ctx, ids)
	if err != nil {
		return nil, err
	}
	list := []*model.MoneyToSendBack{}
	for _, p := range due {
		state := states[p.ID]
		number, minor, ok := state.NextRefund()
		if !ok || found[p.OrderID] == nil || p.RefundDue == nil {
			continue
		}
		list = append(list, &model.MoneyToSendBack{
			ID: mall.KeyID("msb_", p.ID.UUID(), strconv.Itoa(number)), Payment: p, Order: found[p.OrderID], Number: number, Amount: &mall.Money{Minor: minor, Currency: p.Currency},
			Tries: p.RefundTries, Failure: unlessZero(p.RefundFailure), Due: *p.RefundDue,
		})
	}
	return list, nil
}
