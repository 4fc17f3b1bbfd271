package ledger

import (
	"context"
	"slices"
	"strconv"
	"time"

	"pointsmall/mall"
	"pointsmall/mall/store"
)

// lotsAtFirst is how many open lots of an account are read at first. Few members
// have more, and whoever has seldom needs them for one purchase.
const lotsAtFirst = 32

// Lock locks the members' accounts in the order of their ids and makes a book of
// them. Points can be added at once, but only spent after ReadLots. A member
// without an account is missing from the book.
func Lock(ctx context.Context, tx *store.Tx, now time.Time, members []mall.MemberID) (*Book, error) {
	book := &Book{now: now, currency: mall.DefaultPoints, accounts: make(map[mall.MemberID]*Account, len(members))}
	ids, err := store.Set(tx.Dialect, members)
	if err != nil {
		return nil, err
	}
	return book, tx.Each(ctx, func(scan func(...any) error) error {
		a := &Account{book: book}
		if err := scan(&a.id, &a.member, &a.balance, &a.held, &a.debt, &a.lifetimeEarned, &a.seq); err != nil {
			return err
		}
		book.accounts[a.member] = a
		return nil
	}, "select a.id, a.member_id, a.balance, a.held, a.debt, a.lifetime_earned, a.last_seq from accounts a "+
		"where a.member_id "+tx.Dialect.In(1, "uuid")+" and a.currency = $2 order by a.id"+tx.Dialect.ForUpdate("a"),
		ids, string(book.currency))
}

// ReadLots reads what the accounts can spend. wanted says how many points each
// member may want: enough lots are read to pay that, or all there are.
func (b *Book) ReadLots(ctx context.Context, tx *store.Tx, wanted map[mall.MemberID]mall.Points) error {
	if err := b.readLots(ctx, tx, b.all(), lotsAtFirst); err != nil {
		return err
	}
	var short []*Account
	for _, a := range b.all() {
		if !a.complete && a.Available() < wanted[a.member] {
			a.lots = nil
			short = append(short, a)
		}
	}
	return b.readLots(ctx, tx, short, 0)
}

// all lists the book's accounts in the order of their ids.
func (b *Book) all() []*Account {
	list := make([]*Account, 0, len(b.accounts))
	for _, a := range b.accounts {
		list = append(list, a)
	}
	slices.SortFunc(list, func(x, y *Account) int { return slices.Compare(x.id[:], y.id[:]) })
	return list
}

const lotColumns = "account_id, id, granted, remaining, held, earned_at, usable_from, expires_at"

// readLots reads the accounts' open lots in spend order, at most limit of each
// account; 0 means all. The accounts' locks cover their lots.
func (b *Book) readLots(ctx context.Context, tx *store.Tx, accounts []*Account, limit int) error {
	if len(accounts) == 0 {
		return nil
	}
	byID := make(map[mall.AccountID]*Account, len(accounts))
	ids := make([]mall.AccountID, len(accounts))
	for i, a := range accounts {
		byID[a.id], ids[i] = a, a.id
	}
	set, err := store.Set(tx.Dialect, ids)
	if err != nil {
		return err
	}
	query := "select " + lotColumns + " from lots where account_id " + tx.Dialect.In(1, "uuid") +
		" and open = true order by expires_at nulls last, earned_at, id"
	if limit > 0 && tx.Dialect == store.Postgres {
		query = "select l.* from unnest($1::uuid[]) as wanted(account_id) cross join lateral (select " + lotColumns +
			" from lots where lots.account_id = wanted.account_id and open = true order by expires_at, earned_at, id limit " +
			strconv.Itoa(limit) + ") as l"
	}
	err = tx.Each(ctx, func(scan func(...any) error) error {
		var account mall.AccountID
		l := &lot{}
		if err := scan(&account, &l.id, &l.granted, &l.remaining, &l.held, &l.earnedAt, &l.usableFrom, &l.expiresAt); err != nil {
			return err
		}
		byID[account].lots = append(byID[account].lots, l)
		return nil
	}, query, set)
	if err != nil {
		return err
	}
	for _, a := range accounts {
		a.complete = limit == 0 || tx.Dialect != store.Postgres || len(a.lots) < limit
		slices.SortFunc(a.lots, compareSpendOrder)
	}
	return nil
}

// Save adds everything that changed to the batch: the journal, its entries, lots
// and balances. A book without entries adds nothing.
func (b *Book) Save(batch *store.Batch) {
	if len(b.entries) == 0 {
		return
	}
	journal := mall.NewJournalID()
	journals := store.NewRows("id uuid", "recorded_at timestamptz")
	journals.Add(journal, b.now)
	batch.Add("insert into journals (id, recorded_at) select id, recorded_at from {rows}", journals)
	b.saveEntries(batch, journal)
	b.saveLots(batch)

	accounts := store.NewRows("id uuid", "balance bigint", "held bigint", "debt bigint", "lifetime_earned bigint", "last_seq bigint")
	for _, a := range b.all() {
		if a.changed {
			accounts.Add(a.id, a.balance, a.held, a.debt, a.lifetimeEarned, a.seq)
		}
	}
	batch.Add("update accounts set balance = r.balance, held = r.held, debt = r.debt, lifetime_earned = r.lifetime_earned, "+
		"last_seq = r.last_seq from {rows} where accounts.id = r.id", accounts)
}

func (b *Book) saveEntries(batch *store.Batch, journal mall.JournalID) {
	rows := store.NewRows("id uuid", "journal_id uuid", "account_id uuid", "currency text", "seq bigint", "kind text", "delta bigint",
		"balance_after bigint", "allocations jsonb", "order_id uuid", "purchase_id uuid", "reason jsonb", "occurred_at timestamptz")
	for _, e := range b.entries {
		rows.Add(e.id, journal, e.account.id, string(b.currency), e.seq, string(e.kind), e.delta, e.balanceAfter,
			store.JSON{Of: e.allocations}, e.cause.Order, e.cause.Purchase, store.JSON{Of: e.cause.Reason}, e.occurredAt)
	}
	platform := PlatformAccount(b.currency)
	for _, e := range b.counterEntries() {
		rows.Add(e.id, journal, platform, string(b.currency), nil, string(e.kind), e.delta, nil, nil, nil, nil, nil, e.occurredAt)
	}
	const columns = "id, journal_id, account_id, currency, seq, kind, delta, balance_after, allocations, order_id, purchase_id, reason, occurred_at"
	batch.Add("insert into entries ("+columns+") select "+columns+" from {rows}", rows)
}

func (b *Book) saveLots(batch *store.Batch) {
	fresh := store.NewRows("id uuid", "account_id uuid", "granted bigint", "remaining bigint", "held bigint", "open bool",
		"earned_at timestamptz", "usable_from timestamptz", "expires_at timestamptz")
	changed := store.NewRows("id uuid", "remaining bigint", "held bigint", "open bool")
	for _, a := range b.all() {
		for _, l := range a.lots {
			switch {
			case l.fresh:
				fresh.Add(l.id, a.id, l.granted, l.remaining, l.held, l.remaining > 0, l.earnedAt, l.usableFrom, l.expiresAt)
			case l.changed:
				changed.Add(l.id, l.remaining, l.held, l.remaining > 0)
			}
		}
	}
	const columns = "id, account_id, granted, remaining, held, open, earned_at, usable_from, expires_at"
	batch.Add("insert into lots ("+columns+") select "+columns+" from {rows}", fresh)
	batch.Add("update lots set remaining = r.remaining, held = r.held, open = r.open from {rows} where lots.id = r.id", changed)
}
