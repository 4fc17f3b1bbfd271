package imports

import (
	"context"
	"errors"
	"maps"
	"slices"
	"strings"

	"pointsmall/mall"
	"pointsmall/mall/catalog"
	"pointsmall/mall/media"
	"pointsmall/mall/store"
)

// productsKind adds products, a row for each SKU. Rows of one product stand below each other, and are added
// together or not at all. A SKU that its product has already is there.
var productsKind = &kindOf{
	most: 500,
	layout: layout{
		{ProductColumn, []string{"product", "slug", "商品标识"}, true},
		{SkuColumn, []string{"sku", "code", "货号", "规格编码"}, true},
		{NameColumn, []string{"name", "name_en", "英文名称"}, false},
		{NameZHColumn, []string{"name_zh", "名称", "商品名称", "中文名称"}, false},
		{DescriptionColumn, []string{"description", "description_en", "英文描述"}, false},
		{DescriptionZH, []string{"description_zh", "描述", "商品描述"}, false},
		{KindColumn, []string{"kind", "类型", "商品类型"}, false},
		{CategoryColumn, []string{"category", "分类"}, false},
		{BrandColumn, []string{"brand", "品牌"}, false},
		{ImagesColumn, []string{"images", "image", "图片"}, false},
		{SpecsColumn, []string{"specifications", "参数"}, false},
		{SkuNameColumn, []string{"sku_name", "sku_name_en", "规格英文名"}, false},
		{SkuNameZHColumn, []string{"sku_name_zh", "规格", "规格名称"}, false},
		{OptionsColumn, []string{"options", "选项"}, false},
		{PointsColumn, []string{"points", "积分", "积分价"}, false},
		{CashColumn, []string{"cash", "现金", "现金价"}, false},
		{PricesColumn, []string{"prices", "价格"}, false},
		{OnHandColumn, []string{"stock", "库存"}, false},
		{PerMemberColumn, []string{"per_member", "每人限兑"}, false},
		{OffsetColumn, []string{"offset_percent", "抵现比例"}, false},
		{GramsColumn, []string{"grams", "重量（克）", "重量"}, false},
		{ShelfColumn, []string{"on_shelf", "上架"}, false},
	},
	read:     readProduct,
	together: func(a, b *item) bool { return slugOf(a) != "" && slugOf(a) == slugOf(b) },
	before:   uploadPictures,
	add:      addProducts,
	undo:     removeProducts,
}

// productRow is a row of products.
type productRow struct {
	product               catalog.NewProduct // without SKUs
	sku                   catalog.NewSku
	category, brand       string
	images                []string
	optionNames, optionOf []mall.Text
}

func slugOf(i *item) string {
	if r, ok := i.what.(*productRow); ok {
		return r.product.Slug
	}
	return ""
}

func readProduct(w *work, get func(Column) string) (any, string, *mall.Text) {
	r := &productRow{product: catalog.NewProduct{
		Slug: get(ProductColumn), Kind: mall.ProductKind(strings.ToUpper(get(KindColumn))), Images: []mall.Image{},
		Name: mall.Text{EN: get(NameColumn), ZH: get(NameZHColumn)}, Description: mall.Text{EN: get(DescriptionColumn), ZH: get(DescriptionZH)},
	}, category: get(CategoryColumn), brand: get(BrandColumn), images: partsOf(get(ImagesColumn))}
	r.sku = catalog.NewSku{Code: get(SkuColumn), Name: mall.Text{EN: get(SkuNameColumn), ZH: get(SkuNameZHColumn)}}
	if r.sku.Name == (mall.Text{}) {
		r.sku.Name = r.product.Name
	}
	if why := nameIn(r.sku.Code, maxSku); why != nil {
		return r, "", why
	}
	if r.product.Kind == "" {
		r.product.Kind = mall.KindPhysical
	}
	for _, read := range []func(*work, func(Column) string) *mall.Text{r.readKind, r.readPrices, r.readNumbers, r.readTexts} {
		if why := read(w, get); why != nil {
			return r, r.sku.Code, why
		}
	}
	return r, r.sku.Code, nil
}

func (r *productRow) readKind(_ *work, get func(Column) string) *mall.Text {
	for _, k := range mall.ProductKind("").Values() {
		if k == string(r.product.Kind) {
			onShelf, why := yesIn(get(ShelfColumn))
			r.product.OffShelf = !onShelf
			return why
		}
	}
	return textf("%[1]s is no kind of product: there are %[2]s", "商品类型 %[1]s 不存在，可用的有 %[2]s", abridge(string(r.product.Kind)), strings.Join(mall.ProductKind("").Values(), ", "))
}

// readPrices reads points and cash, or a list such as "800; 300+9.90; +19.90".
func (r *productRow) readPrices(w *work, get func(Column) string) *mall.Text {
	list := partsOf(get(PricesColumn))
	if points, cash := get(PointsColumn), get(CashColumn); points != "" || cash != "" {
		list = append(list, points+"+"+cash)
	}
	if len(list) == 0 {
		return textf("a SKU has a price: points, cash, or prices", "规格须有价格：积分、现金或价格列")
	}
	for _, one := range list {
		points, cash, _ := strings.Cut(one, "+")
		var p catalog.Price
		if points = strings.TrimSpace(points); points != "" {
			n, why := wholeIn(points, w, mall.Text{EN: "points", ZH: "积分"}, 0, int64(mall.MaxPoints))
			if why != nil {
				return why
			}
			p.Points = mall.Points(n)
		}
		if cash = strings.TrimSpace(cash); cash != "" {
			m, why := moneyIn(cash, w)
			if why != nil {
				return why
			}
			p.Cash = m
		}
		r.sku.Prices = append(r.sku.Prices, p)
	}
	return nil
}

func (r *productRow) readNumbers(w *work, get func(Column) string) *mall.Text {
	for _, n := range []struct {
		of          Column
		what        mall.Text
		least, most int64
		take        func(int64)
	}{
		{OnHandColumn, mall.Text{EN: "stock", ZH: "库存"}, 0, catalog.MaxStock, func(n int64) { r.sku.Stock = n }},
		{PerMemberColumn, mall.Text{EN: "the limit of a member", ZH: "每人限兑"}, 1, catalog.MaxStock, func(n int64) { r.sku.PerMember = new(int(n)) }},
		{OffsetColumn, mall.Text{EN: "the offset", ZH: "抵现比例"}, 0, 100, func(n int64) { r.sku.OffsetPercent = int(n) }},
		{GramsColumn, mall.Text{EN: "the weight", ZH: "重量"}, 0, catalog.MaxGrams, func(n int64) { r.sku.Grams = n }},
	} {
		s := get(n.of)
		if s == "" {
			continue
		}
		value, why := wholeIn(s, w, n.what, n.least, n.most)
		if why != nil {
			return why
		}
		n.take(value)
	}
	return nil
}

func (r *productRow) readTexts(_ *work, get func(Column) string) (why *mall.Text) {
	names, values, why := pairsOf(get(SpecsColumn))
	if why != nil {
		return why
	}
	for i := range names {
		r.product.Specifications = append(r.product.Specifications, mall.Specification{Name: names[i], Value: values[i]})
	}
	r.optionNames, r.optionOf, why = pairsOf(get(OptionsColumn))
	return why
}

// goodsOf are the rows of one product.
type goodsOf struct {
	items []*item
	first *productRow
}

// grouped are rows by their products, in their order.
func grouped(items []*item) (groups []*goodsOf) {
	for _, one := range items {
		r := one.what.(*productRow) //nolint:forcetypeassert // read made it
		if n := len(groups); n > 0 && groups[n-1].first.product.Slug == r.product.Slug {
			groups[n-1].items = append(groups[n-1].items, one)
			continue
		}
		groups = append(groups, &goodsOf{[]*item{one}, r})
	}
	return groups
}

// namedGoods is what is there of what rows name.
type namedGoods struct {
	slugs      map[string]bool
	of         map[string]string // the slug of a code's product
	categories map[string]mall.CategoryID
	brands     map[string]mall.ProductBrandID
	pictures   map[string]mall.PictureID
}

func readNamed(ctx context.Context, tx *store.Tx, w *work, groups []*goodsOf) (n namedGoods, err error) {
	var slugs, codes, categories, brands, pictures []string
	for _, g := range groups {
		slugs = append(slugs, g.first.product.Slug)
		for _, one := range g.items {
			r := one.what.(*productRow) //nolint:forcetypeassert // read made it
			codes = append(codes, r.sku.Code)
			pictures = append(pictures, r.images...)
		}
		if c := g.first.category; c != "" {
			categories = append(categories, c)
		}
		if b := g.first.brand; b != "" {
			brands = append(brands, b)
		}
	}
	if n.slugs, err = catalog.KnownSlugs(ctx, tx, slugs); err != nil {
		return n, err
	}
	if n.of, err = catalog.SlugsOfCodes(ctx, tx, codes); err != nil {
		return n, err
	}
	if n.categories, err = catalog.CategoryIDs(ctx, tx, categories); err != nil {
		return n, err
	}
	if n.brands, err = catalog.BrandIDs(ctx, tx, brands); err != nil {
		return n, err
	}
	n.pictures, err = media.Named(ctx, tx, pictures)
	for name, id := range w.uploaded {
		n.pictures[name] = id
	}
	return n, err
}

// uploadPictures finds the pictures that rows name by the names of files.
func uploadPictures(ctx context.Context, w *work, items []*item) error {
	if w.pictures == nil {
		return nil
	}
	w.uploaded = map[string]mall.PictureID{}
	for _, one := range items {
		r, ok := one.what.(*productRow)
		if !ok || one.wrong != nil {
			continue
		}
		for _, name := range r.images {
			id, err := w.pictures(ctx, name)
			var refusal *mall.Error
			switch {
			case errors.As(err, &refusal):
				one.wrong = atRow(one.line, mall.Textf("%[1]s: %[2]s", "%[1]s：%[3]s", abridge(name), refusal.Text.EN, refusal.Text.ZH))
			case err != nil:
				return err
			case id != nil:
				w.uploaded[name] = *id
			}
		}
	}
	return nil
}

func addProducts(ctx context.Context, tx *store.Tx, w *work, items []*item) error {
	groups := grouped(items)
	n, err := readNamed(ctx, tx, w, groups)
	if err != nil {
		return err
	}
	var products []catalog.NewProduct
	var adding []*goodsOf
	for _, g := range groups {
		if g.settled(w, n) {
			continue
		}
		p, why := g.product(n)
		if why != nil {
			g.reject(*why)
			continue
		}
		products, adding = append(products, p), append(adding, g)
	}
	added, err := w.s.parts.Catalog.AddMany(ctx, tx, w.actor, products)
	if err != nil {
		return err
	}
	for i, a := range added {
		for k, one := range adding[i].items {
			if a.Refusal != nil {
				one.refuse(a.Refusal)
				continue
			}
			one.make(a.Skus[k].String(), "")
		}
	}
	return nil
}

// settled says what becomes of goods some or all of which are there.
func (g *goodsOf) settled(w *work, n namedGoods) bool {
	slug := g.first.product.Slug
	if bad := w.badGoods[slug]; bad != nil {
		g.reject(*bad)
		return true
	}
	there := 0
	for _, one := range g.items {
		if n.of[one.what.(*productRow).sku.Code] == slug { //nolint:forcetypeassert // read made it
			there++
		}
	}
	switch {
	case there == len(g.items):
		for _, one := range g.items {
			one.there = true
		}
	case n.slugs[slug]:
		g.reject(mall.Textf("there is a product %q with other SKUs: add a SKU to it by addSku", "商品 %q 已存在且规格不同，请用 addSku 添加规格", slug))
	default:
		return false
	}
	return true
}

func (g *goodsOf) reject(why mall.Text) {
	for _, one := range g.items {
		one.why = &why
	}
}

// product is what the rows say together.
func (g *goodsOf) product(n namedGoods) (catalog.NewProduct, *mall.Text) {
	p := g.first.product
	if slug := g.first.category; slug != "" {
		id, ok := n.categories[slug]
		if !ok {
			return p, textf("there is no category %q", "分类 %q 不存在", slug)
		}
		p.Category = &id
	}
	if slug := g.first.brand; slug != "" {
		id, ok := n.brands[slug]
		if !ok {
			return p, textf("there is no brand %q", "品牌 %q 不存在", slug)
		}
		p.Brand = &id
	}
	p.OptionNames = g.first.optionNames
	shown := map[mall.PictureID]bool{}
	for _, one := range g.items {
		r := one.what.(*productRow) //nolint:forcetypeassert // read made it
		r.sku.Options = r.optionOf
		p.Skus = append(p.Skus, r.sku)
		for _, name := range r.images {
			id, ok := n.pictures[name]
			if !ok {
				return p, atRow(one.line, mall.Textf("there is no picture %s: upload it first, and name its id or its address here", "图片 %s 不存在，请先上传并填写其 ID 或地址", abridge(name)))
			}
			if !shown[id] {
				shown[id] = true
				p.Pictures = append(p.Pictures, catalog.NewImage{Picture: id, Alt: p.Name})
			}
		}
	}
	return p, nil
}

// removeProducts removes products nobody has ordered, changed or referred to since.
func removeProducts(ctx context.Context, tx *store.Tx, w *work, made []mall.ImportMade) (map[int]mall.Text, error) {
	kept := map[int]mall.Text{}
	ids := make([]mall.SkuID, 0, len(made))
	at := map[mall.SkuID]int{}
	for i, m := range made {
		if id, ok := mall.AnyID(m.ID).Sku(); ok {
			at[id] = i
			ids = append(ids, id)
		}
	}
	untouched, err := catalog.LockUntouched(ctx, tx, ids)
	if err != nil {
		return nil, err
	}
	used, err := referring(ctx, tx, skuReferences, ids)
	if err != nil {
		return nil, err
	}
	going, staying := catalog.WholeProducts(untouched, func(id mall.SkuID) bool { return used[id] == "" })
	for id, touched := range staying {
		if i, ours := at[id]; ours && touched {
			kept[i] = mall.Textf("the product was ordered, changed or used since", "商品已被下单、修改或引用")
		}
	}
	showing, err := media.Showing(ctx, tx, slices.Collect(maps.Keys(going)))
	if err != nil {
		return nil, err
	}
	for _, id := range showing {
		if _, err := w.s.parts.Media.Use(ctx, tx, id, nil); err != nil {
			return nil, err
		}
	}
	return kept, catalog.RemoveProducts(ctx, tx, going)
}
