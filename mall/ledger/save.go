package ledger

import (
	"slices"
	"strings"

	"pointsmall/mall"
	"pointsmall/mall/store"
)

// Save adds everything that changed to the batch: the journal, its entries, lots
// and balances. A book without entries adds nothing.
func (b *Book) Save(batch *store.Batch) {
	if len(b.entries) == 0 {
		return
	}
	journals := store.NewRows("id uuid", "recorded_at timestamptz")
	journals.Add(b.journal, b.now)
	batch.Add("insert into journals (id, recorded_at) select id, recorded_at from {rows}", journals)
	b.saveFunders(batch)
	b.saveEntries(batch)
	b.saveLots(batch)
	saveHolds(batch, b.held)
	b.saveEnded(batch)
	b.saveAccounts(batch)
}

// saveEnded updates the holds that have ended.
func (b *Book) saveEnded(batch *store.Batch) {
	rows := store.NewRows("id uuid", "captured bigint", "status text", "ended_at timestamptz")
	for _, h := range b.ended {
		rows.Add(h.ID, h.Captured, string(h.Status), h.EndedAt)
	}
	batch.Add("update holds set captured = r.captured, status = r.status, open = false, ended_at = r.ended_at from {rows} where holds.id = r.id", rows)
}

// saveAccounts writes the balances: apart those of accounts with points that lapse
// without activity, so that others pay nothing for them.
func (b *Book) saveAccounts(batch *store.Batch) {
	columns := []string{"id uuid", "balance bigint", "held bigint", "debt bigint", "lifetime_earned bigint", "last_seq bigint", "last_hash text", "seen bigint"}
	accounts, idle := store.NewRows(columns...), store.NewRows(append(columns, "idle_since date")...)
	for _, a := range b.all() {
		if !a.changed {
			continue
		}
		cells := []any{a.id, a.balance, a.held, a.debt, a.lifetimeEarned, a.seq, a.hash, a.seen}
		if a.idleSince == nil {
			accounts.Add(cells...)
			continue
		}
		idle.Add(append(cells, *a.idleSince)...)
	}
	const update = "update accounts set balance = r.balance, held = r.held, debt = r.debt, lifetime_earned = r.lifetime_earned, " +
		"last_seq = r.last_seq, last_hash = r.last_hash"
	const where = " from {rows} where accounts.id = r.id"
	// No lot changes without an entry of its account, so its number guards them too.
	const guard = "accounts.last_seq = r.seen"
	batch.Update(update+where, accounts, guard)
	batch.Update(update+", idle_since = r.idle_since"+where, idle, guard)
}

// saveEntries writes the entries. Columns that say nothing of any of them are left out:
// each costs the database something, and an exchange needs few.
func (b *Book) saveEntries(batch *store.Batch) {
	all := append(slices.Clone(b.entries), b.counterEntries()...)
	var names []string
	var declared []string
	var used []entryColumn
	for _, c := range entryColumns {
		if c.always || slices.ContainsFunc(all, func(e entry) bool { return c.of(&e) != nil }) {
			used, declared, names = append(used, c), append(declared, c.name+" "+c.sql), append(names, c.name)
		}
	}
	rows := store.NewRows(append([]string{"journal_id uuid", "currency text"}, declared...)...)
	for i := range all {
		cells := make([]any, 0, 2+len(used))
		cells = append(cells, b.journal, string(b.currency))
		for _, c := range used {
			cell := c.of(&all[i])
			if cell == nil {
				cell = c.otherwise
			}
			cells = append(cells, cell)
		}
		rows.Add(cells...)
	}
	columns := "journal_id, currency, " + strings.Join(names, ", ")
	batch.Add("insert into entries ("+columns+") select "+columns+" from {rows}", rows)
}

// entryColumn is a column of an entry.
type entryColumn struct {
	name, sql string
	// always is true for columns that are never left out.
	always bool
	// of is the column's value, nil for the one that the database has by itself,
	// which is otherwise.
	of        func(e *entry) any
	otherwise any
}

var entryColumns = []entryColumn{
	{name: "id", sql: "uuid", always: true, of: func(e *entry) any { return e.id }},
	{name: "account_id", sql: "uuid", always: true, of: func(e *entry) any { return e.account.id }},
	{name: "seq", sql: "bigint", always: true, of: func(e *entry) any { return ifOwned(e, e.seq) }},
	{name: "kind", sql: "text", always: true, of: func(e *entry) any { return string(e.kind) }},
	{name: "delta", sql: "bigint", always: true, of: func(e *entry) any { return e.change.delta }},
	{name: "balance_after", sql: "bigint", always: true, of: func(e *entry) any { return ifOwned(e, e.balanceAfter) }},
	{name: "allocations", sql: "jsonb", always: true, of: func(e *entry) any { return store.JSON{Of: e.change.allocations} }},
	{name: "occurred_at", sql: "timestamptz", always: true, of: func(e *entry) any { return e.occurredAt }},
	{name: "hash", sql: "text", always: true, of: func(e *entry) any { return ifOwned(e, e.hash) }},
	{name: "held_delta", sql: "bigint", of: func(e *entry) any { return unlessZero(e.change.held) }, otherwise: 0},
	{name: "debt_delta", sql: "bigint", of: func(e *entry) any { return unlessZero(e.change.debt) }, otherwise: 0},
	{name: "order_id", sql: "uuid", of: func(e *entry) any { return unlessNil(e.cause.Order) }},
	{name: "purchase_id", sql: "uuid", of: func(e *entry) any { return unlessNil(e.cause.Purchase) }},
	{name: "reverses", sql: "uuid", of: func(e *entry) any { return unlessNil(e.cause.Reverses) }},
	{name: "ref", sql: "text", of: func(e *entry) any { return unlessNil(e.cause.ref()) }},
	{name: "reason", sql: "jsonb", of: func(e *entry) any {
		if e.cause.Reason == nil {
			return nil
		}
		return store.JSON{Of: e.cause.Reason}
	}},
	{name: "ends", sql: "jsonb", of: func(e *entry) any {
		if len(e.ends) == 0 {
			return nil
		}
		return store.JSON{Of: e.ends}
	}},
	{name: "actor", sql: "text", of: func(e *entry) any { return unlessNil(e.cause.actor()) }},
}

// ifOwned is v for a member's entry, and nothing for the other side of it.
func ifOwned[T any](e *entry, v T) any {
	if e.account.book == nil {
		return nil
	}
	return v
}

func unlessZero(p mall.Points) any {
	if p == 0 {
		return nil
	}
	return p
}

func unlessNil[T any](p *T) any {
	if p == nil {
		return nil
	}
	return *p
}

// saveLots writes the lots; those that lapse without activity apart, like their accounts.
func (b *Book) saveLots(batch *store.Batch) {
	inserted := []string{
		"id uuid", "account_id uuid", "granted bigint", "remaining bigint", "held bigint", "expired bigint", "open bool", "pending bool",
		"earned_at timestamptz", "usable_from timestamptz", "expires_at timestamptz", "renewed bool",
	}
	updated := []string{"id uuid", "remaining bigint", "held bigint", "expired bigint", "open bool"}
	fresh, idle := store.NewRows(inserted...), store.NewRows(append(inserted, "idle_months bigint")...)
	changed, moved := store.NewRows(updated...), store.NewRows(append(updated, "expires_at timestamptz")...)
	for _, a := range b.all() {
		for _, l := range a.lots {
			if l.fresh {
				cells := []any{l.id, a.id, l.granted, l.remaining, l.held, l.lapsed, l.remaining > 0, l.usableFrom.After(b.now), l.earnedAt, l.usableFrom, l.expiresAt, l.renewed}
				if l.idle > 0 {
					idle.Add(append(cells, l.idle)...)
				} else {
					fresh.Add(cells...)
				}
				continue
			}
			cells := []any{l.id, l.remaining, l.held, l.lapsed, l.remaining > 0}
			switch {
			case l.changed && l.moved:
				moved.Add(append(cells, l.expiresAt)...)
			case l.changed:
				changed.Add(cells...)
			}
		}
	}
	const columns = "id, account_id, granted, remaining, held, expired, open, pending, earned_at, usable_from, expires_at, renewed"
	batch.Add("insert into lots ("+columns+") select "+columns+" from {rows}", fresh)
	batch.Add("insert into lots ("+columns+", idle_months) select "+columns+", idle_months from {rows}", idle)
	const update, where = "update lots set remaining = r.remaining, held = r.held, expired = r.expired, open = r.open", " from {rows} where lots.id = r.id"
	batch.Add(update+where, changed)
	batch.Add(update+", expires_at = r.expires_at"+where, moved)
}
