package ledger

import (
	"context"
	"time"

	"pointsmall/ent"
	"pointsmall/mall"
	"pointsmall/mall/store"
)

// Opening is a lot that a member had in another system.
type Opening struct {
	Actor  mall.Actor
	Member mall.MemberID
	// Currency is "" for the mall's own points.
	Currency mall.PointsCurrency
	Points   mall.Points
	// EarnedAt is when it was earned there; zero: now. It decides among lots that expire together.
	EarnedAt time.Time
	// ExpiresAt is the end of its last day; nil: never.
	ExpiresAt *time.Time
	// Import names the import in the entry.
	Import mall.ImportBatchID
}

// OpenBalances posts an OPENING entry for each lot, in a transaction that is open, and returns the entries in
// order. Refusals: INVALID_INPUT (points, a time that is over), NOT_FOUND (the member, the currency).
func (s *Service) OpenBalances(ctx context.Context, tx *store.Tx, lots []Opening) ([]store.Outcome[*ent.Entry], error) {
	return opening.In(ctx, tx, s.engine, lots...)
}

var opening = &useCase[Opening, *ent.Entry]{Want: Opening.want, Decide: Opening.decide}

func (o Opening) want(d *desk) { d.wants.Account(holder(o.Member, o.Currency), 0) }

func (o Opening) decide(d *desk) (*ent.Entry, *mall.Error) {
	switch {
	case o.Points <= 0 || o.Points > mall.MaxPoints:
		return nil, mall.Errorf(mall.CodeInvalidInput, "points must be from 1 to %d", "积分须为 1 至 %d", mall.MaxPoints).At("points")
	case o.ExpiresAt != nil && !o.ExpiresAt.After(d.now):
		return nil, mall.Errorf(mall.CodeInvalidInput, "these points have expired already", "积分已过期").At("expiresAt")
	}
	if o.ExpiresAt != nil {
		if refusal := mall.CheckStorable(*o.ExpiresAt); refusal != nil {
			return nil, refusal.At("expiresAt")
		}
	}
	account, _, refusal := d.account(holder(o.Member, o.Currency))
	if refusal != nil {
		return nil, refusal
	}
	if !account.CanHold(mall.EntryOpening, o.Points) {
		return nil, mall.Errorf(mall.CodeInvalidInput, "the account cannot hold that many points", "账户积分超过上限").At("points")
	}
	earned := o.EarnedAt
	if earned.IsZero() || earned.After(d.now) {
		earned = d.now
	}
	d.changed(o.Member)
	entry := account.Grant(mall.EntryOpening, o.Points, Terms{EarnedAt: earned, UsableFrom: d.now, ExpiresAt: o.ExpiresAt}, Cause{Actor: o.Actor, Ref: o.Import.String()})
	return account.book.posted(entry), nil
}

// Reopening takes an opening balance back, whole.
type Reopening struct {
	Actor    mall.Actor
	Member   mall.MemberID
	Currency mall.PointsCurrency
	Entry    mall.EntryID
	Import   mall.ImportBatchID
}

// TakeBackBalances posts an OPENING entry that reverses another for each, in a transaction that is open. Only a lot
// of which nothing was spent, is held, paid a debt or expired is taken back. Refusals: NOT_FOUND, INVALID_STATE.
func (s *Service) TakeBackBalances(ctx context.Context, tx *store.Tx, entries []Reopening) ([]store.Outcome[*ent.Entry], error) {
	return reopening.In(ctx, tx, s.engine, entries...)
}

var reopening = &useCase[Reopening, *ent.Entry]{Want: Reopening.want, Decide: Reopening.decide}

func (r Reopening) want(d *desk) {
	d.wants.Account(holder(r.Member, r.Currency), 0)
	d.wants.entries = append(d.wants.entries, r.Entry)
}

func (r Reopening) decide(d *desk) (*ent.Entry, *mall.Error) {
	account, _, refusal := d.account(holder(r.Member, r.Currency))
	if refusal != nil {
		return nil, refusal
	}
	e := d.entries[r.Entry]
	if e == nil || e.Kind != mall.EntryOpening || e.Delta <= 0 {
		return nil, noEntry()
	}
	if e.returned != 0 {
		return nil, mall.Errorf(mall.CodeInvalidState, "the points were taken back before", "该积分此前已收回")
	}
	if len(e.Allocations) != 1 || e.Allocations[0].Points != e.Delta {
		return nil, mall.Errorf(mall.CodeInvalidState, "the points paid a debt of the member", "该积分已用于偿还会员欠款")
	}
	l := account.lot(e.Allocations[0].Lot)
	switch {
	case l == nil || l.expired(d.now):
		return nil, mall.Errorf(mall.CodeInvalidState, "the points have expired", "该积分已过期")
	case l.remaining-l.held < e.Delta:
		return nil, mall.Errorf(mall.CodeInvalidState, "%[1]s of %[2]d were used or are held", "%[2]d 积分中有 %[1]d 积分已使用或被冻结", mall.Count(e.Delta-(l.remaining-l.held), "point"), e.Delta)
	}
	d.changed(r.Member)
	id := account.post(mall.EntryOpening, change{delta: -e.Delta, allocations: []mall.Allocation{l.add(-e.Delta)}},
		Cause{Actor: r.Actor, Ref: r.Import.String(), Reverses: &r.Entry, Reason: &mall.Text{EN: "Opening balance taken back", ZH: "收回期初积分"}})
	e.returned = -e.Delta
	return account.book.posted(id), nil
}
