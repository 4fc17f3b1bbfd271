package ledger

import (
	"context"
	"maps"
	"slices"
	"strconv"
	"time"

	"pointsmall/mall"
	"pointsmall/mall/store"
)

// OpenAccounts gives new members their account of the mall's own points. Call it where
// the members are made.
func OpenAccounts(batch *store.Batch, members []mall.MemberID, now time.Time) {
	rows := store.NewRows("id uuid", "member_id uuid", "owner text", "currency text", "opened_at timestamptz")
	for _, m := range members {
		rows.Add(mall.NewAccountID(), m, string(mall.OwnerMember), string(mall.DefaultPoints), now)
	}
	batch.Add("insert into accounts (id, member_id, owner, currency, opened_at, balance, held, debt, lifetime_earned, last_seq, last_hash) "+
		"select id, member_id, owner, currency, opened_at, 0, 0, 0, 0, 0, '' from {rows}", rows)
}

// OpenIn is Open for accounts of any points currency. Members who have none of that
// currency yet get one, as old as their membership.
func OpenIn(ctx context.Context, tx *store.Tx, now time.Time, zone *time.Location, c mall.PointsCurrency, members []mall.MemberID) (*Book, error) {
	if err := openMissing(ctx, tx, map[mall.PointsCurrency][]mall.MemberID{c: members}); err != nil {
		return nil, err
	}
	return open(ctx, tx, now, zone, c, members)
}

// lockAccounts makes the accounts that are missing, and locks those of several currencies:
// in one order, whatever their currency is. Those of one are locked when they are read.
func lockAccounts(ctx context.Context, tx *store.Tx, members map[mall.PointsCurrency][]mall.MemberID) error {
	if err := openMissing(ctx, tx, members); err != nil || len(members) < 2 {
		return err
	}
	rows := store.NewRows("owner_id uuid", "points_currency text")
	for c, all := range members {
		for _, m := range all {
			rows.Add(m, string(c))
		}
	}
	return tx.QueryRows(ctx, "select a.id from {rows} join accounts a on a.member_id = r.owner_id and a.currency = r.points_currency"+tx.Lock(store.KindAccount, "a.id"), rows,
		func(scan func(...any) error) error {
			var id mall.AccountID
			err := scan(&id)
			store.Locked(tx, store.KindAccount, id)
			return err
		})
}

// openMissing makes the accounts that members do not have yet. Only those of the mall's own
// points are made with the member.
func openMissing(ctx context.Context, tx *store.Tx, members map[mall.PointsCurrency][]mall.MemberID) error {
	rows := store.NewRows("account uuid", "owner_id uuid", "points_currency text")
	for _, c := range slices.Sorted(maps.Keys(members)) {
		if c == mall.DefaultPoints {
			continue
		}
		all := slices.Clone(members[c])
		slices.SortFunc(all, func(x, y mall.MemberID) int { return slices.Compare(x[:], y[:]) }) // so that nobody waits in a circle
		for _, m := range all {
			rows.Add(mall.NewAccountID(), m, string(c))
		}
	}
	var batch store.Batch
	batch.Add("insert into accounts (id, member_id, owner, currency, opened_at, balance, held, debt, lifetime_earned, last_seq, last_hash) "+
		"select r.account, m.id, 'MEMBER', r.points_currency, m.created_at, 0, 0, 0, 0, 0, '' from {rows} join members m on m.id = r.owner_id where true on conflict do nothing", rows)
	return batch.Exec(ctx, tx)
}

// OpenForGrants locks the members' accounts (unless tx is Unlocked) in the order of their ids and makes a
// book of them, without their lots: points can be added, not spent. A member
// without an account is missing from the book. zone is where the mall's days begin.
func OpenForGrants(ctx context.Context, tx *store.Tx, now time.Time, zone *time.Location, members []mall.MemberID) (*Book, error) {
	book, err := openForGrants(ctx, tx, now, zone, mall.DefaultPoints, members)
	if err != nil {
		return nil, err
	}
	if err := book.readMovable(ctx, tx); err != nil {
		return nil, err
	}
	return book, book.settle(ctx, tx)
}

func openForGrants(ctx context.Context, tx *store.Tx, now time.Time, zone *time.Location, c mall.PointsCurrency, members []mall.MemberID) (*Book, error) {
	book := newBook(now, zone, c, len(members))
	ids, err := store.Set(tx.Dialect, members)
	if err != nil {
		return nil, err
	}
	err = tx.Each(ctx, func(scan func(...any) error) error {
		a := &Account{book: book}
		if err := scan(&a.id, &a.member, &a.balance, &a.held, &a.debt, &a.lifetimeEarned, &a.seq, &a.hash, &a.openedAt, &a.idleSince); err != nil {
			return err
		}
		a.seen = a.seq
		book.accounts[a.member] = a
		return nil
	}, selectAccounts(tx, 1), ids, string(book.currency))
	book.noteLocks(tx)
	return book, err
}

func newBook(now time.Time, zone *time.Location, c mall.PointsCurrency, size int) *Book {
	return &Book{now: now, zone: zone, currency: c, journal: mall.NewJournalID(), accounts: make(map[mall.MemberID]*Account, size)}
}

// noteLocks says which accounts were locked: see store.DB.CheckLocks.
func (b *Book) noteLocks(tx *store.Tx) {
	if !tx.Checked() {
		return
	}
	for _, a := range b.all() {
		store.Locked(tx, store.KindAccount, a.id)
	}
}

// selectAccounts locks the accounts of the members in the first parameter, in the points
// currency of the next.
func selectAccounts(tx *store.Tx, first int) string {
	return "select a.id, a.member_id, a.balance, a.held, a.debt, a.lifetime_earned, a.last_seq, a.last_hash, a.opened_at, a.idle_since from accounts a " +
		"where " + ofMembers("a", tx.Dialect, first) + tx.Lock(store.KindAccount, "a.id")
}

// ofMembers is the condition of selectAccounts.
func ofMembers(alias string, d store.Dialect, first int) string {
	return alias + ".member_id " + d.In(first, "uuid") + " and " + alias + ".currency = $" + strconv.Itoa(first+1)
}

// Open locks the members' accounts like OpenForGrants and reads the lots that are
// spent first. See Cover for more of them.
func Open(ctx context.Context, tx *store.Tx, now time.Time, zone *time.Location, members []mall.MemberID) (*Book, error) {
	return open(ctx, tx, now, zone, mall.DefaultPoints, members)
}

func open(ctx context.Context, tx *store.Tx, now time.Time, zone *time.Location, c mall.PointsCurrency, members []mall.MemberID) (*Book, error) {
	if tx.Dialect != store.Postgres {
		book, err := openForGrants(ctx, tx, now, zone, c, members)
		if err != nil {
			return nil, err
		}
		if err := book.readLots(ctx, tx, book.all(), lotsAtFirst); err != nil {
			return nil, err
		}
		if err := book.readMovable(ctx, tx); err != nil {
			return nil, err
		}
		return book, book.settle(ctx, tx)
	}
	book, reading, err := prepare(tx, now, zone, c, members)
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
func Prepare(tx *store.Tx, now time.Time, zone *time.Location, members []mall.MemberID) (*Book, store.Reading, error) {
	return prepare(tx, now, zone, mall.DefaultPoints, members)
}

func prepare(tx *store.Tx, now time.Time, zone *time.Location, c mall.PointsCurrency, members []mall.MemberID) (*Book, store.Reading, error) {
	book := newBook(now, zone, c, len(members))
	ids, err := store.Set(tx.Dialect, members)
	return book, store.Reading{Args: []any{ids, string(book.currency), now}, Width: 21, Row: book.scanRow, Text: func(first int) string {
		lots := " left join lateral (select * from lots where lots.account_id = k.id and " + live(first+2) +
			" order by expires_at, earned_at, id limit " + strconv.Itoa(lotsAtFirst) + ") l on true"
		figures := func(seqBefore string) string {
			return "select k.id, k.member_id, k.balance, k.held, k.debt, k.lifetime_earned, k.last_seq, k.last_hash, k.opened_at, k.idle_since, " + seqBefore +
				", l.id, l.granted, l.remaining, l.held, l.expired, l.earned_at, l.usable_from, l.expires_at, l.idle_months, l.renewed from "
		}
		if tx.Unlocked { // nothing is waited for, so nothing changes meanwhile
			return figures("k.last_seq") + "accounts k" + lots + " where " + ofMembers("k", tx.Dialect, first)
		}
		return "with locked as materialized (" + selectAccounts(tx, first) + ") " + figures("before.last_seq") + "locked k join accounts before on before.id = k.id" + lots
	}}, err
}

// live is the condition of open lots that have not expired at the parameter's time.
func live(parameter int) string {
	return "open and (expires_at is null or expires_at > $" + strconv.Itoa(parameter) + ")"
}

// scanRow reads an account with one of its lots, or with none.
func (b *Book) scanRow() (into []any, done func()) {
	a, l := &Account{book: b}, &scannedLot{}
	var seqBefore int64
	into = []any{
		&a.id, &a.member, &a.balance, &a.held, &a.debt, &a.lifetimeEarned, &a.seq, &a.hash, &a.openedAt, &a.idleSince, &seqBefore,
		&l.id, &l.granted, &l.remaining, &l.held, &l.lapsed, &l.earnedAt, &l.usableFrom, &l.expiresAt, &l.idle, &l.renewed,
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
		store.Locked(tx, store.KindAccount, a.id)
		a.complete = len(a.lots) < lotsAtFirst
		slices.SortFunc(a.lots, compareSpendOrder)
		if a.stale {
			stale = append(stale, a)
		}
	}
	if err := b.readLots(ctx, tx, stale, lotsAtFirst); err != nil {
		return err
	}
	if err := b.readMovable(ctx, tx); err != nil {
		return err
	}
	return b.settle(ctx, tx)
}

// scannedLot is a lot of an outer join: all nil where the account has none.
type scannedLot struct {
	id                               *mall.LotID
	granted, remaining, held, lapsed *mall.Points
	earnedAt, usableFrom             *time.Time
	expiresAt                        *time.Time
	idle                             *int
	renewed                          *bool
}

func (s scannedLot) lot() *lot {
	return &lot{
		id: *s.id, granted: *s.granted, remaining: *s.remaining, held: *s.held, lapsed: *s.lapsed,
		earnedAt: *s.earnedAt, usableFrom: *s.usableFrom, expiresAt: s.expiresAt, idle: value(s.idle), renewed: *s.renewed,
	}
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
