package graph

import (
	"strconv"

	"pointsmall/graph/model"
	"pointsmall/mall/campaign/multiplier"
	"pointsmall/mall/earning/rule"
)

// newMultiplier reads the input of a campaign of earning rules.
func newMultiplier(input model.CreateMultiplierInput) (multiplier.NewMultiplier, error) {
	n := multiplier.NewMultiplier{
		Slug: input.Slug, Name: textOf(input.Name), Rules: textOf(input.Rules), StartsAt: input.StartsAt, EndsAt: input.EndsAt, Budget: input.BudgetPoints,
		Earning: make([]rule.Draft, len(input.EarningRules)),
	}
	for i, r := range input.EarningRules {
		definition, refusal := ruleOf(r)
		if refusal != nil {
			return n, refusal.At("earningRules", strconv.Itoa(i))
		}
		n.Earning[i] = rule.Draft{Name: textOf(r.Name), Definition: definition}
	}
	return n, nil
}
