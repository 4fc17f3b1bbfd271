package mall

import (
	"math/big"
	"testing"

	"github.com/stretchr/testify/assert"
)

func TestFee(t *testing.T) {
	for _, c := range []struct {
		perMille     int
		points, want Points
	}{
		{0, 100, 0},
		{-1, 100, 0},
		{10, 0, 0},
		{10, 1, 1},
		{10, 100, 1},
		{10, 101, 2},
		{15, 120, 2},
		{1, 999, 1},
		{1, 1000, 1},
		{1, 1001, 2},
		{1000, 7, 7},
		{1000, MaxPoints, MaxPoints},
		{999, MaxPoints, 8998192055486251},
	} {
		assert.Equal(t, c.want, TransferPolicy{FeePerMille: c.perMille}.Fee(c.points), "%d per mille of %d", c.perMille, c.points)
	}
}

// The fee is the exact product, rounded up.
func FuzzFee(f *testing.F) {
	f.Add(10, int64(101))
	f.Add(1000, int64(MaxPoints))
	f.Add(1, int64(1))
	f.Fuzz(func(t *testing.T, perMille int, points int64) {
		if perMille < 0 || perMille > 1000 || points < 0 || points > int64(MaxPoints) {
			t.Skip()
		}
		exact := new(big.Int).Mul(big.NewInt(points), big.NewInt(int64(perMille)))
		exact.Add(exact, big.NewInt(999)).Quo(exact, big.NewInt(1000))
		if got := (TransferPolicy{FeePerMille: perMille}).Fee(Points(points)); int64(got) != exact.Int64() {
			t.Fatalf("%d per mille of %d is %s, not %d", perMille, points, exact, got)
		}
	})
}

func TestPolicyCheck(t *testing.T) {
	for name, c := range map[string]struct {
		change func(p *PointsPolicy)
		path   []string // nil: it makes sense
	}{
		"nothing":                    {func(*PointsPolicy) {}, nil},
		"grace for ten years":        {func(p *PointsPolicy) { p.GraceDays = 3650 }, nil},
		"grace for longer":           {func(p *PointsPolicy) { p.GraceDays = 3651 }, []string{"graceDays"}},
		"less than no grace":         {func(p *PointsPolicy) { p.GraceDays = -1 }, []string{"graceDays"}},
		"a negative limit":           {func(p *PointsPolicy) { p.AdjustmentLimit = new(Points(-1)) }, []string{"adjustmentLimit"}},
		"a fee of everything":        {func(p *PointsPolicy) { p.Transfer.FeePerMille = 1000 }, nil},
		"a fee of more":              {func(p *PointsPolicy) { p.Transfer.FeePerMille = 1001 }, []string{"transfer", "feePerMille"}},
		"a minimum alone":            {func(p *PointsPolicy) { p.Transfer.Min = 5 }, nil},
		"min and max the same":       {func(p *PointsPolicy) { p.Transfer.Min, p.Transfer.Max = 5, 5 }, nil},
		"min above max":              {func(p *PointsPolicy) { p.Transfer.Min, p.Transfer.Max = 6, 5 }, []string{"transfer", "min"}},
		"min above a day's points":   {func(p *PointsPolicy) { p.Transfer.Min, p.Transfer.DayPoints = 6, 5 }, []string{"transfer", "min"}},
		"min above what is received": {func(p *PointsPolicy) { p.Transfer.Min, p.Transfer.ReceiverDayPoints = 6, 5 }, []string{"transfer", "min"}},
		"a negative count":           {func(p *PointsPolicy) { p.Transfer.DayCount = -1 }, []string{"transfer"}},
		"a cool-down of two years":   {func(p *PointsPolicy) { p.Transfer.CoolDownHours = 2 * 24 * 366 }, []string{"transfer"}},
	} {
		t.Run(name, func(t *testing.T) {
			var p PointsPolicy
			c.change(&p)
			refusal := p.Check()
			if c.path == nil {
				assert.Nil(t, refusal)
			} else if assert.NotNil(t, refusal) {
				assert.Equal(t, c.path, refusal.Path)
			}
		})
	}
}
