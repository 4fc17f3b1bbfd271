package order

import (
	"context"
	"encoding/binary"
	"slices"
	"strings"
	"time"

	"entgo.io/ent/dialect/sql"

	"pointsmall/ent"
	entorder "pointsmall/ent/order"
	"pointsmall/ent/predicate"
	"pointsmall/mall"
)

// Filter says which orders to list; its conditions must all hold.
type Filter struct {
	Status *mall.OrderStatus
	// Number is what people call the order by; "": any.
	Number string
	Member *mall.MemberID
}

// List reads a page of all members' orders, the newest first.
func (s *Service) List(ctx context.Context, f Filter, p Page) ([]*ent.Order, error) {
	query, ok, err := s.matching(ctx, f)
	if !ok || err != nil {
		return nil, err
	}
	if p.Before != nil {
		query.Where(entorder.IDLT(*p.Before))
	}
	if p.After != nil {
		query.Where(entorder.IDGT(*p.After))
	}
	query.Limit(p.Limit)
	if !p.Oldest {
		return query.Order(ent.Desc(entorder.FieldID)).All(ctx)
	}
	orders, err := query.Order(entorder.ByID()).All(ctx)
	slices.Reverse(orders)
	return orders, err
}

// Count counts the orders that match, up to limit.
func (s *Service) Count(ctx context.Context, f Filter, limit int) (int, error) {
	query, ok, err := s.matching(ctx, f)
	if !ok || err != nil {
		return 0, err
	}
	ids, err := query.Limit(limit).IDs(ctx)
	return len(ids), err
}

// matching finds the orders that match; ok is false where none can.
func (s *Service) matching(ctx context.Context, f Filter) (query *ent.OrderQuery, ok bool, err error) {
	query = s.db.Ent().Order.Query()
	if f.Member != nil {
		query.Where(entorder.MemberID(*f.Member))
	}
	if f.Status != nil {
		query.Where(entorder.StatusEQ(*f.Status), movedOn(*f.Status))
	}
	if f.Number != "" {
		id, err := s.numbered(ctx, f.Number)
		if err != nil || id == nil {
			return nil, false, err
		}
		query.Where(entorder.ID(*id))
	}
	return query, true, nil
}

// movedOn says in the words of its index what is true of every order in a state that only a
// step leads to: databases choose a partial index by its words alone. Orders are placed in
// the two other states.
func movedOn(status mall.OrderStatus) predicate.Order {
	return func(s *sql.Selector) {
		if status != mall.OrderPaid && status != mall.OrderPendingPayment {
			s.Where(sql.P(func(b *sql.Builder) { b.Ident(s.C(entorder.FieldVersion)).WriteString(" > 1") }))
		}
	}
}

// numbered finds the order that people call by a number; nil where there is none. Of the
// ids that the number's time bounds, it looks at all: those of one millisecond.
func (s *Service) numbered(ctx context.Context, number string) (*mall.OrderID, error) {
	number = strings.ToUpper(strings.TrimSpace(number))
	millis, ok := millisOf(number)
	if !ok {
		return nil, nil
	}
	ids, err := s.db.Ent().Order.Query().Where(entorder.IDGTE(firstOf(millis)), entorder.IDLT(firstOf(millis+1))).IDs(ctx)
	for _, id := range ids {
		if Number(id) == number {
			return &id, nil
		}
	}
	return nil, err
}

// millisOf is the Unix time of an order's number, in milliseconds; ok is false for what is
// no number.
func millisOf(number string) (millis int64, ok bool) {
	date, tail, _ := strings.Cut(number, "-")
	day, err := time.Parse("060102", date)
	if err != nil || len(tail) != 12 {
		return 0, false
	}
	var bits uint64
	for _, letter := range tail {
		digit := strings.IndexRune(alphabet, letter)
		if digit < 0 {
			return 0, false
		}
		bits = bits<<5 | uint64(digit)
	}
	return day.UnixMilli() + int64(bits>>33), true
}

// firstOf is the lowest id of a millisecond.
func firstOf(millis int64) (id mall.OrderID) {
	var first [8]byte
	binary.BigEndian.PutUint64(first[:], uint64(millis))
	copy(id[:6], first[2:])
	return id
}
