package ledger

import (
	"slices"
	"time"

	"pointsmall/mall"
)

// Balance is what a member sees of an account, in points.
type Balance struct {
	AccountID mall.AccountID
	MemberID  mall.MemberID
	Currency  mall.PointsCurrency
	// Available can be spent now. Pending is earned but not usable yet. Held is
	// reserved for something that is not settled. Debt is owed.
	Available, Pending, Held, Debt mall.Points
	// LifetimeEarned is all that was ever earned by activity; it never falls by spending.
	LifetimeEarned mall.Points
}

// Account is one account of a Book: locked in the database, changed in memory.
type Account struct {
	book           *Book
	id             mall.AccountID
	member         mall.MemberID
	balance        mall.Points
	held, debt     mall.Points
	lifetimeEarned mall.Points
	seq            int64
	seen           int64  // seq as it was read
	lots           []*lot // in spend order
	// complete is true when lots holds every open lot.
	complete bool
	changed  bool
	stale    bool // its lots were read before another transaction changed them
}

// Cause says what an entry is about. All of it is optional.
type Cause struct {
	Order    *mall.OrderID
	Purchase *mall.PurchaseID
	// Reason is shown to the member where the entry's kind alone doesn't explain it.
	Reason *mall.Text
	// At is when it happened; zero means now.
	At time.Time
}

// Terms say from when to when earned points can be spent.
type Terms struct {
	EarnedAt   time.Time
	UsableFrom time.Time
	ExpiresAt  *time.Time // nil: never
}

// Available is what can be spent now.
func (a *Account) Available() mall.Points {
	var sum mall.Points
	for _, l := range a.lots {
		sum += l.spendable(a.book.now)
	}
	return max(sum-a.debt, 0)
}

// Balance is what the member sees of the account; ok is false when the book does
// not hold all its lots, so that it must be read from the database.
func (a *Account) Balance() (b Balance, ok bool) {
	b = Balance{
		AccountID: a.id, MemberID: a.member, Currency: a.book.currency, Available: a.Available(),
		Held: a.held, Debt: a.debt, LifetimeEarned: a.lifetimeEarned,
	}
	for _, l := range a.lots {
		if l.usableFrom.After(a.book.now) {
			b.Pending += l.remaining
		}
	}
	return b, a.complete
}

// CanHold reports whether the account has room for a grant: no figure of it may
// pass mall.MaxPoints.
func (a *Account) CanHold(kind mall.PointsEntryKind, points mall.Points) bool {
	return points <= mall.MaxPoints-a.balance && (kind != mall.Earn || points <= mall.MaxPoints-a.lifetimeEarned)
}

// Spend takes points from the account's lots in spend order and posts an entry of
// the given kind. It refuses with INSUFFICIENT_POINTS.
func (a *Account) Spend(kind mall.PointsEntryKind, points mall.Points, cause Cause) (mall.EntryID, *mall.Error) {
	available := a.Available()
	allocations, ok := burn(a.lots, points, a.book.now)
	if available < points || !ok {
		refusal := mall.Errorf(mall.InsufficientPoints, "%d points are needed, %d are available", "需要 %d 积分,可用积分为 %d", points, available)
		refusal.Figures = mall.Figures{Required: int64(points), Available: int64(available)}
		return mall.EntryID{}, refusal
	}
	return a.post(kind, -points, allocations, cause), nil
}

// Grant adds a new lot of points and posts an entry of the given kind. Only EARN
// counts towards LifetimeEarned.
func (a *Account) Grant(kind mall.PointsEntryKind, points mall.Points, terms Terms, cause Cause) mall.EntryID {
	entry, _ := a.GrantLots(kind, []Portion{{points, terms}}, cause)
	return entry
}

// Portion is a part of a grant that has terms of its own. Points are positive.
type Portion struct {
	Points mall.Points
	Terms  Terms
}

// GrantLots adds a lot for each portion and posts one entry for them all, like Grant.
// It returns the lots in the portions' order.
func (a *Account) GrantLots(kind mall.PointsEntryKind, portions []Portion, cause Cause) (mall.EntryID, []mall.LotID) {
	var sum mall.Points
	lots := make([]mall.LotID, len(portions))
	allocations := make([]mall.Allocation, len(portions))
	for i, p := range portions {
		l := &lot{
			id: mall.NewLotID(), granted: p.Points, remaining: p.Points, earnedAt: p.Terms.EarnedAt,
			usableFrom: p.Terms.UsableFrom, expiresAt: p.Terms.ExpiresAt, fresh: true,
		}
		at, _ := slices.BinarySearchFunc(a.lots, l, compareSpendOrder)
		a.lots = slices.Insert(a.lots, at, l)
		lots[i], allocations[i] = l.id, mall.Allocation{Lot: l.id, Points: p.Points}
		sum += p.Points
	}
	if kind == mall.Earn {
		a.lifetimeEarned += sum
	}
	return a.post(kind, sum, allocations, cause), lots
}

// LifetimeEarned is all that was ever earned by activity.
func (a *Account) LifetimeEarned() mall.Points { return a.lifetimeEarned }

// post appends the entry; the lots have been changed already.
func (a *Account) post(kind mall.PointsEntryKind, delta mall.Points, allocations []mall.Allocation, cause Cause) mall.EntryID {
	a.balance += delta
	a.seq++
	a.changed = true
	at := cause.At
	if at.IsZero() {
		at = a.book.now
	}
	e := entry{
		id: mall.NewEntryID(), account: a, seq: a.seq, kind: kind, delta: delta, balanceAfter: a.balance,
		allocations: allocations, cause: cause, occurredAt: at,
	}
	a.book.entries = append(a.book.entries, e)
	return e.id
}
