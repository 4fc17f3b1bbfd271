package ledger

import (
	"context"
	"math"
	"slices"

	"pointsmall/mall"
	"pointsmall/mall/store"
)

// lotsAtFirst is how many open lots of an account are read at first. Few members
// have more, and whoever has seldom needs them for one purchase.
const lotsAtFirst = 32

// lotsThen are how many are read when those are not enough.
var lotsThen = []int{1024, mostLots}

// mostLots are all.
const mostLots = math.MaxInt32

const lotColumns = "account_id, id, granted, remaining, held, expired, earned_at, usable_from, expires_at, coalesce(idle_months, 0) as idle_months, renewed"

// forget drops the lots that were read, except those that have changed since.
func (a *Account) forget() {
	a.lots = slices.DeleteFunc(a.lots, func(l *lot) bool { return !l.changed && !l.fresh })
}

// Cover reads more of the lots of each member who has more than were read at first,
// until they are all there or hold the points wanted.
func (b *Book) Cover(ctx context.Context, tx *store.Tx, wanted map[mall.MemberID]mall.Points) error {
	for _, limit := range lotsThen {
		var short []*Account
		for _, a := range b.all() {
			if !a.complete && a.Available() < wanted[a.member] {
				short = append(short, a)
			}
		}
		if err := b.readLots(ctx, tx, short, limit); err != nil {
			return err
		}
	}
	return nil
}

// readLots reads the accounts' first open lots in spend order anew, unless they have
// expired. The accounts' locks cover them.
func (b *Book) readLots(ctx context.Context, tx *store.Tx, accounts []*Account, limit int) error {
	if len(accounts) == 0 {
		return nil
	}
	for _, a := range accounts {
		a.forget()
	}
	var err error
	if tx.Dialect == store.Postgres {
		err = b.readFirst(ctx, tx, accounts, limit)
	} else {
		err = b.readFew(ctx, tx, accounts, limit)
	}
	for _, a := range accounts {
		a.complete = len(a.lots) < limit
	}
	return err
}

func (b *Book) readFirst(ctx context.Context, tx *store.Tx, accounts []*Account, limit int) error {
	byID, set, err := setOf(tx, accounts)
	if err != nil {
		return err
	}
	return scanLots(ctx, tx, byID, "select l.* from (select unnest($1::uuid[]) as account) k cross join lateral (select "+lotColumns+
		" from lots where lots.account_id = k.account and "+live(2)+" order by expires_at, earned_at, id limit $3) l", set, b.now, limit)
}

// readFew is readFirst for SQLite, which can bound what it reads of all accounts
// together, but not of each. Where that is not enough it reads one after the other.
func (b *Book) readFew(ctx context.Context, tx *store.Tx, accounts []*Account, limit int) error {
	byID, set, err := setOf(tx, accounts)
	if err != nil {
		return err
	}
	most := math.MaxInt32
	if limit < most/len(accounts) {
		most = limit * len(accounts)
	}
	read := 0
	err = scanLots(ctx, tx, byID, "select "+lotColumns+" from lots where account_id "+tx.Dialect.In(1, "uuid")+" and "+live(2)+" limit $3", set, b.now, most)
	for _, a := range accounts {
		read += len(a.lots)
	}
	if err != nil || read < most {
		return err
	}
	for _, a := range accounts {
		a.forget()
		one := map[mall.AccountID]*Account{a.id: a}
		const first = "select " + lotColumns + " from lots where account_id = $1 and open and "
		err := scanLots(ctx, tx, one, first+"expires_at > $2 order by expires_at, earned_at, id limit $3", a.id, b.now, limit)
		if err == nil && len(a.lots) < limit {
			err = scanLots(ctx, tx, one, first+"expires_at is null order by earned_at, id limit $2", a.id, limit-len(a.lots))
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// ReadExpired adds the lots whose time is over and that still hold points.
func (b *Book) ReadExpired(ctx context.Context, tx *store.Tx) error {
	byID, set, err := setOf(tx, b.all())
	if err != nil {
		return err
	}
	return scanLots(ctx, tx, byID, "select "+lotColumns+" from lots where account_id "+tx.Dialect.In(1, "uuid")+" and open and expires_at <= $2", set, b.now)
}

// Fetch adds the given lots, in whatever state they are, to the accounts of the book
// that they belong to.
func (b *Book) Fetch(ctx context.Context, tx *store.Tx, lots []mall.LotID) error {
	if len(lots) == 0 {
		return nil
	}
	byID := make(map[mall.AccountID]*Account, len(b.accounts))
	for _, a := range b.accounts {
		byID[a.id] = a
	}
	set, err := store.Set(tx.Dialect, lots)
	if err != nil {
		return err
	}
	if err := scanLots(ctx, tx, byID, "select "+lotColumns+" from lots where id "+tx.Dialect.In(1, "uuid"), set); err != nil {
		return err
	}
	return b.catchUp(ctx, tx)
}

func setOf(tx *store.Tx, accounts []*Account) (byID map[mall.AccountID]*Account, set any, err error) {
	byID = make(map[mall.AccountID]*Account, len(accounts))
	ids := make([]mall.AccountID, len(accounts))
	for i, a := range accounts {
		byID[a.id], ids[i] = a, a.id
	}
	set, err = store.Set(tx.Dialect, ids)
	return byID, set, err
}

// scanLots adds the lots that a query finds to their accounts, unless they are there.
func scanLots(ctx context.Context, tx *store.Tx, byID map[mall.AccountID]*Account, query string, args ...any) error {
	known := map[mall.LotID]bool{}
	for _, a := range byID {
		for _, l := range a.lots {
			known[l.id] = true
		}
	}
	grown := map[*Account]bool{}
	err := tx.Each(ctx, func(scan func(...any) error) error {
		var account mall.AccountID
		l := &lot{}
		if err := scan(&account, &l.id, &l.granted, &l.remaining, &l.held, &l.lapsed, &l.earnedAt, &l.usableFrom, &l.expiresAt, &l.idle, &l.renewed); err != nil {
			return err
		}
		if a := byID[account]; a != nil && !known[l.id] {
			a.lots = append(a.lots, l)
			grown[a] = true
		}
		return nil
	}, query, args...)
	for a := range grown {
		slices.SortFunc(a.lots, compareSpendOrder)
	}
	return err
}
