package ledger

import (
	"maps"
	"testing"
	"time"

	"pgregory.net/rapid"

	"pointsmall/mall"
)

// plan is how an account comes to have spent points, by capturing a part of a hold: two
// accounts that are made from one plan are alike.
type plan struct {
	points   []mall.Points
	expiries []int // hours; 0: never
	held     mall.Points
	captured mall.Points
	later    time.Duration
	debt     mall.Points
	policy   mall.PointsPolicy
}

func drawPlan(t *rapid.T) (p plan) {
	var sum mall.Points
	for range rapid.IntRange(1, 6).Draw(t, "lots") {
		points := mall.Points(rapid.Int64Range(1, 60).Draw(t, "points"))
		p.points, p.expiries = append(p.points, points), append(p.expiries, rapid.IntRange(0, 4).Draw(t, "expiry"))
		sum += points
	}
	p.held = mall.Points(rapid.Int64Range(1, int64(sum)).Draw(t, "held"))
	p.captured = mall.Points(rapid.Int64Range(1, int64(p.held)).Draw(t, "captured"))
	p.later = time.Duration(rapid.IntRange(0, 4).Draw(t, "later")) * time.Hour
	p.debt = mall.Points(rapid.Int64Range(0, 80).Draw(t, "debt"))
	p.policy.Refund = rapid.SampledFrom([]mall.ExpiredRefund{mall.ExpiredRefundGrace, mall.ExpiredRefundForfeit, mall.ExpiredRefundReissue}).Draw(t, "policy")
	return p
}

// account makes the account of the plan and returns what was paid.
func (p plan) account(t *rapid.T) (*Account, []mall.Allocation) {
	var lots []*lot
	for i, points := range p.points {
		l := &lot{remaining: points, earnedAt: noon.Add(-time.Hour)}
		if p.expiries[i] > 0 {
			l.expiresAt = in(time.Duration(p.expiries[i]) * time.Hour)
		}
		lots = append(lots, l)
	}
	a := memory(noon, lots...)
	pinned, refusal := a.Reserve(p.held, Cause{})
	if refusal != nil {
		t.Fatal(refusal)
	}
	a.book.now = noon.Add(p.later)
	a.Capture(pinned, p.captured, p.policy, Cause{})
	a.debt, a.balance = p.debt, a.balance-p.debt
	return a, a.newest().change.allocations
}

// A refund in N parts gives exactly what one in whole gives: to the same lots, on the
// same terms, less the same debt. No part takes anything.
func TestARefundInPartsIsOneInWhole(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p := drawPlan(t)
		whole, paid := p.account(t)
		whole.Refund(paid, 0, p.captured, p.policy, Cause{})
		parts, paid := p.account(t)
		for returned := mall.Points(0); returned < p.captured; {
			part := mall.Points(rapid.Int64Range(1, int64(p.captured-returned)).Draw(t, "part"))
			before, available := parts.balance, parts.Available()
			parts.Refund(paid, returned, part, p.policy, Cause{})
			if parts.balance-before != part || parts.Available() < available {
				t.Fatalf("a refund of %d moved the balance by %d", part, parts.balance-before)
			}
			returned += part
		}
		if whole.debt != parts.debt || whole.balance != parts.balance || !maps.Equal(whole.holdings(), parts.holdings()) {
			t.Fatalf("whole: debt %d, %v; in parts: debt %d, %v", whole.debt, whole.holdings(), parts.debt, parts.holdings())
		}
	})
}
