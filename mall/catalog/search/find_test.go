package search_test

import (
	"context"
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"pointsmall/mall"
	"pointsmall/mall/catalog"
	"pointsmall/mall/catalog/search"
	"pointsmall/mall/malltest"
	"pointsmall/mall/store"
)

func find(t *testing.T, m *malltest.Mall, q catalog.Query) []string {
	t.Helper()
	if q.Limit == 0 {
		q.Limit = 1000
	}
	rows, err := m.Catalog.List(t.Context(), q)
	require.NoError(t, err)
	slugs := []string{}
	for _, row := range rows {
		slugs = append(slugs, row.Slug)
	}
	return slugs
}

func add(t *testing.T, m *malltest.Mall, products ...catalog.NewProduct) {
	t.Helper()
	require.NoError(t, m.DB.InTx(t.Context(), func(ctx context.Context, tx *store.Tx) error {
		return catalog.Add(ctx, tx, m.Clock.Now(), products)
	}))
}

func product(slug string, name, description mall.Text, codes ...string) catalog.NewProduct {
	p := catalog.NewProduct{Slug: slug, Name: name, Description: description, Kind: mall.KindPhysical, Images: []mall.Image{}}
	for _, code := range codes {
		p.Skus = append(p.Skus, catalog.NewSku{Code: code, Name: name, Prices: []catalog.Price{{Points: mall.Points(100 + len(slug))}}})
	}
	return p
}

// Whether the index is asked or the list is walked makes no difference; words are found in
// every spelling, in both languages, within words and in parts of codes.
func TestProductsAreFoundByPartsOfTheirTextsInEverySpelling(t *testing.T) {
	malltest.Run(t, func(t *testing.T, m *malltest.Mall) {
		for _, p := range []catalog.NewProduct{
			product("tissues", mall.Text{EN: "Tissues", ZH: "清风纸巾"}, mall.Text{ZH: "三层加厚"}, "TIS-SOFT-3"),
			product("oil", mall.Text{EN: "Cooking oil", ZH: "食用油"}, mall.Text{EN: "Five litres; 100%_pure"}, "OIL5L"),
			product("shirt", mall.Text{EN: "T-shirt", ZH: "Ｔ恤"}, mall.Text{}, "SHIRT-M", "SHIRT-L"),
			product("phone", mall.Text{EN: "Phone", ZH: "华为Ｐ６０"}, mall.Text{ZH: `反\斜`}, "P/60"),
			{Slug: "scarf", Kind: mall.KindPhysical, Images: []mall.Image{}, Name: mall.Text{EN: "Scarf", ZH: "围巾"}, Skus: []catalog.NewSku{
				{Code: "SC-1", Name: mall.Text{EN: "Sea blue", ZH: "海蓝色"}, Prices: []catalog.Price{{Points: 9}}},
				{Code: "SC-2", Name: mall.Text{EN: "Moss", ZH: "苔绿"}, Prices: []catalog.Price{{Points: 9}}},
			}},
			product("eclair", mall.Text{EN: "Éclair", ZH: "闪电泡芙"}, mall.Text{EN: "STRASSE ÄÖÜ 🍰"}, "CAKE"),
		} {
			add(t, m, p)
		}
		for _, mode := range searchModes {
			undo := mode.begin(m)
			t.Cleanup(undo)
			for query, want := range map[string]string{
				"纸巾": "tissues", "油": "oil", "风纸": "tissues", "加厚": "tissues", "soft": "tissues", "is-so": "tissues", "s-SOFT-3": "tissues",
				"5l": "oil", "%_": "oil", "100%_PURE": "oil", "cooking 油": "oil", "oil litres": "oil", "oil 纸": "",
				"Ｔ恤": "shirt", "t恤": "shirt", "t-SHIRT": "shirt", "rt-l": "shirt", "shirt-m shirt-l": "shirt", "_shirt": "", "hirts": "",
				"华为p60": "phone", "P６０": "phone", `反\`: "phone", "p/6": "phone", "/": "phone", "反斜": "",
				"ÉCLAIR": "eclair", "e\u0301clair": "eclair", "闪电": "eclair", "straſſe": "eclair", "äöü": "eclair", "🍰": "eclair",
				"海蓝": "scarf", "SEA B": "scarf", "moss 海": "scarf", "苔绿 sc-1": "scarf", "moss tissues": "",
				"\ue02d": "", "t\ue02d": "", `"`: "", "'": "", "*": "", "oil OR tissues": "", "NEAR(oil)": "", "tissues:": "",
			} {
				wanted := []string{}
				if want != "" {
					wanted = append(wanted, want)
				}
				assert.Equal(t, wanted, find(t, m, catalog.Query{Filter: catalog.Filter{Search: query}}), "%q, %s", query, mode.name)
			}
			assert.Len(t, find(t, m, catalog.Query{Filter: catalog.Filter{Search: " \u3000"}}), 6, "blanks ask nothing")
		}
	})
}

// searchModes are the ways in which searches are answered.
var searchModes = []struct {
	name  string
	begin func(m *malltest.Mall) (undo func())
}{
	{"by a walk through the database", byDatabase(-1)},
	{"by the database's index up to 5", byDatabase(5)},
	{"by the database's index", byDatabase(math.MaxInt32)},
	{"by the server's index", func(m *malltest.Mall) func() {
		m.Catalog.Remember(catalog.SearchMemory)
		return func() {}
	}},
}

func byDatabase(few int) func(m *malltest.Mall) func() {
	return func(m *malltest.Mall) func() {
		m.Catalog.Remember(0)
		undo := search.Few(few)
		return func() {
			m.Catalog.Remember(catalog.SearchMemory)
			undo()
		}
	}
}

// titles are random texts over few characters, so that many queries find something and pairs
// occur without their words.
type titles struct{ *rand.Rand }

var common = []rune("清风纸巾抽油茶 abAＢ-1é")

func (r titles) text(most int) string {
	var b strings.Builder
	for range r.IntN(most) {
		b.WriteRune(common[r.IntN(len(common))])
	}
	return b.String()
}

// Both databases find what a search through the texts finds, in the same order, page by page,
// by the index and without it.
func TestBothDatabasesFindWhatThereIsInTheSameOrder(t *testing.T) {
	const seed = 11
	t.Logf("seed %d", seed)
	malltest.Run(t, func(t *testing.T, m *malltest.Mall) {
		r := titles{rand.New(rand.NewPCG(seed, seed))}
		var all []catalog.NewProduct
		for i := range 120 {
			p := product(fmt.Sprintf("p%d", i), mall.Text{EN: "n" + r.text(6), ZH: r.text(6)}, mall.Text{EN: r.text(12), ZH: r.text(12)}, fmt.Sprintf("C%d-%d", i, r.IntN(100)))
			p.Skus[0].Prices[0].Points = mall.Points(1 + r.IntN(5))
			all = append(all, p)
		}
		add(t, m, all...)
		for n := range 150 {
			query := r.text(5)
			undo := searchModes[n%len(searchModes)].begin(m)
			q := catalog.Query{Filter: catalog.Filter{Search: query}, Sort: []catalog.Sort{catalog.SortNewest, catalog.SortPoints, catalog.SortRedeemed}[n%3], Reverse: r.IntN(2) == 0, Limit: 1 + r.IntN(40)}
			want := expected(all, q)
			var got []string
			for {
				rows, err := m.Catalog.List(t.Context(), q)
				require.NoError(t, err)
				for _, row := range rows {
					got = append(got, row.Slug)
				}
				if len(rows) < q.Limit {
					break
				}
				place := catalog.PositionOf(rows[len(rows)-1])
				q.After = &place
			}
			assert.Equal(t, want, got, "%q by %q, reversed %t", query, q.Sort, q.Reverse)
			count, err := m.Catalog.Count(t.Context(), q.Filter, 10_000)
			require.NoError(t, err)
			assert.Equal(t, len(want), count, query)
			undo()
		}
	})
}

// expected searches through the texts themselves. Products were added in the order of their age.
func expected(all []catalog.NewProduct, q catalog.Query) []string {
	var found []catalog.NewProduct
	for _, p := range all {
		text := mall.Fold(strings.Join([]string{p.Name.EN, p.Name.ZH, p.Description.EN, p.Description.ZH, p.Skus[0].Code}, "\n"))
		if !slices.ContainsFunc(strings.Fields(mall.Fold(q.Filter.Search)), func(word string) bool { return !strings.Contains(text, word) }) {
			found = append(found, p)
		}
	}
	points := func(p catalog.NewProduct) mall.Points { return p.Skus[0].Prices[0].Points }
	if q.Sort == catalog.SortPoints {
		slices.SortStableFunc(found, func(a, b catalog.NewProduct) int { return int(points(a) - points(b)) })
	}
	if (q.Sort == catalog.SortPoints) == q.Reverse {
		slices.Reverse(found)
	}
	return slugs(found)
}

func slugs(products []catalog.NewProduct) (all []string) {
	for _, p := range products {
		all = append(all, p.Slug)
	}
	return all
}
