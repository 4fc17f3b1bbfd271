package graph

import (
	"testing"

	"github.com/shopspring/decimal"
	"github.com/stretchr/testify/assert"

	"pointsmall/graph/model"
	"pointsmall/mall"
)

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
