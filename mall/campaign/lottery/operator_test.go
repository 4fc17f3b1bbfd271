package lottery

import (
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"pointsmall/mall"
)

// An operator who cheats, and the check that shows it. What stays unseen stands in
// docs/lottery.md: it is what the operator did before the seed was committed to.
func TestWhatAnOperatorWhoCheatsIsCaughtBy(t *testing.T) {
	honest := played(scarce(), 240)
	find := func(p Published, outcome mall.LotteryOutcome) (period, place int) {
		for i := range p.Periods {
			if at := slices.IndexFunc(p.Periods[i].Draws, func(d PublishedDraw) bool { return d.Outcome == outcome }); at >= 0 {
				return i, at
			}
		}
		t.Fatal("there is no such draw")
		return 0, 0
	}
	receipt := honest.periods[0].Draws[30]
	for name, c := range map[string]struct {
		cheat func(p *Published)
		check Check
	}{
		"odds changed after the members saw them": {func(p *Published) {
			p.Configuration = strings.Replace(p.Configuration, `"oddsPpm":120000`, `"oddsPpm":120`, 1)
		}, CheckConfiguration},
		"odds changed with their hash": {func(p *Published) {
			p.Configuration = strings.Replace(p.Configuration, `"oddsPpm":120000`, `"oddsPpm":120`, 1)
			p.ConfigHash = hashOf(p.Configuration)
		}, CheckReceipt},
		"a value changed": {func(p *Published) {
			p.Configuration = strings.Replace(p.Configuration, `"10.00"`, `"99.00"`, 1)
		}, CheckConfiguration},
		"a roll altered": {func(p *Published) { p.Periods[0].Draws[12].Roll = 999_999 }, CheckRoll},
		"a prize that the roll does not give": {func(p *Published) {
			d := &p.Periods[0].Draws[12]
			d.RolledPrize, d.Prize, d.Outcome = "big", "big", mall.OutcomeRolled
		}, CheckOutcome},
		"a draw left out, and the rest numbered anew": {func(p *Published) {
			draws := slices.Delete(p.Periods[0].Draws, 30, 31)
			nonces := map[string]int{}
			for i := range draws {
				nonces[draws[i].Drawer]++
				draws[i].Sequence, draws[i].Nonce = i+1, nonces[draws[i].Drawer]
			}
			p.Periods[0].Draws = draws
		}, CheckReceipt},
		"a gap in the sequence": {func(p *Published) { p.Periods[0].Draws = slices.Delete(p.Periods[0].Draws, 30, 31) }, CheckSequence},
		"a gap in a member's nonces": {func(p *Published) {
			draws := p.Periods[0].Draws
			for i := range draws {
				if draws[i].Drawer == receipt.Drawer {
					draws[i].Nonce++
				}
			}
		}, CheckNonce},
		"a fallback while pieces were left": {func(p *Published) {
			i, at := find(*p, mall.OutcomeRolled)
			d := &p.Periods[i].Draws[at]
			d.Prize, d.Outcome = "nothing", mall.OutcomeFallback
		}, CheckOutcome},
		"pity too early": {func(p *Published) {
			i := slices.IndexFunc(p.Periods[0].Draws, func(d PublishedDraw) bool { return d.MissesBefore == 3 })
			d := &p.Periods[0].Draws[i]
			d.Prize, d.Outcome = "big", mall.OutcomePity
		}, CheckOutcome},
		"pity too late": {func(p *Published) {
			i, at := find(*p, mall.OutcomePity)
			d := &p.Periods[i].Draws[at]
			d.Prize, d.Outcome = "nothing", mall.OutcomeRolled
		}, CheckOutcome},
		"misses forgotten": {func(p *Published) {
			i := slices.IndexFunc(p.Periods[0].Draws, func(d PublishedDraw) bool { return d.MissesBefore == 5 })
			p.Periods[0].Draws[i].MissesBefore = 0
		}, CheckMisses},
		"one seed for two periods": {func(p *Published) {
			p.Periods[1].ServerSeed, p.Periods[1].ServerSeedHash = p.Periods[0].ServerSeed, p.Periods[0].ServerSeedHash
		}, CheckSeedReused},
		"another seed than was committed to": {func(p *Published) {
			p.Periods[0].ServerSeed = p.Periods[1].ServerSeed
		}, CheckSeed},
		"another seed with another hash": {func(p *Published) {
			p.Periods[0].ServerSeedHash = HashSeed(seedOf(9))
		}, CheckReceipt},
		"a draw saved after closing": {func(p *Published) { p.Periods[0].ClosedAt = p.Periods[0].Draws[100].DrawnAt }, CheckTime},
	} {
		p := honest.published()
		c.cheat(&p)
		faults, err := Verify(p, []PublishedDraw{receipt})
		require.NoError(t, err, name)
		assert.True(t, slices.ContainsFunc(faults, func(f Fault) bool { return f.Check == c.check }), "%s: %v", name, faults)
	}
	faults, err := Verify(honest.published(), []PublishedDraw{receipt})
	require.NoError(t, err)
	assert.Empty(t, faults)
}
