package stack_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"pgregory.net/rapid"

	"pointsmall/mall"
	"pointsmall/mall/stack"
)

// benefit is worth something, and stacks in a way.
type benefit struct {
	name  string
	worth int64
	mall.Stacking
}

func way(b benefit) mall.Stacking { return b.Stacking }

func larger(a, b benefit) bool { return a.worth > b.worth }

func sum(list []benefit) (total int64) {
	for _, b := range list {
		total += b.worth
	}
	return total
}

func names(list []benefit) string {
	text := ""
	for _, b := range list {
		text += b.name
	}
	return text
}

func joint(name string, worth int64) benefit { return benefit{name: name, worth: worth} }

func best(name string, worth int64, group string) benefit {
	return benefit{name, worth, mall.Stacking{Mode: mall.StackBestOf, Group: group}}
}

func alone(name string, worth int64) benefit {
	return benefit{name, worth, mall.Stacking{Mode: mall.StackExclusive}}
}

func TestWhatHoldsTogether(t *testing.T) {
	for name, c := range map[string]struct {
		list        []benefit
		first, deal string
	}{
		"nothing":                                {nil, "", ""},
		"all that are joint":                     {[]benefit{joint("a", 1), joint("b", 2)}, "ab", "ab"},
		"the best of a group":                    {[]benefit{best("a", 1, "g"), best("b", 3, "g"), best("c", 2, "g")}, "b", "b"},
		"the first of equals":                    {[]benefit{best("a", 3, "g"), best("b", 3, "g")}, "a", "a"},
		"each group by itself":                   {[]benefit{best("a", 1, "g"), best("b", 2, "h"), joint("c", 1)}, "abc", "abc"},
		"an exclusive one that is worth more":    {[]benefit{joint("a", 1), alone("b", 5)}, "b", "b"},
		"an exclusive one that is worth less":    {[]benefit{joint("a", 4), joint("b", 4), alone("c", 5)}, "c", "ab"},
		"together, where both are worth as much": {[]benefit{alone("a", 5), joint("b", 5)}, "a", "b"},
		"the best of the exclusive ones":         {[]benefit{alone("a", 2), alone("b", 3), alone("c", 3)}, "a", "b"},
		"an exclusive one that is worth nothing": {[]benefit{alone("a", 0), alone("b", 0)}, "a", "a"},
	} {
		t.Run(name, func(t *testing.T) {
			kept, passed := stack.First(c.list, way, larger)
			assert.Equal(t, c.first, names(kept), "by priority")
			assert.Len(t, passed, len(c.list)-len(kept))
			kept, passed = stack.Best(c.list, way, larger, sum)
			assert.Equal(t, c.deal, names(kept), "the best deal")
			assert.Len(t, passed, len(c.list)-len(kept))
		})
	}
}

// Whatever there is: each benefit is kept or passed over, exclusive ones are alone, no group
// has two, and no benefit by itself is worth more than the best deal.
func TestAnyDealIsWhole(t *testing.T) {
	one := rapid.Custom(func(t *rapid.T) benefit {
		return benefit{
			name: "x", worth: rapid.Int64Range(0, 20).Draw(t, "worth"),
			Stacking: mall.Stacking{
				Mode:  rapid.SampledFrom([]mall.StackingMode{"", mall.StackAdd, mall.StackBestOf, mall.StackExclusive}).Draw(t, "mode"),
				Group: rapid.SampledFrom([]string{"", "g"}).Draw(t, "group"),
			},
		}
	})
	rapid.Check(t, func(t *rapid.T) {
		list := rapid.SliceOfN(one, 0, 6).Draw(t, "list")
		kept, passed := stack.Best(list, way, larger, sum)
		if len(kept)+len(passed) != len(list) || len(list) > 0 && len(kept) == 0 {
			t.Fatalf("%v: kept %v, passed %v", list, kept, passed)
		}
		groups := map[string]int{}
		for _, b := range kept {
			switch b.Mode {
			case mall.StackExclusive:
				if len(kept) > 1 {
					t.Fatalf("%v is not alone: %v", b, kept)
				}
			case mall.StackBestOf:
				if groups[b.Group]++; groups[b.Group] > 1 {
					t.Fatalf("two of group %q: %v", b.Group, kept)
				}
			}
		}
		for _, b := range list {
			if b.worth > sum(kept) {
				t.Fatalf("%v alone is worth more than %v", b, kept)
			}
		}
	})
}
