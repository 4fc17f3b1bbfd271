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
	// LifetimeEarned is all that activity ever earned, less what returned purchases
	// took back; it never falls by spending.
	LifetimeEarned mall.Points
}

// ShownID is the account's id for callers. It comes from what the account is, and not
// from its row, which a member of another points currency has only from the first entry on.
func (b *Balance) ShownID() mall.AnyID {
	return mall.KeyID("pac_", b.MemberID.UUID(), string(b.Currency))
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
	hash           string // of the newest entry
	openedAt       time.Time
	lots           []*lot // in spend order
	// complete is true when lots holds every open lot that has not expired.
	complete bool
	// idleSince is the day of the newest activity that has moved all lots which lapse
	// without any; nil: the account never had such lots. See active and admit.
	idleSince *mall.Date
	// movable is true when lots holds all that an activity may move.
	movable bool
	changed bool
	stale   bool // its lots were read before another transaction changed them
}

// Terms say from when to when earned points can be spent.
type Terms struct {
	EarnedAt   time.Time
	UsableFrom time.Time
	ExpiresAt  *time.Time // nil: never
	// IdleMonths is after how many months without activity the points lapse: every
	// activity of the member moves ExpiresAt, which must be set. 0: nothing moves it.
	IdleMonths int
	// Renewed is true for points that came back after they had expired: they keep these
	// terms, however often they come back.
	Renewed bool
}

// Portion is points on the same terms.
type Portion struct {
	Points mall.Points
	Terms  Terms
}

// Debt is what the account owes.
func (a *Account) Debt() mall.Points { return a.debt }

// OpenedAt is when the member got the account.
func (a *Account) OpenedAt() time.Time { return a.openedAt }

// LifetimeEarned is all that activity ever earned, less what returns took back.
func (a *Account) LifetimeEarned() mall.Points { return a.lifetimeEarned }

// Available is what can be spent now.
func (a *Account) Available() mall.Points { return max(a.spendable()-a.debt, 0) }

func (a *Account) spendable() mall.Points {
	var sum mall.Points
	for _, l := range a.lots {
		sum += l.spendable(a.book.now)
	}
	return sum
}

// Balance is what the member sees of the account; ok is false when the book does
// not hold all its lots, so that it must be read from the database.
func (a *Account) Balance() (b Balance, ok bool) {
	b = Balance{
		AccountID: a.id, MemberID: a.member, Currency: a.book.currency, Available: a.Available(),
		Held: a.held, Debt: a.debt, LifetimeEarned: a.lifetimeEarned,
	}
	for _, l := range a.lots {
		if l.pending(a.book.now) {
			b.Pending += l.remaining
		}
	}
	return b, a.complete
}

// CanHold reports whether the account has room for a grant: no figure of it may
// pass mall.MaxPoints.
func (a *Account) CanHold(kind mall.PointsEntryKind, points mall.Points) bool {
	return points <= mall.MaxPoints-a.balance && points <= mall.MaxPoints-a.balance-a.debt &&
		(kind != mall.EntryEarn || points <= mall.MaxPoints-a.lifetimeEarned)
}

// Spend takes points from the account's lots in spend order and posts an entry of
// the given kind. It refuses with INSUFFICIENT_POINTS.
func (a *Account) Spend(kind mall.PointsEntryKind, points mall.Points, cause Cause) (mall.EntryID, *mall.Error) {
	allocations, refusal := a.take(points)
	if refusal != nil {
		return mall.EntryID{}, refusal
	}
	return a.post(kind, change{delta: -points, allocations: allocations}, cause), nil
}

// take burns points that are available, without posting anything yet.
func (a *Account) take(points mall.Points) ([]mall.Allocation, *mall.Error) {
	available := a.Available()
	if points > available {
		return nil, short(points, available)
	}
	allocations, ok := burn(a.lots, points, a.book.now)
	if !ok {
		return nil, short(points, available)
	}
	return allocations, nil
}

func short(points, available mall.Points) *mall.Error {
	refusal := mall.Errorf(mall.CodeInsufficientPoints, "this takes %s, and %d can be spent", "需要 %d 积分，可用积分为 %d", mall.Count(points, "point"), available)
	refusal.Figures = mall.Figures{Required: int64(points), Available: int64(available)}
	return refusal
}

// Grant adds a new lot of points and posts an entry of the given kind. A debt is paid
// first: only the rest makes a lot. EARN counts towards LifetimeEarned.
func (a *Account) Grant(kind mall.PointsEntryKind, points mall.Points, terms Terms, cause Cause) mall.EntryID {
	entry, _ := a.GrantLots(kind, []Portion{{points, terms}}, cause)
	return entry
}

// GrantLots is Grant for points on several terms: one entry, and a lot for each
// portion that is not needed for a debt. The ids of the lots are in the portions'
// order; the zero id stands for one that paid a debt.
func (a *Account) GrantLots(kind mall.PointsEntryKind, portions []Portion, cause Cause) (mall.EntryID, []mall.LotID) {
	var c change
	lots := make([]mall.LotID, len(portions))
	for i, p := range portions {
		p.Terms = a.admit(kind, p.Terms, cause)
		c.delta += p.Points
		rest := p.Points - a.repay(p.Points, &c)
		if rest > 0 {
			lots[i] = a.addLot(rest, p.Terms)
			c.allocations = append(c.allocations, mall.Allocation{Lot: lots[i], Points: rest})
		}
	}
	return a.post(kind, c, cause), lots
}

// repay pays as much of the debt as it can, and returns how much that was.
func (a *Account) repay(points mall.Points, c *change) mall.Points {
	paid := min(points, a.debt+c.debt)
	c.debt -= paid
	return paid
}

// addLot adds a lot in its place.
func (a *Account) addLot(points mall.Points, terms Terms) mall.LotID {
	l := &lot{
		id: mall.NewLotID(), granted: points, remaining: points, earnedAt: terms.EarnedAt.Truncate(time.Microsecond),
		usableFrom: terms.UsableFrom.Truncate(time.Microsecond), idle: terms.IdleMonths, renewed: terms.Renewed, fresh: true, untold: terms.IdleMonths > 0,
	}
	if terms.ExpiresAt != nil {
		l.expiresAt = new(terms.ExpiresAt.Truncate(time.Microsecond)) // as it is stored, because it is hashed
	}
	a.insert(l)
	return l.id
}

func (a *Account) insert(l *lot) {
	at, _ := slices.BinarySearchFunc(a.lots, l, compareSpendOrder)
	a.lots = slices.Insert(a.lots, at, l)
}

// lot finds a lot that the book holds; nil when it does not.
func (a *Account) lot(id mall.LotID) *lot {
	for _, l := range a.lots {
		if l.id == id {
			return l
		}
	}
	return nil
}
