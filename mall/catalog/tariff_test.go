package catalog_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"pointsmall/mall"
	"pointsmall/mall/catalog"
)

func TestTariff(t *testing.T) {
	t.Parallel()
	for text, c := range map[string]struct {
		byRank []mall.Points // of ranks 0 to 3; -1: no price is open
		most   mall.Points
		tiered bool
	}{
		"800":               {[]mall.Points{800, 800, 800, 800}, 800, false},
		"0":                 {[]mall.Points{0, 0, 0, 0}, 0, false},
		"900,800":           {[]mall.Points{800, 800, 800, 800}, 800, false},
		"800,600@2":         {[]mall.Points{800, 800, 600, 600}, 800, true},
		"500@3,800,600@1":   {[]mall.Points{800, 600, 600, 500}, 800, true},
		"800,900@1":         {[]mall.Points{800, 800, 800, 800}, 800, true}, // nobody pays more than everybody
		"600@2":             {[]mall.Points{-1, -1, 600, 600}, 600, true},
		"400@3,700@1,500@2": {[]mall.Points{-1, 700, 500, 400}, 700, true},
		"700@0":             {[]mall.Points{700, 700, 700, 700}, 700, true},
	} {
		for _, value := range []any{text, []byte(text)} {
			var tariff catalog.Tariff
			require.NoError(t, tariff.Scan(value), text)
			for rank, want := range c.byRank {
				got, ok := tariff.For(rank)
				assert.Equal(t, want >= 0, ok, "%s, rank %d", text, rank)
				assert.Equal(t, max(want, 0), got, "%s, rank %d", text, rank)
			}
			most, ok := tariff.Most()
			assert.True(t, ok, text)
			assert.Equal(t, c.most, most, text)
			assert.Equal(t, c.tiered, tariff.Tiered(), text)
		}
	}
}

func TestATariffWithoutPrices(t *testing.T) {
	t.Parallel()
	tariff := catalog.Tariff{{Points: 1}}
	require.NoError(t, tariff.Scan(nil))
	assert.Empty(t, tariff)
	_, ok := tariff.For(3)
	assert.False(t, ok)
	_, ok = tariff.Most()
	assert.False(t, ok)
	assert.False(t, tariff.Tiered())
	for _, nonsense := range []any{"", "x", "1@x", "1@", "1,,2", 7} {
		assert.Error(t, tariff.Scan(nonsense), nonsense)
	}
}
