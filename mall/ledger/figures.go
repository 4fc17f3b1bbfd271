package ledger

import (
	"context"

	"entgo.io/ent/dialect/sql"

	"pointsmall/ent/account"
	"pointsmall/ent/predicate"
	"pointsmall/mall"
	"pointsmall/mall/store"
)

// HasAtLeast picks members with at least so many of the mall's own points, pending and held ones
// included.
func HasAtLeast(points mall.Points) predicate.Member {
	return func(s *sql.Selector) {
		accounts := sql.Table(account.Table)
		s.Where(sql.In(s.C("id"), sql.Select(accounts.C(account.FieldMemberID)).From(accounts).
			Where(sql.And(sql.EQ(accounts.C(account.FieldCurrency), string(mall.DefaultPoints)), sql.GTE(accounts.C(account.FieldBalance), int64(points))))))
	}
}

// spending are the kinds of entries by which a member spends, and by which that comes back.
var spending = []mall.PointsEntryKind{mall.EntrySpend, mall.EntryExchange, mall.EntryDonate, mall.EntryRefund}

// LifetimeSpent is all that was ever spent from an account, less what came back.
func (s *Service) LifetimeSpent(ctx context.Context, id mall.AccountID) (spent mall.Points, err error) {
	kinds, err := store.Set(s.db.Dialect, spending)
	if err != nil {
		return 0, err
	}
	rows, err := s.db.Query(ctx, "select coalesce(-sum(delta), 0) from entries where account_id = $1 and kind "+s.db.Dialect.In(2, "text"), id, kinds)
	if err != nil {
		return 0, err
	}
	defer rows.Close()
	for rows.Next() {
		if err := rows.Scan(&spent); err != nil {
			return 0, err
		}
	}
	return max(spent, 0), rows.Err()
}
