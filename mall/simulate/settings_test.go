package simulate_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"pointsmall/mall"
	"pointsmall/mall/malltest"
	"pointsmall/mall/setting"
	"pointsmall/mall/simulate"
)

// What points cost is what the settings say when the simulation begins.
func TestSimulationsCostWhatPointsCostNow(t *testing.T) {
	malltest.Run(t, func(t *testing.T, m *malltest.Mall) {
		buy(t, m, m.Member("normal"), "1", 100_00, time.Hour)
		service := simulator(m)
		draft := unsaved("sale", gives(mall.TriggerPurchase, 1000))
		cost := func() int64 {
			got, err := service.Run(t.Context(), simulate.Request{From: today, Until: today, Drafts: []simulate.Draft{draft}}, nil)
			require.NoError(t, err)
			return got.CostDifference().Minor
		}
		assert.EqualValues(t, 10_00, cost())
		_, err := m.Settings.Update(t.Context(), mall.Actor{Kind: mall.ActorStaff}, 1, func(s *setting.Mall) error {
			s.PointValue = 85
			return nil
		})
		require.NoError(t, err)
		assert.EqualValues(t, 8_50, cost())
	})
}
