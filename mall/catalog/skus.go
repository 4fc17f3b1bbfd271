package catalog

import (
	"context"
	"slices"

	"pointsmall/ent"
	"pointsmall/ent/sku"
	"pointsmall/mall"
	"pointsmall/mall/store"
)

// AddSku adds a SKU to a product that must have a version. Refusals: NOT_FOUND (the product,
// the tier of a price), VERSION_CONFLICT, INVALID_INPUT (a field that makes no sense, a code
// that is taken, too many SKUs).
func (s *Service) AddSku(ctx context.Context, actor mall.Actor, id mall.ProductID, version int, k NewSku) (*ent.Sku, error) {
	if refusal := k.check(); refusal != nil {
		return nil, refusal
	}
	var made mall.SkuID
	_, err := s.updateProduct(ctx, id, version, func(ctx context.Context, tx *store.Tx, found *ent.Product, _ *ent.ProductUpdateOne) error {
		taken, err := tx.Ent().Sku.Query().Where(sku.Code(k.Code)).Exist(ctx)
		if err != nil {
			return err
		}
		if taken {
			return codeTaken(k.Code).At()
		}
		if err := checkPrices(ctx, tx, k.Prices); err != nil {
			return err
		}
		if err := besideOthers(ctx, tx, found, mall.SkuID{}, k.Options); err != nil {
			return err
		}
		var rows additions
		if made, err = rows.add(tx.Ent(), actor.Ref(), s.clock(), id, k); err != nil {
			return err
		}
		if err := rows.save(ctx, tx); err != nil {
			return err
		}
		if err := refreshPointsFrom(ctx, tx, id); err != nil {
			return err
		}
		return index(ctx, tx, id)
	})
	if err != nil {
		return nil, err
	}
	return s.db.Ent().Sku.Get(ctx, made)
}

// UpdateSku changes a SKU's name, and what it is of each of its product's options; nil leaves
// them as they are. Refusals: NOT_FOUND, VERSION_CONFLICT, INVALID_INPUT.
func (s *Service) UpdateSku(ctx context.Context, id mall.SkuID, version int, name *mall.Text, options []mall.Text) (*ent.Sku, error) {
	if name != nil {
		if refusal := mall.CheckName(*name); refusal != nil {
			return nil, refusal
		}
	}
	return s.updateSku(ctx, id, version, func(ctx context.Context, tx *store.Tx, product *ent.Product, found *ent.Sku, update *ent.SkuUpdateOne) error {
		if name != nil {
			update.SetName(*name)
		}
		if options == nil {
			return nil
		}
		update.SetOptionValues(options)
		return besideOthers(ctx, tx, product, found.ID, options)
	})
}

// SetSkuArchived puts a SKU away: it is not on offer, not shown and not found by its code any
// more, and its prices do not count for its product. Or it brings one back, which must differ
// from the others. Orders keep showing it.
// Refusals: NOT_FOUND, VERSION_CONFLICT, INVALID_INPUT (its options).
func (s *Service) SetSkuArchived(ctx context.Context, id mall.SkuID, version int, away bool) (*ent.Sku, error) {
	row, err := s.updateSku(ctx, id, version, func(ctx context.Context, tx *store.Tx, product *ent.Product, found *ent.Sku, update *ent.SkuUpdateOne) error {
		if away {
			update.SetArchivedAt(s.clock().UTC())
			return nil
		}
		update.ClearArchivedAt()
		return besideOthers(ctx, tx, product, id, found.OptionValues)
	})
	return row, err
}

// updateSku changes a SKU that must have a version, with its product locked, and then what
// the product shows of its SKUs.
func (s *Service) updateSku(ctx context.Context, id mall.SkuID, version int, change func(context.Context, *store.Tx, *ent.Product, *ent.Sku, *ent.SkuUpdateOne) error) (*ent.Sku, error) {
	var row *ent.Sku
	err := s.db.InTx(ctx, func(ctx context.Context, tx *store.Tx) error {
		found, err := lockSku(ctx, tx, id, version)
		if err != nil {
			return err
		}
		product, err := lockProduct(ctx, tx, found.ProductID)
		if err != nil {
			return err
		}
		update := found.Update().AddVersion(1)
		if err := change(ctx, tx, product, found, update); err != nil {
			return err
		}
		if row, err = update.Save(ctx); err != nil {
			return err
		}
		if err := refreshPointsFrom(ctx, tx, found.ProductID); err != nil {
			return err
		}
		return index(ctx, tx, found.ProductID)
	})
	return row, err
}

// besideOthers refuses options of a SKU that do not fit its product, or that another SKU of it
// has. The product is locked. The id is the zero one for a SKU that is new.
func besideOthers(ctx context.Context, tx *store.Tx, product *ent.Product, id mall.SkuID, options []mall.Text) error {
	skus, err := tx.Ent().Sku.Query().Where(sku.ProductID(product.ID), sku.IDNEQ(id), sku.ArchivedAtIsNil()).All(ctx)
	if err != nil {
		return err
	}
	if len(skus) >= maxSkus {
		return mall.Errorf(mall.CodeInvalidInput, "a product has 1 to %d SKUs", "商品须有 1 至 %d 个规格", maxSkus).At("productId")
	}
	if refusal := checkOptions(len(product.OptionNames), [][]mall.Text{options}, "options"); refusal != nil {
		refusal.Path = refusal.Path[2:] // there is one SKU
		return refusal
	}
	if len(options) > 0 && slices.ContainsFunc(skus, func(other *ent.Sku) bool { return slices.Equal(other.OptionValues, options) }) {
		return mall.Errorf(mall.CodeInvalidInput, "another SKU of the product is the same in every option", "同一商品已有选项值完全相同的规格").At("options")
	}
	return nil
}
