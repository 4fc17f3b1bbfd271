package campaign

import (
	"context"
	"time"

	"pointsmall/ent"
	entcampaign "pointsmall/ent/campaign"
	"pointsmall/mall"
	"pointsmall/mall/store"
)

// Lock reads a campaign and keeps everybody else's changes of it out, those of what its
// members share too. Refusal: NOT_FOUND.
func Lock(ctx context.Context, tx *store.Tx, id mall.CampaignID) (*ent.Campaign, error) {
	query := tx.Ent().Campaign.Query().Where(entcampaign.ID(id))
	tx.Locks(store.KindCampaign)
	if tx.Dialect == store.Postgres {
		query.ForUpdate()
	}
	c, err := query.Only(ctx)
	if ent.IsNotFound(err) {
		return nil, NotFound()
	}
	store.Locked(tx, store.KindCampaign, id)
	return c, err
}

// Move saves a locked campaign's new status. What staff do makes a new version; what time
// does leaves it.
func Move(ctx context.Context, tx *store.Tx, c *ent.Campaign, to mall.CampaignStatus, actor mall.Actor, at time.Time) (*ent.Campaign, error) {
	update := tx.Ent().Campaign.UpdateOne(c).SetStatus(to)
	if actor.Kind != mall.ActorSystem {
		update.AddVersion(1)
	}
	moved, err := update.Save(ctx)
	if err != nil {
		return nil, err
	}
	return moved, note(ctx, tx, moved, actor, at)
}

// Create saves a new draft. A slug that is taken is refused: INVALID_INPUT.
func Create(ctx context.Context, tx *store.Tx, c *ent.Campaign) (*ent.Campaign, error) {
	taken, err := tx.Ent().Campaign.Query().Where(entcampaign.Slug(c.Slug)).Exist(ctx)
	if err != nil {
		return nil, err
	}
	if taken {
		return nil, SlugTaken(c.Slug)
	}
	made, err := tx.Ent().Campaign.Create().SetID(c.ID).SetSlug(c.Slug).SetKind(c.Kind).SetName(c.Name).SetRules(c.Rules).
		SetStartsAt(c.StartsAt).SetEndsAt(c.EndsAt).SetCreatedBy(c.CreatedBy).SetCreatedAt(c.CreatedAt).Save(ctx)
	if err != nil {
		return nil, err
	}
	return made, tx.Ent().CampaignChange.Create().SetCampaignID(made.ID).SetVersion(made.Version).SetStatus(made.Status).
		SetActor(made.CreatedBy).SetChangedAt(made.CreatedAt).Exec(ctx)
}

// SlugTaken refuses a slug that another campaign has.
func SlugTaken(slug string) *mall.Error {
	return mall.Errorf(mall.CodeInvalidInput, "there is a campaign %q already", "活动 %q 已存在", slug).At("slug")
}

func note(ctx context.Context, tx *store.Tx, c *ent.Campaign, actor mall.Actor, at time.Time) error {
	return tx.Ent().CampaignChange.Create().SetCampaignID(c.ID).SetVersion(c.Version).SetStatus(c.Status).SetActor(actor.Ref()).SetChangedAt(at).Exec(ctx)
}
