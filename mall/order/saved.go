package order

import (
	"context"

	"pointsmall/mall"
)

// Saved is what a member's orders were cheaper by discounts and by points that paid money, in
// minor units of the mall's currency. Orders that were given up or went back whole do not count.
func (s *Service) Saved(ctx context.Context, m mall.MemberID) (saved int64, err error) {
	rows, err := s.db.Query(ctx, "select coalesce(sum(discount_minor + offset_minor), 0) from orders where member_id = $1 and status not in ($2, $3, $4)",
		m, mall.OrderPendingPayment, mall.OrderCancelled, mall.OrderRefunded)
	if err != nil {
		return 0, err
	}
	defer rows.Close()
	for rows.Next() {
		if err := rows.Scan(&saved); err != nil {
			return 0, err
		}
	}
	return saved, rows.Err()
}
