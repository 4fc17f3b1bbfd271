package ledger

import (
	"context"

	"pointsmall/mall"
)

// leftBehind is what members' entries say of points that end with their account.
const leftBehind = "Account closed · 账户注销"

// Forfeit takes all points that a member who leaves can spend, in one currency, whatever one member
// of staff may change alone, and returns how many that were. What is held stays, and so does
// a debt; points that are pending can be taken once they are not any longer. A repeat takes what
// has come since; of two at once, one is refused with INSUFFICIENT_POINTS. Refusals: NOT_FOUND.
func (s *Service) Forfeit(ctx context.Context, m mall.MemberID, c mall.PointsCurrency) (mall.Points, error) {
	balances, err := s.Balances(ctx, []mall.MemberID{m}, c)
	if err != nil {
		return 0, err
	}
	points := balances[m].Available
	if points == 0 {
		return 0, nil
	}
	_, err = s.Adjust(ctx, Adjustment{Actor: mall.Actor{Kind: mall.ActorSystem}, Member: m, Currency: c, Points: -points, Reason: leftBehind, Key: "leaving " + mall.NewEntryID().String(), leaves: true})
	return points, err
}
