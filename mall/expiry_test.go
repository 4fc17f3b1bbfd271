package mall_test

import (
	"testing"
	"time"
	_ "time/tzdata"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"pointsmall/mall"
)

// Every case says when points were earned and expire, on the clocks of the zone.
func TestExpiryPolicies(t *testing.T) {
	const shanghai, newYork, havana = "Asia/Shanghai", "America/New_York", "America/Havana"
	for _, c := range []struct{ policy, zone, earned, expires string }{
		{"1 YEARS", shanghai, "2026-11-22 10:00", "2027-11-23 00:00"},
		{"1 YEARS", shanghai, "2028-02-29 12:00", "2029-03-01 00:00"}, // last valid day: 28 February
		{"4 YEARS", shanghai, "2024-02-29 12:00", "2028-03-01 00:00"},
		{"1 MONTHS", shanghai, "2027-01-31 23:59", "2027-03-01 00:00"},
		{"1 MONTHS", shanghai, "2028-01-31 23:59", "2028-03-01 00:00"},
		{"1 MONTHS", newYork, "2026-12-31 23:59", "2027-02-01 00:00"},
		{"13 MONTHS", newYork, "2026-12-31 23:59", "2028-02-01 00:00"},
		{"30 DAYS", newYork, "2026-02-20 10:00", "2026-03-23 00:00"}, // over the start of summer time
		{"7 DAYS", newYork, "2026-10-31 23:30", "2026-11-08 00:00"},  // over its end
		{"1 DAYS", havana, "2026-03-06 12:00", "2026-03-08 01:00"},   // no midnight on the 8th
		{"12 INACTIVE_MONTHS", shanghai, "2028-02-29 12:00", "2029-03-01 00:00"},
		{"1 INACTIVE_MONTHS", shanghai, "2027-01-31 23:59", "2027-03-01 00:00"},
		{"END_OF_MONTH", newYork, "2028-02-29 23:59", "2028-03-01 00:00"},
		{"END_OF_QUARTER", shanghai, "2026-05-01 00:00", "2026-07-01 00:00"},
		{"END_OF_HALF_YEAR", shanghai, "2026-07-01 00:00", "2027-01-01 00:00"},
		{"END_OF_YEAR", shanghai, "2026-12-31 23:59", "2027-01-01 00:00"},
		{"END_OF_YEAR", newYork, "2026-12-31 23:59", "2027-01-01 00:00"},
		{"NEVER", shanghai, "2026-12-31 23:59", ""},
	} {
		t.Run(c.policy+" "+c.zone+" "+c.earned, func(t *testing.T) {
			zone, err := time.LoadLocation(c.zone)
			require.NoError(t, err)
			policy, err := mall.ParseExpiry(c.policy)
			require.NoError(t, err)
			assert.Equal(t, c.policy, policy.String())
			earned, err := time.ParseInLocation("2006-01-02 15:04", c.earned, zone)
			require.NoError(t, err)
			got := policy.After(earned, zone)
			if c.expires == "" {
				assert.Nil(t, got)
				return
			}
			require.NotNil(t, got)
			assert.Equal(t, c.expires, got.In(zone).Format("2006-01-02 15:04"))
		})
	}
}

func TestARefusedNumberNamesTheBoundOfItsKind(t *testing.T) {
	for kind, most := range map[mall.ExpiryKind]string{mall.ExpireDays: "1 to 36500", mall.ExpireMonths: "1 to 1216", mall.ExpireYears: "1 to 1216", mall.ExpireInactiveMonths: "1 to 1216"} {
		refused := mall.Expiry{Kind: kind, N: 36501}.Check()
		require.NotNil(t, refused, kind)
		assert.Contains(t, refused.Text.EN, most, kind)
	}
	assert.Nil(t, mall.Expiry{Kind: mall.ExpireYears, N: 1216}.Check())
	assert.NotNil(t, mall.Expiry{Kind: mall.ExpireYears, N: 1217}.Check())
}

func TestHowLongPointsLive(t *testing.T) {
	for policy, want := range map[string][2]int{
		"30 DAYS": {30, 30}, "1 MONTHS": {28, 31}, "1 YEARS": {365, 366}, "END_OF_MONTH": {0, 30}, "END_OF_YEAR": {0, 365},
	} {
		e, err := mall.ParseExpiry(policy)
		require.NoError(t, err)
		least, most, ok := e.Lives()
		assert.True(t, ok, policy)
		assert.Equal(t, want, [2]int{least, most}, policy)
	}
	for _, policy := range []string{"NEVER", "12 INACTIVE_MONTHS"} {
		e, err := mall.ParseExpiry(policy)
		require.NoError(t, err)
		_, _, ok := e.Lives()
		assert.False(t, ok, policy)
	}
}

func TestExpiryThatMakesNoSense(t *testing.T) {
	for _, text := range []string{"", "1", "YEARS", "0 DAYS", "-1 DAYS", "1 NEVER", "99999 DAYS", "INACTIVE_MONTHS", "0 INACTIVE_MONTHS", "1300 INACTIVE_MONTHS", "2 WEEKS", "1 YEARS later"} {
		_, err := mall.ParseExpiry(text)
		assert.Error(t, err, text)
	}
}
