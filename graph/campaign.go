package graph

import (
	"context"

	"pointsmall/ent"
	"pointsmall/graph/model"
	"pointsmall/graph/page"
	"pointsmall/mall"
	"pointsmall/mall/campaign"
)

// campaignPayload answers with what became of a campaign.
func campaignPayload(ctx context.Context, c *ent.Campaign, err error) (*model.CampaignPayload, error) {
	if err != nil {
		refusals, err := userErrors(ctx, err)
		return &model.CampaignPayload{UserErrors: refusals}, err
	}
	return &model.CampaignPayload{Campaign: c, UserErrors: []model.UserError{}}, nil
}

// campaignStep is what staff do with a campaign.
type campaignStep func(ctx context.Context, actor mall.Actor, id mall.CampaignID, version int) (*ent.Campaign, error)

// stepCampaign does it.
func stepCampaign(ctx context.Context, input model.CampaignVersionInput, do campaignStep) (*model.CampaignPayload, error) {
	id, ok := input.CampaignID.Campaign()
	if !ok {
		return campaignPayload(ctx, nil, campaign.NotFound())
	}
	c, err := do(ctx, mall.ActorOf(ctx), id, input.Version)
	return campaignPayload(ctx, c, err)
}

// findCampaign finds a campaign that the caller may see, and returns nil where there is none.
func (r *Resolver) findCampaign(ctx context.Context, id mall.AnyID) (*ent.Campaign, error) {
	campaignID, ok := id.Campaign()
	if !ok {
		return nil, nil
	}
	return orNil(r.Campaigns.Find(ctx, mall.ActorOf(ctx), campaignID))
}

// campaignsPage reads a page of campaigns, newest first.
func (r *Resolver) campaignsPage(ctx context.Context, input *model.CampaignFilter, args page.Args) (*model.CampaignConnection, error) {
	actor := mall.ActorOf(ctx)
	var filter campaign.Filter
	if input != nil {
		filter = campaign.Filter{Kind: input.Kind, Status: input.Status, Slug: input.Slug}
	}
	return page.List[ent.Campaign, mall.CampaignID]{
		Text:  func(c *ent.Campaign) string { return c.ID.String() },
		Place: page.ByID(mall.AnyID.Campaign),
		Read: func(ctx context.Context, part page.Part[mall.CampaignID]) ([]*ent.Campaign, error) {
			return r.Campaigns.List(ctx, actor, filter, campaign.Page{
				Before: part.After, // after it in the list: older
				After:  part.Before,
				Limit:  part.Limit, Oldest: part.FromEnd,
			})
		},
		Count: func(ctx context.Context) (int, error) { return r.Campaigns.Count(ctx, actor, filter, page.MaxCount) },
	}.Page(ctx, args)
}
