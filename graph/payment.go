package graph

import (
	"context"

	"pointsmall/ent"
	"pointsmall/graph/loader"
	"pointsmall/graph/model"
	"pointsmall/graph/page"
	"pointsmall/mall"
	"pointsmall/mall/order"
	"pointsmall/mall/payment"
	"pointsmall/mall/store"
)

// paymentOptions reads how a payment is made. From where the member calls is kept where the
// provider asks for it.
func paymentOptions(ctx context.Context, input *model.PaymentOptionsInput) (o payment.Options) {
	if input == nil {
		return o
	}
	set(&o.Scene, input.Scene)
	set(&o.OpenID, input.OpenID)
	set(&o.ReturnURL, input.ReturnURL)
	if from := mall.AddressOf(ctx); o.Scene == mall.SceneH5 && from.IsValid() {
		o.Address = from.String()
	}
	return o
}

// offersOf are the ways to pay that can be chosen.
func offersOf(providers []payment.Provider) []*model.PaymentMethodOffer {
	offers := make([]*model.PaymentMethodOffer, len(providers))
	for i, p := range providers {
		offers[i] = &model.PaymentMethodOffer{Method: p.Method(), Scenes: []mall.PaymentScene{}}
		if by, ok := p.(interface{ Scenes() []mall.PaymentScene }); ok {
			offers[i].Scenes = by.Scenes()
		}
		if by, ok := p.(interface{ PublicKey() string }); ok {
			offers[i].PublicKey = new(by.PublicKey())
		}
	}
	return offers
}

// newestPayment is the newest attempt to pay an order, and nil where nobody has tried.
func newestPayment(ctx context.Context, id mall.OrderID) (*ent.Payment, error) {
	all, err := loader.From(ctx).Payments().Load(ctx, id)
	if err != nil || len(all) == 0 {
		return nil, err
	}
	return all[len(all)-1], nil
}

// paymentOf finds a payment of an order that the actor may see, or nil.
func (r *Resolver) paymentOf(ctx context.Context, actor mall.Actor, id mall.PaymentID) (*ent.Payment, error) {
	found, err := r.Payments.Find(ctx, id)
	if found == nil || err != nil {
		return nil, err
	}
	seen, err := orNil(r.Orders.Get(ctx, actor, found.OrderID))
	if seen == nil {
		return nil, err
	}
	return found, err
}

// tendersOf are with what an order's money is paid.
func tendersOf(o *ent.Order) []*model.Tender {
	minor := order.Payable(o)
	if minor == 0 {
		return []*model.Tender{}
	}
	return []*model.Tender{{Kind: model.TenderKindProvider, Amount: &mall.Money{Minor: minor, Currency: o.CashCurrency}}}
}

func (r *Resolver) paymentsPage(ctx context.Context, args page.Args, input *model.PaymentFilter) (*model.PaymentConnection, error) {
	var f payment.Filter
	if input != nil {
		if refusal := filtered(&f.Order, input.OrderID, mall.AnyID.Order, "orderId"); refusal != nil {
			return nil, refusal
		}
		f.From, f.Until = input.From, input.Until
		set(&f.Status, input.Status)
		set(&f.Method, input.Method)
	}
	c, err := newestFirst(func(one *ent.Payment) mall.PaymentID { return one.ID }, mall.AnyID.Payment,
		func(ctx context.Context, p store.Span[mall.PaymentID]) ([]*ent.Payment, error) {
			return r.Payments.List(ctx, f, p)
		},
		func(ctx context.Context, limit int) (int, error) { return r.Payments.Count(ctx, f, limit) },
	).Page(ctx, args)
	if err != nil {
		return nil, err
	}
	ids := make([]mall.PaymentID, len(c.Nodes))
	for i, p := range c.Nodes {
		ids[i] = p.ID
	}
	loader.From(ctx).PaymentNews().Expect(ids)
	return c, nil
}

// paymentSteps shows staff what happened to a payment.
func paymentSteps(ctx context.Context, p *ent.Payment) ([]*model.PaymentStep, error) {
	if mall.ActorOf(ctx).Kind != mall.ActorStaff {
		return []*model.PaymentStep{}, nil
	}
	events, err := loader.From(ctx).PaymentNews().Load(ctx, p.ID)
	steps := make([]*model.PaymentStep, len(events))
	for i, e := range events {
		steps[i] = &model.PaymentStep{Kind: e.Kind, Amount: &mall.Money{Minor: e.AmountMinor, Currency: p.Currency}, Note: e.Note, HappenedAt: e.HappenedAt}
	}
	return steps, err
}
