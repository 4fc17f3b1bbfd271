package graph

import (
	"context"

	"pointsmall/ent"
	"pointsmall/graph/model"
	"pointsmall/mall"
	"pointsmall/mall/catalog"
)

// shippingPayload answers with what became of a shipping template.
func shippingPayload(ctx context.Context, t *ent.ShippingTemplate, err error) (*model.ShippingTemplatePayload, error) {
	if err != nil {
		refusals, err := userErrors(ctx, err)
		return &model.ShippingTemplatePayload{UserErrors: refusals}, err
	}
	return &model.ShippingTemplatePayload{Template: t, UserErrors: []model.UserError{}}, nil
}

// shippingOf reads what a shipping template says.
func (r *Resolver) shippingOf(input *model.ShippingTemplateInput) (catalog.NewShipping, error) {
	n := catalog.NewShipping{Name: textOf(input.Name), Rates: mall.ShippingRates{Unit: input.Unit, First: int64(input.First), Further: int64(input.Further)}}
	first, err := moneyOf(input.FirstFee, r.Currency)
	if err != nil {
		return n, at(err, "firstFee")
	}
	further, err := moneyOf(input.FurtherFee, r.Currency)
	if err != nil {
		return n, at(err, "furtherFee")
	}
	n.Rates.FirstMinor, n.Rates.FurtherMinor = first.Minor, further.Minor
	if input.FreeFrom == nil {
		return n, nil
	}
	free, err := moneyOf(input.FreeFrom, r.Currency)
	n.Rates.FreeFromMinor = &free.Minor
	return n, at(err, "freeFrom")
}
