package e2e

import (
	"fmt"
	"slices"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

const pageDocument = `query($first: Int, $after: String, $last: Int, $before: String, $sort: ProductSort, $filter: ProductFilter) {
	products(first: $first, after: $after, last: $last, before: $before, sort: $sort, filter: $filter) {
		totalCount
		edges { cursor node { id slug skus { prices { points requiresTier { code } } } } }
		nodes { slug }
		pageInfo { hasNextPage hasPreviousPage startCursor endCursor }
	}
}`

// Whoever pages through the catalog sees each product once, in the same order,
// whichever way and however much at a time.
func TestCatalogPaging(t *testing.T) {
	t.Parallel()
	eachDatabase(t, func(t *testing.T, database string) {
		mall := open(t, database)
		for _, sort := range []map[string]any{
			{"by": "NEWEST"}, {"by": "NEWEST", "reverse": true}, {"by": "POINTS"}, {"by": "POINTS", "reverse": true},
		} {
			name := fmt.Sprint(sort)
			whole := mall.data(t, "", pageDocument, map[string]any{"first": 100, "sort": sort})
			want := slugs(t, whole)
			require.Len(t, want, 68)
			assert.Len(t, slices.Compact(slices.Sorted(slices.Values(want))), 68, "no product comes twice")
			if sort["by"] == "POINTS" {
				assertByPoints(t, whole, sort["reverse"] == true)
			}
			for _, size := range []int{1, 7, 34, 67, 68, 100} {
				assert.Equal(t, want, mall.walk(t, sort, size, false), "%s, %d at a time, forwards", name, size)
				assert.Equal(t, want, mall.walk(t, sort, size, true), "%s, %d at a time, backwards", name, size)
			}
		}
		forwards := slugs(t, mall.data(t, "", pageDocument, map[string]any{"first": 100, "sort": map[string]any{"by": "POINTS"}}))
		backwards := slugs(t, mall.data(t, "", pageDocument, map[string]any{"first": 100, "sort": map[string]any{"by": "POINTS", "reverse": true}}))
		slices.Reverse(backwards)
		assert.Equal(t, forwards, backwards, "reverse is the exact reverse, ties included")
	})
}

// walk reads the catalog page by page.
func (s *shop) walk(t *testing.T, sort map[string]any, size int, backwards bool) (seen []string) {
	t.Helper()
	variables := map[string]any{"sort": sort}
	for pages := 0; ; pages++ {
		require.LessOrEqual(t, pages, 70, "the pages never end")
		if backwards {
			variables["last"] = size
		} else {
			variables["first"] = size
		}
		got := s.data(t, "", pageDocument, variables)
		page := slugs(t, got)
		require.LessOrEqual(t, len(page), size)
		require.EqualValues(t, 68, at[int64](t, got, "products.totalCount"))
		if backwards {
			seen = append(page, seen...)
			require.Equal(t, pages > 0, at[bool](t, got, "products.pageInfo.hasNextPage"))
			if !at[bool](t, got, "products.pageInfo.hasPreviousPage") {
				return seen
			}
			variables["before"] = at[string](t, got, "products.pageInfo.startCursor")
			continue
		}
		seen = append(seen, page...)
		require.Equal(t, pages > 0, at[bool](t, got, "products.pageInfo.hasPreviousPage"))
		if !at[bool](t, got, "products.pageInfo.hasNextPage") {
			return seen
		}
		variables["after"] = at[string](t, got, "products.pageInfo.endCursor")
	}
}

func slugs(t *testing.T, data map[string]any) (found []string) {
	t.Helper()
	for _, edge := range at[[]any](t, data, "products.edges") {
		found = append(found, at[string](t, edge, "node.slug"))
	}
	var nodes []string
	for _, node := range at[[]any](t, data, "products.nodes") {
		nodes = append(nodes, at[string](t, node, "slug"))
	}
	require.Equal(t, nodes, found, "nodes are the edges' nodes")
	return found
}

// assertByPoints checks the order of a page against the prices for everybody on it that ask
// for points.
func assertByPoints(t *testing.T, data map[string]any, reverse bool) {
	t.Helper()
	var lowest []int64
	for _, edge := range at[[]any](t, data, "products.edges") {
		least := int64(1) << 62
		for _, sku := range at[[]any](t, edge, "node.skus") {
			for _, price := range at[[]any](t, sku, "prices") {
				if points := at[int64](t, price, "points"); points > 0 && price.(map[string]any)["requiresTier"] == nil {
					least = min(least, points)
				}
			}
		}
		lowest = append(lowest, least)
	}
	if reverse {
		slices.Reverse(lowest)
	}
	assert.True(t, slices.IsSorted(lowest), "%v", lowest)
}

// Orders and entries page in the same way.
func TestAccountPaging(t *testing.T) {
	t.Parallel()
	eachDatabase(t, func(t *testing.T, database string) {
		mall := open(t, database)
		const orders = 7
		for i := range orders {
			mall.order(t, "alice", "DRINK-100", fmt.Sprint(i))
		}
		for _, list := range []struct {
			path, query string
			want        int
		}{
			{"me.orders", `query($first: Int, $after: String, $last: Int, $before: String) {
				me { orders(first: $first, after: $after, last: $last, before: $before) { ...page nodes { id } } } }
				fragment page on OrderConnection { pageInfo { hasNextPage hasPreviousPage startCursor endCursor } }`, orders},
			{"me.points.entries", `query($first: Int, $after: String, $last: Int, $before: String) {
				me { points { entries(first: $first, after: $after, last: $last, before: $before) { ...page nodes { id } } } } }
				fragment page on PointsEntryConnection { pageInfo { hasNextPage hasPreviousPage startCursor endCursor } }`, orders + 4},
		} {
			ids := func(variables map[string]any) (page []string, rest map[string]any) {
				got := mall.data(t, "alice", list.query, variables)
				for _, node := range at[[]any](t, got, list.path+".nodes") {
					page = append(page, at[string](t, node, "id"))
				}
				return page, at[map[string]any](t, got, list.path+".pageInfo")
			}
			whole, _ := ids(map[string]any{"first": 100})
			require.Len(t, whole, list.want, list.path)
			var forwards, backwards []string
			for variables := map[string]any{"first": 3}; ; {
				page, info := ids(variables)
				forwards = append(forwards, page...)
				if info["hasNextPage"] != true {
					break
				}
				variables["after"] = info["endCursor"]
			}
			for variables := map[string]any{"last": 3}; ; {
				page, info := ids(variables)
				backwards = append(page, backwards...)
				if info["hasPreviousPage"] != true {
					break
				}
				variables["before"] = info["startCursor"]
			}
			assert.Equal(t, whole, forwards, list.path)
			assert.Equal(t, whole, backwards, list.path)
		}
	})
}
