package ledger

import (
	"context"
	"slices"
	"time"

	"pointsmall/ent"
	"pointsmall/ent/account"
	entries "pointsmall/ent/entry"
	"pointsmall/ent/pointscurrency"
	"pointsmall/ent/predicate"
	"pointsmall/mall"
	"pointsmall/mall/store"
)

// Balances reads what members see of their accounts, now. Its effort does not depend
// on how many lots an account has: only those that are pending, or have expired and
// wait for the sweep, are added up. Accounts in debt, and those with a hold whose time is
// over, are read whole: see foresee.
func (s *Service) Balances(ctx context.Context, members []mall.MemberID, currency mall.PointsCurrency) (map[mall.MemberID]Balance, error) {
	set, err := store.Set(s.db.Dialect, members)
	if err != nil {
		return nil, err
	}
	rows, err := s.db.Query(ctx, "select a.id, a.member_id, a.balance, a.held, a.debt, a.lifetime_earned, "+
		"(select coalesce(sum(l.remaining), 0) from lots l where l.account_id = a.id and l.pending and l.usable_from > $3 and (l.expires_at is null or l.expires_at > $3)), "+
		"(select coalesce(sum(l.remaining - l.held), 0) from lots l where l.account_id = a.id and l.open and l.expires_at <= $3), "+
		"a.debt > 0 or (a.held > 0 and exists (select 1 from holds h where h.account_id = a.id and h.open and h.order_id is null and h.expires_at <= $3)) "+
		"from accounts a where a.member_id "+s.db.Dialect.In(1, "uuid")+" and a.currency = $2",
		set, string(currency), s.clock())
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	balances := make(map[mall.MemberID]Balance, len(members))
	var unsettled []mall.MemberID
	for rows.Next() {
		b := Balance{Currency: currency}
		var balance, expired mall.Points
		var behind bool
		if err := rows.Scan(&b.AccountID, &b.MemberID, &balance, &b.Held, &b.Debt, &b.LifetimeEarned, &b.Pending, &expired, &behind); err != nil {
			return nil, err
		}
		// The balance is what the lots hold less the debt.
		b.Available = max(balance-b.Held-b.Pending-expired, 0)
		balances[b.MemberID] = b
		if behind {
			unsettled = append(unsettled, b.MemberID)
		}
	}
	if err := rows.Err(); err != nil || len(unsettled) == 0 {
		return balances, err
	}
	book, err := s.foresee(ctx, currency, unsettled)
	if err != nil {
		return nil, err
	}
	for _, m := range unsettled {
		if account, ok := book.Account(m); ok {
			balances[m], _ = account.Balance()
		}
	}
	return balances, nil
}

// BalancesOf reads accounts of any currency. A member without an account of a currency
// that exists has an empty one; an unknown currency is missing from the answer.
func (s *Service) BalancesOf(ctx context.Context, holders []Holder) (map[Holder]Balance, error) {
	members := map[mall.PointsCurrency][]mall.MemberID{}
	for _, h := range holders {
		members[h.Currency] = append(members[h.Currency], h.Member)
	}
	found := make(map[Holder]Balance, len(holders))
	for c, of := range members {
		if c != mall.DefaultPoints {
			known, err := s.db.Ent().PointsCurrency.Query().Where(pointscurrency.ID(string(c))).Exist(ctx)
			if err != nil {
				return nil, err
			}
			if !known {
				continue
			}
		}
		balances, err := s.Balances(ctx, of, c)
		if err != nil {
			return nil, err
		}
		for _, m := range of {
			b, ok := balances[m]
			if !ok {
				b = Balance{MemberID: m, Currency: c}
			}
			found[Holder{Member: m, Currency: c}] = b
		}
	}
	return found, nil
}

// CurrenciesOf lists the currencies that a member has accounts of, in the order of
// their codes.
func (s *Service) CurrenciesOf(ctx context.Context, m mall.MemberID) ([]mall.PointsCurrency, error) {
	rows, err := s.db.Ent().Account.Query().Where(account.MemberID(m)).Order(account.ByCurrency()).All(ctx)
	currencies := make([]mall.PointsCurrency, len(rows))
	for i, row := range rows {
		currencies[i] = row.Currency
	}
	return currencies, err
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
	// Filter narrows which entries are listed.
	Filter Filter
}

// Filter narrows a statement. The zero value lists everything.
type Filter struct {
	// Kinds are the kinds that are listed; none: all.
	Kinds []mall.PointsEntryKind
	// From and Until bound when the entries happened: from From on, before Until.
	From, Until *time.Time
}

func (f Filter) conditions() (where []predicate.Entry) {
	if len(f.Kinds) > 0 {
		where = append(where, entries.KindIn(f.Kinds...))
	}
	if f.From != nil {
		where = append(where, entries.OccurredAtGTE(*f.From))
	}
	if f.Until != nil {
		where = append(where, entries.OccurredAtLT(*f.Until))
	}
	return where
}

// Entries reads a page of an account's entries, newest first.
func (s *Service) Entries(ctx context.Context, id mall.AccountID, p Page) ([]*ent.Entry, error) {
	query := s.db.Ent().Entry.Query().Where(entries.AccountID(id)).Where(p.Filter.conditions()...).Limit(p.Limit)
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

// Entry returns a member's entry that the actor may see: a member their own, staff with
// the POINTS permission any. Others get NOT_FOUND.
func (s *Service) Entry(ctx context.Context, actor mall.Actor, id mall.EntryID) (*ent.Entry, error) {
	e, err := s.db.Ent().Entry.Get(ctx, id)
	if err != nil && !ent.IsNotFound(err) {
		return nil, err
	}
	missing := mall.Errorf(mall.CodeNotFound, "no such points entry", "积分明细不存在")
	if err != nil || e.Seq == nil {
		return nil, missing
	}
	if actor.Kind == mall.ActorStaff && actor.May(mall.PermissionPoints) {
		return e, nil
	}
	owner, err := s.db.Ent().Account.Query().Where(account.ID(e.AccountID)).Only(ctx)
	if err != nil && !ent.IsNotFound(err) {
		return nil, err
	}
	if owner == nil || owner.MemberID == nil || actor.Kind != mall.ActorMember || *owner.MemberID != actor.MemberID {
		return nil, missing
	}
	return e, nil
}

// CountEntries counts an account's entries, up to limit.
func (s *Service) CountEntries(ctx context.Context, id mall.AccountID, f Filter, limit int) (int, error) {
	ids, err := s.db.Ent().Entry.Query().Where(entries.AccountID(id)).Where(f.conditions()...).Limit(limit).IDs(ctx)
	return len(ids), err
}
