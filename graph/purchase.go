package graph

import (
	"context"
	"strconv"

	"pointsmall/ent"
	"pointsmall/graph/model"
	"pointsmall/graph/page"
	"pointsmall/mall"
	"pointsmall/mall/earning"
	"pointsmall/mall/earning/purchase"
	"pointsmall/mall/store"
)

// purchaseOf reads a purchase's input.
func purchaseOf(ctx context.Context, input model.RecordPurchaseInput) (earning.Purchase, error) {
	total, err := mall.ReadMoney(input.Total.Amount, input.Total.Currency)
	if err != nil {
		return earning.Purchase{}, at(err, "total")
	}
	return earning.Purchase{
		Source: sourceOf(ctx), ExternalRef: input.ExternalRef, MemberRef: input.MemberRef, Channel: text(input.Channel),
		Payment: text(input.PaymentFingerprint), OccurredAt: input.OccurredAt, Total: total, Lines: linesOf(input.Lines),
	}, nil
}

// linesOf reads the lines of a purchase or a return.
func linesOf(inputs []*model.PurchaseLineInput) []mall.PurchaseLine {
	lines := make([]mall.PurchaseLine, len(inputs))
	for i, l := range inputs {
		lines[i] = mall.PurchaseLine{Sku: l.Sku, Quantity: l.Quantity, UnitPrice: l.UnitPrice.String()}
		if l.Measure != nil {
			lines[i].Measure = l.Measure.String() // without trailing zeroes: 0.40 and 0.4 are the same contents
		}
	}
	return lines
}

// purchasePayload answers with what became of a reported purchase.
func purchasePayload(ctx context.Context, recorded earning.Recorded, err error) (*model.RecordPurchasePayload, error) {
	if err != nil {
		refusals, err := userErrors(ctx, err)
		return &model.RecordPurchasePayload{UserErrors: refusals}, err
	}
	return &model.RecordPurchasePayload{PointsEarned: &recorded.Points, Duplicate: recorded.Duplicate, UserErrors: []model.UserError{}}, nil
}

// purchasesPayload answers with what became of each of many purchases.
func purchasesPayload(ctx context.Context, results []*model.RecordPurchasePayload, err error) (*model.RecordPurchasesPayload, error) {
	if err != nil {
		refusals, err := userErrors(ctx, err)
		return &model.RecordPurchasesPayload{Results: []*model.RecordPurchasePayload{}, UserErrors: refusals}, err
	}
	return &model.RecordPurchasesPayload{Results: results, UserErrors: []model.UserError{}}, nil
}

// recordPurchases records the purchases that can be read together; the others are
// refused each in its place.
func (r *Resolver) recordPurchases(ctx context.Context, inputs []*model.RecordPurchaseInput) (*model.RecordPurchasesPayload, error) {
	const field = "purchases"
	if err := tooMany(len(inputs), field); err != nil {
		return purchasesPayload(ctx, nil, err)
	}
	results := make([]*model.RecordPurchasePayload, len(inputs))
	purchases, places := make([]earning.Purchase, 0, len(inputs)), make([]int, 0, len(inputs))
	answer := func(i int, recorded earning.Recorded, err error) error {
		payload, err := purchasePayload(ctx, recorded, at(err, field, strconv.Itoa(i)))
		results[i] = payload
		return err
	}
	for i, input := range inputs {
		p, err := purchaseOf(ctx, *input)
		if err == nil {
			purchases, places = append(purchases, p), append(places, i)
		} else if err := answer(i, earning.Recorded{}, err); err != nil {
			return nil, err
		}
	}
	for n, out := range r.Earning.RecordPurchases(ctx, purchases) {
		if err := answer(places[n], out.Answer, out.Err); err != nil {
			return nil, err
		}
	}
	return purchasesPayload(ctx, results, nil)
}

func (r *Resolver) purchasesPage(ctx context.Context, args page.Args, input *model.PurchaseFilter) (*model.PurchaseConnection, error) {
	var f purchase.Filter
	if input != nil {
		source, refusal := sourceNamed(input.PartnerID)
		if refusal == nil {
			refusal = filtered(&f.Member, input.MemberID, mall.AnyID.Member, "memberId")
		}
		if refusal != nil {
			return nil, refusal
		}
		f.Source, f.ExternalRef, f.From, f.Until = source, text(input.ExternalRef), input.From, input.Until
	}
	return newestFirst(func(one *ent.Purchase) mall.PurchaseID { return one.ID }, mall.AnyID.Purchase,
		func(ctx context.Context, p store.Span[mall.PurchaseID]) ([]*ent.Purchase, error) {
			return purchase.List(ctx, r.DB, f, p)
		},
		func(ctx context.Context, limit int) (int, error) { return purchase.Count(ctx, r.DB, f, limit) },
	).Page(ctx, args)
}
