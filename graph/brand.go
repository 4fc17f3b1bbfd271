package graph

import (
	"context"

	"pointsmall/ent"
	"pointsmall/graph/loader"
	"pointsmall/graph/model"
	"pointsmall/graph/page"
	"pointsmall/mall"
	"pointsmall/mall/partner/brand"
)

// newPartnerOf reads a partner to add.
func newPartnerOf(input model.CreatePartnerInput) brand.NewPartner {
	return brand.NewPartner{Name: input.Name, DisplayName: textOf(input.DisplayName), Scopes: input.Scopes}
}

// partnerChangeOf reads what is to change of a partner.
func partnerChangeOf(input model.UpdatePartnerInput) brand.Change {
	c := brand.Change{Disabled: input.Disabled}
	if input.DisplayName != nil {
		name := textOf(input.DisplayName)
		c.DisplayName = &name
	}
	return c
}

// partnerPayload answers with what became of a partner.
func partnerPayload(ctx context.Context, row *ent.Partner, err error) (*model.PartnerPayload, error) {
	if err != nil {
		refusals, err := userErrors(ctx, err)
		return &model.PartnerPayload{UserErrors: refusals}, err
	}
	return &model.PartnerPayload{Partner: row, UserErrors: []model.UserError{}}, nil
}

// partnerKeyPayload answers with what became of a key, and with its secret where one was made.
func partnerKeyPayload(ctx context.Context, secret string, row *ent.APIKey, err error) (*model.PartnerKeyPayload, error) {
	if err != nil {
		refusals, err := userErrors(ctx, err)
		return &model.PartnerKeyPayload{UserErrors: refusals}, err
	}
	return &model.PartnerKeyPayload{Secret: unlessZero(secret), Key: row, UserErrors: []model.UserError{}}, nil
}

// partnersPage reads a page of the partners, newest first.
func (r *Resolver) partnersPage(ctx context.Context, args page.Args) (*model.PartnerConnection, error) {
	c, err := page.List[ent.Partner, mall.PartnerID]{
		Text:  func(p *ent.Partner) string { return p.ID.String() },
		Place: page.ByID(mall.AnyID.Partner),
		Read: func(ctx context.Context, part page.Part[mall.PartnerID]) ([]*ent.Partner, error) {
			return r.Brands.List(ctx, brand.Page{
				Before: part.After, // after it in the list: older
				After:  part.Before,
				Limit:  part.Limit, Oldest: part.FromEnd,
			})
		},
		Count: func(ctx context.Context) (int, error) { return r.Brands.Count(ctx, page.MaxCount) },
	}.Page(ctx, args)
	if err != nil {
		return nil, err
	}
	ids := make([]mall.PartnerID, len(c.Nodes))
	for i, p := range c.Nodes {
		ids[i] = p.ID
	}
	loaders := loader.From(ctx)
	loaders.Keys().Expect(ids)
	loaders.Catalogs().Expect(ids)
	return c, nil
}
