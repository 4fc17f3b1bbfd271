package ledger_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"pointsmall/mall"
	"pointsmall/mall/malltest"
)

// leaps are days without a midnight: the clocks go from 23:59:59 to 01:00.
var leaps = map[string]string{"America/Havana": "2027-03-14T05:00:00Z", "America/Santiago": "2027-09-05T04:00:00Z"}

// What was sent on the evening before counts for that day, not for the one that has no
// midnight.
func TestTheDailyTransferLimitOfADayWithoutMidnight(t *testing.T) {
	for zone, leap := range leaps {
		t.Run(zone, func(t *testing.T) {
			begins := instant(t, leap)
			malltest.RunIn(t, zone, func(t *testing.T, m *malltest.Mall) {
				allow(t, m, mall.TransferPolicy{DayPoints: 100})
				alice, bob := m.Member("normal", malltest.Lot{Points: 300}).ID, m.Member("normal").ID
				m.Clock.Set(begins.Add(-30 * time.Minute))
				require.NoError(t, send(t, m, alice, bob, 100, "evening"))
				assert.Equal(t, mall.CodeLimitExceeded, refusal(t, send(t, m, alice, bob, 1, "still")).Code)
				m.Clock.Set(begins)
				require.NoError(t, send(t, m, alice, bob, 100, "morning"), "another day")
				assert.Equal(t, mall.CodeLimitExceeded, refusal(t, send(t, m, alice, bob, 1, "enough")).Code)
				m.Clock.Set(begins.Add(23*time.Hour - time.Second))
				assert.Equal(t, mall.CodeLimitExceeded, refusal(t, send(t, m, alice, bob, 1, "night")).Code, "the day has 23 hours")
			})
		})
	}
}

// One day of grace that ends where there is no midnight ends as the clock leaps.
func TestTheGraceBeforeADayWithoutMidnight(t *testing.T) {
	for zone, leap := range leaps {
		t.Run(zone, func(t *testing.T) {
			ends := instant(t, leap)
			malltest.RunIn(t, zone, func(t *testing.T, m *malltest.Mall) {
				_, err := m.Ledger.SetPolicy(t.Context(), admin, "POINTS", 1, func(p *mall.PointsPolicy) { p.GraceDays = 1 })
				require.NoError(t, err)
				m.Clock.Set(ends.Add(-38 * time.Hour))
				who := m.Member("normal", malltest.Lot{Points: 50, ExpiresAt: ends.Add(-37 * time.Hour)}).ID
				paid := spend(t, m, who, 50)
				m.Clock.Set(ends.Add(-36 * time.Hour))
				require.NoError(t, refund(t, m, paid, 0, "back"))
				m.Clock.Set(ends.Add(-time.Microsecond))
				assert.EqualValues(t, 50, m.Available(who))
				m.Clock.Set(ends)
				assert.Zero(t, m.Available(who))
			})
		})
	}
}

func instant(t *testing.T, text string) time.Time {
	t.Helper()
	at, err := time.Parse(time.RFC3339, text)
	require.NoError(t, err)
	return at
}
