package ledger

import (
	"slices"
	"time"

	"pointsmall/ent"
	"pointsmall/mall"
)

// Cause says what an entry is about. All of it is optional.
type Cause struct {
	Order    *mall.OrderID
	Purchase *mall.PurchaseID
	// Reverses is the entry that this one undoes, in part or whole.
	Reverses *mall.EntryID
	// Ref is the id of what else it is about: a hold, a transfer, a cause, an event.
	Ref string
	// Reason is shown to the member where the entry's kind alone doesn't explain it.
	Reason *mall.Text
	// At is when it happened; zero means now.
	At time.Time
	// Counter is the system account on the other side; zero means the platform's.
	Counter mall.AccountID
	// Actor is who made the entry; staff and partners are named in it.
	Actor mall.Actor
	// Funder is the partner whose account is on the other side, in place of Counter.
	Funder mall.PartnerID
}

// ref is Ref as it is stored.
func (c Cause) ref() *string {
	if c.Ref == "" {
		return nil
	}
	return &c.Ref
}

// actor is whom the entry names: a staff user or a partner. Members and time go without saying.
func (c Cause) actor() *string {
	switch {
	case c.Actor.Kind == mall.ActorStaff || c.Actor.Kind == mall.ActorPartner:
		return new(c.Actor.Ref())
	case !c.Funder.IsZero():
		return new(c.Funder.String())
	}
	return nil
}

// entry is a posting that is not stored yet.
type entry struct {
	id           mall.EntryID
	account      *Account
	seq          int64
	kind         mall.PointsEntryKind
	change       change
	balanceAfter mall.Points
	cause        Cause
	occurredAt   time.Time
	ends         []mall.LotEnd
	hash         string
}

// change is what an entry does to its account. The lots have been changed already:
// delta is the sum of the allocations less the change of the debt.
type change struct {
	delta, held, debt mall.Points
	allocations       []mall.Allocation
}

// post appends an entry to the account and its chain.
func (a *Account) post(kind mall.PointsEntryKind, c change, cause Cause) mall.EntryID {
	a.balance += c.delta
	a.held += c.held
	a.debt += c.debt
	if kind == mall.EntryEarn || kind == mall.EntryClawback {
		a.lifetimeEarned += c.delta
	}
	a.seq++
	a.changed = true
	at := cause.At
	if at.IsZero() {
		at = a.book.now
	}
	if slices.Contains(activities, kind) {
		a.active(at)
	}
	e := entry{
		id: mall.NewEntryID(), account: a, seq: a.seq, kind: kind, change: c, balanceAfter: a.balance,
		cause: cause, occurredAt: at.UTC().Truncate(time.Microsecond), ends: a.ends(),
	}
	e.hash = e.link().after(a.hash)
	a.hash = e.hash
	a.book.entries = append(a.book.entries, e)
	return e.id
}

// ends says of the lots that lapse without activity until when they last by this entry,
// where it has made or moved them: activities move them again, and what an entry hashes
// must never change.
func (a *Account) ends() (ends []mall.LotEnd) {
	if a.idleSince == nil {
		return nil
	}
	for _, l := range a.lots {
		if l.untold && (l.fresh || l.changed) {
			l.untold = false
			ends = append(ends, mall.LotEnd{Lot: l.id, At: *l.expiresAt})
		}
	}
	return ends
}

// posted is an entry of the book as it will be stored; nil: the book has none of this id.
func (b *Book) posted(id mall.EntryID) *ent.Entry {
	for i := len(b.entries) - 1; i >= 0; i-- {
		if e := &b.entries[i]; e.id == id {
			return &ent.Entry{
				ID: e.id, JournalID: b.journal, AccountID: e.account.id, Currency: b.currency, Seq: &e.seq, Kind: e.kind, Delta: e.change.delta,
				BalanceAfter: &e.balanceAfter, HeldDelta: e.change.held, DebtDelta: e.change.debt, Allocations: e.change.allocations,
				OrderID: e.cause.Order, PurchaseID: e.cause.Purchase, Reverses: e.cause.Reverses, Ref: e.cause.ref(), Reason: e.cause.Reason,
				OccurredAt: e.occurredAt, Ends: e.ends, Actor: e.cause.actor(), Hash: e.hash,
			}
		}
	}
	return nil
}

// counterEntries is the other side of the book's entries, so that together with them they
// sum to zero: one for each system account and kind, but one for each entry that a
// partner funds.
func (b *Book) counterEntries() []entry {
	type side struct {
		account mall.AccountID
		kind    mall.PointsEntryKind
	}
	sums := map[side]mall.Points{}
	var sides []side
	var entries []entry
	for i := range b.entries {
		e := &b.entries[i]
		if !e.cause.Funder.IsZero() {
			entries = append(entries, b.against(e))
			continue
		}
		s := side{e.cause.Counter, e.kind}
		if s.account.IsZero() {
			s.account = PlatformAccount(b.currency)
		}
		if _, ok := sums[s]; !ok {
			sides = append(sides, s)
		}
		sums[s] -= e.change.delta
	}
	for _, s := range sides {
		if sums[s] != 0 {
			entries = append(entries, entry{
				id: mall.NewEntryID(), account: &Account{id: s.account}, kind: s.kind, change: change{delta: sums[s]}, occurredAt: b.now,
			})
		}
	}
	return entries
}
