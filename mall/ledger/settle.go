package ledger

import (
	"context"
	"slices"
	"time"

	"pointsmall/ent"
	"pointsmall/ent/hold"
	"pointsmall/mall"
	"pointsmall/mall/store"
)

// happening is what time alone did to an account: a hold's time was over, or a lot could
// be spent from then on.
type happening struct {
	at   time.Time
	hold *ent.Hold
	lot  *lot
}

// settle posts what time alone has done to the account, in the order in which it happened:
// holds that are due end, and whatever could be spent pays the debt. since is when the
// account's newest entry was posted: whatever lots could be spent before have paid then,
// and what had expired by then pays nothing. The book must hold the lots.
func (a *Account) settle(due []*ent.Hold, since time.Time) {
	var all []happening
	for _, l := range a.lots {
		if a.debt > 0 && !l.usableFrom.After(a.book.now) && !l.expired(since) && (l.expiresAt == nil || l.usableFrom.Before(*l.expiresAt)) {
			all = append(all, happening{at: l.usableFrom, lot: l})
		}
	}
	for _, h := range due {
		all = append(all, happening{at: h.ExpiresAt, hold: h})
	}
	slices.SortStableFunc(all, func(x, y happening) int { return x.at.Compare(y.at) })
	posted := len(a.book.entries)
	for _, h := range all {
		if h.hold != nil {
			a.timeOut(h.hold)
			continue
		}
		if free := h.lot.remaining - h.lot.held; free > 0 {
			paying, _ := a.owed([]mall.Allocation{{Lot: h.lot.id, Points: free}})
			a.payDebt(paying, Cause{At: laterOf(h.at, since)})
		}
	}
	if len(a.book.entries) > posted {
		a.book.settled = append(a.book.settled, a.member)
	}
}

// timeOut releases a hold at its end, whenever that is noticed.
func (a *Account) timeOut(row *ent.Hold) {
	a.Release(row.Allocations, Cause{Ref: row.ID.String(), At: row.ExpiresAt})
	a.book.end(row, mall.HoldTimedOut, row.ExpiresAt)
}

// end notes that a hold has ended.
func (b *Book) end(row *ent.Hold, status mall.HoldStatus, at time.Time) {
	row.Status, row.EndedAt, row.Open = status, &at, false
	b.ended = append(b.ended, row)
}

// Settled reports whether opening the book has changed accounts already.
func (b *Book) Settled() bool { return len(b.settled) > 0 }

// Signals tell of the accounts that opening the book has changed.
func (b *Book) Signals() []mall.Signal {
	signals := make([]mall.Signal, len(b.settled))
	for i, m := range b.settled {
		signals[i] = mall.Signal{Topic: mall.TopicBalance, ID: m.UUID()}
	}
	return signals
}

// settle brings the accounts of the book up to its time. Whoever opens a book does it, so
// that nothing depends on when a sweep runs. Accounts that hold or owe nothing, which are
// nearly all, cost no query.
func (b *Book) settle(ctx context.Context, tx *store.Tx) error {
	var holding, owing []*Account
	for _, a := range b.all() {
		if a.held > 0 {
			holding = append(holding, a)
		}
		if a.debt > 0 {
			owing = append(owing, a)
		}
	}
	due, err := b.readDue(ctx, tx, holding)
	if err != nil {
		return err
	}
	since, err := b.readMatured(ctx, tx, owing)
	if err != nil {
		return err
	}
	for _, a := range b.all() {
		if a.held > 0 || a.debt > 0 {
			a.settle(due[a.id], since[a.id])
		}
	}
	return nil
}

// readDue reads the accounts' holds whose time is over, and the lots that they pin.
func (b *Book) readDue(ctx context.Context, tx *store.Tx, holding []*Account) (map[mall.AccountID][]*ent.Hold, error) {
	if len(holding) == 0 {
		return nil, nil
	}
	ids := make([]mall.AccountID, len(holding))
	for i, a := range holding {
		ids[i] = a.id
	}
	rows, err := tx.Ent().Hold.Query().Where(hold.AccountIDIn(ids...), hold.Open(true), hold.OrderIDIsNil(), hold.ExpiresAtLTE(b.now)).Order(ent.Asc(hold.FieldExpiresAt, hold.FieldID)).All(ctx)
	if err != nil {
		return nil, err
	}
	due := map[mall.AccountID][]*ent.Hold{}
	var lots []mall.LotID
	for _, row := range rows {
		due[row.AccountID] = append(due[row.AccountID], row)
		for _, p := range row.Allocations {
			lots = append(lots, p.Lot)
		}
	}
	return due, b.Fetch(ctx, tx, lots)
}

// readMatured reads the lots of accounts in debt that hold points which could be spent by
// now, expired ones too, and when each account's newest entry was posted.
func (b *Book) readMatured(ctx context.Context, tx *store.Tx, owing []*Account) (since map[mall.AccountID]time.Time, err error) {
	if len(owing) == 0 {
		return nil, nil
	}
	byID, set, err := setOf(tx, owing)
	if err != nil {
		return nil, err
	}
	err = scanLots(ctx, tx, byID, "select "+lotColumns+" from lots where account_id "+tx.Dialect.In(1, "uuid")+" and open and remaining > held and usable_from <= $2", set, b.now)
	if err != nil {
		return nil, err
	}
	since = map[mall.AccountID]time.Time{}
	return since, tx.Each(ctx, func(scan func(...any) error) error {
		var id mall.AccountID
		var at time.Time
		err := scan(&id, &at)
		since[id] = at
		return err
	}, "select a.id, j.recorded_at from accounts a join entries e on e.account_id = a.id and e.seq = a.last_seq join journals j on j.id = e.journal_id "+
		"where a.id "+tx.Dialect.In(1, "uuid"), set)
}

// foresee is a book of members' accounts, with all that can be spent, as they are once what
// time has done to them is posted. It is not saved.
func (s *Service) foresee(ctx context.Context, c mall.PointsCurrency, members []mall.MemberID) (book *Book, err error) {
	err = s.db.Snapshot(ctx, func(ctx context.Context, tx *store.Tx) error {
		if book, err = openForGrants(ctx, tx, s.clock(), s.zone, c, members); err != nil {
			return err
		}
		if err := book.readLots(ctx, tx, book.all(), mostLots); err != nil {
			return err
		}
		return book.settle(ctx, tx)
	})
	return book, err
}

// asOf is a hold as it is by now: one whose time is over has ended, posted or not. An
// order's hold has no time of its own.
func (s *Service) asOf(row *ent.Hold) *ent.Hold {
	if row == nil || row.Status != mall.HoldOpen || row.OrderID != nil || row.ExpiresAt.After(s.clock()) {
		return row
	}
	over := *row
	over.Status, over.EndedAt, over.Open = mall.HoldTimedOut, &row.ExpiresAt, false
	return &over
}

func laterOf(a, b time.Time) time.Time {
	if a.After(b) {
		return a
	}
	return b
}
