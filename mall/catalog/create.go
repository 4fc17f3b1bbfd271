package catalog

import (
	"context"
	"errors"
	"math"
	"slices"
	"strconv"
	"strings"
	"unicode"

	"pointsmall/ent"
	"pointsmall/ent/product"
	"pointsmall/mall"
	"pointsmall/mall/store"
)

// Limits of a product.
const (
	maxDescription = 10_000 // bytes, in each language
	maxSkus        = 100
	// MaxStock is the most pieces of a SKU on hand: what the API's Int can say.
	MaxStock = math.MaxInt32
)

// Create adds one product. Refusals: INVALID_INPUT (a field that makes no sense, a slug or
// a code that is taken), NOT_FOUND (the category, the tier of a price).
func (s *Service) Create(ctx context.Context, actor mall.Actor, p NewProduct) (*ent.Product, error) {
	if refusal := p.check(); refusal != nil {
		return nil, refusal
	}
	var row *ent.Product
	// Two that want one slug at once: the later violates the key, is run again, and refused.
	err := s.db.InTx(ctx, func(ctx context.Context, tx *store.Tx) error {
		if err := p.fits(ctx, tx); err != nil {
			return err
		}
		if err := add(ctx, tx, actor.Ref(), s.clock(), []NewProduct{p}); err != nil {
			return err
		}
		var err error
		row, err = tx.Ent().Product.Query().Where(product.Slug(p.Slug)).Only(ctx)
		return err
	})
	return row, err
}

// check refuses what makes no sense whatever is stored.
func (p NewProduct) check() *mall.Error {
	if refusal := checkSlug(p.Slug); refusal != nil {
		return refusal
	}
	if refusal := (Details{Name: p.Name, Description: p.Description, Specifications: p.Specifications}).check(); refusal != nil {
		return refusal
	}
	if refusal := checkOptionNames(p.OptionNames); refusal != nil {
		return refusal
	}
	if len(p.Skus) == 0 || len(p.Skus) > maxSkus {
		return mall.Errorf(mall.CodeInvalidInput, "a product has 1 to %d SKUs", "商品须有 1 至 %d 个规格", maxSkus).At("skus")
	}
	for i, k := range p.Skus {
		refusal := k.check()
		if refusal == nil && slices.ContainsFunc(p.Skus[:i], func(other NewSku) bool { return other.Code == k.Code }) {
			refusal = codeTaken(k.Code)
		}
		if refusal != nil {
			return refusal.At("skus", strconv.Itoa(i))
		}
	}
	of := make([][]mall.Text, len(p.Skus))
	for i, k := range p.Skus {
		of[i] = k.Options
	}
	return checkOptions(len(p.OptionNames), of, "options")
}

func (k NewSku) check() *mall.Error {
	if refusal := checkSkuCode(k.Code); refusal != nil {
		return refusal
	}
	if k.Stock < 0 || k.Stock > MaxStock {
		return mall.Errorf(mall.CodeInvalidInput, "stock must be from 0 to %d", "库存须为 0 至 %d", MaxStock).At("stock")
	}
	return mall.CheckName(k.Name)
}

// fits refuses what does not fit what is stored.
func (p NewProduct) fits(ctx context.Context, tx *store.Tx) error {
	if err := p.isNew(ctx, tx); err != nil {
		return err
	}
	if err := (Details{Category: p.Category, Brand: p.Brand}).fits(ctx, tx); err != nil {
		return err
	}
	for i, k := range p.Skus {
		if err := checkPrices(ctx, tx, k.Prices); err != nil {
			var refusal *mall.Error
			if errors.As(err, &refusal) {
				return refusal.At("skus", strconv.Itoa(i))
			}
			return err
		}
	}
	return nil
}

// isNew refuses a slug or a code that is taken. One statement looks for both, so that it sees
// all of a product that is added at the same time, or nothing, and the slug is named first.
func (p NewProduct) isNew(ctx context.Context, tx *store.Tx) error {
	codes := make([]string, len(p.Skus))
	for i, k := range p.Skus {
		codes[i] = k.Code
	}
	set, err := store.Set(tx.Dialect, codes)
	if err != nil {
		return err
	}
	slugs, taken := 0, map[string]bool{}
	err = tx.Each(ctx, func(scan func(...any) error) error {
		var code *string
		if err := scan(&code); err != nil {
			return err
		}
		if code == nil {
			slugs++
		} else {
			taken[*code] = true
		}
		return nil
	}, "select null from products where slug = $1 union all select code from skus where code "+tx.Dialect.In(2, "text"), p.Slug, set)
	if err != nil {
		return err
	}
	if slugs > 0 {
		return slugTaken(p.Slug)
	}
	for i, code := range codes {
		if taken[code] {
			return codeTaken(code).At("skus", strconv.Itoa(i))
		}
	}
	return nil
}

func checkSlug(slug string) *mall.Error {
	if !mall.IsSlug(slug) {
		return mall.Errorf(mall.CodeInvalidInput, "a slug is 1 to %[1]d lower-case letters, digits and single hyphens, got %[2]q",
			"slug 须为 1 至 %[1]d 个小写字母、数字与单个连字符，收到 %[2]q", mall.MaxCode, slug).At("slug")
	}
	return nil
}

// checkSkuCode takes what people write on goods, in any alphabet.
func checkSkuCode(code string) *mall.Error {
	blank := func(r rune) bool { return unicode.IsSpace(r) || !unicode.IsGraphic(r) || r == unicode.ReplacementChar }
	if code == "" || len(code) > mall.MaxSkuCode || strings.ContainsFunc(code, blank) {
		return mall.Errorf(mall.CodeInvalidInput, "code must have 1 to %d bytes without blanks", "编码须为 1 至 %d 字节，且不含空白字符", mall.MaxSkuCode).At("code")
	}
	return nil
}

func slugTaken(slug string) *mall.Error {
	return mall.Errorf(mall.CodeInvalidInput, "the slug %q is taken", "slug %q 已被使用", slug).At("slug")
}

func codeTaken(code string) *mall.Error {
	return mall.Errorf(mall.CodeInvalidInput, "the SKU code %q is taken", "商品规格编码 %q 已被使用", code).At("code")
}

// NoSuchCategory is NOT_FOUND of a category.
func NoSuchCategory() *mall.Error {
	return mall.Errorf(mall.CodeNotFound, "no such category", "分类不存在")
}
