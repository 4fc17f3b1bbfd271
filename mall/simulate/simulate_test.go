package simulate_test

import (
	"context"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"pointsmall/ent"
	"pointsmall/mall"
	"pointsmall/mall/earning"
	"pointsmall/mall/earning/rule"
	"pointsmall/mall/malltest"
	"pointsmall/mall/simulate"
)

// What was recorded in order comes out of a replay as it was granted, point by point.
func TestReplayOfActiveRulesIsWhatWasGranted(t *testing.T) {
	malltest.Run(t, func(t *testing.T, m *malltest.Mall) {
		activate(t, m,
			named("first", gives(mall.TriggerFirstPurchase, 100)),
			named("review", gives(mall.TriggerReview, 20, func(d *rule.Definition) {
				d.Caps = []rule.Cap{{Period: rule.Day, Scope: rule.EachMember, Times: new(int64(2))}, {Period: rule.Life, Scope: rule.Overall, Points: new(mall.Points(110))}}
			})),
			named("regular", gives(mall.TriggerPurchase, 7, func(d *rule.Definition) {
				d.Condition = `history.purchases >= 1 && history.spent > 100.0 && history.purchases30d < 3 && event.channel == "app"`
			})),
		)
		granted := mall.Points(0)
		members := []*ent.Member{m.Member("normal"), m.Member("gold"), m.Member("normal")}
		n := 0
		for ago := 10; ago >= 0; ago-- {
			for _, who := range members {
				n++
				at := time.Duration(ago)*day + time.Duration(100-n)*time.Second
				granted += buy(t, m, who, at.String(), int64(n)*10_01, at, func(p *earning.Purchase) { p.Channel = "app" })
				granted += review(t, m, who, n, at-time.Millisecond)
			}
		}
		got := simulated(t, m, 11)
		assert.Equal(t, granted, got.PointsAfter)
		assert.Equal(t, got.PointsBefore, got.PointsAfter)
		assert.Equal(t, 66, got.Events)
		assert.Equal(t, 3, got.MembersEarning)
		assert.Zero(t, got.MembersChanged)
		sum := mall.Points(0)
		for _, r := range got.Rules {
			sum += r.After.Points
		}
		assert.Equal(t, granted, sum)
	})
}

// A draft that gives far too much says so, and its sums stay points.
func TestADraftThatGivesTooMuch(t *testing.T) {
	malltest.Run(t, func(t *testing.T, m *malltest.Mall) {
		activate(t, m, named("review", gives(mall.TriggerReview, 20)))
		who := m.Member("normal")
		for n := range 3 {
			review(t, m, who, n, time.Hour)
		}
		got := simulated(t, m, 1, unsaved("review", gives(mall.TriggerReview, mall.MaxPoints)))
		assert.Equal(t, mall.MaxPoints, got.PointsAfter, "as many as points can be")
		got = simulated(t, m, 1, unsaved("review", gives(mall.TriggerReview, mall.MaxPoints)), unsaved("more", gives(mall.TriggerReview, 1)))
		assert.Zero(t, got.PointsAfter)
		require.Len(t, got.Examples, 3)
		assert.Contains(t, got.Examples[0].Explanation.EN, "more points than an account can hold")
	})
}

func TestDraftAgainstToday(t *testing.T) {
	malltest.Run(t, func(t *testing.T, m *malltest.Mall) {
		activate(t, m, named("review", gives(mall.TriggerReview, 20)))
		a, b := m.Member("normal"), m.Member("normal")
		review(t, m, a, 1, time.Hour)
		review(t, m, a, 2, 2*time.Hour)
		review(t, m, b, 3, 3*time.Hour)
		buy(t, m, b, "1", 150_00, time.Hour)
		review(t, m, b, 4, 5*day) // outside of the period
		draft, err := m.Rules.Create(t.Context(), staffActor, rule.Draft{Code: "double", Name: mall.Text{EN: "Double"}, Definition: gives(mall.TriggerReview, 5, func(d *rule.Definition) {
			d.Caps = []rule.Cap{{Period: rule.Day, Scope: rule.EachMember, Times: new(int64(1))}}
		})})
		require.NoError(t, err)
		got := simulated(t, m, 1, unsaved("review", gives(mall.TriggerReview, 50)), simulate.Draft{Code: draft.Code})
		assert.EqualValues(t, 60+150, got.PointsBefore)
		assert.EqualValues(t, 150+10+150, got.PointsAfter)
		assert.EqualValues(t, 100, got.PointsDifference())
		assert.Equal(t, mall.Money{Minor: 310, Currency: "CNY"}, got.CostAfter, "a hundred points cost one yuan")
		assert.Equal(t, mall.Money{Minor: 100, Currency: "CNY"}, got.CostDifference())
		assert.Equal(t, [4]int{4, 4, 2, 2}, [4]int{got.Events, got.Matched, got.MembersEarning, got.MembersChanged})
		require.Len(t, got.Examples, 3, "the purchase earns the same")
		top := got.Examples[0]
		assert.Equal(t, [2]mall.Points{20, 55}, [2]mall.Points{top.Before, top.After})
		assert.Contains(t, top.Explanation.EN, "review 50")
		codes := map[string][2]mall.Points{}
		for _, r := range got.Rules {
			var sums [2]mall.Points
			if r.Before != nil {
				sums[0] = r.Before.Points
			}
			if r.After != nil {
				sums[1] = r.After.Points
			}
			codes[r.Code] = sums
		}
		assert.Equal(t, [2]mall.Points{60, 150}, codes["review"])
		assert.Equal(t, [2]mall.Points{0, 10}, codes["double"])
		members := [2]int{}
		for _, band := range got.Bands {
			members[0] += band.Before
			members[1] += band.After
		}
		assert.Equal(t, [2]int{2, 2}, members)
		assert.EqualValues(t, 60+20+150, m.Available(a.ID)+m.Available(b.ID), "nothing was written")
	})
}

func TestSimulationsThatAreRefused(t *testing.T) {
	malltest.Run(t, func(t *testing.T, m *malltest.Mall) {
		for name, c := range map[string]struct {
			request simulate.Request
			path    []string
		}{
			"upside down": {simulate.Request{From: today, Until: today.AddDays(-1)}, []string{"until"}},
			"too long":    {simulate.Request{From: today.AddDays(-4000), Until: today}, []string{"until"}},
			"no draft":    {simulate.Request{From: today, Until: today, Drafts: []simulate.Draft{{Code: "none"}}}, []string{"drafts", "0", "code"}},
			"no sense":    {simulate.Request{From: today, Until: today, Drafts: []simulate.Draft{unsaved("x", rule.Definition{})}}, []string{"drafts", "0", "trigger"}},
		} {
			_, err := simulator(m).Run(t.Context(), c.request, nil)
			var refused *mall.Error
			require.ErrorAs(t, err, &refused, name)
			assert.Equal(t, c.path, refused.Path, name)
			_, err = simulator(m).Watch(t.Context(), c.request)
			assert.Error(t, err, name)
		}
	})
}

func TestProgress(t *testing.T) {
	malltest.Run(t, func(t *testing.T, m *malltest.Mall) {
		who := m.Member("normal")
		for i := range 5 {
			review(t, m, who, i, time.Hour)
		}
		steps, err := simulator(m).Watch(t.Context(), simulate.Request{From: today, Until: today})
		require.NoError(t, err)
		var last *simulate.Progress
		for p := range steps {
			assert.Equal(t, 5, p.Total)
			last = p
		}
		require.NotNil(t, last)
		assert.True(t, last.Finished)
		assert.Equal(t, [2]int{5, 5}, [2]int{last.Done, last.Result.Events})

		ctx, leave := context.WithCancel(t.Context())
		leave()
		steps, err = simulator(m).Watch(ctx, simulate.Request{From: today, Until: today})
		if err == nil { // it may begin, but ends without a last step
			for p := range steps {
				assert.False(t, p.Finished)
			}
		}
	})
}
