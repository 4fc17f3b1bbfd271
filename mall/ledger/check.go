package ledger

import (
	"cmp"

	"pointsmall/mall"
)

// holder is whose points of the currency that a caller named, or of the mall's own.
func holder(m mall.MemberID, c mall.PointsCurrency) Holder {
	return Holder{Member: m, Currency: cmp.Or(c, mall.DefaultPoints)}
}

// checkReason refuses a reason that says nothing, or too much.
func checkReason(reason string) *mall.Error {
	if reason == "" || len(reason) > 500 {
		return mall.Errorf(mall.CodeInvalidInput, "reason must have 1 to 500 bytes", "原因须为 1 至 500 字节").At("reason")
	}
	return nil
}

// checkPoints refuses amounts that are none.
func checkPoints(points mall.Points) *mall.Error {
	if points <= 0 {
		return mall.Errorf(mall.CodeInvalidInput, "points must be at least 1", "积分须大于 0").At("points")
	}
	return nil
}
