package mall

import "math/bits"

// PartOf is what is due of total once part of whole has come back: total × part ÷ whole,
// rounded down, and all of total once everything has. What was due before is taken off by
// the caller, so that any number of parts add up to exactly the whole. No argument may be
// negative. It is 0 where there is no whole.
func PartOf(total, part, whole int64) int64 {
	if whole == 0 {
		return 0
	}
	high, low := bits.Mul64(uint64(total), uint64(min(part, whole)))
	due, _ := bits.Div64(high, low, uint64(whole))
	return int64(due)
}
