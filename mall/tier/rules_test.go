package tier

import (
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"pointsmall/mall"
)

// ladder is the demo mall's: silver from ¥5,000, gold from ¥10,000, diamond from ¥50,000.
var ladder = Ladder{
	{Code: "normal"},
	{Code: "silver", Rank: 1, Threshold: mall.TierThreshold{SpentMinor: 500_000}},
	{Code: "gold", Rank: 2, Threshold: mall.TierThreshold{SpentMinor: 1_000_000, Purchases: 100}},
	{Code: "diamond", Rank: 3, Threshold: mall.TierThreshold{SpentMinor: 5_000_000, Points: 60_000}},
}

func TestReached(t *testing.T) {
	for want, all := range map[string][]mall.Sums{
		"normal":  {{}, {SpentMinor: 499_999}, {Purchases: 99, Points: 59_999}},
		"silver":  {{SpentMinor: 500_000}, {SpentMinor: 999_999}},
		"gold":    {{SpentMinor: 1_000_000}, {Purchases: 100}},
		"diamond": {{SpentMinor: 5_000_000}, {Points: 60_000}},
	} {
		for _, s := range all {
			assert.Equal(t, want, ladder.Reached(s).Code, "%+v", s)
		}
	}
}

func TestMissingAndNext(t *testing.T) {
	next, ok := ladder.Next(ladder.Of("silver"))
	require.True(t, ok)
	assert.Equal(t, mall.TierThreshold{SpentMinor: 400_000, Purchases: 97}, next.Missing(mall.Sums{SpentMinor: 600_000, Purchases: 3}))
	_, ok = ladder.Next(ladder.Of("diamond"))
	assert.False(t, ok)
	assert.Equal(t, Ladder{ladder[1], ladder[2]}, ladder.Above(ladder[0], ladder[2]))
}

func TestReview(t *testing.T) {
	for name, c := range map[string]struct {
		tier    string
		granted bool
		spent   int64
		oneStep bool
		want    string
	}{
		"reached again":                {"gold", false, 1_000_000, false, "gold"},
		"by balance":                   {"gold", false, 0, false, "normal"},
		"by balance, in between":       {"diamond", false, 600_000, false, "silver"},
		"one step":                     {"gold", false, 0, true, "silver"},
		"one step, and that is enough": {"diamond", false, 1_500_000, true, "gold"},
		"from the lowest but one":      {"silver", false, 0, true, "normal"},
		"a grant ends altogether":      {"diamond", true, 0, true, "normal"},
		"more than before":             {"silver", false, 5_000_000, false, "diamond"},
	} {
		got := ladder.Review(Standing{Tier: c.tier, Granted: c.granted}, mall.Sums{SpentMinor: c.spent}, mall.TierProgram{OneStep: c.oneStep})
		assert.Equal(t, c.want, got.Code, name)
	}
}

func day(s string) mall.Date {
	d, err := mall.ParseDate(s)
	if err != nil {
		panic(err)
	}
	return d
}

func TestWindows(t *testing.T) {
	for _, c := range []struct {
		program           mall.TierProgram
		day, since, until string
	}{
		{mall.TierProgram{}, "2026-11-26", "2025-11-27", "2027-11-26"},
		{mall.TierProgram{}, "2028-02-29", "2027-03-01", "2029-02-28"},
		{mall.TierProgram{Months: 3}, "2026-05-31", "2026-03-01", "2026-08-31"},
		{mall.TierProgram{CalendarYear: true}, "2026-12-31", "2026-01-01", "2026-12-31"},
		{mall.TierProgram{CalendarYear: true}, "2027-01-01", "2027-01-01", "2027-12-31"},
	} {
		assert.Equal(t, c.since, c.program.Since(day(c.day)).String(), "%+v", c)
		assert.Equal(t, c.until, c.program.Until(day(c.day)).String(), "%+v", c)
	}
}

func TestEnds(t *testing.T) {
	shanghai, err := time.LoadLocation("Asia/Shanghai")
	require.NoError(t, err)
	ends := ladder.Ends(ladder[1], day("2026-11-26"), mall.TierProgram{GraceDays: 10}, shanghai)
	require.NotNil(t, ends)
	assert.Equal(t, "2027-12-06T16:00:00Z", ends.Format(time.RFC3339), "ten days after the last, at midnight in Shanghai")
	assert.Nil(t, ladder.Ends(ladder[0], day("2026-11-26"), mall.TierProgram{}, shanghai))
}
