package graph

import (
	"context"
	"strconv"

	"pointsmall/ent"
	"pointsmall/graph/loader"
	"pointsmall/graph/model"
	"pointsmall/mall"
	"pointsmall/mall/checkout"
	"pointsmall/mall/checkout/cart"
	"pointsmall/mall/member"
	"pointsmall/mall/order"
)

// orderLines reads what is wanted.
func (r *Resolver) orderLines(input []*model.OrderLineInput) ([]checkout.Line, error) {
	lines := make([]checkout.Line, len(input))
	for i, l := range input {
		line, err := r.orderLine(l)
		if err != nil {
			return nil, at(err, "lines", strconv.Itoa(i))
		}
		lines[i] = line
	}
	return lines, nil
}

func (r *Resolver) orderLine(l *model.OrderLineInput) (checkout.Line, error) {
	sku, ok := l.SkuID.Sku()
	if !ok {
		return checkout.Line{}, noSuch("no such SKU", "商品规格不存在", "skuId")
	}
	line := checkout.Line{Sku: sku, Quantity: l.Quantity, ExpectedPoints: l.ExpectedPoints}
	set(&line.Admission, l.Admission)
	if l.PriceOptionID != nil {
		option, ok := l.PriceOptionID.PriceOption()
		if !ok {
			return line, noSuch("no such price", "价格方案不存在", "priceOptionId")
		}
		line.Option = &option
	}
	if l.ExpectedCash != nil {
		most, err := moneyOf(l.ExpectedCash, r.Currency)
		if err != nil {
			return line, at(err, "expectedCash")
		}
		line.ExpectedCash = &most
	}
	return line, nil
}

// basket reads the lines that are wanted, or the cart that has them.
func (r *Resolver) basket(ctx context.Context, cartID *mall.AnyID, input []*model.OrderLineInput) (lines []checkout.Line, basket *checkout.Basket, err error) {
	if cartID == nil {
		lines, err = r.orderLines(input)
		return lines, nil, err
	}
	if input != nil {
		return nil, nil, mall.Errorf(mall.CodeInvalidInput, "send lines or a cart, not both", "lines 与 cartId 只能传一个").At("cartId")
	}
	id, ok := cartID.Cart()
	if !ok {
		return nil, nil, cart.NotFound()
	}
	if basket, err = r.Checkout.Basket(ctx, mall.ActorOf(ctx).MemberID, id); err != nil {
		return nil, nil, err
	}
	return basket.Lines, basket, nil
}

// wish reads what a quote is asked for.
func (r *Resolver) wish(ctx context.Context, input model.QuoteInput) (checkout.Wish, error) {
	w := checkout.Wish{Member: mall.ActorOf(ctx).MemberID}
	set(&w.OffsetPoints, input.OffsetPoints)
	var err error
	if w.Coupons, err = couponIDs(input.CouponIds); err != nil {
		return w, err
	}
	if w.Address, err = addressID(input.AddressID); err != nil {
		return w, err
	}
	w.Lines, w.Cart, err = r.basket(ctx, input.CartID, input.Lines)
	return w, err
}

// addressID reads where to send something; nil: nobody has said.
func addressID(id *mall.AnyID) (*mall.AddressID, error) {
	if id == nil {
		return nil, nil
	}
	address, ok := id.Address()
	if !ok {
		return nil, member.NoAddress()
	}
	return &address, nil
}

// quotePayload answers with what an order would cost.
func (r *Resolver) quotePayload(ctx context.Context, q *checkout.Quote, err error) (*model.QuotePayload, error) {
	if err != nil {
		refusals, err := userErrors(ctx, err)
		return &model.QuotePayload{UserErrors: refusals, Warnings: []model.UserError{}}, err
	}
	payload := &model.QuotePayload{UserErrors: []model.UserError{}, Warnings: make([]model.UserError, len(q.Warnings))}
	for i, w := range q.Warnings {
		payload.Warnings[i] = userError(ctx, w.At("input"))
	}
	payload.Quote, err = shownQuote(ctx, q)
	return payload, err
}

func shownQuote(ctx context.Context, q *checkout.Quote) (*model.Quote, error) {
	money := func(minor int64) *mall.Money { return &mall.Money{Minor: minor, Currency: q.Currency} }
	shown := &model.Quote{
		ID: mall.AnyID(q.ID), ValidUntil: q.ValidUntil, PricePoints: q.PricePoints(), OffsetPoints: q.Bill.OffsetPoints(), Points: q.Points(),
		Cash: money(q.CashMinor()), Discount: money(q.DiscountMinor()), Offset: money(q.OffsetMinor()), Shipping: money(q.ShippingMinor), Payable: money(q.Payable()),
		MaxOffsetPoints: q.MaxOffsetPoints, Earns: q.Earns, Lines: make([]*model.QuoteLine, len(q.Lines)),
		Coupons: usedCoupons(ctx, q.Coupons, q.Currency), CouponsPassed: passedCoupons(ctx, q.Passed),
	}
	for i := range q.Lines {
		l := &q.Lines[i]
		sku, err := loader.From(ctx).Skus().Load(ctx, l.Sku)
		if err != nil {
			return nil, err
		}
		shown.Lines[i] = &model.QuoteLine{
			Sku: sku, Quantity: l.Quantity, PricePoints: l.PricePoints, OffsetPoints: l.OffsetPoints, Points: l.Points(),
			Cash: money(l.CashMinor), Discount: money(l.DiscountMinor), Offset: money(l.OffsetMinor), Payable: money(l.Payable()),
		}
	}
	return shown, nil
}

// placeRequest reads an order's input.
func (r *Resolver) placeRequest(ctx context.Context, input model.PlaceOrderInput) (checkout.Order, error) {
	o := checkout.Order{Member: mall.ActorOf(ctx).MemberID, Key: input.IdempotencyKey}
	set(&o.Method, input.PaymentMethod)
	o.Options = paymentOptions(ctx, input.PaymentOptions)
	if input.QuoteID != nil {
		if input.Lines != nil || input.CartID != nil || input.OffsetPoints != nil || input.CouponIds != nil || input.AddressID != nil {
			return o, mall.Errorf(mall.CodeInvalidInput, "a quote has all terms: send nothing beside quoteId but how to pay", "报价已包含全部条件，除支付方式外不要再传其他条件").At("quoteId")
		}
		var err error
		o.QuoteID = string(*input.QuoteID)
		o.Quote, err = r.Checkout.Terms(ctx, o.Member, o.QuoteID)
		return o, err
	}
	set(&o.OffsetPoints, input.OffsetPoints)
	var err error
	if o.Address, err = addressID(input.AddressID); err != nil {
		return o, err
	}
	if o.Coupons, err = couponIDs(input.CouponIds); err != nil {
		return o, err
	}
	o.Lines, o.Cart, err = r.basket(ctx, input.CartID, input.Lines)
	return o, err
}

// placePayload answers with an order and its newest payment.
func placePayload(ctx context.Context, placed checkout.Placed, err error) (*model.PlaceOrderPayload, error) {
	if err != nil {
		refusals, err := userErrors(ctx, err)
		return &model.PlaceOrderPayload{UserErrors: refusals}, err
	}
	if placed.Lines != nil {
		loader.From(ctx).Lines().Prime(placed.Order, placed.Lines)
	}
	if placed.Payment != nil {
		loader.From(ctx).Payments().Prime(placed.Order.ID, []*ent.Payment{placed.Payment})
	}
	payload := &model.PlaceOrderPayload{Order: placed.Order, UserErrors: []model.UserError{}}
	if order.Payable(placed.Order) > 0 {
		payload.Payment, err = newestPayment(ctx, placed.Order.ID)
	}
	return payload, err
}
