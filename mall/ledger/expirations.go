package ledger

import (
	"context"
	"time"

	"pointsmall/mall"
)

// Expiring is points that can be spent now and expire at the same time.
type Expiring struct {
	Points    mall.Points
	ExpiresAt time.Time
}

// ExpiringWithin is how many of an account's points can be spent now and expire
// within the given time.
func (s *Service) ExpiringWithin(ctx context.Context, of *Balance, within time.Duration) (points mall.Points, err error) {
	list, err := s.Expirations(ctx, of, within, mostLots)
	for _, e := range list {
		points += e.Points
	}
	return points, err
}

// Expirations lists what of an account can be spent now and expires within the given time,
// the soonest first, at most limit times of expiry. What is reserved, pending or needed for
// a debt is not counted, so that all of it is at most what is available.
func (s *Service) Expirations(ctx context.Context, of *Balance, within time.Duration, limit int) ([]Expiring, error) {
	until := s.clock().Add(within)
	settled, err := s.settled(ctx, of.AccountID)
	if err != nil {
		return nil, err
	}
	if !settled {
		book, err := s.foresee(ctx, of.Currency, []mall.MemberID{of.MemberID})
		if err != nil {
			return nil, err
		}
		account, _ := book.Account(of.MemberID) // it has held or owed something just now
		return account.expirations(until, limit), nil
	}
	return s.storedExpirations(ctx, of.AccountID, until, limit)
}

// settled reports whether an account holds and owes nothing: then its lots say by themselves
// what can be spent.
func (s *Service) settled(ctx context.Context, id mall.AccountID) (settled bool, err error) {
	settled = true // without an account, too
	rows, err := s.db.Query(ctx, "select held = 0 and debt = 0 from accounts where id = $1", id)
	if err != nil {
		return false, err
	}
	defer rows.Close()
	for rows.Next() {
		if err := rows.Scan(&settled); err != nil {
			return false, err
		}
	}
	return settled, rows.Err()
}

func (s *Service) storedExpirations(ctx context.Context, id mall.AccountID, until time.Time, limit int) ([]Expiring, error) {
	rows, err := s.db.Query(ctx, "select sum(remaining), expires_at from lots where account_id = $1 and open "+
		"and usable_from <= $2 and expires_at > $2 and expires_at <= $3 group by expires_at order by expires_at limit $4",
		id, s.clock(), until, limit)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var list []Expiring
	for rows.Next() {
		var e Expiring
		if err := rows.Scan(&e.Points, &e.ExpiresAt); err != nil {
			return nil, err
		}
		list = append(list, e)
	}
	return list, rows.Err()
}

// expirations lists what can be spent and expires until a time. The account must be whole;
// one in debt has nothing to spend, because whatever can be spent pays it.
func (a *Account) expirations(until time.Time, limit int) (list []Expiring) {
	for _, l := range a.lots { // those that expire first come first
		points := l.spendable(a.book.now)
		if points == 0 || l.expiresAt == nil || l.expiresAt.After(until) {
			continue
		}
		if n := len(list); n > 0 && list[n-1].ExpiresAt.Equal(*l.expiresAt) {
			list[n-1].Points += points
		} else if n < limit {
			list = append(list, Expiring{points, *l.expiresAt})
		}
	}
	return list
}
