// Package history reads what happened in the order in which it happened, page by page. A
// record that keeps events offers each kind of them as a Table, so that who replays events
// needs to know neither tables nor columns.
package history

import (
	"context"
	"errors"
	"fmt"

	"github.com/google/uuid"

	"pointsmall/mall"
	"pointsmall/mall/store"
)

// Table says how the events of a kind are read from the table that keeps them. Its texts are
// parts of statements, and come from code alone.
type Table[T any] struct {
	Name, Columns string
	// When is the column by which the events are in order, Whose that of their member.
	When, Whose string
	// Where is the condition that tells events from other rows; "": each row is one.
	Where string
	// Scan reads a row of Columns.
	Scan func(scan func(...any) error) (T, error)
}

// Span asks for a page of events: those behind (After, AfterID) in the order of time and id,
// and before Until. After and Until are values of the column When: times, or days' texts.
type Span struct {
	After   any
	AfterID uuid.UUID
	Until   any
	// Member is whose events are read; nil: everybody's.
	Member *mall.MemberID
	Limit  int
}

// Page reads a page, the earliest event first.
func (t *Table[T]) Page(ctx context.Context, tx *store.Tx, s Span) (page []T, err error) {
	where := fmt.Sprintf("(%[1]s, id) > ($1, $2) and %[1]s < $3", t.When)
	args := []any{s.After, s.AfterID.String(), s.Until}
	if s.Member != nil {
		where += " and " + t.Whose + " = $4"
		args = append(args, *s.Member)
	}
	return page, t.each(ctx, tx, func(event T) error {
		page = append(page, event)
		return nil
	}, where, fmt.Sprintf(" order by %s, id limit %d", t.When, s.Limit), args)
}

// Count counts the events from one value of When on and before another.
func (t *Table[T]) Count(ctx context.Context, tx *store.Tx, from, until any) (n int, err error) {
	err = tx.Each(ctx, func(scan func(...any) error) error { return scan(&n) },
		fmt.Sprintf("select count(*) from %[1]s where %[2]s >= $1 and %[2]s < $2%[3]s", t.Name, t.When, t.and()), from, until)
	if err != nil {
		return 0, fmt.Errorf("count %s: %w", t.Name, err)
	}
	return n, nil
}

// ByID finds the event with an id.
func (t *Table[T]) ByID(ctx context.Context, tx *store.Tx, id uuid.UUID) (event T, ok bool, err error) {
	return t.find(ctx, tx, "id = $1", id.String())
}

// ByNumber finds the event to which a source gave a number, where it is now: not one that was
// moved to another member. Ask only a table whose events have such numbers.
func (t *Table[T]) ByNumber(ctx context.Context, tx *store.Tx, source, number string) (event T, ok bool, err error) {
	return t.find(ctx, tx, "source = $1 and external_ref = $2 and moved_to is null", source, number)
}

// errFound ends a search.
var errFound = errors.New("found")

func (t *Table[T]) find(ctx context.Context, tx *store.Tx, where string, args ...any) (found T, ok bool, err error) {
	err = t.each(ctx, tx, func(event T) error {
		found = event
		return errFound
	}, where, "", args)
	if errors.Is(err, errFound) {
		return found, true, nil
	}
	return found, false, err
}

func (t *Table[T]) each(ctx context.Context, tx *store.Tx, each func(T) error, where, order string, args []any) error {
	err := tx.Each(ctx, func(scan func(...any) error) error {
		event, err := t.Scan(scan)
		if err != nil {
			return err
		}
		return each(event)
	}, "select "+t.Columns+" from "+t.Name+" where "+where+t.and()+order, args...)
	if err != nil && !errors.Is(err, errFound) {
		return fmt.Errorf("read %s: %w", t.Name, err)
	}
	return err
}

// and is the table's own condition, to be added to others.
func (t *Table[T]) and() string {
	if t.Where == "" {
		return ""
	}
	return " and " + t.Where
}
