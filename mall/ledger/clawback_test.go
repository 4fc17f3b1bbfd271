package ledger

import (
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"

	"pointsmall/mall"
)

// A purchase granted 100: 30 are pending, 30 can be spent, 10 have expired, 30 were
// spent. The member has 20 others.
func TestClawbackOrder(t *testing.T) {
	for _, c := range []struct {
		policy mall.ClawbackPolicy
		claim  mall.Points
		want   Taken
		left   []mall.Points // pending, usable, expired, other
	}{
		{mall.ClawbackUnlimited, 20, Taken{Own: 20}, []mall.Points{10, 30, 10, 20}},
		{mall.ClawbackUnlimited, 45, Taken{Own: 45}, []mall.Points{0, 15, 10, 20}},
		{mall.ClawbackUnlimited, 70, Taken{Own: 60, Other: 10}, []mall.Points{0, 0, 10, 10}},
		{mall.ClawbackUnlimited, 100, Taken{Own: 60, Other: 20, Debt: 10}, []mall.Points{0, 0, 10, 0}},
		{"", 100, Taken{Own: 60, Other: 20, Debt: 10}, []mall.Points{0, 0, 10, 0}},
		{mall.ClawbackWithinBalance, 100, Taken{Own: 60, Other: 20}, []mall.Points{0, 0, 10, 0}},
		{mall.ClawbackPendingOnly, 100, Taken{Own: 30}, []mall.Points{0, 30, 10, 20}},
		{mall.ClawbackPendingOnly, 10, Taken{Own: 10}, []mall.Points{20, 30, 10, 20}},
	} {
		t.Run(fmt.Sprint(c.policy, " ", c.claim), func(t *testing.T) {
			pending := &lot{remaining: 30, usableFrom: noon.Add(time.Hour)}
			usable := &lot{remaining: 30, granted: 60}
			expired := &lot{remaining: 10, expiresAt: in(0)}
			other := &lot{remaining: 20, expiresAt: in(time.Hour)}
			a := memory(noon, usable, expired, other, pending)
			a.lifetimeEarned = 120
			taken := a.Clawback(Claim{Lots: []mall.LotID{usable.id, expired.id, pending.id}, Granted: 100, Points: c.claim}, c.policy, Cause{})
			taken.Entry = mall.EntryID{}
			assert.Equal(t, c.want, taken)
			assert.Equal(t, c.left, remaining(pending, usable, expired, other))
			assert.Equal(t, c.want.Debt, a.debt)
			assert.Equal(t, 90-taken.Points(), a.balance)
			assert.Equal(t, 120-taken.Points(), a.lifetimeEarned)
		})
	}
}

// What an older debt is set off against is not there to be taken for another purchase.
func TestClawbackWithinTheBalanceRespectsADebt(t *testing.T) {
	other := &lot{remaining: 100}
	a := memory(noon, other)
	a.debt, a.balance = 80, 20
	taken := a.Clawback(Claim{Granted: 50, Points: 50}, mall.ClawbackWithinBalance, Cause{})
	assert.EqualValues(t, 20, taken.Other)
	assert.Zero(t, a.Available())
	assert.Zero(t, a.balance)
}

// A return goes by what its purchase was granted, in parts as in whole, and leaves
// alone what others were granted by better rules since.
func TestClawbackUsesTheStoredGrant(t *testing.T) {
	a := memory(noon)
	_, old := a.GrantLots(mall.EntryEarn, []Portion{{Points: 99}}, Cause{})
	_, better := a.GrantLots(mall.EntryEarn, []Portion{{Points: 300}}, Cause{}) // the same purchase at today's rules
	var own mall.Points
	for part := range int64(3) {
		due := mall.Points(mall.PartOf(99, part+1, 3)) - own
		own += a.Clawback(Claim{Lots: old, Granted: 99, Own: own, Points: due}, mall.ClawbackUnlimited, Cause{}).Own
	}
	assert.EqualValues(t, 99, own)
	assert.Equal(t, []mall.Points{0, 300}, remaining(a.lot(old[0]), a.lot(better[0])))
	assert.Zero(t, a.debt)
}

// A clawback of points that expired takes nothing else, whether or not the sweep ran.
func TestClawbackOfExpiredPoints(t *testing.T) {
	for _, swept := range []bool{false, true} {
		own, other := &lot{remaining: 40, expiresAt: in(0)}, &lot{remaining: 20}
		a := memory(noon, own, other)
		if swept {
			assert.EqualValues(t, 40, a.Expire())
		}
		assert.Zero(t, a.Clawback(Claim{Lots: []mall.LotID{own.id}, Granted: 40, Points: 40}, mall.ClawbackUnlimited, Cause{}).Points())
		assert.EqualValues(t, 20, a.Available())
	}
}
