package quote

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"pointsmall/mall"
)

var yuan = Rate{Points: 100, Unit: 100}

func TestOffset(t *testing.T) {
	bill200 := []Line{{CashMinor: 200_00, OffsetPercent: 50}}
	thirds := []Line{{CashMinor: 10_00, OffsetPercent: 100}, {CashMinor: 10_00, OffsetPercent: 100}, {CashMinor: 10_00, OffsetPercent: 100}}
	for name, c := range map[string]struct {
		lines  []Line
		points mall.Points
		rate   Rate
		most   mall.Points
		used   []mall.Points
		off    []int64
		code   mall.ErrorCode
	}{
		"2,000 points pay 20 of 200 yuan":       {bill200, 2000, yuan, 10_000, []mall.Points{2000}, []int64{20_00}, ""},
		"half of it at most":                    {bill200, 10_000, yuan, 10_000, []mall.Points{10_000}, []int64{100_00}, ""},
		"a point more is too much":              {bill200, 10_001, yuan, 10_000, nil, nil, mall.CodeLimitExceeded},
		"none":                                  {bill200, 0, yuan, 10_000, []mall.Points{0}, []int64{0}, ""},
		"less than none":                        {bill200, -1, yuan, 10_000, nil, nil, mall.CodeInvalidInput},
		"points that pay nothing in this mall":  {bill200, 1, Rate{Unit: 100}, 0, nil, nil, mall.CodeLimitExceeded},
		"a tier's better rate":                  {bill200, 1600, Rate{Points: 80, Unit: 100}, 8000, []mall.Points{1600}, []int64{20_00}, ""},
		"money off is rounded down":             {bill200, 150, Rate{Points: 95, Unit: 100}, 9500, []mall.Points{150}, []int64{157}, ""},
		"less than a cent is free":              {bill200, 1, Rate{Points: 300, Unit: 100}, 30_000, []mall.Points{0}, []int64{0}, ""},
		"no more than the room, rounded up":     {[]Line{{CashMinor: 1, OffsetPercent: 100}}, 1, Rate{Points: 30, Unit: 100}, 1, []mall.Points{1}, []int64{1}, ""},
		"over three lines without losing":       {thirds, 1000, yuan, 3000, []mall.Points{334, 333, 333}, []int64{334, 333, 333}, ""},
		"a line that allows none gets none":     {[]Line{{CashMinor: 50_00}, {CashMinor: 50_00, OffsetPercent: 100}}, 100, yuan, 5000, []mall.Points{0, 100}, []int64{0, 100}, ""},
		"a line's room is rounded down":         {[]Line{{CashMinor: 99, OffsetPercent: 50}}, 49, yuan, 49, []mall.Points{49}, []int64{49}, ""},
		"the most is cut to the step":           {bill200, 9900, Rate{Points: 99, Unit: 100, Step: 100}, 9900, []mall.Points{9900}, []int64{100_00}, ""},
		"no multiple of the step":               {bill200, 150, Rate{Points: 100, Unit: 100, Step: 100}, 10_000, nil, nil, mall.CodeInvalidInput},
		"fewer than the least":                  {bill200, 400, Rate{Points: 100, Unit: 100, Least: 500}, 10_000, nil, nil, mall.CodeInvalidInput},
		"the least is more than the most":       {[]Line{{CashMinor: 4_00, OffsetPercent: 100}}, 400, Rate{Points: 100, Unit: 100, Least: 500}, 0, nil, nil, mall.CodeLimitExceeded},
		"a currency without minor units":        {[]Line{{CashMinor: 2000, OffsetPercent: 50}}, 10, Rate{Points: 1, Unit: 1}, 1000, []mall.Points{10}, []int64{10}, ""},
		"points alone, whatever may be offset":  {[]Line{{PricePoints: 100, OffsetPercent: 100}}, 1, yuan, 0, nil, nil, mall.CodeLimitExceeded},
		"the largest sums of money do not wrap": {[]Line{{CashMinor: maxMinor, OffsetPercent: 100}}, 1, Rate{Points: mall.MaxPoints, Unit: 1}, mall.MaxPoints, []mall.Points{0}, []int64{0}, ""},
	} {
		t.Run(name, func(t *testing.T) {
			b := Bill{Lines: append([]Line(nil), c.lines...)}
			refusal := b.Offset(c.points, c.rate)
			assert.Equal(t, c.most, b.MaxOffsetPoints)
			if c.code != "" {
				require.NotNil(t, refusal)
				assert.Equal(t, c.code, refusal.Code)
				assert.Equal(t, []string{"offsetPoints"}, refusal.Path)
				assert.Zero(t, b.OffsetPoints(), "a refusal changes nothing")
				return
			}
			require.Nil(t, refusal)
			for i := range b.Lines {
				assert.Equal(t, c.used[i], b.Lines[i].OffsetPoints)
				assert.Equal(t, c.off[i], b.Lines[i].OffsetMinor)
			}
		})
	}
}

// Whatever is asked: the lines sum to the bill, no line gives more than its room, nobody pays
// more points than offered, and the points charged are worth the money off.
func TestAnyOffsetAddsUpAndStaysInItsRoom(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		b := Bill{Lines: rapid.SliceOfN(rapid.Custom(func(t *rapid.T) Line {
			return Line{CashMinor: rapid.Int64Range(0, 1_000_00).Draw(t, "cash"), OffsetPercent: rapid.IntRange(0, 100).Draw(t, "percent")}
		}), 1, 8).Draw(t, "lines")}
		rate := Rate{Points: mall.Points(rapid.Int64Range(1, 1000).Draw(t, "rate")), Unit: 100, Step: mall.Points(rapid.IntRange(0, 20).Draw(t, "step"))}
		if refusal := b.Offset(0, rate); refusal != nil {
			t.Fatal(refusal)
		}
		most := b.MaxOffsetPoints
		points := rate.cut(mall.Points(rapid.Int64Range(0, int64(most)+50).Draw(t, "points")))
		refusal := b.Offset(points, rate)
		if (refusal != nil) != (points > most) {
			t.Fatalf("%d of at most %d points: %v", points, most, refusal)
		}
		if refusal != nil {
			return
		}
		for i := range b.Lines {
			l := &b.Lines[i]
			if l.OffsetMinor < 0 || l.OffsetMinor > l.room() || l.OffsetPoints < 0 || l.Payable() < 0 {
				t.Fatalf("line %d: %+v", i, *l)
			}
		}
		off, used := b.OffsetMinor(), b.OffsetPoints()
		_, room := b.rooms(rate)
		if used > points || used != rate.cost(off) || off != rate.worth(points, room) || b.Payable() != b.CashMinor()-off {
			t.Fatalf("%d points for %d of %d; %d were offered", used, off, room, points)
		}
	})
}

func TestSharesLoseNothing(t *testing.T) {
	assert.Equal(t, []int64{334, 333, 333}, shares(1000, []int64{1, 1, 1}, 3))
	rapid.Check(t, func(t *rapid.T) {
		weights := rapid.SliceOfN(rapid.Int64Range(0, 1_000_000), 1, 20).Draw(t, "weights")
		weights[0]++
		var sum, shared int64
		for _, w := range weights {
			sum += w
		}
		total := rapid.Int64Range(0, 1_000_000_000).Draw(t, "total")
		for i, part := range shares(total, weights, sum) {
			shared += part
			if exact := total * weights[i]; part < exact/sum || part > (exact+sum-1)/sum {
				t.Fatalf("%d of %d by %v", part, total, weights)
			}
		}
		if shared != total {
			t.Fatalf("%d of %d were shared", shared, total)
		}
	})
}

func TestThePriceOfManyPiecesDoesNotWrap(t *testing.T) {
	for name, c := range map[string]struct {
		piece    Piece
		quantity int
		want     Piece
		refused  bool
	}{
		"three":            {Piece{7, 150}, 3, Piece{21, 450}, false},
		"none":             {Piece{7, 150}, 0, Piece{}, true},
		"too many":         {Piece{7, 150}, MaxQuantity + 1, Piece{}, true},
		"too many points":  {Piece{Points: mall.MaxPoints}, 2, Piece{}, true},
		"too much money":   {Piece{Minor: maxMinor}, 2, Piece{}, true},
		"as much as it is": {Piece{mall.MaxPoints, maxMinor}, 1, Piece{mall.MaxPoints, maxMinor}, false},
	} {
		got, refusal := c.piece.Times(c.quantity)
		assert.Equal(t, c.refused, refusal != nil, name)
		assert.Equal(t, c.want, got, name)
	}
	b := Bill{Lines: []Line{{CashMinor: maxMinor}, {CashMinor: 1}}}
	assert.NotNil(t, b.Check())
}
