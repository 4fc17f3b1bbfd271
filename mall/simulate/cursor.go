package simulate

import (
	"context"
	"fmt"
	"time"

	"github.com/google/uuid"

	"pointsmall/mall"
	"pointsmall/mall/store"
)

// pageSize is how many events of a table are in memory at once.
const pageSize = 500

// table says how the events of a kind are read.
type table struct {
	name, columns, order string
	// member is the column of whose they are; where narrows the table, unless it is empty.
	member, where string
	scan          func(scan func(...any) error) (*Event, error)
	// key is the value of the order column.
	key func(time.Time) any
}

// and is the table's own condition, to be added to others.
func (t *table) and() string {
	if t.where == "" {
		return ""
	}
	return " and " + t.where
}

// tables are those of each kind, by kind.
func tables(zone *time.Location) []table {
	at := func(t time.Time) any { return t.UTC() }
	day := func(t time.Time) any { return mall.DateOf(t, zone).String() }
	joined, done, rose, invited := programs(at)
	return []table{
		signUps: joined,
		purchases: {
			name: "purchases", member: "member_id", order: "occurred_at", key: at, scan: scanPurchase,
			columns: "id, member_id, source, external_ref, total_minor, currency, channel, lines, points, occurred_at, recorded_at, " +
				"exists (select 1 from returns r where r.purchase_id = purchases.id)",
		},
		activities: {
			name: "activities", member: "member_id", order: "occurred_at", key: at, scan: scanActivity,
			columns: `id, member_id, source, external_ref, "trigger", name, details, points, occurred_at, recorded_at`,
		},
		checkIns: {
			name: "check_ins", member: "member_id", order: "day", key: day, scan: scanCheckIn(zone),
			columns: "id, member_id, day, streak, made_up, points, recorded_at",
		},
		tasksDone: done,
		rises:     rose,
		referrals: invited,
	}
}

// cursor reads one table's events of a period in order, by keyset.
type cursor struct {
	table
	until time.Time
	only  *mall.MemberID // nil: all members'
	// after is the last event that was read.
	after   time.Time
	afterID uuid.UUID
	page    []*Event
	done    bool
}

// fill reads the next page when the last one is used up, and returns it.
func (c *cursor) fill(ctx context.Context, tx *store.Tx) ([]*Event, error) {
	if len(c.page) > 0 || c.done {
		return nil, nil
	}
	where := fmt.Sprintf("(%[1]s, id) > ($1, $2) and %[1]s < $3", c.order) + c.and()
	args := []any{c.key(c.after), c.afterID.String(), c.key(c.until)}
	if c.only != nil {
		where += " and " + c.member + " = $4"
		args = append(args, *c.only)
	}
	err := tx.Each(ctx, func(scan func(...any) error) error {
		e, err := c.scan(scan)
		if err == nil {
			c.page = append(c.page, e)
		}
		return err
	}, fmt.Sprintf("select %s from %s where %s order by %s, id limit %d", c.columns, c.name, where, c.order, pageSize), args...)
	if err != nil {
		return nil, fmt.Errorf("read %s: %w", c.name, err)
	}
	c.done = len(c.page) < pageSize
	if n := len(c.page); n > 0 {
		c.after, c.afterID = c.page[n-1].order, c.page[n-1].ID
	}
	return c.page, nil
}

// stream is the events of a period in order.
type stream struct {
	db      *store.DB
	cursors []*cursor
	// fetched is told of each page, in the transaction that read it.
	fetched func(context.Context, *store.Tx, []*Event) error
}

func newStream(db *store.DB, zone *time.Location, from, until time.Time, only *mall.MemberID) *stream {
	s := &stream{db: db}
	for _, t := range tables(zone) {
		s.cursors = append(s.cursors, &cursor{table: t, after: from, until: until, only: only})
	}
	return s
}

// next returns the next event; nil ends the stream.
func (s *stream) next(ctx context.Context) (*Event, error) {
	for _, c := range s.cursors {
		if len(c.page) > 0 || c.done {
			continue
		}
		err := s.db.Snapshot(ctx, func(ctx context.Context, tx *store.Tx) error {
			page, err := c.fill(ctx, tx)
			if err != nil || len(page) == 0 || s.fetched == nil {
				return err
			}
			return s.fetched(ctx, tx, page)
		})
		if err != nil {
			return nil, err
		}
	}
	var first *cursor
	for _, c := range s.cursors {
		if len(c.page) > 0 && (first == nil || c.page[0].before(first.page[0])) {
			first = c
		}
	}
	if first == nil {
		return nil, nil
	}
	e := first.page[0]
	first.page[0] = nil
	first.page = first.page[1:]
	return e, nil
}

// count says how many events there are.
func (s *stream) count(ctx context.Context) (total int, err error) {
	return total, s.db.Snapshot(ctx, func(ctx context.Context, tx *store.Tx) error {
		for _, c := range s.cursors {
			err := tx.Each(ctx, func(scan func(...any) error) error {
				var n int
				err := scan(&n)
				total += n
				return err
			}, fmt.Sprintf("select count(*) from %[1]s where %[2]s >= $1 and %[2]s < $2", c.name, c.order)+c.and(), c.key(c.after), c.key(c.until))
			if err != nil {
				return err
			}
		}
		return nil
	})
}
