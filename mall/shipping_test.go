package mall

import (
	"testing"

	"github.com/stretchr/testify/assert"
)

func TestTheFeeOfSending(t *testing.T) {
	free := int64(99_00)
	pieces := &ShippingRates{Unit: ShippingByPiece, First: 1, FirstMinor: 12_00, Further: 2, FurtherMinor: 3_00}
	grams := &ShippingRates{Unit: ShippingByWeight, First: 1000, FirstMinor: 12_00, Further: 500, FurtherMinor: 5_00, FreeFromMinor: &free}
	for name, c := range map[string]struct {
		rates         *ShippingRates
		amount, goods int64
		fee           int64
	}{
		"nothing":                          {pieces, 0, 0, 0},
		"the first piece":                  {pieces, 1, 0, 12_00},
		"a further one":                    {pieces, 2, 0, 15_00},
		"what is begun counts as whole":    {pieces, 4, 0, 18_00},
		"the first kilogram":               {grams, 1000, 0, 12_00},
		"1600 g":                           {grams, 1600, 0, 22_00},
		"a minor unit too little for free": {grams, 1600, 98_99, 22_00},
		"free from a sum on":               {grams, 1600, 99_00, 0},
	} {
		fee, ok := c.rates.Fee(c.amount, c.goods)
		assert.True(t, ok, name)
		assert.Equal(t, c.fee, fee, name)
	}
	_, ok := (&ShippingRates{First: 1, Further: 1, FurtherMinor: 1 << 50}).Fee(1<<40, 0)
	assert.False(t, ok, "more than any amount may be")
	assert.True(t, pieces.AskAnything())
	assert.False(t, (&ShippingRates{First: 1, Further: 1}).AskAnything())
	assert.False(t, (*ShippingRates)(nil).AskAnything())
}
