package ledger

import (
	"context"
	"time"

	"pointsmall/ent"
	"pointsmall/ent/hold"
	"pointsmall/mall"
	"pointsmall/mall/store"
)

// HoldForOrder reserves points for an order until it is paid or given up: the order alone
// ends the hold, by SpendHeld or ReleaseHeld. Refusal: INSUFFICIENT_POINTS.
func (a *Account) HoldForOrder(order mall.OrderID, points mall.Points, until time.Time) *mall.Error {
	row := &ent.Hold{
		ID: mall.NewHoldID(), AccountID: a.id, MemberID: a.member, Currency: a.book.currency, Points: points, Status: mall.HoldOpen, Open: true,
		Reason: mall.Textf("Points held for an order", "订单待支付，积分已冻结"), Actor: mall.Actor{Kind: mall.ActorMember, MemberID: a.member}.Ref(),
		HeldAt: a.book.now, ExpiresAt: until, OrderID: &order,
	}
	var refusal *mall.Error
	if row.Allocations, refusal = a.Reserve(points, Cause{Ref: row.ID.String(), Order: &order, Reason: &row.Reason}); refusal != nil {
		return refusal
	}
	a.book.held = append(a.book.held, row)
	return nil
}

// SpendHeld spends all that an order holds. The book must have the pinned lots: see
// HoldsOfOrders.
func (a *Account) SpendHeld(h *ent.Hold) mall.EntryID {
	h.Captured = h.Points
	entry := a.Capture(h.Allocations, h.Points, mall.PointsPolicy{}, Cause{Ref: h.ID.String(), Order: h.OrderID}) // nothing is left for a policy
	a.book.end(h, mall.HoldCaptured, a.book.now)
	return entry
}

// ReleaseHeld frees all that an order holds. A lot that has expired meanwhile expires now.
func (a *Account) ReleaseHeld(h *ent.Hold, actor mall.Actor) {
	a.Release(h.Allocations, Cause{Ref: h.ID.String(), Order: h.OrderID, Actor: actor})
	a.book.end(h, mall.HoldReleased, a.book.now)
}

// HoldsOfOrders reads the holds of orders, and the lots that they pin or have pinned. The
// locks of the members' accounts keep them still.
func (b *Book) HoldsOfOrders(ctx context.Context, tx *store.Tx, orders []mall.OrderID) (map[mall.OrderID]*ent.Hold, error) {
	rows, err := tx.Ent().Hold.Query().Where(store.Among(hold.FieldOrderID, "uuid", orders)).All(ctx)
	if err != nil {
		return nil, err
	}
	held := make(map[mall.OrderID]*ent.Hold, len(rows))
	var lots []mall.LotID
	for _, row := range rows {
		held[*row.OrderID] = row
		for _, p := range row.Allocations {
			lots = append(lots, p.Lot)
		}
	}
	return held, b.Fetch(ctx, tx, lots)
}
