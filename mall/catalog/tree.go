package catalog

import (
	"context"
	"slices"

	"pointsmall/ent"
	"pointsmall/ent/category"
	"pointsmall/ent/product"
	"pointsmall/mall"
	"pointsmall/mall/store"
)

// RenameCategory gives a category another name. Refusals: NOT_FOUND, VERSION_CONFLICT, INVALID_INPUT.
func (s *Service) RenameCategory(ctx context.Context, id mall.CategoryID, version int, name mall.Text) (*ent.Category, error) {
	if refusal := mall.CheckName(name); refusal != nil {
		return nil, refusal
	}
	var row *ent.Category
	err := s.editTree(ctx, id, version, func(ctx context.Context, _ *store.Tx, found *ent.Category, _ []*ent.Category) (err error) {
		row, err = found.Update().SetName(name).AddVersion(1).Save(ctx)
		return err
	})
	return row, err
}

// MoveCategory puts a category below another (nil: at the top), before one of those that are
// there (nil: behind all). What lies below it moves with it.
// Refusals: NOT_FOUND (one of the categories), VERSION_CONFLICT, INVALID_INPUT (below itself,
// before one that is not there).
func (s *Service) MoveCategory(ctx context.Context, id mall.CategoryID, version int, parent, before *mall.CategoryID) (*ent.Category, error) {
	var row *ent.Category
	err := s.editTree(ctx, id, version, func(ctx context.Context, tx *store.Tx, found *ent.Category, all []*ent.Category) error {
		if parent != nil {
			if refusal := above(all, id, *parent); refusal != nil {
				return refusal
			}
		}
		siblings := slices.DeleteFunc(slices.Clone(all), func(c *ent.Category) bool { return c.ID == id || !same(c.ParentID, parent) })
		at := len(siblings)
		if before != nil {
			if at = slices.IndexFunc(siblings, func(c *ent.Category) bool { return c.ID == *before }); at < 0 {
				return mall.Errorf(mall.CodeInvalidInput, "the category that it is to come before is not there", "目标位置中没有所指定的后一个分类").At("beforeId")
			}
		}
		for i, c := range slices.Insert(siblings, at, found) {
			if c.ID == id {
				update := found.Update().SetPosition(i).AddVersion(1)
				if parent == nil {
					update.ClearParentID()
				} else {
					update.SetParentID(*parent)
				}
				var err error
				if row, err = update.Save(ctx); err != nil {
					return err
				}
			} else if c.Position != i {
				if err := tx.Ent().Category.UpdateOneID(c.ID).SetPosition(i).Exec(ctx); err != nil {
					return err
				}
			}
		}
		return nil
	})
	return row, err
}

// DeleteCategory deletes a category that holds nothing. Refusals: NOT_FOUND, VERSION_CONFLICT,
// INVALID_STATE (there are products in it, archived ones too, or categories below it).
func (s *Service) DeleteCategory(ctx context.Context, id mall.CategoryID, version int) error {
	return s.editTree(ctx, id, version, func(ctx context.Context, tx *store.Tx, found *ent.Category, all []*ent.Category) error {
		if slices.ContainsFunc(all, func(c *ent.Category) bool { return same(c.ParentID, &id) }) {
			return mall.Errorf(mall.CodeInvalidState, "there are categories below it: move or delete them first", "该分类下还有子分类，请先移动或删除").At("categoryId")
		}
		products, err := tx.Ent().Product.Query().Where(product.CategoryID(id)).Count(ctx)
		if err != nil {
			return err
		}
		if products > 0 {
			return mall.Errorf(mall.CodeInvalidState, "there are products in it, %d with those that are archived: put them elsewhere first", "该分类下还有 %d 件商品（含已归档商品），请先移至其他分类", products).At("categoryId")
		}
		return tx.Ent().Category.DeleteOne(found).Exec(ctx)
	})
}

// editTree changes a category that must have a version. The whole tree is locked: two that
// are moved at once could otherwise each end up below the other.
func (s *Service) editTree(ctx context.Context, id mall.CategoryID, version int, change func(ctx context.Context, tx *store.Tx, found *ent.Category, all []*ent.Category) error) error {
	return s.db.InTx(ctx, func(ctx context.Context, tx *store.Tx) error {
		query := tx.Ent().Category.Query().Order(category.ByID())
		if tx.Dialect == store.Postgres {
			query.ForUpdate()
		}
		all, err := query.All(ctx)
		if err != nil {
			return err
		}
		slices.SortStableFunc(all, func(a, b *ent.Category) int { return a.Position - b.Position })
		at := slices.IndexFunc(all, func(c *ent.Category) bool { return c.ID == id })
		switch {
		case at < 0:
			return NoSuchCategory().At("categoryId")
		case all[at].Version != version:
			return mall.Outdated(mall.Text{EN: "the category", ZH: "分类"}, "version", all[at].Version)
		}
		return change(ctx, tx, all[at], all)
	})
}

// above refuses a parent that there is not, or that lies below the category itself.
func above(all []*ent.Category, id, parent mall.CategoryID) *mall.Error {
	byID := map[mall.CategoryID]*ent.Category{}
	for _, c := range all {
		byID[c.ID] = c
	}
	if byID[parent] == nil {
		return NoSuchCategory().At("parentId")
	}
	for at := &parent; at != nil; at = byID[*at].ParentID {
		if *at == id {
			return mall.Errorf(mall.CodeInvalidInput, "a category cannot lie below itself", "分类不能移动到自身或其下级分类之下").At("parentId")
		}
	}
	return nil
}

// same reports whether two ids are alike, or both nil.
func same(a, b *mall.CategoryID) bool {
	return (a == nil && b == nil) || (a != nil && b != nil && *a == *b)
}
