package search

import (
	"bytes"
	"cmp"

	"pointsmall/mall"
)

// Place is a product's place in every list.
type Place struct {
	ID       mall.ProductID
	Points   mall.Points
	Redeemed int64
}

// Order is what lists are sorted by. Products alike are ordered by age.
type Order int

// The orders there are, each rising.
const (
	ByAge Order = iota
	ByPoints
	ByRedeemed
)

// compare says which of two places comes first.
func (o Order) compare(a, b *Place) int {
	switch o {
	case ByPoints:
		if a.Points != b.Points {
			return cmp.Compare(a.Points, b.Points)
		}
	case ByRedeemed:
		if a.Redeemed != b.Redeemed {
			return cmp.Compare(a.Redeemed, b.Redeemed)
		}
	}
	return bytes.Compare(a.ID[:], b.ID[:])
}
