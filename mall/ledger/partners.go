package ledger

import (
	"context"
	"slices"
	"time"

	"pointsmall/ent"
	entries "pointsmall/ent/entry"
	"pointsmall/ent/pointscurrency"
	"pointsmall/mall"
	"pointsmall/mall/store"
)

// PartnerAccount is a partner's account of one points currency: the other side of the
// points that the partner's events granted members. All of it is in points.
type PartnerAccount struct {
	Partner  mall.PartnerID
	Currency mall.PointsCurrency
	// Granted is what purchases and events granted, TakenBack what returns took back
	// of it, debts included.
	Granted, TakenBack mall.Points
	// Balance is the sum of the account's entries: TakenBack less Granted.
	Balance mall.Points
}

// ShownID is the account's id for callers.
func (a *PartnerAccount) ShownID() mall.AnyID {
	return mall.KeyID("ppa_", a.Partner.UUID(), string(a.Currency))
}

func (a *PartnerAccount) id() mall.AccountID {
	return SystemAccount(mall.OwnerPartner, a.Partner.String(), a.Currency)
}

// PartnerAccounts reads a partner's accounts, one of each points currency, in the order
// of their codes. Each is summed up from its entries: the effort grows with them.
func (s *Service) PartnerAccounts(ctx context.Context, of mall.PartnerID) ([]*PartnerAccount, error) {
	codes, err := s.db.Ent().PointsCurrency.Query().Order(pointscurrency.ByID()).IDs(ctx)
	if err != nil {
		return nil, err
	}
	list := make([]*PartnerAccount, len(codes))
	ids := make([]mall.AccountID, len(codes))
	byID := make(map[mall.AccountID]*PartnerAccount, len(codes))
	for i, code := range codes {
		list[i] = &PartnerAccount{Partner: of, Currency: mall.PointsCurrency(code)}
		ids[i] = list[i].id()
		byID[ids[i]] = list[i]
	}
	set, err := store.Set(s.db.Dialect, ids)
	if err != nil {
		return nil, err
	}
	rows, err := s.db.Query(ctx, "select account_id, sum(case when kind = 'EARN' then -delta else 0 end), sum(case when kind = 'CLAWBACK' then delta else 0 end), sum(delta) "+
		"from entries where account_id "+s.db.Dialect.In(1, "uuid")+" and seq is null group by account_id", set)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	for rows.Next() {
		var id mall.AccountID
		var sums PartnerAccount
		if err := rows.Scan(&id, &sums.Granted, &sums.TakenBack, &sums.Balance); err != nil {
			return nil, err
		}
		a := byID[id]
		a.Granted, a.TakenBack, a.Balance = sums.Granted, sums.TakenBack, sums.Balance
	}
	return list, rows.Err()
}

// PartnerEntry is one movement of a partner's account.
type PartnerEntry struct {
	ID   mall.EntryID
	Kind mall.PointsEntryKind
	// Delta is below zero for points that were granted, above for those taken back.
	Delta      mall.Points
	OccurredAt time.Time
	// About is the id of the purchase, the activity or the return that it stands for.
	About mall.AnyID
}

// IsNode marks an entry as a GraphQL node.
func (*PartnerEntry) IsNode() {}

func partnerEntry(e *ent.Entry) *PartnerEntry {
	p := &PartnerEntry{ID: e.ID, Kind: e.Kind, Delta: e.Delta, OccurredAt: e.OccurredAt}
	switch {
	case e.Ref != nil:
		p.About = mall.AnyID(*e.Ref)
	case e.PurchaseID != nil:
		p.About = mall.AnyID(e.PurchaseID.String())
	}
	return p
}

// PartnerPage asks for entries of a partner's account, those last recorded first, between
// After and Before in that order; nil: no bound.
type PartnerPage struct {
	After, Before *mall.EntryID
	Limit         int
	// FromEnd takes the last Limit entries instead of the first.
	FromEnd bool
	// Filter narrows which entries are listed.
	Filter Filter
}

// PartnerEntries reads a page of a partner's account, in the order of PartnerPage.
func (s *Service) PartnerEntries(ctx context.Context, a *PartnerAccount, p PartnerPage) ([]*PartnerEntry, error) {
	query := s.entriesOf(a, p.Filter).Limit(p.Limit)
	if p.After != nil {
		query.Where(entries.IDLT(*p.After))
	}
	if p.Before != nil {
		query.Where(entries.IDGT(*p.Before))
	}
	if p.FromEnd {
		query.Order(ent.Asc(entries.FieldID))
	} else {
		query.Order(ent.Desc(entries.FieldID))
	}
	rows, err := query.All(ctx)
	list := make([]*PartnerEntry, len(rows))
	for i, row := range rows {
		list[i] = partnerEntry(row)
	}
	if p.FromEnd {
		slices.Reverse(list)
	}
	return list, err
}

// CountPartnerEntries counts a partner's entries, up to limit.
func (s *Service) CountPartnerEntries(ctx context.Context, a *PartnerAccount, f Filter, limit int) (int, error) {
	ids, err := s.entriesOf(a, f).Limit(limit).IDs(ctx)
	return len(ids), err
}

func (s *Service) entriesOf(a *PartnerAccount, f Filter) *ent.EntryQuery {
	return s.db.Ent().Entry.Query().Where(entries.AccountID(a.id()), entries.SeqIsNil()).Where(f.conditions()...)
}

// PartnerEntry returns an entry of a partner's account that the actor may see: partners
// with the scope EARN their own, staff with the permission PARTNERS or FINANCE any. Others get
// NOT_FOUND.
func (s *Service) PartnerEntry(ctx context.Context, actor mall.Actor, id mall.EntryID) (*PartnerEntry, error) {
	missing := mall.Errorf(mall.CodeNotFound, "no such points entry", "积分明细不存在")
	staff := actor.Kind == mall.ActorStaff && (actor.May(mall.PermissionPartners) || actor.May(mall.PermissionFinance))
	if !staff && (actor.Kind != mall.ActorPartner || !actor.May(mall.PermissionEarn)) {
		return nil, missing
	}
	e, err := s.db.Ent().Entry.Query().Where(entries.ID(id), entries.SeqIsNil()).Only(ctx)
	if ent.IsNotFound(err) {
		return nil, missing
	}
	if err != nil {
		return nil, err
	}
	owner, err := s.db.Ent().SystemAccount.Get(ctx, e.AccountID)
	if err != nil {
		return nil, err
	}
	if owner.Owner != mall.OwnerPartner || (!staff && owner.OwnerRef != actor.PartnerID.String()) {
		return nil, missing
	}
	return partnerEntry(e), nil
}
