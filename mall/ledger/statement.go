package ledger

import (
	"context"
	"slices"
	"time"

	"pointsmall/ent"
	"pointsmall/ent/account"
	entries "pointsmall/ent/entry"
	"pointsmall/mall"
	"pointsmall/mall/store"
)

// OpenAccounts gives new members their account. Call it where the members are made.
func OpenAccounts(batch *store.Batch, members []mall.MemberID) {
	rows := store.NewRows("id uuid", "member_id uuid", "owner text", "currency text")
	for _, m := range members {
		rows.Add(mall.NewAccountID(), m, string(mall.MemberOwner), string(mall.DefaultPoints))
	}
	batch.Add("insert into accounts (id, member_id, owner, currency, balance, held, debt, lifetime_earned, last_seq) "+
		"select id, member_id, owner, currency, 0, 0, 0, 0, 0 from {rows}", rows)
}

// Balances reads what members see of their accounts, now.
func (s *Service) Balances(ctx context.Context, members []mall.MemberID, currency mall.PointsCurrency) (map[mall.MemberID]Balance, error) {
	set, err := store.Set(s.db.Dialect, members)
	if err != nil {
		return nil, err
	}
	rows, err := s.db.Query(ctx, "select a.id, a.member_id, a.held, a.debt, a.lifetime_earned, "+
		"coalesce(sum(case when l.usable_from <= $3 and (l.expires_at is null or l.expires_at > $3) then l.remaining - l.held else 0 end), 0), "+
		"coalesce(sum(case when l.usable_from > $3 then l.remaining else 0 end), 0) "+
		"from accounts a left join lots l on l.account_id = a.id and l.open = true "+
		"where a.member_id "+s.db.Dialect.In(1, "uuid")+" and a.currency = $2 group by a.id",
		set, string(currency), s.clock())
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	balances := make(map[mall.MemberID]Balance, len(members))
	for rows.Next() {
		b := Balance{Currency: currency}
		if err := rows.Scan(&b.AccountID, &b.MemberID, &b.Held, &b.Debt, &b.LifetimeEarned, &b.Available, &b.Pending); err != nil {
			return nil, err
		}
		b.Available = max(b.Available-b.Debt, 0)
		balances[b.MemberID] = b
	}
	return balances, rows.Err()
}

// ExpiringWithin is how many of an account's points can be spent now and expire
// within the given time.
func (s *Service) ExpiringWithin(ctx context.Context, id mall.AccountID, within time.Duration) (mall.Points, error) {
	now := s.clock()
	rows, err := s.db.Query(ctx, "select coalesce(sum(remaining - held), 0) from lots where account_id = $1 and open = true "+
		"and usable_from <= $2 and expires_at > $2 and expires_at <= $3", id, now, now.Add(within))
	if err != nil {
		return 0, err
	}
	defer rows.Close()
	var points mall.Points
	for rows.Next() {
		if err := rows.Scan(&points); err != nil {
			return 0, err
		}
	}
	return points, rows.Err()
}

// Page asks for entries of an account, newest first: at most Limit of them, after
// or before an entry's number where one is given.
type Page struct {
	// Before is the number that all entries are lower than (older); 0: no bound.
	Before int64
	// After is the number that all entries are higher than (newer); 0: no bound.
	After int64
	Limit int
	// Oldest takes the oldest entries within the bounds instead of the newest.
	Oldest bool
}

// Entries reads a page of an account's entries, newest first.
func (s *Service) Entries(ctx context.Context, id mall.AccountID, p Page) ([]*ent.Entry, error) {
	query := s.db.Ent().Entry.Query().Where(entries.AccountID(id)).Limit(p.Limit)
	if p.Before > 0 {
		query.Where(entries.SeqLT(p.Before))
	}
	if p.After > 0 {
		query.Where(entries.SeqGT(p.After))
	}
	if p.Oldest {
		list, err := query.Order(entries.BySeq()).All(ctx)
		slices.Reverse(list)
		return list, err
	}
	return query.Order(ent.Desc(entries.FieldSeq)).All(ctx)
}

// Entry returns an entry that the actor may see: a member their own, staff with
// the POINTS permission any. Others get NOT_FOUND.
func (s *Service) Entry(ctx context.Context, actor mall.Actor, id mall.EntryID) (*ent.Entry, error) {
	e, err := s.db.Ent().Entry.Get(ctx, id)
	if err != nil && !ent.IsNotFound(err) {
		return nil, err
	}
	missing := mall.Errorf(mall.NotFound, "no such points entry", "积分明细不存在")
	if err != nil {
		return nil, missing
	}
	if actor.Kind == mall.StaffActor && actor.May(mall.GrantPoints) {
		return e, nil
	}
	owner, err := s.db.Ent().Account.Query().Where(account.ID(e.AccountID)).Only(ctx)
	if err != nil && !ent.IsNotFound(err) {
		return nil, err
	}
	if owner == nil || owner.MemberID == nil || actor.Kind != mall.MemberActor || *owner.MemberID != actor.MemberID {
		return nil, missing
	}
	return e, nil
}

// CountEntries counts an account's entries, up to limit.
func (s *Service) CountEntries(ctx context.Context, id mall.AccountID, limit int) (int, error) {
	ids, err := s.db.Ent().Entry.Query().Where(entries.AccountID(id)).Limit(limit).IDs(ctx)
	return len(ids), err
}
