package earning_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"pointsmall/mall"
	"pointsmall/mall/earning"
	"pointsmall/mall/earning/rule"
	"pointsmall/mall/malltest"
)

// On a day whose clocks leap from 23:59:59 to 01:00, check-ins, made-up days, a day's caps
// and points that wait for days all begin with the leap.
func TestADayWithoutMidnightBeginsWithItsFirstInstant(t *testing.T) {
	for zone, c := range map[string]struct{ begins, day, before string }{
		"America/Havana":   {"2027-03-14T05:00:00Z", "2027-03-14", "2027-03-13"},
		"America/Santiago": {"2027-09-05T04:00:00Z", "2027-09-05", "2027-09-04"},
	} {
		t.Run(zone, func(t *testing.T) {
			begins, err := time.Parse(time.RFC3339, c.begins)
			require.NoError(t, err)
			malltest.RunIn(t, zone, func(t *testing.T, m *malltest.Mall) {
				once := func(d *rule.Definition) {
					d.Caps = []rule.Cap{{Period: rule.Day, Scope: rule.EachMember, Times: new(int64(1))}}
				}
				tomorrow := func(d *rule.Definition) { d.Pending = rule.Pending{Days: 1} }
				activate(t, m, gives("day", mall.TriggerCheckIn, 10), gives("share", mall.TriggerShare, 7, once), gives("wait", mall.TriggerSurvey, 5, tomorrow))
				who := m.Member("normal")
				m.Clock.Set(begins.Add(-time.Second))
				assert.Equal(t, c.before, checkIn(t, m, who, "evening").Day.String())
				share := func(number string) mall.Points {
					got, err := m.Earning.RecordActivity(t.Context(), did(m, who, number, mall.TriggerShare))
					require.NoError(t, err)
					return got.Points
				}
				assert.EqualValues(t, 7, share("S1"))
				assert.Zero(t, share("S2"), "once a day")
				_, err := m.Earning.RecordActivity(t.Context(), did(m, who, "V1", mall.TriggerSurvey))
				require.NoError(t, err)
				assert.EqualValues(t, 17, m.Available(who.ID))
				status, err := m.Earning.CheckInStatus(t.Context(), who.ID)
				require.NoError(t, err)
				assert.Equal(t, begins, status.NextDayAt)
				_, err = m.Earning.CheckIn(t.Context(), earning.CheckIn{Member: who.ID, Key: "again"})
				assert.Equal(t, mall.CodeLimitExceeded, code(err))

				m.Clock.Set(begins)
				assert.EqualValues(t, 22, m.Available(who.ID), "what waited for a day")
				got := checkIn(t, m, who, "morning")
				assert.Equal(t, c.day, got.Day.String())
				assert.Equal(t, 2, got.Streak)
				assert.EqualValues(t, 7, share("S3"))
			})
		})
	}
}
