package demo

import (
	"slices"
	"testing"
	"unicode"

	"github.com/stretchr/testify/require"

	"pointsmall/mall"
)

func mustLoad(t *testing.T) Catalog {
	t.Helper()
	c, err := LoadCatalog()
	require.NoError(t, err)
	return c
}

func TestCatalogCategories(t *testing.T) {
	t.Parallel()
	c := mustLoad(t)
	parents := map[string]string{}
	for _, cat := range c.Categories {
		require.NotContains(t, parents, cat.Slug)
		if cat.Parent != "" {
			grand, ok := parents[cat.Parent]
			require.True(t, ok, "%s: parent %s must come first", cat.Slug, cat.Parent)
			require.Empty(t, grand, "%s is on a third level", cat.Slug)
		}
		parents[cat.Slug] = cat.Parent
		requireText(t, cat.Slug, cat.Name)
	}
	used := map[string]bool{}
	for _, p := range c.Products {
		require.Contains(t, parents, p.Category, p.Slug)
		used[p.Category] = true
	}
	require.Len(t, used, len(c.Categories), "every category has a product")
}

func TestCatalogProducts(t *testing.T) {
	t.Parallel()
	c := mustLoad(t)
	slugs, codes, kinds := map[string]bool{}, map[string]bool{}, map[mall.ProductKind]bool{}
	for _, p := range c.Products {
		require.False(t, slugs[p.Slug], p.Slug)
		slugs[p.Slug] = true
		require.Contains(t, p.Kind.Values(), string(p.Kind), p.Slug)
		kinds[p.Kind] = true
		requireText(t, p.Slug, p.Name)
		requireText(t, p.Slug, p.Description)
		require.NotEmpty(t, p.SKUs, p.Slug)
		for _, s := range p.SKUs {
			require.False(t, codes[s.Code], s.Code)
			codes[s.Code] = true
			requireText(t, s.Code, s.Name)
			requirePrices(t, s)
			require.Positive(t, s.Stock, s.Code)
			require.Contains(t, []string{"", "silver", "gold"}, s.RequiresTier, s.Code)
		}
	}
	require.Len(t, kinds, len(mall.KindPhysical.Values()), "every kind occurs")
}

// The list figures of feature C4, which other tests and the guide rely on.
func TestCatalogListFigures(t *testing.T) {
	t.Parallel()
	c := mustLoad(t)
	for code, points := range map[string]mall.Points{
		"GIFT-800": 800, "BAG-3000": 3_000, "PHONE-200000": 200_000, "BOOK-3000": 3_000,
		"PAPER-500": 500, "OIL-1000": 1_000, "DRINK-100": 100, "TABLET-800": 800,
	} {
		s := findSKU(t, c, code)
		require.Equal(t, SKU{Code: code, Name: s.Name, Points: points, Stock: s.Stock}, s, "%s is plain", code)
		require.GreaterOrEqual(t, s.Stock, 20, code)
		require.LessOrEqual(t, s.Stock, 500, code)
	}
}

func TestCatalogLimits(t *testing.T) {
	t.Parallel()
	c := mustLoad(t)
	having := func(limited func(SKU) bool) (found []string) {
		for _, p := range c.Products {
			if slices.ContainsFunc(p.SKUs, limited) {
				require.False(t, slices.ContainsFunc(p.SKUs, func(s SKU) bool { return !limited(s) }), "%s: all its SKUs or none", p.Slug)
				found = append(found, p.Slug)
			}
		}
		return found
	}
	require.Equal(t, []string{"airport-lounge"}, having(func(s SKU) bool { return s.RequiresTier == "gold" }))
	require.Equal(t, []string{"welcome-voucher"}, having(func(s SKU) bool { return s.PerMember > 0 }))
	require.Equal(t, []string{"master-teapot"}, having(func(s SKU) bool { return s.MinimumBalance > 0 }))

	lounge, welcome := findSKU(t, c, "GOLD-LOUNGE-2000"), findSKU(t, c, "WELCOME-50")
	require.Equal(t, mall.Points(2000), lounge.Points)
	require.Equal(t, "gold", lounge.RequiresTier)
	require.Equal(t, mall.Points(50), welcome.Points)
	require.Equal(t, 1, welcome.PerMember)
	require.Equal(t, mall.Points(5000), findSKU(t, c, "TEAPOT-180").MinimumBalance)
}

// What the demo shows of tiers' rights: a price for gold, and goods that gold may redeem
// from the start, silver ten hours later, others after twelve.
func TestCatalogTierRights(t *testing.T) {
	t.Parallel()
	c := mustLoad(t)
	tiered, timed := map[string]map[string]mall.Points{}, map[string]int{}
	for _, p := range c.Products {
		require.GreaterOrEqual(t, p.AvailableInHours, 0, p.Slug)
		if p.AvailableInHours > 0 {
			timed[p.Slug] = p.AvailableInHours
		}
		for _, s := range p.SKUs {
			for tier, points := range s.TierPoints {
				require.Positive(t, points, s.Code)
				require.Less(t, points, s.Points, "%s: %s must save points", s.Code, tier)
			}
			if len(s.TierPoints) > 0 {
				tiered[s.Code] = s.TierPoints
			}
		}
	}
	require.Equal(t, map[string]map[string]mall.Points{"TEA-100": {"gold": 3500}}, tiered)
	require.Equal(t, map[string]int{"mountain-print": 12}, timed)
}

func findSKU(t *testing.T, c Catalog, code string) SKU {
	t.Helper()
	for _, p := range c.Products {
		for _, s := range p.SKUs {
			if s.Code == code {
				return s
			}
		}
	}
	require.Fail(t, "no such SKU", code)
	return SKU{}
}

func requirePrices(t *testing.T, s SKU) {
	t.Helper()
	require.True(t, s.Points > 0 || s.PlusCash != nil, "%s has no price", s.Code)
	if s.PlusCash == nil {
		return
	}
	require.True(t, s.PlusCash.Points > 0 || s.OffsetPercent > 0, "%s: points pay nothing of it", s.Code)
	cash, err := s.PlusCash.Money()
	require.NoError(t, err, s.Code)
	require.Positive(t, cash.Minor, s.Code)
	if s.Points > 0 {
		require.Less(t, s.PlusCash.Points, s.Points, "%s: cash must save points", s.Code)
	}
}

func requireText(t *testing.T, of string, text mall.Text) {
	t.Helper()
	isHan := func(r rune) bool { return unicode.Is(unicode.Han, r) }
	require.NotEmpty(t, text.EN, of)
	require.False(t, slices.ContainsFunc([]rune(text.EN), isHan), "%s: %q is not English", of, text.EN)
	require.True(t, slices.ContainsFunc([]rune(text.ZH), isHan), "%s: %q is not Chinese", of, text.ZH)
}
