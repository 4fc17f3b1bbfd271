package graph

import (
	"context"

	"pointsmall/ent"
	"pointsmall/graph/loader"
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

// steps are what staff do with campaigns of one kind.
type steps interface {
	Start(ctx context.Context, actor mall.Actor, id mall.CampaignID, version int) (*ent.Campaign, error)
	Pause(ctx context.Context, actor mall.Actor, id mall.CampaignID, version int) (*ent.Campaign, error)
	End(ctx context.Context, actor mall.Actor, id mall.CampaignID, version int) (*ent.Campaign, error)
}

// stepsOf is who steps campaigns of a kind.
func (r *Resolver) stepsOf(kind mall.CampaignKind) steps {
	switch kind {
	case mall.CampaignLimitedTime, mall.CampaignFlash:
		return r.Sales
	case mall.CampaignMultiplier:
		return r.Multipliers
	default:
		return r.Lotteries
	}
}

// stepCampaign does what staff ask for with a campaign of whatever kind.
func (r *Resolver) stepCampaign(ctx context.Context, input model.CampaignVersionInput, choose func(steps) campaignStep) (*model.CampaignPayload, error) {
	id, ok := input.CampaignID.Campaign()
	if !ok {
		return campaignPayload(ctx, nil, campaign.NotFound())
	}
	actor := mall.ActorOf(ctx)
	found, err := r.Campaigns.Find(ctx, actor, id)
	if err != nil {
		return campaignPayload(ctx, nil, err)
	}
	c, err := choose(r.stepsOf(found.Kind))(ctx, actor, id, input.Version)
	return campaignPayload(ctx, c, err)
}

// whyNot is why the signed-in member cannot take part in a campaign now.
func whyNot(ctx context.Context, c *ent.Campaign) (model.UserError, error) {
	if mall.ActorOf(ctx).Kind != mall.ActorMember {
		return nil, nil
	}
	refusal, err := loader.From(ctx).WhyNot().Load(ctx, c)
	if err != nil || refusal == nil {
		return nil, err
	}
	return userError(ctx, refusal), nil
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
	c, err := page.List[ent.Campaign, mall.CampaignID]{
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
	if err == nil {
		loader.From(ctx).ExpectCampaigns(c.Nodes)
	}
	return c, err
}
