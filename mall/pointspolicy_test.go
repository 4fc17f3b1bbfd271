package mall_test

import (
	"math/big"
	"testing"

	"github.com/stretchr/testify/assert"

	"pointsmall/mall"
)

func TestFee(t *testing.T) {
	for _, c := range []struct {
		perMille     int
		points, want mall.Points
	}{
		{0, 100, 0}, {-1, 100, 0}, {10, 0, 0}, {10, 1, 1}, {10, 100, 1}, {10, 101, 2}, {15, 120, 2}, {1, 999, 1}, {1, 1000, 1}, {1, 1001, 2},
		{1000, 7, 7}, {1000, mall.MaxPoints, mall.MaxPoints}, {999, mall.MaxPoints, 8998192055486251},
	} {
		assert.Equal(t, c.want, mall.TransferPolicy{FeePerMille: c.perMille}.Fee(c.points), "%d per mille of %d", c.perMille, c.points)
	}
}

// The fee is the exact product, rounded up.
func FuzzFee(f *testing.F) {
	f.Add(10, int64(101))
	f.Add(1000, int64(mall.MaxPoints))
	f.Add(1, int64(1))
	f.Fuzz(func(t *testing.T, perMille int, points int64) {
		if perMille < 0 || perMille > 1000 || points < 0 || points > int64(mall.MaxPoints) {
			t.Skip()
		}
		exact := new(big.Int).Mul(big.NewInt(points), big.NewInt(int64(perMille)))
		exact.Add(exact, big.NewInt(999)).Quo(exact, big.NewInt(1000))
		if got := (mall.TransferPolicy{FeePerMille: perMille}).Fee(mall.Points(points)); int64(got) != exact.Int64() {
			t.Fatalf("%d per mille of %d is %s, not %d", perMille, points, exact, got)
		}
	})
}

func TestPolicyCheck(t *testing.T) {
	for name, c := range map[string]struct {
		change func(p *mall.PointsPolicy)
		path   []string // nil: it makes sense
	}{
		"nothing":                  {func(*mall.PointsPolicy) {}, nil},
		"grace for ten years":      {func(p *mall.PointsPolicy) { p.GraceDays = 3650 }, nil},
		"grace for longer":         {func(p *mall.PointsPolicy) { p.GraceDays = 3651 }, []string{"graceDays"}},
		"less than no grace":       {func(p *mall.PointsPolicy) { p.GraceDays = -1 }, []string{"graceDays"}},
		"a negative limit":         {func(p *mall.PointsPolicy) { p.AdjustmentLimit = -1 }, []string{"adjustmentLimit"}},
		"a fee of everything":      {func(p *mall.PointsPolicy) { p.Transfer.FeePerMille = 1000 }, nil},
		"a fee of more":            {func(p *mall.PointsPolicy) { p.Transfer.FeePerMille = 1001 }, []string{"transfer", "feePerMille"}},
		"a minimum alone":          {func(p *mall.PointsPolicy) { p.Transfer.Min = 5 }, nil},
		"min and max the same":     {func(p *mall.PointsPolicy) { p.Transfer.Min, p.Transfer.Max = 5, 5 }, nil},
		"min above max":            {func(p *mall.PointsPolicy) { p.Transfer.Min, p.Transfer.Max = 6, 5 }, []string{"transfer", "min"}},
		"a negative count":         {func(p *mall.PointsPolicy) { p.Transfer.DayCount = -1 }, []string{"transfer"}},
		"a cool-down of two years": {func(p *mall.PointsPolicy) { p.Transfer.CoolDownHours = 2 * 24 * 366 }, []string{"transfer"}},
	} {
		t.Run(name, func(t *testing.T) {
			var p mall.PointsPolicy
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
