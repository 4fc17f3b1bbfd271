package quote

import (
	"math/bits"

	"pointsmall/mall"
)

// Rate says how points pay money.
type Rate struct {
	// Points pay one unit of money, such as 100 for one yuan; 0: points pay none.
	Points mall.Points
	// Unit is how many minor units that is: 100.
	Unit int64
	// Step is what the points must be a multiple of; 0 and 1: anything.
	Step mall.Points
	// Least is the fewest points that may be used.
	Least mall.Points
}

// cost is the points that minor units of money take, rounded up.
func (r Rate) cost(minor int64) mall.Points {
	high, low := bits.Mul64(uint64(minor), uint64(r.Points))
	if high >= uint64(r.Unit) {
		return mall.MaxPoints
	}
	points, rest := bits.Div64(high, low, uint64(r.Unit))
	if rest > 0 {
		points++
	}
	return mall.Points(min(points, uint64(mall.MaxPoints)))
}

// worth is the money that points pay, rounded down; at most most.
func (r Rate) worth(points mall.Points, most int64) int64 {
	high, low := bits.Mul64(uint64(points), uint64(r.Unit))
	if high >= uint64(r.Points) {
		return most
	}
	minor, _ := bits.Div64(high, low, uint64(r.Points))
	return int64(min(minor, uint64(most)))
}

// cut is the largest multiple of the step that points hold.
func (r Rate) cut(points mall.Points) mall.Points {
	if r.Step > 1 {
		return points - points%r.Step
	}
	return points
}

// Offset has points pay a part of the bill's money, shared over the lines by what points may
// pay of each. It sets MaxOffsetPoints in any case. Refusals, at offsetPoints: INVALID_INPUT
// (negative, fewer than the least, no multiple of the step), LIMIT_EXCEEDED with the most.
func (b *Bill) Offset(points mall.Points, rate Rate) *mall.Error {
	rooms, room := b.rooms(rate)
	b.MaxOffsetPoints, b.Rate = 0, rate
	if room > 0 {
		b.MaxOffsetPoints = rate.cut(rate.cost(room))
	}
	if b.MaxOffsetPoints < rate.Least {
		b.MaxOffsetPoints = 0
	}
	switch {
	case points < 0:
		return mall.Errorf(mall.CodeInvalidInput, "offsetPoints must not be negative", "offsetPoints 不能为负").At("offsetPoints")
	case points == 0:
		return nil
	case points > b.MaxOffsetPoints:
		refusal := mall.Errorf(mall.CodeLimitExceeded, "at most %s can pay money of this order", "本单最多可用 %d 积分抵现", mall.Count(b.MaxOffsetPoints, "point")).At("offsetPoints")
		refusal.Figures = mall.Figures{Limit: int64(b.MaxOffsetPoints), Left: int64(b.MaxOffsetPoints)}
		return refusal
	case points < rate.Least:
		return mall.Errorf(mall.CodeInvalidInput, "at least %s must be used to pay money", "积分抵现至少使用 %d 积分", mall.Count(rate.Least, "point")).At("offsetPoints")
	case points != rate.cut(points):
		return mall.Errorf(mall.CodeInvalidInput, "offsetPoints must be a multiple of %d", "offsetPoints 须为 %d 的整数倍", rate.Step).At("offsetPoints")
	}
	off := rate.worth(points, room)
	minor, charged := shares(off, rooms, room), shares(int64(rate.cost(off)), rooms, room)
	for i := range b.Lines {
		b.Lines[i].OffsetMinor, b.Lines[i].OffsetPoints = minor[i], mall.Points(charged[i])
	}
	return nil
}

// rooms are the money of each line that points may pay, and their sum.
func (b *Bill) rooms(rate Rate) (rooms []int64, sum int64) {
	rooms = make([]int64, len(b.Lines))
	if rate.Points <= 0 {
		return rooms, 0
	}
	for i := range b.Lines {
		rooms[i] = b.Lines[i].room()
		sum += rooms[i]
	}
	return rooms, sum
}
