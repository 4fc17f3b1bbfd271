package catalog

import (
	"context"
	"strconv"

	"pointsmall/mall"
	"pointsmall/mall/store"
)

// Added is what became of one product of many.
type Added struct {
	// Refusal is why it was not added; nil: it was.
	Refusal *mall.Error
	Product mall.ProductID
	// Skus are those of the product, in order.
	Skus []mall.SkuID
}

// AddMany adds those products of a transaction's that make sense and fit what is stored, and says of each
// what became of it. Refusals of one: as of Create. No slug and no code may stand there twice.
func (s *Service) AddMany(ctx context.Context, tx *store.Tx, actor mall.Actor, products []NewProduct) ([]Added, error) {
	out := make([]Added, len(products))
	f, err := readFits(ctx, tx, products)
	if err != nil {
		return nil, err
	}
	var good []NewProduct
	var places []int
	for i := range products {
		p := products[i]
		if out[i].Refusal = p.check(); out[i].Refusal == nil {
			out[i].Refusal = f.refuse(p)
		}
		if out[i].Refusal == nil {
			good, places = append(good, p), append(places, i)
		}
	}
	if len(good) == 0 {
		return out, nil
	}
	made, err := addAll(ctx, tx, actor.Ref(), s.clock(), good)
	if err != nil {
		return nil, err
	}
	for n, at := range places {
		out[at].Product, out[at].Skus = made[n].Product, made[n].Skus
		if err := s.show(ctx, tx, made[n].Product, good[n].Pictures); err != nil {
			return nil, err
		}
	}
	return out, nil
}

// show has a product show pictures, which are known to be there.
func (s *Service) show(ctx context.Context, tx *store.Tx, id mall.ProductID, images []NewImage) error {
	if len(images) == 0 {
		return nil
	}
	ids := make([]mall.PictureID, len(images))
	for i, image := range images {
		ids[i] = image.Picture
	}
	shown, err := s.Pictures(ctx, tx, id, ids)
	if err != nil {
		return err
	}
	for i := range shown {
		shown[i].Alt = images[i].Alt
	}
	return tx.Ent().Product.UpdateOneID(id).SetImages(shown).Exec(ctx)
}

// fits is what is stored of that new products refer to.
type fits struct {
	slugs, codes map[string]bool
	tiers        map[string]bool
	categories   map[mall.CategoryID]bool
	brands       map[mall.ProductBrandID]bool
}

func readFits(ctx context.Context, tx *store.Tx, products []NewProduct) (f fits, err error) {
	var slugs, codes []string
	tiers := map[string]bool{}
	categories, brands := map[mall.CategoryID]bool{}, map[mall.ProductBrandID]bool{}
	for _, p := range products {
		slugs = append(slugs, p.Slug)
		if p.Category != nil {
			categories[*p.Category] = true
		}
		if p.Brand != nil {
			brands[*p.Brand] = true
		}
		for _, k := range p.Skus {
			codes = append(codes, k.Code)
			for _, price := range k.Prices {
				if price.RequiresTier != nil {
					tiers[*price.RequiresTier] = true
				}
			}
		}
	}
	if f.slugs, err = KnownSlugs(ctx, tx, slugs); err != nil {
		return f, err
	}
	if f.codes, err = KnownCodes(ctx, tx, codes); err != nil {
		return f, err
	}
	if f.tiers, err = knownTiers(ctx, tx, keys(tiers)); err != nil {
		return f, err
	}
	if f.categories, err = keepCategories(ctx, tx, keys(categories)); err != nil {
		return f, err
	}
	f.brands, err = knownBrands(ctx, tx, keys(brands))
	return f, err
}

// refuse refuses a product that does not fit, as NewProduct.fits does, and takes its names for those behind it.
func (f fits) refuse(p NewProduct) *mall.Error {
	switch {
	case f.slugs[p.Slug]:
		return slugTaken(p.Slug)
	case p.Category != nil && !f.categories[*p.Category]:
		return NoSuchCategory().At("categoryId")
	case p.Brand != nil && !f.brands[*p.Brand]:
		return NoSuchBrand().At("brandId")
	}
	for i, k := range p.Skus {
		if f.codes[k.Code] {
			return codeTaken(k.Code).At("skus", strconv.Itoa(i))
		}
		if refusal := checkPriceList(k.Prices, f.tiers); refusal != nil {
			return refusal.At("skus", strconv.Itoa(i))
		}
	}
	f.slugs[p.Slug] = true
	for _, k := range p.Skus {
		f.codes[k.Code] = true
	}
	return nil
}

func keys[K comparable](set map[K]bool) []K {
	list := make([]K, 0, len(set))
	for k := range set {
		list = append(list, k)
	}
	return list
}
