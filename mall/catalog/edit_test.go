package catalog_test

import (
	"context"
	"fmt"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"pointsmall/ent"
	"pointsmall/ent/priceoption"
	"pointsmall/mall"
	"pointsmall/mall/catalog"
	"pointsmall/mall/exchange"
	"pointsmall/mall/malltest"
	"pointsmall/mall/store"
)

func yuan(fen int64) *mall.Money { return &mall.Money{Minor: fen, Currency: "CNY"} }

// requireRefusal checks a refusal's code and field, and that it speaks both languages.
func requireRefusal(t *testing.T, err error, code mall.ErrorCode, path ...string) mall.Error {
	t.Helper()
	var refused *mall.Error
	require.ErrorAs(t, err, &refused)
	require.Equal(t, code, refused.Code, refused.Text.EN)
	require.Equal(t, path, refused.Path)
	require.NotEmpty(t, refused.Text.EN)
	require.NotEmpty(t, refused.Text.ZH)
	return *refused
}

// optionsOf are a SKU's stored prices: "points cash tier" -> id.
func optionsOf(t *testing.T, m *malltest.Mall, sku mall.SkuID) map[string]mall.PriceOptionID {
	t.Helper()
	rows, err := m.DB.Ent().PriceOption.Query().Where(priceoption.SkuID(sku)).All(t.Context())
	require.NoError(t, err)
	options := map[string]mall.PriceOptionID{}
	for _, row := range rows {
		text := fmt.Sprint(row.Points)
		if row.CashMinor != nil {
			text += fmt.Sprintf(" %d %s", *row.CashMinor, *row.CashCurrency)
		}
		if row.RequiresTier != nil {
			text += " " + *row.RequiresTier
		}
		options[text] = row.ID
	}
	require.Len(t, options, len(rows), "no price stands there twice")
	return options
}

func productOf(t *testing.T, m *malltest.Mall, sku mall.SkuID) *ent.Product {
	t.Helper()
	row, err := m.DB.Ent().Sku.GetX(t.Context(), sku).QueryProduct().Only(t.Context())
	require.NoError(t, err)
	return row
}

func TestPricesAreReplacedAndThoseThatStayKeepTheirIDs(t *testing.T) {
	silver, gold := "silver", "gold"
	malltest.Run(t, func(t *testing.T, m *malltest.Mall) {
		sku := m.Sku(0, 10, func(k *catalog.NewSku) {
			k.Prices = []catalog.Price{{Points: 100}, {Points: 80, RequiresTier: &silver}, {Points: 50, Cash: yuan(100)}}
		})
		before := optionsOf(t, m, sku)
		row, err := m.Catalog.SetPrices(t.Context(), sku, 1, []catalog.Price{
			{Points: 40, Cash: yuan(200), RequiresTier: &gold}, {Points: 50, Cash: yuan(100)}, {Points: 0, Cash: yuan(900)}, {Points: 80, RequiresTier: &gold}, {Points: 100},
		})
		require.NoError(t, err)
		assert.Equal(t, 2, row.Version)
		after := optionsOf(t, m, sku)
		assert.Len(t, after, 5)
		assert.Equal(t, before["100"], after["100"])
		assert.Equal(t, before["50 100 CNY"], after["50 100 CNY"])
		assert.NotContains(t, after, "80 silver")
		assert.NotEqual(t, before["80 silver"], after["80 gold"], "another tier makes it another price")
		assert.Contains(t, after, "40 200 CNY gold")
		assert.EqualValues(t, 50, productOf(t, m, sku).PointsFrom, "a price in money alone does not count")

		row, err = m.Catalog.SetPrices(t.Context(), sku, 2, []catalog.Price{{Points: 70, RequiresTier: &gold}, {Points: 75, RequiresTier: &silver}})
		require.NoError(t, err)
		assert.Equal(t, 3, row.Version)
		assert.EqualValues(t, 70, productOf(t, m, sku).PointsFrom, "where all are for tiers, the fewest of those")

		refused := requireRefusal(t, second(m.Catalog.SetPrices(t.Context(), sku, 2, []catalog.Price{{Points: 1}})), mall.CodeVersionConflict, "version")
		assert.Equal(t, 3, refused.Figures.Current)
		requireRefusal(t, second(m.Catalog.SetPrices(t.Context(), mall.NewSkuID(), 1, []catalog.Price{{Points: 1}})), mall.CodeNotFound, "skuId")
		assert.Len(t, optionsOf(t, m, sku), 2)
	})
}

func second[T any](_ T, err error) error { return err }

func TestPricesThatAreRefusedChangeNothing(t *testing.T) {
	silver, none, empty := "silver", "platinum", ""
	malltest.Run(t, func(t *testing.T, m *malltest.Mall) {
		sku := m.Sku(100, 10, nil)
		before := optionsOf(t, m, sku)
		many := make([]catalog.Price, 21)
		for i := range many {
			many[i] = catalog.Price{Points: mall.Points(i), Cash: yuan(1)}
		}
		for name, c := range map[string]struct {
			prices []catalog.Price
			code   mall.ErrorCode
			path   []string
		}{
			"none":                    {nil, mall.CodeInvalidInput, []string{"prices"}},
			"too many":                {many, mall.CodeInvalidInput, []string{"prices"}},
			"negative points":         {[]catalog.Price{{Points: -1, Cash: yuan(1)}}, mall.CodeInvalidInput, []string{"prices", "0", "points"}},
			"nothing":                 {[]catalog.Price{{Points: 9}, {RequiresTier: &silver}}, mall.CodeInvalidInput, []string{"prices", "1", "points"}},
			"no cash":                 {[]catalog.Price{{Points: 9, Cash: yuan(0)}}, mall.CodeInvalidInput, []string{"prices", "0", "cash", "amount"}},
			"negative cash":           {[]catalog.Price{{Points: 9, Cash: yuan(-1)}}, mall.CodeInvalidInput, []string{"prices", "0", "cash", "amount"}},
			"two for everybody":       {[]catalog.Price{{Points: 9}, {Points: 8}}, mall.CodeInvalidInput, []string{"prices", "1"}},
			"two for a tier":          {[]catalog.Price{{Points: 9}, {Points: 8, RequiresTier: &silver}, {Points: 7, RequiresTier: &silver}}, mall.CodeInvalidInput, []string{"prices", "2"}},
			"the same twice":          {[]catalog.Price{{Points: 9, Cash: yuan(1)}, {Points: 9}, {Points: 9, Cash: yuan(1)}}, mall.CodeInvalidInput, []string{"prices", "2"}},
			"no such tier":            {[]catalog.Price{{Points: 9}, {Points: 8, RequiresTier: &silver}, {Points: 7, RequiresTier: &none}}, mall.CodeNotFound, []string{"prices", "2", "requiresTier"}},
			"a tier without a letter": {[]catalog.Price{{Points: 9, RequiresTier: &empty}}, mall.CodeNotFound, []string{"prices", "0", "requiresTier"}},
		} {
			_, err := m.Catalog.SetPrices(t.Context(), sku, 1, c.prices)
			require.Error(t, err, name)
			requireRefusal(t, err, c.code, c.path...)
		}
		assert.Equal(t, before, optionsOf(t, m, sku))
		row, err := m.Catalog.SetPrices(t.Context(), sku, 1, many[1:]) // as many as there may be, and no version was used up
		require.NoError(t, err)
		assert.Equal(t, 2, row.Version)
	})
}

// Changes of two SKUs of one product at once: its points_from follows both. Reconcile
// compares them at the end, too.
func TestTwoSkusOfAProductChangeAtOnce(t *testing.T) {
	malltest.Run(t, func(t *testing.T, m *malltest.Mall) {
		sku := func(code string) catalog.NewSku {
			return catalog.NewSku{Code: code, Name: mall.Text{EN: code}, Prices: []catalog.Price{{Points: 100}}}
		}
		require.NoError(t, m.DB.InTx(t.Context(), func(ctx context.Context, tx *store.Tx) error {
			return catalog.Add(ctx, tx, m.Clock.Now(), []catalog.NewProduct{{
				Slug: "pair", Name: mall.Text{EN: "Pair"}, Kind: mall.KindPhysical, Images: []mall.Image{}, Skus: []catalog.NewSku{sku("left"), sku("right")},
			}})
		}))
		for round := range 12 {
			var wg sync.WaitGroup
			for i, code := range []string{"left", "right"} {
				k, err := m.Catalog.SkuByCode(t.Context(), code)
				require.NoError(t, err)
				wg.Go(func() {
					price := mall.Points(100 + (round*7+i*13)%40)
					_, err := m.Catalog.SetPrices(context.Background(), k.ID, k.Version, []catalog.Price{{Points: price}})
					assert.NoError(t, err)
				})
			}
			wg.Wait()
			left, err := m.Catalog.SkuByCode(t.Context(), "left")
			require.NoError(t, err)
			want := mall.Points(100 + min((round*7)%40, (round*7+13)%40))
			require.Equal(t, want, productOf(t, m, left.ID).PointsFrom, round)
		}
	})
}

func TestTermsOfASku(t *testing.T) {
	gold, none := "gold", "platinum"
	malltest.Run(t, func(t *testing.T, m *malltest.Mall) {
		sku := m.Sku(10, 100, nil)
		row, err := m.Catalog.UpdateTerms(t.Context(), sku, 1, func(terms *catalog.Terms) {
			assert.Equal(t, catalog.Terms{}, *terms)
			terms.RequiresTier, terms.MinimumBalance, terms.PerMember = &gold, 500, new(2)
		})
		require.NoError(t, err)
		assert.Equal(t, 2, row.Version)
		take := func(who mall.MemberID, quantity int, key string) error {
			_, err := m.Exchanges.Exchange(t.Context(), exchange.Request{Member: who, Sku: sku, Quantity: quantity, Key: key})
			return err
		}
		requireRefusal(t, take(m.Member("silver", malltest.Lot{Points: 1000}).ID, 1, "k"), mall.CodeNotEligible, "skuId")
		requireRefusal(t, take(m.Member("gold", malltest.Lot{Points: 499}).ID, 1, "k"), mall.CodeNotEligible, "skuId")
		golden := m.Member("gold", malltest.Lot{Points: 1000}).ID
		requireRefusal(t, take(golden, 3, "k"), mall.CodeLimitExceeded, "quantity")
		require.NoError(t, take(golden, 2, "k"))

		for name, c := range map[string]struct {
			change  func(*catalog.Terms)
			version int
			code    mall.ErrorCode
			path    string
		}{
			"a tier that is not there": {func(t *catalog.Terms) { t.RequiresTier = &none }, 2, mall.CodeNotFound, "requiresTier"},
			"a negative balance":       {func(t *catalog.Terms) { t.MinimumBalance = -1 }, 2, mall.CodeInvalidInput, "minimumBalance"},
			"a limit of nothing":       {func(t *catalog.Terms) { t.PerMember = new(0) }, 2, mall.CodeInvalidInput, "perMemberLimit"},
			"an old version":           {func(*catalog.Terms) {}, 1, mall.CodeVersionConflict, "version"},
		} {
			_, err := m.Catalog.UpdateTerms(t.Context(), sku, c.version, c.change)
			require.Error(t, err, name)
			requireRefusal(t, err, c.code, c.path)
		}
		requireRefusal(t, second(m.Catalog.UpdateTerms(t.Context(), mall.NewSkuID(), 1, func(*catalog.Terms) {})), mall.CodeNotFound, "skuId")

		row, err = m.Catalog.UpdateTerms(t.Context(), sku, 2, func(terms *catalog.Terms) { *terms = catalog.Terms{} })
		require.NoError(t, err)
		assert.Equal(t, 3, row.Version)
		assert.Nil(t, row.RequiresTier)
		require.NoError(t, take(m.Member("normal", malltest.Lot{Points: 30}).ID, 3, "k"))
	})
}

// A limit counts what members had before it, and what they took while there was none.
func TestALimitCountsWhatWasRedeemedBefore(t *testing.T) {
	malltest.Run(t, func(t *testing.T, m *malltest.Mall) {
		sku, other := m.Sku(10, 100, nil), m.Sku(10, 100, nil)
		who := m.Member("normal", malltest.Lot{Points: 1000}).ID
		taken := 0
		take := func(of mall.SkuID, quantity int) error {
			taken++
			_, err := m.Exchanges.Exchange(t.Context(), exchange.Request{Member: who, Sku: of, Quantity: quantity, Key: fmt.Sprint(taken)})
			return err
		}
		limit := func(version int, n *int) {
			t.Helper()
			_, err := m.Catalog.UpdateTerms(t.Context(), sku, version, func(terms *catalog.Terms) { terms.PerMember = n })
			require.NoError(t, err)
		}
		require.NoError(t, take(sku, 2))
		require.NoError(t, take(sku, 1))
		require.NoError(t, take(other, 9))
		limit(1, new(4))
		refused := requireRefusal(t, take(sku, 2), mall.CodeLimitExceeded, "quantity")
		assert.Equal(t, mall.Figures{Limit: 4, Left: 1}, refused.Figures)
		require.NoError(t, take(sku, 1))
		limit(2, new(2)) // fewer than they have
		refused = requireRefusal(t, take(sku, 1), mall.CodeLimitExceeded, "quantity")
		assert.Equal(t, mall.Figures{Limit: 2}, refused.Figures)
		limit(3, nil)
		require.NoError(t, take(sku, 5))
		limit(4, new(10))
		require.NoError(t, take(sku, 1))
		requireRefusal(t, take(sku, 1), mall.CodeLimitExceeded, "quantity")
	})
}

func TestAvailabilityOfAProduct(t *testing.T) {
	malltest.Run(t, func(t *testing.T, m *malltest.Mall) {
		sku := m.Sku(10, 100, nil)
		id := productOf(t, m, sku).ID
		who := m.Member("normal", malltest.Lot{Points: 1000}).ID
		take := func() error {
			_, err := m.Exchanges.Exchange(t.Context(), exchange.Request{Member: who, Sku: sku, Quantity: 1, Key: "k"})
			return err
		}
		opening := malltest.Start.Add(time.Hour)
		row, err := m.Catalog.UpdateAvailability(t.Context(), id, 1, &opening)
		require.NoError(t, err)
		assert.Equal(t, 2, row.Version)
		assert.True(t, row.AvailableFrom.Equal(opening))
		requireRefusal(t, take(), mall.CodeNotAvailable, "skuId")

		refused := requireRefusal(t, second(m.Catalog.UpdateAvailability(t.Context(), id, 1, nil)), mall.CodeVersionConflict, "version")
		assert.Equal(t, 2, refused.Figures.Current)
		requireRefusal(t, second(m.Catalog.UpdateAvailability(t.Context(), mall.NewProductID(), 1, nil)), mall.CodeNotFound, "productId")
		requireRefusal(t, take(), mall.CodeNotAvailable, "skuId")

		m.Update(t, func(client *ent.Client) error {
			return client.Product.UpdateOneID(id).SetOnShelf(false).Exec(t.Context())
		})
		row, err = m.Catalog.UpdateAvailability(t.Context(), id, 2, nil)
		require.NoError(t, err, "goods are prepared before they are on the shelf")
		assert.Nil(t, row.AvailableFrom)
		m.Update(t, func(client *ent.Client) error {
			return client.Product.UpdateOneID(id).SetOnShelf(true).Exec(t.Context())
		})
		require.NoError(t, take())
	})
}
