package catalog

import (
	"context"
	"slices"
	"strconv"

	"pointsmall/ent"
	"pointsmall/ent/sku"
	"pointsmall/mall"
	"pointsmall/mall/store"
)

// maxOptions is how many things the SKUs of a product may differ in.
const maxOptions = 5

// SkuOptions are what one SKU is of each of its product's option names.
type SkuOptions struct {
	Sku    mall.SkuID
	Values []mall.Text
}

// SetOptions says what the SKUs of a product differ in, and what each of them is: all that are
// not archived must be named. Without names they differ by their own names alone.
// Refusals: NOT_FOUND (the product, a SKU), VERSION_CONFLICT, INVALID_INPUT.
func (s *Service) SetOptions(ctx context.Context, id mall.ProductID, version int, names []mall.Text, of []SkuOptions) (*ent.Product, error) {
	if refusal := checkOptionNames(names); refusal != nil {
		return nil, refusal
	}
	values := make([][]mall.Text, len(of))
	for i, k := range of {
		values[i] = k.Values
	}
	if refusal := checkOptions(len(names), values, "values"); refusal != nil {
		return nil, refusal
	}
	return s.updateProduct(ctx, id, version, func(ctx context.Context, tx *store.Tx, _ *ent.Product, update *ent.ProductUpdateOne) error {
		skus, err := tx.Ent().Sku.Query().Where(sku.ProductID(id)).All(ctx)
		if err != nil {
			return err
		}
		for i, k := range of {
			if slices.ContainsFunc(of[:i], func(other SkuOptions) bool { return other.Sku == k.Sku }) {
				return mall.Errorf(mall.CodeInvalidInput, "the SKU is named twice", "商品规格重复").At("skus", strconv.Itoa(i), "skuId")
			}
			if !slices.ContainsFunc(skus, func(row *ent.Sku) bool { return row.ID == k.Sku }) {
				return NoSuchSku().At("skus", strconv.Itoa(i))
			}
		}
		for _, row := range skus {
			at := slices.IndexFunc(of, func(k SkuOptions) bool { return k.Sku == row.ID })
			switch {
			case at >= 0:
				if err := row.Update().SetOptionValues(of[at].Values).AddVersion(1).Exec(ctx); err != nil {
					return err
				}
			case row.ArchivedAt == nil && len(names) > 0:
				return mall.Errorf(mall.CodeInvalidInput, "say of the SKU %q, too, what it is", "请同时填写商品规格 %q 的选项值", row.Code).At("skus")
			default: // archived: what it was is no matter, and must not stand in the way
				if err := row.Update().ClearOptionValues().AddVersion(1).Exec(ctx); err != nil {
					return err
				}
			}
		}
		update.SetOptionNames(names)
		return nil
	})
}

func checkOptionNames(names []mall.Text) *mall.Error {
	if len(names) > maxOptions {
		return mall.Errorf(mall.CodeInvalidInput, "the SKUs of a product differ in at most %d things", "商品最多 %d 个选项", maxOptions).At("optionNames")
	}
	for i, name := range names {
		if refusal := mall.CheckName(name); refusal != nil {
			return &mall.Error{Code: refusal.Code, Text: refusal.Text, Path: []string{"optionNames", strconv.Itoa(i)}}
		}
		if slices.Contains(names[:i], name) {
			return mall.Errorf(mall.CodeInvalidInput, "the option %q is there twice", "选项 %q 重复", name.EN).At("optionNames", strconv.Itoa(i))
		}
	}
	return nil
}

// checkOptions refuses SKUs that do not say what they are of each option, and two that say
// the same. field is the name of what each of them says.
func checkOptions(names int, of [][]mall.Text, field string) *mall.Error {
	for i, values := range of {
		at := []string{"skus", strconv.Itoa(i), field}
		if len(values) != names {
			return mall.Errorf(mall.CodeInvalidInput, "a SKU says one thing for each option: %d", "每个商品规格须为每个选项各填写一个值，共 %d 个", names).At(at...)
		}
		for n, value := range values {
			if refusal := mall.CheckName(value); refusal != nil {
				return &mall.Error{Code: refusal.Code, Text: refusal.Text, Path: append(at, strconv.Itoa(n))}
			}
		}
		if names > 0 && slices.ContainsFunc(of[:i], func(other []mall.Text) bool { return slices.Equal(other, values) }) {
			return mall.Errorf(mall.CodeInvalidInput, "two SKUs of a product are the same in every option", "同一商品的两个规格选项值完全相同").At(at...)
		}
	}
	return nil
}
