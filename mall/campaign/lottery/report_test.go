package lottery

import (
	"slices"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestAReportOfAnHonestLotteryIsLikely(t *testing.T) {
	c := plain()
	c.Pity = &Pity{After: 30, PrizeKey: "big"}
	r, err := Survey(played(c, 5000).published())
	require.NoError(t, err)
	assert.Equal(t, 5000, r.Draws)
	assert.False(t, r.Unlikely(), "%+v", r)
	assert.InDelta(t, r.WaitsExpected, r.Waits, 3)
	assert.InDelta(t, 22.73, r.WaitsExpected, 0.01)
}

func TestAReportShowsRollsThatAreNotByTheOdds(t *testing.T) {
	p := played(plain(), 5000).published()
	for i := range p.Periods {
		p.Periods[i].Draws = slices.DeleteFunc(p.Periods[i].Draws, func(d PublishedDraw) bool { return d.Roll < 10_000 })
	}
	r, err := Survey(p)
	require.NoError(t, err)
	assert.True(t, r.Unlikely(), "half of the big prizes are gone: %+v", r)
	for i := range p.Periods {
		slices.SortFunc(p.Periods[i].Draws, func(a, b PublishedDraw) int { return a.Roll - b.Roll })
	}
	r, err = Survey(p)
	require.NoError(t, err)
	assert.Less(t, r.Runs, -unlikely, "sorted rolls hardly change sides")
	assert.Greater(t, r.Serial, unlikely)
}

func TestAReportOfNothingSaysNothing(t *testing.T) {
	r, err := Survey(opened(plain()).published())
	require.NoError(t, err)
	assert.False(t, r.Unlikely())
}
