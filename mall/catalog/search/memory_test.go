package search_test

import (
	"cmp"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"pointsmall/mall"
	"pointsmall/mall/catalog/search"
)

// naive is what the index is compared with: a walk through all rows.
type naive map[mall.ProductID]search.Row

func (n naive) page(words []string, where func(*search.Row) bool, p search.Part) (ids []mall.ProductID) {
	before := func(a, b search.Place) int {
		order := slices.Compare(a.ID[:], b.ID[:])
		switch p.Order {
		case search.ByPoints:
			order = cmp.Or(cmp.Compare(a.Points, b.Points), order)
		case search.ByRedeemed:
			order = cmp.Or(cmp.Compare(a.Redeemed, b.Redeemed), order)
		}
		return order
	}
	var rows []search.Row
	for _, row := range n {
		missing := slices.ContainsFunc(words, func(w string) bool { return !strings.Contains(row.Text, w) })
		if !missing && where(&row) && (p.Above == nil || before(row.Place, *p.Above) > 0) && (p.Below == nil || before(row.Place, *p.Below) < 0) {
			rows = append(rows, row)
		}
	}
	slices.SortFunc(rows, func(a, b search.Row) int {
		if p.Descending {
			a, b = b, a
		}
		return before(a.Place, b.Place)
	})
	for _, row := range rows[:min(len(rows), p.Limit)] {
		ids = append(ids, row.ID)
	}
	return ids
}

// Whatever is put in, changed and taken out, singly or many at once, the index answers what a
// walk through all rows does.
func TestTheMemoryAnswersWhatAWalkDoes(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		r := titles{rand.New(rand.NewPCG(rapid.Uint64().Draw(rt, "seed"), 3))}
		m, all := search.NewMemory(), naive{}
		var ids []mall.ProductID
		for range rapid.IntRange(1, 6).Draw(rt, "rounds") {
			var rows []search.Row
			var gone []mall.ProductID
			for range rapid.SampledFrom([]int{1, 3, 40, 700}).Draw(rt, "rows") {
				row := search.Row{
					Place: search.Place{ID: mall.NewProductID(), Points: mall.Points(r.IntN(4)), Redeemed: int64(r.IntN(3))}, OnShelf: r.IntN(3) > 0,
					Text: search.Text(r.text(30), r.text(8)),
				}
				if len(ids) > 0 && r.IntN(3) == 0 {
					row.ID = ids[r.IntN(len(ids))]
				} else {
					ids = append(ids, row.ID)
				}
				if slices.ContainsFunc(rows, func(other search.Row) bool { return other.ID == row.ID }) {
					continue
				}
				rows = append(rows, row)
			}
			for range r.IntN(3) {
				id := ids[r.IntN(len(ids))]
				if !slices.ContainsFunc(rows, func(row search.Row) bool { return row.ID == id }) && !slices.Contains(gone, id) {
					gone = append(gone, id)
				}
			}
			m.Put(rows, gone)
			for _, row := range rows {
				all[row.ID] = row
			}
			for _, id := range gone {
				delete(all, id)
			}
			for range 8 {
				words := search.Words(r.text(5))
				p := search.Part{Order: search.Order(r.IntN(3)), Descending: r.IntN(2) == 0, Limit: 1 + r.IntN(30)}
				for _, bound := range []**search.Place{&p.Above, &p.Below} {
					if r.IntN(3) == 0 {
						row := all[ids[r.IntN(len(ids))]]
						*bound = &row.Place
					}
				}
				where := func(row *search.Row) bool { return row.OnShelf }
				want := all.page(words, where, p)
				require.Equal(rt, fmt.Sprint(want), fmt.Sprint(m.Page(search.Lookup{Words: words, Where: where}, p)), "%q %+v", words, p)
				var newest []mall.ProductID
				m.Newest(search.Lookup{Words: words, Where: where}, p.Limit, func(row *search.Row) { newest = append(newest, row.ID) })
				require.Equal(rt, fmt.Sprint(all.page(words, where, search.Part{Descending: true, Limit: p.Limit})), fmt.Sprint(newest), "%q", words)
			}
		}
	})
}
