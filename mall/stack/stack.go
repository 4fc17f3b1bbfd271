package stack

import (
	"slices"

	"pointsmall/mall"
)

// Way says how a benefit stacks.
type Way[T any] func(T) mall.Stacking

// Passed is a benefit that does not hold, and the one that it was dropped for.
type Passed[T any] struct{ Dropped, For T }

// First has the first exclusive benefit win, whatever it is worth; where there is none, the
// largest of each group stays, and all that are in no group. larger compares two of one group.
func First[T any](list []T, way Way[T], larger func(a, b T) bool) (kept []T, passed []Passed[T]) {
	i := slices.IndexFunc(list, func(b T) bool { return exclusive(way, b) })
	if i < 0 {
		return bestOf(list, way, larger)
	}
	for n, b := range list {
		if n != i {
			passed = append(passed, Passed[T]{b, list[i]})
		}
	}
	return list[i : i+1], passed
}

// Best has the best deal win: an exclusive benefit by itself, or all others that go together,
// whichever is worth most; of equals those that go together, then the first.
func Best[T any](list []T, way Way[T], larger func(a, b T) bool, worth func([]T) int64) (kept []T, passed []Passed[T]) {
	var together []T
	var alone []int
	for i, b := range list {
		if exclusive(way, b) {
			alone = append(alone, i)
		} else {
			together = append(together, b)
		}
	}
	kept, passed = bestOf(together, way, larger)
	if len(alone) == 0 {
		return kept, passed
	}
	winner, most := -1, worth(kept)
	for _, i := range alone {
		if w := worth(list[i : i+1]); w > most || len(kept) == 0 && winner < 0 {
			winner, most = i, w
		}
	}
	if winner >= 0 {
		kept, passed = list[winner:winner+1], nil
	}
	for i, b := range list {
		if i != winner && (winner >= 0 || exclusive(way, b)) {
			passed = append(passed, Passed[T]{b, kept[0]})
		}
	}
	return kept, passed
}

func exclusive[T any](way Way[T], b T) bool { return way(b).Mode == mall.StackExclusive }

// bestOf keeps the largest of each group, the first of equals.
func bestOf[T any](list []T, way Way[T], larger func(a, b T) bool) (kept []T, passed []Passed[T]) {
	best := map[string]int{}
	for i, b := range list {
		s := way(b)
		if s.Mode != mall.StackBestOf {
			continue
		}
		if at, ok := best[s.Group]; !ok || larger(b, list[at]) {
			best[s.Group] = i
		}
	}
	if len(best) == 0 {
		return list, nil
	}
	for i, b := range list {
		s := way(b)
		if at := best[s.Group]; s.Mode == mall.StackBestOf && at != i {
			passed = append(passed, Passed[T]{b, list[at]})
		} else {
			kept = append(kept, b)
		}
	}
	return kept, passed
}
