package earning

import (
	"context"

	"pointsmall/mall"
	"pointsmall/mall/store"
)

// MaxBatch is how many events one call may report.
const MaxBatch = 1000

// doAll has a group serve all requests that pass the check, together, and returns
// what became of each, in order.
func doAll[Q, A any](ctx context.Context, group *store.Group[Q, A], requests []Q, check func(Q) *mall.Error) []store.Outcome[A] {
	outcomes := make([]store.Outcome[A], len(requests))
	var good []Q
	var places []int
	for i, r := range requests {
		if refusal := check(r); refusal != nil {
			outcomes[i].Err = refusal
			continue
		}
		good, places = append(good, r), append(places, i)
	}
	for n, out := range group.DoAll(ctx, good) {
		outcomes[places[n]] = out
	}
	return outcomes
}
