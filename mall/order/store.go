package order

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"time"

	"pointsmall/ent"
	entorder "pointsmall/ent/order"
	"pointsmall/ent/orderchange"
	"pointsmall/ent/orderline"
	"pointsmall/mall"
	"pointsmall/mall/store"
)

// OperationDraw is the operation of orders that were won in a lottery: nobody placed them, and
// they cannot be cancelled.
const OperationDraw = "drawLottery"

// Key is a member's idempotency key for one operation.
type Key struct {
	Member         mall.MemberID
	Operation, Key string
}

const columns = plainColumns + ", offset_points, offset_minor, quote_id, pay_until, discount_minor, shipping_minor, terms, address"

// plainColumns are those that an order of points alone needs; the others have defaults.
const plainColumns = "id, member_id, status, points, cash_minor, cash_currency, line_count, entry_id, idempotency_key, fingerprint, version, placed_at, operation"

// Recall finds the orders that the keys placed. Call it after the members'
// accounts are locked: then a request with the same key has been seen, or waits.
func Recall(ctx context.Context, tx *store.Tx, keys []Key) (map[Key]*ent.Order, error) {
	rows := store.NewRows("by_member uuid", "by_operation text", "by_key text")
	for _, k := range keys {
		rows.Add(k.Member, k.Operation, k.Key)
	}
	found := map[Key]*ent.Order{}
	err := tx.QueryRows(ctx, "select "+columns+" from orders join {rows} on member_id = by_member and idempotency_key = by_key and operation = by_operation", rows,
		func(scan func(...any) error) error {
			o := &ent.Order{}
			var address *string
			err := scan(&o.ID, &o.MemberID, &o.Status, &o.Points, &o.CashMinor, &o.CashCurrency, &o.LineCount, &o.EntryID,
				&o.IdempotencyKey, &o.Fingerprint, &o.Version, &o.PlacedAt, &o.Operation, &o.OffsetPoints, &o.OffsetMinor, &o.QuoteID, &o.PayUntil,
				&o.DiscountMinor, &o.ShippingMinor, &o.Terms, &address)
			if err != nil {
				return err
			}
			if address != nil {
				if err := json.Unmarshal([]byte(*address), &o.Address); err != nil {
					return fmt.Errorf("read the address of an order: %w", err)
				}
			}
			found[Key{o.MemberID, o.Operation, o.IdempotencyKey}] = o
			return nil
		})
	return found, err
}

// goodsNow are those of a new line, as SQL: what a member ordered stays as it was shown. They
// are read where they are written, so that placing an order does not carry them to and fro.
func goodsNow(d store.Dialect) string {
	object, parsed, image := "jsonb_build_object", "%s", "p.images->0"
	if d == store.SQLite {
		object, parsed, image = "json_object", "json(%s)", "json_extract(p.images,'$[0]')"
	}
	name := func(column string) string { return strings.ReplaceAll(parsed, "%s", column) }
	return "(select " + object + "('code', k.code, 'product', " + name("p.name") + ", 'name', " + name("k.name") + ", 'kind', p.kind, 'image', " + name(image) + ") " +
		"from skus k join products p on p.id = k.product_id where k.id = r.sku_id)"
}

// Save adds new orders and their lines to the batch. Where all are of points alone, which a rush
// of exchanges is, it leaves the columns out that only money needs: each costs PostgreSQL some.
func Save(batch *store.Batch, d store.Dialect, orders []*ent.Order, lines []*ent.OrderLine) {
	plain := !slices.ContainsFunc(orders, forMoney)
	into, types := plainColumns, []string{
		"id uuid", "member_id uuid", "status text", "points bigint", "cash_minor bigint", "cash_currency text", "line_count bigint",
		"entry_id uuid", "idempotency_key text", "fingerprint text", "version bigint", "placed_at timestamptz", "operation text",
	}
	if !plain {
		into = columns
		types = append(types, "offset_points bigint", "offset_minor bigint", "quote_id uuid", "pay_until timestamptz",
			"discount_minor bigint", "shipping_minor bigint", "terms text", "address jsonb")
	}
	rows := store.NewRows(types...)
	for _, o := range orders {
		values := []any{
			o.ID, o.MemberID, string(o.Status), o.Points, o.CashMinor, string(o.CashCurrency), o.LineCount,
			o.EntryID, o.IdempotencyKey, o.Fingerprint, o.Version, o.PlacedAt, o.Operation,
		}
		if !plain {
			values = append(values, o.OffsetPoints, o.OffsetMinor, o.QuoteID, o.PayUntil, o.DiscountMinor, o.ShippingMinor, o.Terms, store.JSON{Of: o.Address})
		}
		rows.Add(values...)
	}
	batch.Add("insert into orders ("+into+") select "+into+" from {rows}", rows)

	sold := slices.ContainsFunc(lines, func(l *ent.OrderLine) bool { return l.SaleID != nil })
	into, types = "id, order_id, sku_id, quantity, points, cash_minor, price_option_id", []string{
		"id uuid", "order_id uuid", "sku_id uuid", "quantity bigint", "points bigint", "cash_minor bigint", "price_option_id uuid",
	}
	if !plain {
		into += ", offset_points, offset_minor, discount_minor"
		types = append(types, "offset_points bigint", "offset_minor bigint", "discount_minor bigint")
	}
	if sold {
		into += ", sale_id"
		types = append(types, "sale_id uuid")
	}
	rows = store.NewRows(types...)
	for _, l := range lines {
		values := []any{l.ID, l.OrderID, l.SkuID, l.Quantity, l.Points, l.CashMinor, l.PriceOptionID}
		if !plain {
			values = append(values, l.OffsetPoints, l.OffsetMinor, l.DiscountMinor)
		}
		if sold {
			values = append(values, l.SaleID)
		}
		rows.Add(values...)
	}
	batch.Add("insert into order_lines ("+into+", goods) select "+into+", "+goodsNow(d)+" from {rows}", rows)
}

// forMoney reports whether an order has what orders of points alone have not.
func forMoney(o *ent.Order) bool {
	return o.OffsetPoints != 0 || o.OffsetMinor != 0 || o.QuoteID != nil || o.PayUntil != nil || o.DiscountMinor != 0 || o.ShippingMinor != 0 ||
		o.Terms != nil || o.Address != nil
}

// find returns the order, or nil.
func find(ctx context.Context, client *ent.Client, id mall.OrderID) (*ent.Order, error) {
	o, err := client.Order.Get(ctx, id)
	if ent.IsNotFound(err) {
		return nil, nil
	}
	return o, err
}

// lock returns the order locked against changes, or nil.
func lock(ctx context.Context, tx *store.Tx, id mall.OrderID) (*ent.Order, error) {
	query := tx.Ent().Order.Query().Where(entorder.ID(id))
	tx.Locks(store.KindOrder)
	if tx.Dialect == store.Postgres {
		query = query.ForUpdate()
	}
	o, err := query.Only(ctx)
	if ent.IsNotFound(err) {
		return nil, nil
	}
	return o, err
}

func saveStep(ctx context.Context, tx *store.Tx, o *ent.Order, to mall.OrderStatus, moves *time.Time, note, actor string, at time.Time) (*ent.Order, error) {
	update := tx.Ent().Order.UpdateOne(o).SetStatus(to).SetVersion(o.Version + 1)
	if moves != nil {
		update.SetMovesAt(*moves)
	} else {
		update.ClearMovesAt()
	}
	changed, err := update.Save(ctx)
	if err != nil {
		return nil, err
	}
	return changed, tx.Ent().OrderChange.Create().SetOrderID(o.ID).SetVersion(changed.Version).SetStatus(to).
		SetNote(note).SetActor(actor).SetChangedAt(at).Exec(ctx)
}

// statesAfter returns the order as it was at each version after the given one.
func statesAfter(ctx context.Context, client *ent.Client, o *ent.Order, version int) ([]*ent.Order, error) {
	changes, err := client.OrderChange.Query().
		Where(orderchange.OrderID(o.ID), orderchange.VersionGT(version)).
		Order(orderchange.ByVersion()).All(ctx)
	if err != nil {
		return nil, err
	}
	states := make([]*ent.Order, len(changes))
	for i, c := range changes {
		state := *o
		state.Status, state.Version = c.Status, c.Version
		states[i] = &state
	}
	return states, nil
}

// LinesOf reads the lines of several orders, each order's in their order.
func (s *Service) LinesOf(ctx context.Context, orders []*ent.Order) (map[mall.OrderID][]*ent.OrderLine, error) {
	return linesOf(ctx, s.db.Ent(), orders)
}

// Read reads orders, unlocked, and the lines of each in their order.
func Read(ctx context.Context, tx *store.Tx, ids []mall.OrderID) (map[mall.OrderID]*ent.Order, map[mall.OrderID][]*ent.OrderLine, error) {
	rows, err := tx.Ent().Order.Query().Where(store.Among(entorder.FieldID, "uuid", ids)).All(ctx)
	if err != nil {
		return nil, nil, err
	}
	orders := make(map[mall.OrderID]*ent.Order, len(rows))
	for _, o := range rows {
		orders[o.ID] = o
	}
	lines, err := linesOf(ctx, tx.Ent(), rows)
	return orders, lines, err
}

func linesOf(ctx context.Context, client *ent.Client, orders []*ent.Order) (map[mall.OrderID][]*ent.OrderLine, error) {
	ids := make([]mall.OrderLineID, 0, len(orders))
	for _, o := range orders {
		ids = append(ids, Lines(o)...)
	}
	lines, err := client.OrderLine.Query().Where(store.Among(orderline.FieldID, "uuid", ids)).Order(orderline.ByID()).All(ctx)
	if err != nil {
		return nil, err
	}
	byOrder := make(map[mall.OrderID][]*ent.OrderLine, len(orders))
	for _, l := range lines {
		byOrder[l.OrderID] = append(byOrder[l.OrderID], l)
	}
	return byOrder, nil
}

// ChangesOf reads the steps that orders have taken after they were placed, the first ones first.
func (s *Service) ChangesOf(ctx context.Context, ids []mall.OrderID) (map[mall.OrderID][]*ent.OrderChange, error) {
	rows, err := s.db.Ent().OrderChange.Query().Where(store.Among(orderchange.FieldOrderID, "uuid", ids)).Order(orderchange.ByVersion()).All(ctx)
	found := make(map[mall.OrderID][]*ent.OrderChange, len(ids))
	for _, c := range rows {
		found[c.OrderID] = append(found[c.OrderID], c)
	}
	return found, err
}
