package quote

import (
	"math/bits"

	"pointsmall/mall"
)

// MaxQuantity is how many pieces a line may have.
const MaxQuantity = 9999

// maxMinor bounds money: amounts of 2^53 minor units or more do not exist.
const maxMinor = int64(1)<<53 - 1

// Piece is the price of one piece, in points and minor units of money.
type Piece struct {
	Points mall.Points
	Minor  int64
}

// Times is the price of so many pieces. Refusal: INVALID_INPUT at quantity, where they are
// more than MaxQuantity or none, or the price is too large.
func (p Piece) Times(quantity int) (Piece, *mall.Error) {
	if quantity < 1 || quantity > MaxQuantity {
		return Piece{}, mall.Errorf(mall.CodeInvalidInput, "quantity must be from 1 to %d, got %d", "数量须为 1 至 %d，收到 %d", MaxQuantity, quantity).At("quantity")
	}
	points, fits := times(int64(p.Points), quantity, int64(mall.MaxPoints))
	minor, pays := times(p.Minor, quantity, maxMinor)
	if !fits || !pays {
		return Piece{}, tooLarge().At("quantity")
	}
	return Piece{Points: mall.Points(points), Minor: minor}, nil
}

func times(n int64, quantity int, most int64) (product int64, ok bool) {
	high, low := bits.Mul64(uint64(n), uint64(quantity))
	return int64(low), high == 0 && low <= uint64(most)
}

// Check refuses a bill whose sums are larger than any amount may be.
func (b *Bill) Check() *mall.Error {
	var points, minor int64 // at most 255 lines of 2^53 each: no overflow
	for i := range b.Lines {
		points += int64(b.Lines[i].PricePoints)
		minor += b.Lines[i].CashMinor
	}
	if points > int64(mall.MaxPoints) || minor > maxMinor {
		return tooLarge().At("lines")
	}
	return nil
}

func tooLarge() *mall.Error {
	return mall.Errorf(mall.CodeInvalidInput, "the quantity makes the price too large", "数量过大")
}
