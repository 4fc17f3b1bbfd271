package simulate_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"pointsmall/mall"
	"pointsmall/mall/earning/rule"
	"pointsmall/mall/malltest"
	"pointsmall/mall/simulate"
)

// A night of 20:00 to 02:00 belongs to the day on which it begins: for what is recorded,
// in a simulation and when it is explained.
func TestANightBelongsToTheDayOnWhichItBegins(t *testing.T) {
	malltest.Run(t, func(t *testing.T, m *malltest.Mall) {
		night := gives(mall.TriggerPurchase, 50, func(d *rule.Definition) {
			d.Schedule = rule.Schedule{Dates: []string{"2026-11-10"}, TimeFrom: "20:00", TimeUntil: "02:00"}
		})
		activate(t, m, named("night", night))
		who := m.Member("normal")
		for i, c := range []struct {
			at   string
			want mall.Points
			says rule.Reason
		}{
			{"2026-11-10T01:00:00+08:00", 10, rule.NotScheduled},
			{"2026-11-10T20:00:00+08:00", 60, rule.Matched},
			{"2026-11-11T01:00:00+08:00", 60, rule.Matched},
			{"2026-11-11T02:00:00+08:00", 10, rule.NotScheduled},
			{"2026-11-11T20:00:00+08:00", 10, rule.NotScheduled},
		} {
			at, err := time.Parse(time.RFC3339, c.at)
			require.NoError(t, err)
			ref := "night " + string(rune('a'+i))
			assert.Equal(t, c.want, buy(t, m, who, ref, 10_00, m.Clock.Now().Sub(at)), c.at)
			x, err := simulator(m).Explain(t.Context(), simulate.Which{Source: "mall", Ref: ref, Member: &who.ID})
			require.NoError(t, err)
			for _, r := range x.Rules {
				if r.Code == "night" {
					assert.Equal(t, c.says, r.Reason, c.at)
				}
			}
		}
		got := simulated(t, m, 20)
		assert.EqualValues(t, 150, got.PointsBefore)
		assert.EqualValues(t, 150, got.PointsAfter)
	})
}
