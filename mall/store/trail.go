package store

import (
	"context"
	"database/sql/driver"
	"fmt"
	"reflect"
	"regexp"
	"slices"
	"strings"

	entsql "entgo.io/ent/dialect/sql"
	"entgo.io/ent/dialect/sql/schema"
	"entgo.io/ent/schema/field"
	"github.com/google/uuid"

	"pointsmall/ent"
	"pointsmall/ent/migrate"
	"pointsmall/mall"
)

// Recorder writes down what staff, partners' keys and the command line change: package audit's
// log is one. What it writes commits with the change.
type Recorder interface {
	// Watches reports whether changes of a table are to be written down. Those that are not have
	// an actor of their own, or say nothing of what somebody wanted.
	Watches(table string) bool
	// Record writes down the changes of one transaction.
	Record(ctx context.Context, tx *Tx, changes []RowChange) error
}

// RecordBy has r write down what is changed from now on.
func (db *DB) RecordBy(r Recorder) { db.recorder = r }

// RowChange is what a transaction has made of one row.
type RowChange struct {
	Origin mall.Origin
	Table  string
	// ID is the row's, as callers see it.
	ID string
	// Before and After are the row's columns as the database gives them; nil: there was, or is, no
	// row.
	Before, After map[string]any
}

// trail is what a transaction knows of the rows that it changes for others.
type trail struct {
	rows  map[rowKey]*RowChange
	order []rowKey
	// unseen are tables that tests saw change, covered those whose rows need no record.
	unseen, covered map[string]bool
}

type rowKey struct{ table, id string }

// Audited reports whether what the transaction changes is written down.
func (tx *Tx) Audited() bool { return tx.recorder != nil && tx.origin.Audited() }

// As says who acts, where the call does not: somebody who is not signed in, and has proved to be
// the actor all the same. What ent has read before is not watched by itself: see Watch.
func (tx *Tx) As(actor mall.Actor) {
	tx.origin.Actor = actor
	tx.ent = nil // the next one watches
}

// Watch has rows written down as they are now and as they will be when the transaction commits.
// It is called before they change. What ent changes is watched without it; it is for what SQL of
// the house's own changes, which tests demand: see trail.see.
func (tx *Tx) Watch(ctx context.Context, table string, ids ...any) error {
	return tx.watchFor(ctx, tx.origin, table, ids)
}

func (tx *Tx) watchFor(ctx context.Context, origin mall.Origin, table string, ids []any) error {
	if tx.recorder == nil || !origin.Audited() || !tx.recorder.Watches(table) {
		return nil
	}
	if tx.Unlocked {
		return ErrNeedsLocks // it saves by one statement, which the record could not commit with
	}
	fresh := slices.DeleteFunc(slices.Clone(ids), func(id any) bool { return tx.trail.rows[rowKey{table, keyOf(id)}] != nil })
	before, err := tx.rowsOf(ctx, table, fresh)
	if err != nil {
		return err
	}
	for _, id := range fresh {
		tx.trail.add(origin, table, id, before[keyOf(id)])
	}
	return nil
}

func (t *trail) add(origin mall.Origin, table string, id any, before map[string]any) {
	key := rowKey{table, keyOf(id)}
	if t.rows[key] != nil {
		return
	}
	if t.rows == nil {
		t.rows = map[rowKey]*RowChange{}
	}
	t.rows[key] = &RowChange{Origin: origin, Table: table, ID: fmt.Sprint(id), Before: before}
	t.order = append(t.order, key)
}

// Covered says that rows of a table need no record of their own: that of something else tells of
// them, or they do not change by anybody's wish.
func (tx *Tx) Covered(table string) {
	if tx.trail.covered == nil {
		tx.trail.covered = map[string]bool{}
	}
	tx.trail.covered[table] = true
}

// watching is ent's hook: it watches the rows that ent is about to change.
func (tx *Tx) watching(next ent.Mutator) ent.Mutator {
	return ent.MutateFunc(func(ctx context.Context, m ent.Mutation) (ent.Value, error) {
		table := tableOf[m.Type()]
		if !tx.recorder.Watches(table) {
			return next.Mutate(ctx, m)
		}
		if m.Op().Is(ent.OpCreate) {
			made, err := next.Mutate(ctx, m)
			if err == nil {
				tx.trail.add(tx.origin, table, reflect.ValueOf(m).MethodByName("ID").Call(nil)[0].Interface(), nil)
			}
			return made, err
		}
		found := reflect.ValueOf(m).MethodByName("IDs").Call([]reflect.Value{reflect.ValueOf(ctx)})
		if err, failed := found[1].Interface().(error); failed {
			return nil, err
		}
		ids := make([]any, found[0].Len())
		for i := range ids {
			ids[i] = found[0].Index(i).Interface()
		}
		if err := tx.Watch(ctx, table, ids...); err != nil {
			return nil, err
		}
		return next.Mutate(ctx, m)
	})
}

// record has what was watched written down.
func (tx *Tx) record(ctx context.Context) error {
	if len(tx.trail.order) > 0 {
		if err := tx.recordRows(ctx); err != nil {
			return fmt.Errorf("record who changed what: %w", err)
		}
	}
	for table := range tx.trail.unseen {
		if !tx.trail.covered[table] && !slices.ContainsFunc(tx.trail.order, func(k rowKey) bool { return k.table == table }) {
			return fmt.Errorf("%s changes %s, and nobody writes down who did: call Tx.Watch before", tx.origin.Operation, table)
		}
	}
	return nil
}

func (tx *Tx) recordRows(ctx context.Context) error {
	ids := map[string][]any{}
	for _, key := range tx.trail.order {
		ids[key.table] = append(ids[key.table], key.id)
	}
	for table, of := range ids {
		after, err := tx.rowsOf(ctx, table, of)
		if err != nil {
			return err
		}
		for id, row := range after {
			tx.trail.rows[rowKey{table, id}].After = row
		}
	}
	changes := make([]RowChange, 0, len(tx.trail.order))
	for _, key := range tx.trail.order {
		if c := *tx.trail.rows[key]; c.Before != nil || c.After != nil {
			changes = append(changes, c)
		}
	}
	return tx.recorder.Record(ctx, tx, changes)
}

var writes = regexp.MustCompile(`(?i)\b(?:insert\s+into|update|delete\s+from)\s+"?([a-z_]+)`)

// see notes, in tests, which tables SQL of the house's own changes for others. A transaction
// that has not watched a row of one of these fails.
func (t *trail) see(tx *Tx, text string) {
	if tx.locks == nil || !tx.Audited() {
		return
	}
	for _, m := range writes.FindAllStringSubmatch(text, -1) {
		table := m[1]
		if _, known := tables[table]; known && tx.recorder.Watches(table) {
			if t.unseen == nil {
				t.unseen = map[string]bool{}
			}
			t.unseen[table] = true
		}
	}
}

// atOnce is how many rows one statement reads.
const atOnce = 500

// rowsOf reads whole rows by their ids.
func (tx *Tx) rowsOf(ctx context.Context, table string, ids []any) (map[string]map[string]any, error) {
	found := make(map[string]map[string]any, len(ids))
	t := tables[table]
	if t == nil {
		return nil, fmt.Errorf("there is no table %q", table)
	}
	key := t.PrimaryKey[0].Name
	for some := range slices.Chunk(ids, atOnce) {
		values := make([]any, len(some))
		for i, id := range some {
			values[i] = keyOf(id)
			if n, ok := numberOf(id); ok && t.PrimaryKey[0].Type.Integer() {
				values[i] = n
			}
		}
		text, args := entsql.Dialect(string(tx.Dialect)).Select().From(entsql.Table(table)).Where(entsql.In(key, values...)).Query()
		if err := tx.readRows(ctx, t, key, found, text, args); err != nil {
			return nil, err
		}
	}
	return found, nil
}

func (tx *Tx) readRows(ctx context.Context, t *schema.Table, key string, found map[string]map[string]any, text string, args []any) error {
	answer, err := tx.sql.QueryContext(ctx, text, args...)
	if err != nil {
		return err
	}
	defer answer.Close()
	names, err := answer.Columns()
	if err != nil {
		return err
	}
	for answer.Next() {
		cells, into := make([]any, len(names)), make([]any, len(names))
		for i := range cells {
			into[i] = &cells[i]
		}
		if err := answer.Scan(into...); err != nil {
			return err
		}
		row := make(map[string]any, len(names))
		for i, name := range names {
			row[name] = alike(t, name, cells[i])
		}
		found[fmt.Sprint(row[key])] = row
	}
	return answer.Err()
}

// alike makes both databases give the same: ids as text, other bytes as bytes.
func alike(t *schema.Table, name string, v any) any {
	c, ok := t.Column(name)
	if !ok {
		return v
	}
	b, isBytes := v.([]byte)
	switch {
	case isBytes && c.Type == field.TypeUUID && len(b) == 16:
		return uuid.UUID(b).String()
	case isBytes && c.Type != field.TypeBytes:
		return string(b)
	case c.Type == field.TypeBool:
		if n, isNumber := v.(int64); isNumber {
			return n != 0
		}
	}
	return v
}

// keyOf is an id as the database has it, as text.
func keyOf(id any) string {
	if v, ok := id.(driver.Valuer); ok {
		if value, err := v.Value(); err == nil {
			return fmt.Sprint(value)
		}
	}
	return fmt.Sprint(id)
}

func numberOf(id any) (n int64, ok bool) {
	_, err := fmt.Sscan(keyOf(id), &n)
	return n, err == nil
}

// tables are all of the mall's, by their names; tableOf leads from ent's names to them.
var tables, tableOf = func() (map[string]*schema.Table, map[string]string) {
	byName, byNoun := map[string]*schema.Table{}, map[string]string{}
	for _, t := range migrate.Tables {
		byName[t.Name] = t
	}
	for name, noun := range ent.NounOf {
		byNoun[noun] = name
	}
	return byName, byNoun
}()

// ColumnType is what ent calls the type of a column; ok is false where there is none of the name.
func ColumnType(table, column string) (typ field.Type, ok bool) {
	if t := tables[table]; t != nil {
		if c, found := t.Column(column); found {
			return c.Type, true
		}
	}
	return field.TypeInvalid, false
}

// TableNames are the names of all tables, sorted.
func TableNames() []string {
	names := make([]string, 0, len(tables))
	for name := range tables {
		names = append(names, name)
	}
	slices.SortFunc(names, strings.Compare)
	return names
}

// ColumnNames are the names of a table's columns.
func ColumnNames(table string) (names []string) {
	for _, c := range tables[table].Columns {
		names = append(names, c.Name)
	}
	return names
}
