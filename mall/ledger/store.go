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

// OpenForGrants locks the members' accounts (unless tx is Unlocked) in the order of their ids and makes a
// book of them, without their lots: points can be added, not spent. A member
// without an account is missing from the book.
func OpenForGrants(ctx context.Context, tx *store.Tx, now time.Time, members []mall.MemberID) (*Book, error) {
	book := newBook(now, len(members))
	ids, err := store.Set(tx.Dialect, members)
	if err != nil {
		return nil, err
	}
	return book, tx.Each(ctx, func(scan func(...any) error) error {
		a := &Account{book: book}
		if err := scan(&a.id, &a.member, &a.balance, &a.held, &a.debt, &a.lifetimeEarned, &a.seq); err != nil {
			return err
		}
		a.seen = a.seq
		book.accounts[a.member] = a
		return nil
	}, lockAccounts(tx, 1), ids, string(book.currency))
}

func newBook(now time.Time, size int) *Book {
	return &Book{now: now, currency: mall.DefaultPoints, accounts: make(map[mall.MemberID]*Account, size)}
}

// lockAccounts locks the accounts of the members in the first parameter, in the points
// currency of the next.
func lockAccounts(tx *store.Tx, first int) string {
	return "select a.id, a.member_id, a.balance, a.held, a.debt, a.lifetime_earned, a.last_seq from accounts a " +
		"where a.member_id " + tx.Dialect.In(first, "uuid") + " and a.currency = $" + strconv.Itoa(first+1) + " order by a.id" + tx.ForUpdate("a")
}

// Open locks the members' accounts like OpenForGrants and reads the lots that are
// spent first. See Cover for more of them.
func Open(ctx context.Context, tx *store.Tx, now time.Time, members []mall.MemberID) (*Book, error) {
	if tx.Dialect != store.Postgres {
		book, err := OpenForGrants(ctx, tx, now, members)
		if err != nil {
			return nil, err
		}
		return book, book.readLots(ctx, tx, book.all())
	}
	book, reading, err := Prepare(tx, now, members)
	if err != nil {
		return nil, err
	}
	if err := tx.Read(ctx, reading); err != nil {
		return nil, err
	}
	return book, book.Complete(ctx, tx)
}

// Prepare makes an empty book, and the reading that fills it on PostgreSQL: like
// Open, for those who read something else with it. Complete the book afterwards.
//
// Accounts and lots are read in one round trip. The lots are those of the moment at
// which the statement began; where it then waited for an account that another
// transaction changed, they are read again. The account's last_seq tells, because no
// lot changes without an entry.
func Prepare(tx *store.Tx, now time.Time, members []mall.MemberID) (*Book, store.Reading, error) {
	book := newBook(now, len(members))
	ids, err := store.Set(tx.Dialect, members)
	return book, store.Reading{Args: []any{ids, string(book.currency)}, Row: book.scanRow, Text: func(first int) string {
		return "with locked as materialized (" + lockAccounts(tx, first) + ") " +
			"select k.id, k.member_id, k.balance, k.held, k.debt, k.lifetime_earned, k.last_seq, before.last_seq, " +
			"l.id, l.granted, l.remaining, l.held, l.earned_at, l.usable_from, l.expires_at " +
			"from locked k join accounts before on before.id = k.id left join lateral (select * from lots " +
			"where lots.account_id = k.id and open = true order by expires_at, earned_at, id limit " + strconv.Itoa(lotsAtFirst) + ") l on true"
	}}, err
}

// scanRow reads an account with one of its lots, or with none.
func (b *Book) scanRow() (into []any, done func()) {
	a, l := &Account{book: b}, &scannedLot{}
	var seqBefore int64
	into = []any{
		&a.id, &a.member, &a.balance, &a.held, &a.debt, &a.lifetimeEarned, &a.seq, &seqBefore,
		&l.id, &l.granted, &l.remaining, &l.held, &l.earnedAt, &l.usableFrom, &l.expiresAt,
	}
	return into, func() {
		known := b.accounts[a.member]
		if known == nil {
			a.seen, a.stale = a.seq, seqBefore != a.seq
			b.accounts[a.member], known = a, a
		}
		if l.id != nil {
			known.lots = append(known.lots, l.lot())
		}
	}
}

// Complete ends what Prepare began.
func (b *Book) Complete(ctx context.Context, tx *store.Tx) error {
	var stale []*Account
	for _, a := range b.all() {
		a.complete = len(a.lots) < lotsAtFirst
		slices.SortFunc(a.lots, compareSpendOrder)
		if a.stale {
			stale = append(stale, a)
		}
	}
	return b.readLots(ctx, tx, stale)
}

// scannedLot is a lot of an outer join: all nil where the account has none.
type scannedLot struct {
	id                       *mall.LotID
	granted, remaining, held *mall.Points
	earnedAt, usableFrom     *time.Time
	expiresAt                *time.Time
}

func (s scannedLot) lot() *lot {
	return &lot{
		id: *s.id, granted: *s.granted, remaining: *s.remaining, held: *s.held,
		earnedAt: *s.earnedAt, usableFrom: *s.usableFrom, expiresAt: s.expiresAt,
	}
}

// Cover reads the rest of the lots of each member who has more than were read at
// first and needs them to have the points wanted.
func (b *Book) Cover(ctx context.Context, tx *store.Tx, wanted map[mall.MemberID]mall.Points) error {
	var short []*Account
	for _, a := range b.all() {
		if !a.complete && a.Available() < wanted[a.member] {
			short = append(short, a)
		}
	}
	return b.readLots(ctx, tx, short)
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

// readLots reads all open lots of the accounts anew. The accounts' locks cover them.
func (b *Book) readLots(ctx context.Context, tx *store.Tx, accounts []*Account) error {
	if len(accounts) == 0 {
		return nil
	}
	byID := make(map[mall.AccountID]*Account, len(accounts))
	ids := make([]mall.AccountID, len(accounts))
	for i, a := range accounts {
		byID[a.id], ids[i] = a, a.id
		a.lots, a.complete = nil, true
	}
	set, err := store.Set(tx.Dialect, ids)
	if err != nil {
		return err
	}
	err = tx.Each(ctx, func(scan func(...any) error) error {
		var account mall.AccountID
		l := &lot{}
		if err := scan(&account, &l.id, &l.granted, &l.remaining, &l.held, &l.earnedAt, &l.usableFrom, &l.expiresAt); err != nil {
			return err
		}
		byID[account].lots = append(byID[account].lots, l)
		return nil
	}, "select account_id, id, granted, remaining, held, earned_at, usable_from, expires_at from lots "+
		"where account_id "+tx.Dialect.In(1, "uuid")+" and open = true", set)
	for _, a := range accounts {
		slices.SortFunc(a.lots, compareSpendOrder)
	}
	return err
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

	accounts := store.NewRows("id uuid", "balance bigint", "held bigint", "debt bigint", "lifetime_earned bigint", "last_seq bigint", "seen bigint")
	for _, a := range b.all() {
		if a.changed {
			accounts.Add(a.id, a.balance, a.held, a.debt, a.lifetimeEarned, a.seq, a.seen)
		}
	}
	// No lot changes without an entry of its account, so its number guards them too.
	batch.Update("update accounts set balance = r.balance, held = r.held, debt = r.debt, lifetime_earned = r.lifetime_earned, "+
		"last_seq = r.last_seq from {rows} where accounts.id = r.id", accounts, "accounts.last_seq = r.seen")
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
