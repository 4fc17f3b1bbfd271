package store

import (
	"context"
	"fmt"
	"hash/fnv"
	"slices"
	"strings"
)

// Lock ends a query: it sorts the selected rows by column, which is their id, with the name
// of its table ("a.id"), and locks them in that order. Without a need for locks (Unlocked)
// it only sorts; so it does on SQLite, where write transactions run one at a time.
func (tx *Tx) Lock(kind Kind, column string) string {
	tx.Locks(kind)
	sorted := " order by " + column
	if tx.Dialect != Postgres || tx.Unlocked {
		return sorted
	}
	table, _, _ := strings.Cut(column, ".")
	return sorted + " for update of " + table
}

// Locks notes that rows of a kind are about to be locked, where a query of ent's does it.
func (tx *Tx) Locks(kind Kind) { tx.locks.begin(kind) }

// LockNames locks the names of what may not be stored yet, for the rest of the
// transaction: shared with others who lock them shared, or alone.
func (tx *Tx) LockNames(ctx context.Context, kind Kind, names []string, shared bool) error {
	if len(names) == 0 {
		return nil
	}
	tx.Locks(kind)
	if tx.Dialect != Postgres || tx.Unlocked {
		return nil
	}
	keys := make([]int64, len(names))
	for i, name := range names {
		h := fnv.New64a()
		_, _ = h.Write([]byte(name)) // never fails
		keys[i] = int64(h.Sum64())
	}
	slices.Sort(keys) // so that nobody waits in a circle
	rows := NewRows("key bigint")
	for _, k := range slices.Compact(keys) {
		rows.Add(k)
	}
	lock := "pg_advisory_xact_lock"
	if shared {
		lock = "pg_advisory_xact_lock_shared"
	}
	return tx.QueryRows(ctx, "select count("+lock+"(key)) from {rows}", rows, func(func(...any) error) error { return nil })
}

// Checked reports whether the ids of rows that are locked should be noted: see Locked.
func (tx *Tx) Checked() bool { return tx.locks != nil }

// Locked notes the ids of rows that a query with Lock has read, in the order of their ids,
// where DB.CheckLocks asks for that.
func Locked[ID ~[16]byte](tx *Tx, kind Kind, ids ...ID) {
	if tx.locks == nil {
		return
	}
	for _, id := range ids {
		tx.locks.row(kind, string(id[:]))
	}
}

// CheckLocks has every transaction fail that locks out of order: a kind after a later one
// of the list, or a row after one of its kind with a higher id. It is for tests, so that a
// wrong order is found without two transactions that have to meet in it.
func (db *DB) CheckLocks() { db.checkLocks = true }

// lockOrder follows what a transaction locks.
type lockOrder struct {
	kind  Kind
	last  string // the id of kind that was locked last
	held  map[string]bool
	fault error
}

func (o *lockOrder) begin(kind Kind) {
	if o == nil || kind == o.kind {
		return
	}
	if kind < o.kind && o.fault == nil {
		o.fault = fmt.Errorf("locks out of order: %s after %s", kind, o.kind)
	}
	o.kind, o.last, o.held = max(kind, o.kind), "", map[string]bool{}
}

func (o *lockOrder) row(kind Kind, id string) {
	if kind != o.kind || o.held[id] {
		return
	}
	if id < o.last && o.fault == nil {
		o.fault = fmt.Errorf("locks out of order: %s %x after %x", kind, id, o.last)
	}
	o.last, o.held[id] = max(id, o.last), true
}
