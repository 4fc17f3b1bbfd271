package catalog_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"pointsmall/ent"
	"pointsmall/mall"
	"pointsmall/mall/catalog"
	"pointsmall/mall/exchange"
	"pointsmall/mall/malltest"
)

// made is a product on the shelf with one SKU, CUP-1.
func made(t *testing.T, m *malltest.Mall) (*ent.Product, *ent.Sku) {
	t.Helper()
	p := cup()
	p.OffShelf = false
	row, err := m.Catalog.Create(t.Context(), keeper, p)
	require.NoError(t, err)
	sku, err := m.Catalog.SkuByCode(t.Context(), "CUP-1")
	require.NoError(t, err)
	return row, sku
}

func finds(t *testing.T, m *malltest.Mall, text string) bool {
	t.Helper()
	n, err := m.Catalog.Count(t.Context(), catalog.Filter{Search: text}, 10)
	require.NoError(t, err)
	return n > 0
}

func TestEditedTextsAreFoundAtOnceAndTheOldOnesNoMore(t *testing.T) {
	malltest.Run(t, func(t *testing.T, m *malltest.Mall) {
		ctx := t.Context()
		p, k := made(t, m)
		tea := category(t, m, "tea", nil)
		leaf, err := m.Catalog.CreateProductBrand(ctx, "leaf", mall.Text{EN: "Leaf"})
		require.NoError(t, err)
		assert.True(t, finds(t, m, "杯子"))
		row, err := m.Catalog.UpdateDetails(ctx, p.ID, p.Version, func(d *catalog.Details) {
			d.Name, d.Description = mall.Text{EN: "Mug", ZH: "马克杯"}, mall.Text{EN: "Holds tea"}
			d.Category, d.Brand = &tea.ID, &leaf.ID
			d.Specifications = []mall.Specification{{Name: mall.Text{EN: "Material"}, Value: mall.Text{EN: "Stoneware"}}}
		})
		require.NoError(t, err)
		assert.Equal(t, 2, row.Version)
		assert.Equal(t, "Stoneware", row.Specifications[0].Value.EN)
		assert.Equal(t, []any{tea.ID, leaf.ID}, []any{*row.CategoryID, *row.BrandID})
		assert.True(t, finds(t, m, "杯子"), "its SKU is called so")
		_, err = m.Catalog.UpdateSku(ctx, k.ID, k.Version, &mall.Text{EN: "White", ZH: "白色"}, nil)
		require.NoError(t, err)
		for text, found := range map[string]bool{"杯子": false, "白色": true, "马克": true, "tea": true, "cup-1": true} {
			assert.Equal(t, found, finds(t, m, text), text)
		}
		nothing := func(*catalog.Details) {}
		_, err = m.Catalog.UpdateDetails(ctx, p.ID, 1, nothing)
		assertRefused(t, err, mall.CodeVersionConflict, "version")
		_, err = m.Catalog.UpdateDetails(ctx, mall.NewProductID(), 1, nothing)
		assertRefused(t, err, mall.CodeNotFound, "productId")
		for path, change := range map[string]func(*catalog.Details){
			"name":                   func(d *catalog.Details) { d.Name = mall.Text{} },
			"description":            func(d *catalog.Details) { d.Description.ZH = string(make([]byte, 10_001)) },
			"specifications":         func(d *catalog.Details) { d.Specifications = make([]mall.Specification, 51) },
			"specifications.0.value": func(d *catalog.Details) { d.Specifications[0].Value = mall.Text{} },
			"specifications.0.name":  func(d *catalog.Details) { d.Specifications[0].Name = mall.Text{} },
		} {
			_, err = m.Catalog.UpdateDetails(ctx, p.ID, 2, change)
			assertRefused(t, err, mall.CodeInvalidInput, path)
		}
		unknown, brand := mall.NewCategoryID(), mall.NewProductBrandID()
		_, err = m.Catalog.UpdateDetails(ctx, p.ID, 2, func(d *catalog.Details) { d.Category = &unknown })
		assertRefused(t, err, mall.CodeNotFound, "categoryId")
		_, err = m.Catalog.UpdateDetails(ctx, p.ID, 2, func(d *catalog.Details) { d.Brand = &brand })
		assertRefused(t, err, mall.CodeNotFound, "brandId")
		assert.True(t, finds(t, m, "马克"), "what was refused changed nothing")
	})
}

// A product comes and goes at its times, without a job, for whoever lists or redeems it.
func TestAProductIsOnTheShelfFromOneTimeToAnother(t *testing.T) {
	malltest.Run(t, func(t *testing.T, m *malltest.Mall) {
		ctx := t.Context()
		p, sku := made(t, m)
		who := m.Member("normal", malltest.Lot{Points: 10_000})
		from, until := malltest.Start.Add(time.Hour), malltest.Start.Add(2*time.Hour)
		_, err := m.Catalog.ScheduleShelf(ctx, p.ID, 1, &until, &from)
		assertRefused(t, err, mall.CodeInvalidInput, "until")
		_, err = m.Catalog.ScheduleShelf(ctx, p.ID, 1, nil, new(malltest.Start))
		assertRefused(t, err, mall.CodeInvalidInput, "until")
		_, err = m.Catalog.ScheduleShelf(ctx, p.ID, 7, &from, &until)
		assertRefused(t, err, mall.CodeVersionConflict, "version")
		p, err = m.Catalog.ScheduleShelf(ctx, p.ID, 1, &from, &until)
		require.NoError(t, err)
		for at, on := range map[time.Time]bool{
			from.Add(-time.Second): false, from: true, until.Add(-time.Second): true, until: false, until.Add(time.Hour): false,
		} {
			m.Clock.Set(at)
			assert.Equal(t, on, catalog.OnOffer(p, at))
			assert.Equal(t, on, finds(t, m, "cup"), at)
			seen, err := m.Catalog.Product(ctx, catalog.Sight{}, p.ID)
			require.NoError(t, err)
			assert.Equal(t, on, seen != nil, at)
			off, err := m.Catalog.Count(ctx, catalog.Filter{Sight: catalog.Sight{All: true}, OffShelf: true}, 10)
			require.NoError(t, err)
			assert.Equal(t, !on, off == 1, at)
			_, err = m.Exchanges.Exchange(ctx, exchange.Request{Member: who.ID, Sku: sku.ID, Quantity: 1, Key: at.String()})
			if on {
				assert.NoError(t, err)
			} else {
				assertRefused(t, err, mall.CodeNotAvailable, "skuId")
			}
		}
		p, err = m.Catalog.SetShelf(ctx, p.ID, p.Version, true)
		require.NoError(t, err)
		assert.True(t, catalog.OnOffer(p, until), "who puts it on the shelf by hand, ends the schedule")
	})
}

func TestAnArchivedProductIsOffTheShelfUntilItIsBroughtBack(t *testing.T) {
	malltest.Run(t, func(t *testing.T, m *malltest.Mall) {
		ctx := t.Context()
		p, _ := made(t, m)
		p, err := m.Catalog.SetArchived(ctx, p.ID, p.Version, true)
		require.NoError(t, err)
		assert.False(t, finds(t, m, "cup"))
		_, err = m.Catalog.SetShelf(ctx, p.ID, p.Version, true)
		assertRefused(t, err, mall.CodeInvalidState, "productId")
		_, err = m.Catalog.ScheduleShelf(ctx, p.ID, p.Version, nil, nil)
		assertRefused(t, err, mall.CodeInvalidState, "productId")
		staff := catalog.Sight{All: true}
		for filter, n := range map[*catalog.Filter]int{
			{Sight: staff, OffShelf: true}: 0, {Sight: staff, Archived: true}: 1, {Archived: true}: 0, {OffShelf: true}: 0,
		} {
			found, err := m.Catalog.Count(ctx, *filter, 10)
			require.NoError(t, err)
			assert.Equal(t, n, found, "%+v", *filter)
		}
		p, err = m.Catalog.SetArchived(ctx, p.ID, p.Version, false)
		require.NoError(t, err)
		assert.False(t, p.OnShelf)
		_, err = m.Catalog.SetShelf(ctx, p.ID, p.Version, true)
		require.NoError(t, err)
		assert.True(t, finds(t, m, "cup"))
	})
}

func TestSkusAreAddedEditedAndPutAway(t *testing.T) {
	malltest.Run(t, func(t *testing.T, m *malltest.Mall) {
		ctx := t.Context()
		p, first := made(t, m)
		blue, red := mall.Text{EN: "Blue"}, mall.Text{EN: "Red"}
		p, err := m.Catalog.SetOptions(ctx, p.ID, p.Version, []mall.Text{{EN: "Colour"}}, []catalog.SkuOptions{{Sku: first.ID, Values: []mall.Text{blue}}})
		require.NoError(t, err)
		second := catalog.NewSku{Code: "CUP-2", Name: red, Stock: 3, Prices: []catalog.Price{{Points: 50}}}
		for path, change := range map[string]func(*catalog.NewSku){
			"options": func(*catalog.NewSku) {},
			"code":    func(k *catalog.NewSku) { k.Options, k.Code = []mall.Text{red}, "CUP-1" },
			"stock":   func(k *catalog.NewSku) { k.Options, k.Stock = []mall.Text{red}, -1 },
			"prices":  func(k *catalog.NewSku) { k.Options, k.Prices = []mall.Text{red}, nil },
		} {
			bad := second
			change(&bad)
			_, err = m.Catalog.AddSku(ctx, keeper, p.ID, p.Version, bad)
			assertRefused(t, err, mall.CodeInvalidInput, path)
		}
		second.Options = []mall.Text{blue}
		_, err = m.Catalog.AddSku(ctx, keeper, p.ID, p.Version, second)
		assertRefused(t, err, mall.CodeInvalidInput, "options")
		second.Options = []mall.Text{red}
		_, err = m.Catalog.AddSku(ctx, keeper, p.ID, 1, second)
		assertRefused(t, err, mall.CodeVersionConflict, "version")
		added, err := m.Catalog.AddSku(ctx, keeper, p.ID, p.Version, second)
		require.NoError(t, err)
		assert.EqualValues(t, 3, m.Stock(added.ID))
		assert.True(t, finds(t, m, "cup-2"))
		p, err = m.Catalog.Product(ctx, catalog.Sight{}, p.ID)
		require.NoError(t, err)
		assert.EqualValues(t, 50, p.PointsFrom)
		assert.EqualValues(t, 50, p.PointsLeast)
		skus, err := m.Catalog.SkusOfProducts(ctx, catalog.Sight{}, []mall.ProductID{p.ID})
		require.NoError(t, err)
		assert.Equal(t, []catalog.OptionShown{{Name: mall.Text{EN: "Colour"}, Values: []mall.Text{blue, red}}}, catalog.OptionsShown(p, skus[p.ID]))
		assert.Equal(t, []catalog.SkuOptionShown{{Name: mall.Text{EN: "Colour"}, Value: red}}, catalog.SkuOptionsShown(p, added))

		_, err = m.Catalog.UpdateSku(ctx, added.ID, added.Version, nil, []mall.Text{blue})
		assertRefused(t, err, mall.CodeInvalidInput, "options")
		_, err = m.Catalog.UpdateSku(ctx, added.ID, added.Version, &mall.Text{}, nil)
		assertRefused(t, err, mall.CodeInvalidInput, "name")
		_, err = m.Catalog.UpdateSku(ctx, added.ID, 9, nil, nil)
		assertRefused(t, err, mall.CodeVersionConflict, "version")
		added, err = m.Catalog.UpdateSku(ctx, added.ID, added.Version, &mall.Text{EN: "Green one"}, []mall.Text{{EN: "Green"}})
		require.NoError(t, err)
		assert.Equal(t, "Green one", added.Name.EN)

		added, err = m.Catalog.SetSkuArchived(ctx, added.ID, added.Version, true)
		require.NoError(t, err)
		assert.False(t, finds(t, m, "cup-2"))
		p, err = m.Catalog.Product(ctx, catalog.Sight{}, p.ID)
		require.NoError(t, err)
		assert.EqualValues(t, 120, p.PointsFrom, "what is put away does not count")
		for sight, n := range map[catalog.Sight]int{{}: 1, {All: true}: 2} {
			skus, err = m.Catalog.SkusOfProducts(ctx, sight, []mall.ProductID{p.ID})
			require.NoError(t, err)
			assert.Len(t, skus[p.ID], n)
		}
		hidden, err := m.Catalog.Sku(ctx, catalog.Sight{}, added.ID)
		require.NoError(t, err)
		assert.Nil(t, hidden)
		who := m.Member("normal", malltest.Lot{Points: 10_000})
		_, err = m.Exchanges.Exchange(ctx, exchange.Request{Member: who.ID, Sku: added.ID, Quantity: 1, Key: "away"})
		assertRefused(t, err, mall.CodeNotAvailable, "skuId")

		_, err = m.Catalog.UpdateSku(ctx, first.ID, 2, nil, []mall.Text{{EN: "Green"}})
		require.NoError(t, err)
		_, err = m.Catalog.SetSkuArchived(ctx, added.ID, added.Version, false)
		assertRefused(t, err, mall.CodeInvalidInput, "options")
	})
}

func TestOptionsThatMakeNoSenseAreRefused(t *testing.T) {
	malltest.Run(t, func(t *testing.T, m *malltest.Mall) {
		p, sku := made(t, m)
		colour, blue := []mall.Text{{EN: "Colour"}}, []mall.Text{{EN: "Blue"}}
		of := func(values ...mall.Text) catalog.SkuOptions { return catalog.SkuOptions{Sku: sku.ID, Values: values} }
		for _, c := range []struct {
			names []mall.Text
			skus  []catalog.SkuOptions
			code  mall.ErrorCode
			path  string
		}{
			{make([]mall.Text, 6), nil, mall.CodeInvalidInput, "optionNames"},
			{[]mall.Text{{}}, nil, mall.CodeInvalidInput, "optionNames.0"},
			{[]mall.Text{{EN: "A"}, {EN: "A"}}, nil, mall.CodeInvalidInput, "optionNames.1"},
			{colour, nil, mall.CodeInvalidInput, "skus"},
			{colour, []catalog.SkuOptions{of()}, mall.CodeInvalidInput, "skus.0.values"},
			{colour, []catalog.SkuOptions{of(mall.Text{})}, mall.CodeInvalidInput, "skus.0.values.0"},
			{colour, []catalog.SkuOptions{of(blue...), {Sku: mall.NewSkuID(), Values: blue}}, mall.CodeInvalidInput, "skus.1.values"},
			{colour, []catalog.SkuOptions{of(blue...), {Sku: mall.NewSkuID(), Values: colour}}, mall.CodeNotFound, "skus.1.skuId"},
			{colour, []catalog.SkuOptions{of(blue...), of(colour...)}, mall.CodeInvalidInput, "skus.1.skuId"},
		} {
			_, err := m.Catalog.SetOptions(t.Context(), p.ID, p.Version, c.names, c.skus)
			assertRefused(t, err, c.code, c.path)
		}
	})
}
