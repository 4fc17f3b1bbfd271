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

func TestATierHasOnePercentage(t *testing.T) {
	percent := mall.Decimal{Decimal: decimal.New(5, 0)}
	_, refusal := effectOf(&model.EarningEffectInput{TierBonus: &model.TierBonusEffectInput{Percents: []*model.TierPercentInput{
		{Tier: "gold", Percent: percent}, {Tier: "silver", Percent: percent}, {Tier: "gold", Percent: percent},
	}}})
	if assert.NotNil(t, refusal) {
		assert.Equal(t, []string{"tierBonus", "percents", "2", "tier"}, refusal.Path)
	}
}

func TestMoneyOfRulesIsOfACurrencyThatThereIs(t *testing.T) {
	_, refusal := effectOf(&model.EarningEffectInput{Ratio: &model.RatioEffectInput{
		Points: 1, Amount: &model.MoneyInput{Amount: mall.Decimal{Decimal: decimal.New(1, 0)}, Currency: "XXQ"},
	}})
	if assert.NotNil(t, refusal) {
		assert.Equal(t, []string{"ratio", "amount", "currency"}, refusal.Path)
	}
}
