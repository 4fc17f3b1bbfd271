package catalog

import (
	"context"

	"pointsmall/ent"
	"pointsmall/ent/category"
	"pointsmall/mall"
	"pointsmall/mall/store"
)

// NewCategory is a category to add.
type NewCategory struct {
	Slug string
	Name mall.Text
	// Parent is the category above; nil: none.
	Parent *mall.CategoryID
}

// CreateCategory adds a category behind all others. Refusals: INVALID_INPUT (a field that
// makes no sense, a slug that is taken), NOT_FOUND (the category above).
func (s *Service) CreateCategory(ctx context.Context, c NewCategory) (*ent.Category, error) {
	if refusal := checkSlug(c.Slug); refusal != nil {
		return nil, refusal
	}
	if refusal := mall.CheckName(c.Name); refusal != nil {
		return nil, refusal
	}
	var row *ent.Category
	err := s.db.InTx(ctx, func(ctx context.Context, tx *store.Tx) error {
		if err := c.fits(ctx, tx); err != nil {
			return err
		}
		position := 0
		last, err := tx.Ent().Category.Query().Order(ent.Desc(category.FieldPosition)).First(ctx)
		switch {
		case err == nil:
			position = last.Position + 1
		case !ent.IsNotFound(err):
			return err
		}
		row, err = tx.Ent().Category.Create().SetSlug(c.Slug).SetName(c.Name).SetNillableParentID(c.Parent).SetPosition(position).Save(ctx)
		return err
	})
	return row, err
}

// fits refuses what does not fit what is stored.
func (c NewCategory) fits(ctx context.Context, tx *store.Tx) error {
	taken, err := tx.Ent().Category.Query().Where(category.Slug(c.Slug)).Exist(ctx)
	if err != nil {
		return err
	}
	if taken {
		return slugTaken(c.Slug)
	}
	if c.Parent == nil {
		return nil
	}
	return keepCategory(ctx, tx, *c.Parent, "parentId")
}
