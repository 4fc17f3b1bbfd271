package rule

import (
	"cmp"
	"math/big"
	"slices"

	"pointsmall/mall"
)

// share divides whole points over exact parts by largest remainder: each part gets its
// floor, and those with the largest remainders one more, until all points are given.
// points must be the floor of the parts' sum. Ties go by the larger part and then by
// keys, so that the parts' order does not matter.
func share(points mall.Points, parts []*big.Rat, keys []string) []mall.Points {
	shares := make([]mall.Points, len(parts))
	if len(parts) == 1 {
		shares[0] = points
		return shares
	}
	left := points
	rest := make([]*big.Rat, len(parts))
	order := make([]int, len(parts))
	for i, p := range parts {
		order[i], rest[i] = i, zero
		if p.IsInt() {
			shares[i] = mall.Points(p.Num().Int64())
			left -= shares[i]
			continue
		}
		whole := floor(p)
		shares[i] = mall.Points(whole.Int64())
		left -= shares[i]
		rest[i] = new(big.Rat).Sub(p, new(big.Rat).SetInt(whole))
	}
	if left == 0 {
		return shares
	}
	slices.SortFunc(order, func(a, b int) int {
		return cmp.Or(rest[b].Cmp(rest[a]), parts[b].Cmp(parts[a]), cmp.Compare(keys[a], keys[b]))
	})
	for _, i := range order[:left] {
		shares[i]++
	}
	return shares
}

// floor is the largest whole number that is not above r, which is not negative.
func floor(r *big.Rat) *big.Int { return new(big.Int).Quo(r.Num(), r.Denom()) }
