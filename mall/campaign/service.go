package campaign

import (
	"context"
	"slices"

	"pointsmall/ent"
	entcampaign "pointsmall/ent/campaign"
	"pointsmall/ent/predicate"
	"pointsmall/mall"
	"pointsmall/mall/store"
)

// Service reads campaigns.
type Service struct {
	db    *store.DB
	clock mall.Clock
}

// New makes the service.
func New(db *store.DB, clock mall.Clock) *Service { return &Service{db, clock} }

// Find returns a campaign that the actor may see, or NOT_FOUND.
func (s *Service) Find(ctx context.Context, actor mall.Actor, id mall.CampaignID) (*ent.Campaign, error) {
	c, err := s.db.Ent().Campaign.Get(ctx, id)
	if err != nil && !ent.IsNotFound(err) {
		return nil, err
	}
	if err != nil || !Visible(actor, c) {
		return nil, NotFound()
	}
	return c, nil
}

// Status is a campaign's status now.
func (s *Service) Status(c *ent.Campaign) mall.CampaignStatus { return StatusAt(c, s.clock()) }

// Filter says which campaigns are listed. What is nil does not matter.
type Filter struct {
	Kind   *mall.CampaignKind
	Status *mall.CampaignStatus
	Slug   *string
}

// Page asks for campaigns, the newest first: those made before and after the given ones,
// where these are given.
type Page struct {
	Before, After *mall.CampaignID
	Limit         int
	// Oldest takes the oldest campaigns within the bounds instead of the newest.
	Oldest bool
}

// List reads a page of the campaigns that the actor may see.
func (s *Service) List(ctx context.Context, actor mall.Actor, f Filter, p Page) ([]*ent.Campaign, error) {
	query := s.db.Ent().Campaign.Query().Where(s.where(actor, f)...).Limit(p.Limit)
	if p.Before != nil {
		query.Where(entcampaign.IDLT(*p.Before))
	}
	if p.After != nil {
		query.Where(entcampaign.IDGT(*p.After))
	}
	if !p.Oldest {
		return query.Order(ent.Desc(entcampaign.FieldID)).All(ctx)
	}
	found, err := query.Order(entcampaign.ByID()).All(ctx)
	slices.Reverse(found)
	return found, err
}

// Count counts the campaigns that List pages through, up to limit.
func (s *Service) Count(ctx context.Context, actor mall.Actor, f Filter, limit int) (int, error) {
	ids, err := s.db.Ent().Campaign.Query().Where(s.where(actor, f)...).Limit(limit).IDs(ctx)
	return len(ids), err
}

// where are the conditions of a filter, for an actor, now.
func (s *Service) where(actor mall.Actor, f Filter) (all []predicate.Campaign) {
	if !seesDrafts(actor) {
		all = append(all, entcampaign.StatusNEQ(mall.CampaignDraft))
	}
	if f.Kind != nil {
		all = append(all, entcampaign.KindEQ(*f.Kind))
	}
	if f.Slug != nil {
		all = append(all, entcampaign.Slug(*f.Slug))
	}
	if f.Status != nil {
		all = append(all, s.inStatus(*f.Status))
	}
	return all
}

// inStatus is the condition of a status, as StatusAt has it.
func (s *Service) inStatus(status mall.CampaignStatus) predicate.Campaign {
	now := s.clock()
	begun, over := entcampaign.StartsAtLTE(now), entcampaign.EndsAtLTE(now)
	stored := entcampaign.StatusEQ(status)
	scheduled := entcampaign.StatusEQ(mall.CampaignScheduled)
	switch status {
	case mall.CampaignScheduled:
		return entcampaign.And(stored, entcampaign.Not(begun), entcampaign.Not(over))
	case mall.CampaignRunning:
		return entcampaign.And(entcampaign.Or(stored, entcampaign.And(scheduled, begun)), entcampaign.Not(over))
	case mall.CampaignPaused:
		return entcampaign.And(stored, entcampaign.Not(over))
	case mall.CampaignEnded:
		return entcampaign.Or(stored, entcampaign.And(entcampaign.StatusNEQ(mall.CampaignDraft), over))
	default:
		return stored
	}
}
