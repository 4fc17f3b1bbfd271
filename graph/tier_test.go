package graph

import (
	"testing"

	"github.com/shopspring/decimal"
	"github.com/stretchr/testify/assert"

	"pointsmall/graph/model"
	"pointsmall/mall"
)

// A figure of 0 was dropped in silence, and the tier had no threshold any more.
func TestAFigureOfAThresholdIsPositiveOrNull(t *testing.T) {
	amount := func(n int64) *model.MoneyInput {
		return &model.MoneyInput{Amount: mall.Decimal{Decimal: decimal.New(n, 0)}, Currency: "CNY"}
	}
	for field, threshold := range map[string]*model.TierThresholdInput{
		"spent": {Spent: amount(0)}, "purchases": {Purchases: new(0)}, "points": {Points: new(mall.Points(0))},
	} {
		_, err := tierChangeOf(model.UpdateTierInput{Code: "gold", Version: 1, Threshold: threshold}, "CNY")
		refusal := refused(err)
		assert.Equal(t, mall.CodeInvalidInput, refusal.Code, field)
		assert.Equal(t, []string{"threshold", field}, refusal.Path)
	}
	for _, threshold := range []*model.TierThresholdInput{nil, {}, {Spent: amount(1), Purchases: new(1), Points: new(mall.Points(1))}} {
		_, err := tierChangeOf(model.UpdateTierInput{Code: "gold", Version: 1, Threshold: threshold}, "CNY")
		assert.NoError(t, err)
	}
}
