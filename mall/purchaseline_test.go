package mall_test

import (
	"testing"

	"github.com/stretchr/testify/assert"

	"pointsmall/mall"
)

func TestALineCostsItsPiecesExactlyAndItsMeasureToTheMinorUnit(t *testing.T) {
	for name, c := range map[string]struct {
		line  mall.PurchaseLine
		in    mall.Currency
		cost  string
		units int64
	}{
		"pieces are not rounded":          {mall.PurchaseLine{Quantity: 3, UnitPrice: "0.333"}, "CNY", "0.999", 3},
		"a measure is rounded":            {mall.PurchaseLine{Quantity: 1, Measure: "0.385", UnitPrice: "19.90"}, "CNY", "7.66", 385},
		"a half is rounded up":            {mall.PurchaseLine{Quantity: 1, Measure: "0.5", UnitPrice: "0.01"}, "CNY", "0.01", 500},
		"less than a half falls away":     {mall.PurchaseLine{Quantity: 1, Measure: "0.001", UnitPrice: "4"}, "CNY", "0", 1},
		"the yen has no decimals":         {mall.PurchaseLine{Quantity: 1, Measure: "1.5", UnitPrice: "333"}, "JPY", "500", 1500},
		"the dinar has three":             {mall.PurchaseLine{Quantity: 1, Measure: "0.385", UnitPrice: "1.111"}, "KWD", "0.428", 385},
		"a whole measure is a measure":    {mall.PurchaseLine{Quantity: 1, Measure: "2", UnitPrice: "0.333"}, "CNY", "0.67", 2000},
		"a measure may be a million":      {mall.PurchaseLine{Quantity: 1, Measure: "1000000", UnitPrice: "1"}, "CNY", "1000000", 1_000_000_000},
		"an old line has only a quantity": {mall.PurchaseLine{Quantity: 1, UnitPrice: "7.6615"}, "CNY", "7.6615", 1},
	} {
		assert.Equal(t, c.cost, c.line.Cost(c.in).String(), name)
		assert.Equal(t, c.units, c.line.Units(), name)
	}
	assert.Equal(t, "0.385", mall.PurchaseLine{Quantity: 1, Measure: "1"}.Shown(385))
	assert.Equal(t, "3", mall.PurchaseLine{Quantity: 5}.Shown(3))
}
