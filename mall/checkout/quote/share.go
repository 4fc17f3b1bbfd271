package quote

import (
	"cmp"
	"math/bits"
	"slices"
)

// shares divides a total by weights, whose sum is given and not 0: each gets its part rounded
// down, and what is left goes to the largest remainders, the first of equals first. No share
// is larger than its part rounded up. Example: 1000 by 1, 1, 1 is 334, 333, 333.
func shares(total int64, weights []int64, sum int64) []int64 {
	parts, rests := make([]int64, len(weights)), make([]uint64, len(weights))
	order := make([]int, len(weights))
	left := total
	for i, w := range weights {
		high, low := bits.Mul64(uint64(total), uint64(w))
		part, rest := bits.Div64(high, low, uint64(sum)) // a weight is at most the sum
		parts[i], rests[i], order[i] = int64(part), rest, i
		left -= parts[i]
	}
	slices.SortStableFunc(order, func(a, b int) int { return cmp.Compare(rests[b], rests[a]) })
	for _, i := range order[:left] {
		parts[i]++
	}
	return parts
}
