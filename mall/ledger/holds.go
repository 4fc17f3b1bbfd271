package ledger

import (
	"cmp"
	"context"
	"strings"
	"time"

	"pointsmall/ent"
	"pointsmall/ent/hold"
	"pointsmall/mall"
	"pointsmall/mall/store"
)

// How long a hold lasts, unless its caller says otherwise, and at most.
const (
	DefaultHold = 30 * time.Minute
	MaxHold     = 366 * 24 * time.Hour
)

// NewHold is a reservation of points, until something is settled.
type NewHold struct {
	Actor    mall.Actor
	Member   mall.MemberID
	Currency mall.PointsCurrency // "": the mall's own
	Points   mall.Points
	Reason   string
	// For is how long the hold lasts; 0 means DefaultHold.
	For time.Duration
	Key string
}

// Hold reserves points. Refusals: INVALID_INPUT, NOT_FOUND (the member, the
// currency), INSUFFICIENT_POINTS, IDEMPOTENCY_CONFLICT.
func (s *Service) Hold(ctx context.Context, h NewHold) (*ent.Hold, error) {
	row, err := holding.Do(ctx, s.engine, h)
	return s.asOf(row), err
}

var holding = &useCase[NewHold, *ent.Hold]{
	Check: NewHold.check, Want: NewHold.want, Decide: NewHold.decide,
	Repeats: &byRecord[NewHold, *ent.Hold]{Key: NewHold.key, Fingerprint: NewHold.fingerprint, Result: nameHold, Find: rereadHold[NewHold]},
}

func nameHold(row *ent.Hold) string { return row.ID.String() }

// rereadHold reads what a request has made or ended before.
func rereadHold[Q any](ctx context.Context, tx *store.Tx, _ Q, result string) (*ent.Hold, error) {
	id, _ := mall.AnyID(result).Hold()
	return tx.Ent().Hold.Get(ctx, id)
}

func (h NewHold) check() *mall.Error {
	if h.For < 0 || h.For > MaxHold {
		return mall.Errorf(mall.CodeInvalidInput, "a hold lasts at most %s", "冻结最长 %d 天", mall.Count(int(MaxHold.Hours()/24), "day")).At("seconds")
	}
	return cmp.Or(checkPoints(h.Points), checkReason(strings.TrimSpace(h.Reason)))
}

func (h NewHold) key() store.Key {
	return store.Key{Actor: h.Actor.Ref(), Operation: "holdPoints", Key: h.Key}
}

func (h NewHold) fingerprint() string {
	return mall.Fingerprint([]any{h.Member, h.Currency, h.Points, h.Reason, h.For})
}

func (h NewHold) want(d *desk) { d.wants.Account(holder(h.Member, h.Currency), h.Points) }

func (h NewHold) decide(d *desk) (*ent.Hold, *mall.Error) {
	of := holder(h.Member, h.Currency)
	account, _, refusal := d.account(of)
	if refusal != nil {
		if len(refusal.Path) == 0 {
			refusal = refusal.At("memberId")
		}
		return nil, refusal
	}
	reason := strings.TrimSpace(h.Reason)
	row := &ent.Hold{
		ID: mall.NewHoldID(), AccountID: account.id, MemberID: h.Member, Currency: of.Currency, Points: h.Points, Status: mall.HoldOpen,
		Reason: mall.Text{EN: reason, ZH: reason}, Actor: h.Actor.Ref(), HeldAt: d.now, ExpiresAt: d.now.Add(cmp.Or(h.For, DefaultHold)),
	}
	if row.Allocations, refusal = account.Reserve(h.Points, Cause{Ref: row.ID.String(), Reason: &row.Reason, Actor: h.Actor}); refusal != nil {
		return nil, refusal.At("points")
	}
	d.holds[row.ID] = row
	d.newHolds = append(d.newHolds, row)
	d.changed(h.Member)
	return row, nil
}

// HoldEnd ends a hold.
type HoldEnd struct {
	Actor mall.Actor
	Hold  mall.HoldID
	// Capture spends the points; otherwise they are released.
	Capture bool
	// Points is how many are captured; 0 means all. The rest is released.
	Points mall.Points
	Key    string

	about Holder // of the hold, once it is known
}

// EndHold captures or releases a hold. A partner ends its own holds only; others look
// missing. What staff capture counts with their adjustments: see byHand. Refusals: INVALID_INPUT,
// NOT_FOUND, INVALID_STATE (it has ended, or an order owns it), EXPIRED (its time is over:
// nothing can be captured), LIMIT_EXCEEDED (one member of staff alone may not take that many),
// IDEMPOTENCY_CONFLICT.
func (s *Service) EndHold(ctx context.Context, e HoldEnd) (*ent.Hold, error) {
	row, err := s.FindHold(ctx, e.Actor, e.Hold)
	if err != nil {
		return nil, err
	}
	e.about = Holder{Member: row.MemberID, Currency: row.Currency} // never changes
	row, err = ending.Do(ctx, s.engine, e)
	return s.asOf(row), err
}

var ending = &useCase[HoldEnd, *ent.Hold]{
	Check: HoldEnd.check, Want: HoldEnd.want, Decide: HoldEnd.decide,
	Repeats: &byRecord[HoldEnd, *ent.Hold]{Key: HoldEnd.key, Fingerprint: HoldEnd.fingerprint, Result: nameHold, Find: rereadHold[HoldEnd]},
}

// FindHold returns a hold that the actor may see: staff with the POINTS permission
// any, a partner the holds it made, a member those of their points. Others get
// NOT_FOUND.
func (s *Service) FindHold(ctx context.Context, actor mall.Actor, id mall.HoldID) (*ent.Hold, error) {
	row, err := s.db.Ent().Hold.Get(ctx, id)
	if err != nil && !ent.IsNotFound(err) {
		return nil, err
	}
	if err != nil || !maySee(actor, row) {
		return nil, noHold()
	}
	return s.asOf(row), nil
}

func maySee(actor mall.Actor, row *ent.Hold) bool {
	switch actor.Kind {
	case mall.ActorStaff:
		return actor.May(mall.PermissionPoints)
	case mall.ActorPartner:
		return row.Actor == actor.Ref()
	case mall.ActorMember:
		return row.MemberID == actor.MemberID
	default:
		return false
	}
}

func noHold() *mall.Error {
	return mall.Errorf(mall.CodeNotFound, "no such hold", "冻结记录不存在").At("holdId")
}

// OpenHolds lists an account's holds that have not ended, the newest first.
func (s *Service) OpenHolds(ctx context.Context, id mall.AccountID, limit int) ([]*ent.Hold, error) {
	return s.db.Ent().Hold.Query().Where(hold.AccountID(id), hold.StatusEQ(mall.HoldOpen), hold.Or(hold.OrderIDNotNil(), hold.ExpiresAtGT(s.clock()))).Order(ent.Desc(hold.FieldID)).Limit(limit).All(ctx)
}

func (e HoldEnd) check() *mall.Error {
	if e.Points < 0 {
		return mall.Errorf(mall.CodeInvalidInput, "points must be at least 1", "积分须大于 0").At("points")
	}
	return nil
}

func (e HoldEnd) key() store.Key {
	operation := "releaseHold"
	if e.Capture {
		operation = "captureHold"
	}
	return store.Key{Actor: e.Actor.Ref(), Operation: operation, Key: e.Key}
}

func (e HoldEnd) fingerprint() string { return mall.Fingerprint([]any{e.Hold, e.Points}) }

func (e HoldEnd) want(d *desk) {
	d.wants.Account(e.about, 0)
	d.wants.holds = append(d.wants.holds, e.Hold)
	if e.Capture && e.Actor.Kind == mall.ActorStaff {
		d.wants.adjusted = append(d.wants.adjusted, e.about)
	}
}

func (e HoldEnd) decide(d *desk) (*ent.Hold, *mall.Error) {
	row := d.holds[e.Hold]
	switch {
	case row == nil:
		return nil, noHold()
	case row.OrderID != nil:
		return nil, mall.Errorf(mall.CodeInvalidState, "the hold belongs to the order %s and ends with it", "该冻结属于订单 %s，随订单结束", *row.OrderID).At("holdId")
	case e.Capture && row.Status == mall.HoldTimedOut:
		return nil, mall.Errorf(mall.CodeExpired, "the hold's time is over", "该冻结已超时").At("holdId")
	case row.Status != mall.HoldOpen:
		return nil, mall.Errorf(mall.CodeInvalidState, "the hold has ended before", "该冻结已结束").At("holdId")
	case e.Points > row.Points:
		return nil, mall.Errorf(mall.CodeInvalidInput, "the hold has no more than %s", "该冻结仅 %d 积分", mall.Count(row.Points, "point")).At("points")
	}
	if e.Capture {
		if refusal := d.byHand(e.Actor, e.about, cmp.Or(e.Points, row.Points)); refusal != nil {
			return nil, refusal.At("points")
		}
	}
	return row, d.endHold(row, e)
}

// endHold captures or releases a hold of the working set.
func (d *desk) endHold(row *ent.Hold, e HoldEnd) *mall.Error {
	account, policy, refusal := d.account(Holder{Member: row.MemberID, Currency: row.Currency})
	if refusal != nil {
		return refusal
	}
	cause := Cause{Ref: row.ID.String(), Actor: e.Actor}
	status := mall.HoldReleased
	if e.Capture {
		cause.Reason = &row.Reason
		status, row.Captured = mall.HoldCaptured, cmp.Or(e.Points, row.Points)
		account.Capture(row.Allocations, row.Captured, policy, cause)
	} else {
		account.Release(row.Allocations, cause)
	}
	account.book.end(row, status, d.now)
	d.changed(row.MemberID)
	return nil
}
