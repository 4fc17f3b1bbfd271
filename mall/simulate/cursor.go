package simulate

import (
	"context"
	"slices"
	"time"

	"github.com/google/uuid"

	"pointsmall/mall"
	"pointsmall/mall/history"
	"pointsmall/mall/store"
)

// pageSize is how many events of a source are in memory at once.
const pageSize = 500

// cursor reads one source's events of a period in order.
type cursor struct {
	source
	until time.Time
	only  *mall.MemberID // nil: all members'
	// after is the last event that was read.
	after   time.Time
	afterID uuid.UUID
	page    []*Event
	done    bool
	// unrecorded counts the events that were left out.
	unrecorded int
}

// fill reads the next page when the last one is used up, and returns it.
func (c *cursor) fill(ctx context.Context, tx *store.Tx) ([]*Event, error) {
	if len(c.page) > 0 {
		return nil, nil
	}
	for len(c.page) == 0 && !c.done {
		page, err := c.source.page(ctx, tx, history.Span{
			After: c.key(c.after), AfterID: c.afterID, Until: c.key(c.until), Member: c.only, Limit: pageSize,
		})
		if err != nil {
			return nil, err
		}
		c.done = len(page) < pageSize
		if len(page) == 0 {
			break
		}
		c.after, c.afterID = page[len(page)-1].order, page[len(page)-1].ID
		if err := c.complete(ctx, tx, page); err != nil {
			return nil, err
		}
		c.page = slices.DeleteFunc(page, func(e *Event) bool { return e.unrecorded })
		c.unrecorded += len(page) - len(c.page)
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
	for _, src := range sources(zone) {
		s.cursors = append(s.cursors, &cursor{source: src, after: from, until: until, only: only})
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
			n, err := c.source.count(ctx, tx, c.key(c.after), c.key(c.until))
			total += n
			if err != nil {
				return err
			}
		}
		return nil
	})
}

// unrecorded counts the sign-ups so far that were no events.
func (s *stream) unrecorded() int { return s.cursors[signUps].unrecorded }
