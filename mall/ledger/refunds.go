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
// kind, or paid for an order), LIMIT_EXCEEDED (more than was taken and not given back, or than
// one member of staff alone may give: see byHand), IDEMPOTENCY_CONFLICT.
func (s *Service) Refund(ctx context.Context, r PointsRefund) (Refunded, error) {
	owner, err := s.ownerOf(ctx, r.Entry)
	if err != nil {
		return Refunded{}, err
	}
	r.about = owner
	return refunding.Do(ctx, s.engine, r)
}

var refunding = &useCase[PointsRefund, Refunded]{
	Check: PointsRefund.check, Want: PointsRefund.want, Decide: PointsRefund.decide,
	Repeats: &byRecord[PointsRefund, Refunded]{Key: PointsRefund.key, Fingerprint: PointsRefund.fingerprint, Result: Refunded.name, Find: rereadRefund},
}

// Refunded is the entry that a refund posted, and whose it is.
type Refunded struct {
	Member mall.MemberID
	Entry  *ent.Entry
}

func (r Refunded) name() string { return nameEntry(r.Entry) }

// rereadRefund reads what the request has posted before.
func rereadRefund(ctx context.Context, tx *store.Tx, r PointsRefund, result string) (Refunded, error) {
	e, err := rereadEntry(ctx, tx, r, result)
	return Refunded{r.about.Member, e}, err
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
	return Holder{Member: *account.MemberID, Currency: account.Currency}, nil
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

func (r PointsRefund) want(d *desk) {
	d.wants.Account(r.about, 0)
	d.wants.entries = append(d.wants.entries, r.Entry)
	if r.Actor.Kind == mall.ActorStaff {
		d.wants.adjusted = append(d.wants.adjusted, r.about)
	}
}

func (r PointsRefund) decide(d *desk) (Refunded, *mall.Error) {
	e := d.entries[r.Entry]
	if e == nil {
		return Refunded{}, noEntry()
	}
	if e.Kind != mall.EntrySpend && e.Kind != mall.EntryDonate {
		return Refunded{}, mall.Errorf(mall.CodeInvalidState, "only points that were spent or donated can be given back", "仅可退还已消费或已捐赠的积分").At("entryId")
	}
	if e.OrderID != nil {
		return Refunded{}, mall.Errorf(mall.CodeInvalidState, "the points paid for an order and come back only with that order", "该积分已用于订单，仅可随订单退还").At("entryId")
	}
	left := -e.Delta - e.returned
	points := r.Points
	if points == 0 {
		points = left
	}
	if points > left || points == 0 {
		refusal := mall.Errorf(mall.CodeLimitExceeded, "%s were taken, and %d of them have been given back already", "共扣除 %d 积分，已退还 %d", mall.Count(-e.Delta, "point"), e.returned).At("points")
		refusal.Figures = mall.Figures{Limit: int64(-e.Delta), Left: int64(left)}
		return Refunded{}, refusal
	}
	account, policy, refusal := d.account(Holder{Member: e.member, Currency: e.Currency})
	if refusal != nil {
		return Refunded{}, refusal
	}
	if !account.CanHold(mall.EntryRefund, points) {
		return Refunded{}, mall.Errorf(mall.CodeInvalidInput, "the account cannot hold that many points", "账户积分超过上限").At("points")
	}
	if refusal := d.byHand(r.Actor, Holder{Member: e.member, Currency: e.Currency}, points); refusal != nil {
		return Refunded{}, refusal.At("points")
	}
	reason := strings.TrimSpace(r.Reason)
	cause := Cause{Reverses: &e.ID, Reason: &mall.Text{EN: reason, ZH: reason}, Actor: r.Actor}
	if e.Kind == mall.EntryDonate && e.Ref != nil {
		cause.Counter = SystemAccount(mall.OwnerCause, *e.Ref, e.Currency)
	}
	entry := account.Refund(e.Allocations, e.returned, points, policy, cause)
	e.returned += points
	d.changed(e.member)
	return Refunded{e.member, account.book.posted(entry)}, nil
}
