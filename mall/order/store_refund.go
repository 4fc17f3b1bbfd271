package order

import (
	"context"

	"github.com/google/uuid"

	"pointsmall/ent"
	"pointsmall/ent/orderrefund"
	"pointsmall/ent/orderrefundline"
	"pointsmall/mall"
	"pointsmall/mall/store"
)

// ReadRefunds reads what went back of orders. The orders' locks keep it still.
func ReadRefunds(ctx context.Context, tx *store.Tx, ids []mall.OrderID) (Refunds, error) {
	return readRefunds(ctx, tx.Ent(), ids)
}

// RefundsOf reads what went back of orders, each order's oldest first.
func (s *Service) RefundsOf(ctx context.Context, ids []mall.OrderID) (map[mall.OrderID][]*Refund, error) {
	return readRefunds(ctx, s.db.Ent(), ids)
}

func readRefunds(ctx context.Context, client *ent.Client, ids []mall.OrderID) (Refunds, error) {
	found := Refunds{}
	rows, err := client.OrderRefund.Query().Where(store.Among(orderrefund.FieldOrderID, "uuid", ids)).Order(orderrefund.ByNumber()).All(ctx)
	if err != nil || len(rows) == 0 {
		return found, err
	}
	byID := make(map[mall.OrderRefundID]*Refund, len(rows))
	for _, row := range rows {
		r := &Refund{OrderRefund: row}
		byID[row.ID] = r
		found[row.OrderID] = append(found[row.OrderID], r)
	}
	lines, err := client.OrderRefundLine.Query().Where(store.Among(orderrefundline.FieldOrderID, "uuid", ids)).Order(orderrefundline.ByOrderLineID()).All(ctx)
	for _, l := range lines {
		r := byID[l.RefundID]
		r.Lines = append(r.Lines, l)
	}
	return found, err
}

// SaveRefunds adds refunds to the batch.
func SaveRefunds(batch *store.Batch, refunds []*Refund) {
	rows := store.NewRows("id uuid", "order_id uuid", "number bigint", "price_points bigint", "offset_points bigint", "offset_minor bigint", "cash_minor bigint", "shipping_minor bigint",
		"goodwill_minor bigint", "taken_back bigint", "payment_id uuid", "payment_refund bigint", "entry_id uuid", "return_id uuid", "reason text", "actor text", "refunded_at timestamptz")
	lines := store.NewRows("id uuid", "order_id uuid", "refund_id uuid", "order_line_id uuid", "quantity bigint", "restocked bool")
	for _, r := range refunds {
		rows.Add(r.ID, r.OrderID, r.Number, r.PricePoints, r.OffsetPoints, r.OffsetMinor, r.CashMinor, r.ShippingMinor,
			r.GoodwillMinor, r.TakenBack, r.PaymentID, r.PaymentRefund, r.EntryID, r.ReturnID, r.Reason, r.Actor, r.RefundedAt)
		for _, l := range r.Lines {
			lines.Add(uuid.Must(uuid.NewV7()), r.OrderID, r.ID, l.OrderLineID, l.Quantity, l.Restocked)
		}
	}
	const columns = "id, order_id, number, price_points, offset_points, offset_minor, cash_minor, shipping_minor, goodwill_minor, taken_back, payment_id, payment_refund, entry_id, return_id, " +
		"reason, actor, refunded_at"
	batch.Add("insert into order_refunds ("+columns+") select "+columns+" from {rows}", rows)
	const lineColumns = "id, order_id, refund_id, order_line_id, quantity, restocked"
	batch.Add("insert into order_refund_lines ("+lineColumns+") select "+lineColumns+" from {rows}", lines)
}

// FindRefund reads one refund; nil: there is none of this id.
func FindRefund(ctx context.Context, tx *store.Tx, id mall.OrderRefundID) (*Refund, error) {
	row, err := tx.Ent().OrderRefund.Get(ctx, id)
	if ent.IsNotFound(err) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	lines, err := tx.Ent().OrderRefundLine.Query().Where(orderrefundline.RefundID(id)).Order(orderrefundline.ByOrderLineID()).All(ctx)
	return &Refund{row, lines}, err
}
