package ledger

import (
	"context"
	"strings"

	"pointsmall/ent"
	"pointsmall/mall"
	"pointsmall/mall/store"
)

// PointsRefund gives back points that an entry took.
type PointsRefund struct {
	Actor mall.Actor
	Entry mall.EntryID
	// Points is how many are given back; 0 means all that were not given back yet.
	Points mall.Points
	Reason string
	Key    string

	about Holder // of the entry, once it is known
}

// Refund gives back points that a SPEND or DONATE entry took, to the lots that paid
// them. Refusals: INVALID_INPUT, NOT_FOUND, INVALID_STATE (the entry is of another
// kind), LIMIT_EXCEEDED (more than was taken and not given back), IDEMPOTENCY_CONFLICT.
func (s *Service) Refund(ctx context.Context, r PointsRefund) (Refunded, error) {
	owner, err := s.ownerOf(ctx, r.Entry)
	if err != nil {
		return Refunded{}, err
	}
	r.about = owner
	made, err := s.do(ctx, r)
	if err != nil {
		return Refunded{}, err
	}
	id, _ := made.Entry()
	e, err := s.db.Ent().Entry.Get(ctx, id)
	return Refunded{owner.Member, e}, err
}

// Refunded is the entry that a refund posted, and whose it is.
type Refunded struct {
	Member mall.MemberID
	Entry  *ent.Entry
}

// ownerOf is whose entry it is. Entries never change hands.
func (s *Service) ownerOf(ctx context.Context, id mall.EntryID) (Holder, error) {
	e, err := s.db.Ent().Entry.Get(ctx, id)
	if err != nil && !ent.IsNotFound(err) {
		return Holder{}, err
	}
	if err != nil || e.Seq == nil {
		return Holder{}, noEntry()
	}
	account, err := s.db.Ent().Account.Get(ctx, e.AccountID)
	if err != nil {
		return Holder{}, err
	}
	if account.MemberID == nil {
		return Holder{}, noEntry()
	}
	return Holder{*account.MemberID, account.Currency}, nil
}

func noEntry() *mall.Error {
	return mall.Errorf(mall.CodeNotFound, "no such points entry", "积分明细不存在").At("entryId")
}

func (r PointsRefund) check() *mall.Error {
	if r.Points < 0 {
		return checkPoints(r.Points)
	}
	return checkReason(strings.TrimSpace(r.Reason))
}

func (r PointsRefund) key() store.Key {
	return store.Key{Actor: r.Actor.Ref(), Operation: "refundPoints", Key: r.Key}
}

func (r PointsRefund) fingerprint() string {
	return mall.Fingerprint([]any{r.Entry, r.Points, r.Reason})
}

func (r PointsRefund) want(w *wants) {
	w.account(r.about.Member, r.about.Currency, 0)
	w.entries = append(w.entries, r.Entry)
}

func (r PointsRefund) decide(d *desk) (string, *mall.Error) {
	e := d.entries[r.Entry]
	if e == nil {
		return "", noEntry()
	}
	if e.Kind != mall.EntrySpend && e.Kind != mall.EntryDonate {
		return "", mall.Errorf(mall.CodeInvalidState, "only points that were spent or donated can be given back", "仅可退还已消费或已捐赠的积分").At("entryId")
	}
	left := -e.Delta - e.returned
	points := r.Points
	if points == 0 {
		points = left
	}
	if points > left || points == 0 {
		refusal := mall.Errorf(mall.CodeLimitExceeded, "%d points can be given back, %d of them were before", "共可退还 %d 积分,已退还 %d", -e.Delta, e.returned).At("points")
		refusal.Figures = mall.Figures{Limit: int64(-e.Delta), Left: int64(left)}
		return "", refusal
	}
	account, policy, refusal := d.account(e.member, e.Currency)
	if refusal != nil {
		return "", refusal
	}
	if !account.CanHold(mall.EntryRefund, points) {
		return "", mall.Errorf(mall.CodeInvalidInput, "the account cannot hold that many points", "账户积分超过上限").At("points")
	}
	reason := strings.TrimSpace(r.Reason)
	cause := Cause{Order: e.OrderID, Reverses: &e.ID, Reason: &mall.Text{EN: reason, ZH: reason}}
	if e.Kind == mall.EntryDonate && e.Ref != nil {
		cause.Counter = SystemAccount(mall.OwnerCause, *e.Ref, e.Currency)
	}
	entry := account.Refund(e.Allocations, e.returned, points, policy, cause)
	e.returned += points
	d.changed(e.member)
	return entry.String(), nil
}
