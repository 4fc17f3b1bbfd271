package page_test

import (
	"context"
	"slices"
	"strconv"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"pointsmall/graph/page"
	"pointsmall/mall"
)

// numbers is the list of the whole numbers from 1 to n.
func numbers(n int) page.List[int, int] {
	return page.List[int, int]{
		Text: func(node *int) string { return strconv.Itoa(*node) },
		Place: func(text string) (int, bool) {
			place, err := strconv.Atoi(text)
			return place, err == nil
		},
		Read: func(_ context.Context, part page.Part[int]) ([]*int, error) {
			from, to := 1, n
			if part.After != nil {
				from = *part.After + 1
			}
			if part.Before != nil {
				to = *part.Before - 1
			}
			if part.FromEnd {
				from = max(from, to-part.Limit+1)
			} else {
				to = min(to, from+part.Limit-1)
			}
			var nodes []*int
			for i := from; i <= to; i++ {
				nodes = append(nodes, &i)
			}
			return nodes, nil
		},
		Count: func(context.Context) (int, error) { return n, nil },
	}
}

func valuesOf(c *page.Connection[int]) (values []int) {
	for i, e := range c.Edges {
		values = append(values, *e.Node)
		if c.Nodes[i] != e.Node {
			panic("nodes and edges differ")
		}
	}
	return values
}

func TestPagesHoldEveryNodeOnceWhateverTheirSizes(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(0, 40).Draw(t, "n")
		list, backward := numbers(n), rapid.Bool().Draw(t, "backward")
		var seen, want []int
		for i := range n {
			want = append(want, i+1)
		}
		var place *string
		for {
			size := rapid.IntRange(1, 15).Draw(t, "size")
			args := page.Args{First: &size, After: place}
			if backward {
				args = page.Args{Last: &size, Before: place}
			}
			c, err := list.Page(context.Background(), args)
			require.NoError(t, err)
			require.LessOrEqual(t, len(c.Edges), size)
			more := c.PageInfo.HasNextPage
			if backward {
				seen, more, place = slices.Concat(valuesOf(c), seen), c.PageInfo.HasPreviousPage, c.PageInfo.StartCursor
				require.Equal(t, args.Before != nil, c.PageInfo.HasNextPage)
			} else {
				seen, place = append(seen, valuesOf(c)...), c.PageInfo.EndCursor
				require.Equal(t, args.After != nil, c.PageInfo.HasPreviousPage)
			}
			require.Equal(t, len(c.Edges) == 0, place == nil)
			if !more {
				break
			}
		}
		require.Equal(t, want, seen)
	})
}

func TestAPageIsRefusedBeforeAnythingIsRead(t *testing.T) {
	list := numbers(3)
	list.Read = func(context.Context, page.Part[int]) ([]*int, error) {
		t.Error("it was read")
		return nil, nil
	}
	two, none, many, bad := 2, -1, page.MaxSize+1, "not a cursor"
	other := "Yzp4" // "c:x", a cursor of another list
	for name, c := range map[string]struct {
		args  page.Args
		field string
	}{
		"both sizes":               {page.Args{First: &two, Last: &two}, "last"},
		"a negative size":          {page.Args{First: &none}, "first"},
		"too many from the end":    {page.Args{Last: &many}, "last"},
		"no cursor":                {page.Args{After: &bad}, "after"},
		"a cursor of another list": {page.Args{Before: &other}, "before"},
	} {
		_, err := list.Page(t.Context(), c.args)
		var refusal *mall.Error
		require.ErrorAs(t, err, &refusal, name)
		assert.Equal(t, mall.CodeInvalidInput, refusal.Code, name)
		assert.Equal(t, []string{c.field}, refusal.Path, name)
	}
}

func TestTheTotalIsCountedOnlyWhenItIsAskedFor(t *testing.T) {
	list, counted := numbers(30), 0
	list.Count = func(context.Context) (int, error) {
		counted++
		return 30, nil
	}
	c, err := list.Page(t.Context(), page.Args{})
	require.NoError(t, err)
	assert.Len(t, c.Nodes, page.DefaultSize)
	assert.Zero(t, counted)
	total, err := c.TotalCount(t.Context())
	require.NoError(t, err)
	assert.Equal(t, 30, total)
	assert.Equal(t, 1, counted)
}
