package purchase

import (
	"errors"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"pointsmall/mall"
)

// newGoods are goods that cost 1,000 yuan.
func newGoods(lines []mall.PurchaseLine) *Goods {
	return NewGoods(lines, mall.Money{Minor: 1000_00, Currency: "CNY"})
}

func weight(sku, measure, unit string) mall.PurchaseLine {
	return mall.PurchaseLine{Sku: sku, Quantity: 1, Measure: measure, UnitPrice: unit}
}

func line(sku string, quantity int, unit string) mall.PurchaseLine {
	return mall.PurchaseLine{Sku: sku, Quantity: quantity, UnitPrice: unit}
}

func TestFindGoods(t *testing.T) {
	goods := []mall.PurchaseLine{line("tea", 3, "10.00"), line("cup", 1, "5"), line("tea", 2, "8"), line("tea", 4, "10"), weight("beef", "1.250", "60")}
	for name, c := range map[string]struct {
		back  []int64
		lines []mall.PurchaseLine
		want  []int64
		code  mall.ErrorCode
		path  []string
		text  string
	}{
		"one line":                           {lines: []mall.PurchaseLine{line("cup", 1, "5.00")}, want: []int64{0, 1, 0, 0, 0}},
		"the price tells lines apart":        {lines: []mall.PurchaseLine{line("tea", 2, "8")}, want: []int64{0, 0, 2, 0, 0}},
		"the first line first":               {lines: []mall.PurchaseLine{line("tea", 5, "10")}, want: []int64{3, 0, 0, 2, 0}},
		"what came back is left out":         {back: []int64{2, 0, 0, 0, 0}, lines: []mall.PurchaseLine{line("tea", 2, "10")}, want: []int64{1, 0, 0, 1, 0}},
		"lines of one return add up":         {lines: []mall.PurchaseLine{line("tea", 3, "10"), line("tea", 4, "10.0")}, want: []int64{3, 0, 0, 4, 0}},
		"more than the one piece":            {lines: []mall.PurchaseLine{line("cup", 2, "5")}, code: mall.CodeLimitExceeded, path: []string{"lines", "0", "quantity"}, text: `of 1 piece bought, 1 can be returned`},
		"more than was bought":               {lines: []mall.PurchaseLine{line("tea", 8, "10")}, code: mall.CodeLimitExceeded, path: []string{"lines", "0", "quantity"}, text: `line 1: 8 of "tea" at 10 cannot be returned: of 7 pieces bought, 7 can be returned`},
		"more than is left":                  {back: []int64{0, 1, 0, 0, 0}, lines: []mall.PurchaseLine{line("tea", 1, "8"), line("cup", 1, "5")}, code: mall.CodeLimitExceeded, path: []string{"lines", "1", "quantity"}, text: "line 2: 1"},
		"lines of one return add up to more": {lines: []mall.PurchaseLine{line("tea", 7, "10"), line("tea", 1, "10")}, code: mall.CodeLimitExceeded, path: []string{"lines", "1", "quantity"}, text: "of 7 pieces bought, 0 can be returned"},
		"goods that were not bought":         {lines: []mall.PurchaseLine{line("pot", 1, "10")}, code: mall.CodeNotFound, path: []string{"lines", "0", "sku"}, text: `no "pot" at 10`},
		"part of a measure":                  {lines: []mall.PurchaseLine{weight("beef", "0.4", "60")}, want: []int64{0, 0, 0, 0, 400}},
		"more than was weighed":              {lines: []mall.PurchaseLine{weight("beef", "1.251", "60")}, code: mall.CodeLimitExceeded, path: []string{"lines", "0", "measure"}, text: `line 1: 1.251 of "beef" at 60 cannot be returned: 1.25 was bought, and 1.25 of it is left to return`},
		"pieces of what was weighed":         {lines: []mall.PurchaseLine{line("beef", 1, "60")}, code: mall.CodeNotFound, path: []string{"lines", "0", "sku"}, text: `no "beef" at 60`},
		"a weight of what was counted":       {lines: []mall.PurchaseLine{weight("tea", "1", "10")}, code: mall.CodeNotFound, path: []string{"lines", "0", "sku"}, text: `no measured "tea" at 10`},
		"goods at another price":             {lines: []mall.PurchaseLine{line("cup", 1, "5.01")}, code: mall.CodeNotFound, path: []string{"lines", "0", "sku"}, text: `no "cup" at 5.01`},
	} {
		t.Run(name, func(t *testing.T) {
			g := newGoods(goods)
			g.Back(c.back)
			got, refusal := g.Find(c.lines)
			if c.code == "" {
				require.Nil(t, refusal)
				assert.Equal(t, c.want, got)
				return
			}
			var err *mall.Error
			require.True(t, errors.As(refusal, &err))
			assert.Equal(t, c.code, err.Code)
			assert.Equal(t, c.path, err.Path)
			assert.Contains(t, err.Text.EN, c.text)
			assert.NotContains(t, err.Text.ZH, "%!")
		})
	}
}

func TestTakeGoodsByTheirSku(t *testing.T) {
	g := newGoods([]mall.PurchaseLine{line("tea", 3, "10.00"), line("tea", 2, "8")})
	got, ok := g.Take(line("tea", 4, "8.0"))
	assert.True(t, ok)
	assert.Equal(t, []mall.PurchaseLine{line("tea", 2, "8"), line("tea", 2, "10.00")}, got, "those at the price first")
	_, ok = g.Take(line("tea", 2, "10"))
	assert.False(t, ok, "one is left")
	got, ok = g.Take(line("tea", 1, "8"))
	assert.True(t, ok, "a refusal took nothing")
	assert.Equal(t, []mall.PurchaseLine{line("tea", 1, "10.00")}, got)
	assert.True(t, g.Whole())
}

func TestSharesOfLines(t *testing.T) {
	for name, c := range map[string]struct {
		lines []mall.PurchaseLine
		total int64
		want  []int64
	}{
		"by what they cost":           {[]mall.PurchaseLine{line("a", 1, "30"), line("b", 2, "5")}, 100, []int64{75, 25}},
		"rounded, and nothing lost":   {[]mall.PurchaseLine{line("a", 1, "1"), line("b", 1, "1"), line("c", 1, "1")}, 100, []int64{33, 33, 34}},
		"by pieces where all is free": {[]mall.PurchaseLine{line("a", 1, "0"), line("b", 3, "0")}, 8, []int64{2, 6}},
		"a measure by what it costs":  {[]mall.PurchaseLine{weight("a", "0.385", "19.90"), line("b", 1, "7.66")}, 101, []int64{50, 51}},
		"a measure as one piece":      {[]mall.PurchaseLine{weight("a", "9.5", "0"), line("b", 3, "0")}, 8, []int64{2, 6}},
		"nothing":                     {[]mall.PurchaseLine{line("a", 1, "1"), line("b", 1, "2")}, 0, []int64{0, 0}},
		"as much as there can be":     {[]mall.PurchaseLine{line("a", 1_000_000, "90071992547.41")}, int64(mall.MaxPoints), []int64{int64(mall.MaxPoints)}},
	} {
		assert.Equal(t, c.want, newGoods(c.lines).Shares(c.total), name)
	}
}

// In however many parts and whatever order goods come back: what is due of the parts adds
// up to what is due of them together, and all goods are all points.
func TestPartsAddUpToTheWhole(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		lines := rapid.SliceOfN(rapid.Custom(func(t *rapid.T) mall.PurchaseLine {
			return line(rapid.SampledFrom([]string{"a", "b"}).Draw(t, "sku"), rapid.IntRange(1, 1_000_000).Draw(t, "quantity"), rapid.SampledFrom([]string{"0", "1", "2.5"}).Draw(t, "price"))
		}), 1, 5).Draw(t, "lines")
		total := rapid.Int64Range(0, int64(mall.MaxPoints)).Draw(t, "points")
		g := newGoods(lines)
		shares := g.Shares(total)
		var due int64
		for !g.Whole() {
			pieces := make([]int64, len(lines))
			for i := range lines {
				pieces[i] = rapid.Int64Range(0, g.left(i)).Draw(t, "pieces")
			}
			if rapid.Bool().Draw(t, "the rest") {
				for i := range lines {
					pieces[i] = g.left(i)
				}
			}
			g.Back(pieces)
			now := g.Owed(shares)
			if now < due {
				t.Fatalf("%d are due, and %d were", now, due)
			}
			due = now
		}
		if due != total {
			t.Fatalf("the parts took %d of %d", due, total)
		}
	})
}
