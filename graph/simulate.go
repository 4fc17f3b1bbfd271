package graph

import (
	"strconv"

	"pointsmall/graph/model"
	"pointsmall/mall/earning/rule"
	"pointsmall/mall/simulate"
)

// simulationOf reads what to simulate.
func simulationOf(input model.SimulateRulesInput) (simulate.Request, error) {
	request := simulate.Request{From: input.From, Until: input.Until}
	for i, d := range input.Drafts {
		draft := simulate.Draft{Code: d.Code, Version: d.Version}
		if d.Rule != nil {
			definition, refusal := ruleOf(d.Rule)
			if refusal != nil {
				return request, refusal.At("input", "drafts", strconv.Itoa(i), "rule")
			}
			draft.Unsaved = &rule.Draft{Code: d.Code, Name: textOf(d.Rule.Name), Definition: definition}
		}
		request.Drafts = append(request.Drafts, draft)
	}
	return request, nil
}
