package catalog

import (
	"context"
	"time"

	"pointsmall/ent"
	"pointsmall/mall"
	"pointsmall/mall/store"
)

// SetShelf puts a product on the shelf, or takes it off, from now on: what was scheduled
// falls away. Orders that are under way keep to what they have read.
// Refusals: NOT_FOUND, VERSION_CONFLICT, INVALID_STATE (it is archived).
func (s *Service) SetShelf(ctx context.Context, id mall.ProductID, version int, onShelf bool) (*ent.Product, error) {
	return s.updateProduct(ctx, id, version, func(_ context.Context, _ *store.Tx, found *ent.Product, update *ent.ProductUpdateOne) error {
		if onShelf && found.ArchivedAt != nil {
			return archived()
		}
		update.SetOnShelf(onShelf).ClearShelfFrom().ClearShelfUntil()
		return nil
	})
}

// ScheduleShelf has a product on the shelf from one time to before another; nil bounds
// nothing. Nothing has to run at these times: whoever reads the product compares them.
// Refusals: NOT_FOUND, VERSION_CONFLICT, INVALID_STATE (it is archived), INVALID_INPUT (the
// end is not after the start, or lies in the past).
func (s *Service) ScheduleShelf(ctx context.Context, id mall.ProductID, version int, from, until *time.Time) (*ent.Product, error) {
	return s.updateProduct(ctx, id, version, func(_ context.Context, _ *store.Tx, found *ent.Product, update *ent.ProductUpdateOne) error {
		switch {
		case found.ArchivedAt != nil:
			return archived()
		case until != nil && !until.After(s.clock()):
			return mall.Errorf(mall.CodeInvalidInput, "the time at which it leaves the shelf must lie in the future; setProductShelf takes it off at once", "下架时间须晚于当前时间；如需立即下架，请使用 setProductShelf").At("until")
		case until != nil && from != nil && !until.After(*from):
			return mall.Errorf(mall.CodeInvalidInput, "it must leave the shelf after it came there", "下架时间须晚于上架时间").At("until")
		}
		update.SetOnShelf(true)
		if from == nil {
			update.ClearShelfFrom()
		} else {
			update.SetShelfFrom(from.UTC())
		}
		if until == nil {
			update.ClearShelfUntil()
		} else {
			update.SetShelfUntil(until.UTC())
		}
		return nil
	})
}

// SetArchived puts a product away for good, off the shelf and out of staff's lists, or brings
// it back, still off the shelf. Orders keep showing it. Refusals: NOT_FOUND, VERSION_CONFLICT.
func (s *Service) SetArchived(ctx context.Context, id mall.ProductID, version int, away bool) (*ent.Product, error) {
	return s.updateProduct(ctx, id, version, func(_ context.Context, _ *store.Tx, _ *ent.Product, update *ent.ProductUpdateOne) error {
		if !away {
			update.ClearArchivedAt()
			return nil
		}
		update.SetArchivedAt(s.clock().UTC()).SetOnShelf(false).ClearShelfFrom().ClearShelfUntil()
		return nil
	})
}

func archived() *mall.Error {
	return mall.Errorf(mall.CodeInvalidState, "the product is archived: bring it back first", "商品已归档，请先取消归档").At("productId")
}
