package ledger

import (
	"context"

	"pointsmall/ent"
	"pointsmall/ent/adjustmentrequest"
	"pointsmall/mall"
	"pointsmall/mall/store"
)

// Decision is what a second member of staff says about an adjustment.
type Decision struct {
	Actor   mall.Actor
	Request mall.AdjustmentRequestID
	Approve bool
	// Note says why; it may be empty.
	Note string
	Key  string

	about Holder // of the request, once it is known
}

// Decide approves a large adjustment, which posts it, or rejects it. Refusals:
// INVALID_INPUT, NOT_FOUND, NOT_ELIGIBLE (who asked may not approve), INVALID_STATE (it
// was decided before), INSUFFICIENT_POINTS, IDEMPOTENCY_CONFLICT.
func (s *Service) Decide(ctx context.Context, decision Decision) (Adjusted, error) {
	r, err := s.db.Ent().AdjustmentRequest.Get(ctx, decision.Request)
	if ent.IsNotFound(err) {
		return Adjusted{}, noRequest()
	}
	if err != nil {
		return Adjusted{}, err
	}
	decision.about = Holder{Member: r.MemberID, Currency: r.Currency} // never changes
	return deciding.Do(ctx, s.engine, decision)
}

var deciding = &useCase[Decision, Adjusted]{
	Check: Decision.check, Want: Decision.want, Decide: Decision.decide,
	Repeats: &byRecord[Decision, Adjusted]{Key: Decision.key, Fingerprint: Decision.fingerprint, Result: Adjusted.name, Find: rereadDecision},
}

func rereadDecision(ctx context.Context, tx *store.Tx, x Decision, result string) (Adjusted, error) {
	return rereadAdjusted(ctx, tx, x.about.Member, mall.AnyID(result))
}

// Requests lists large adjustments in one state, the oldest first.
func (s *Service) Requests(ctx context.Context, status mall.ApprovalStatus, limit int) ([]*ent.AdjustmentRequest, error) {
	return s.db.Ent().AdjustmentRequest.Query().Where(adjustmentrequest.StatusEQ(status)).Order(adjustmentrequest.ByID()).Limit(limit).All(ctx)
}

func noRequest() *mall.Error {
	return mall.Errorf(mall.CodeNotFound, "no such adjustment request", "调整申请不存在").At("requestId")
}

func (x Decision) check() *mall.Error {
	if len(x.Note) > 500 {
		return mall.Errorf(mall.CodeInvalidInput, "note must have at most 500 bytes", "备注最多 500 字节").At("note")
	}
	return nil
}

func (x Decision) key() store.Key {
	return store.Key{Actor: x.Actor.Ref(), Operation: "decideAdjustment", Key: x.Key}
}

func (x Decision) fingerprint() string {
	return mall.Fingerprint([]any{x.Request, x.Approve, x.Note})
}

func (x Decision) want(d *desk) {
	d.wants.Account(x.about, mall.MaxPoints)
	d.wants.requests = append(d.wants.requests, x.Request)
}

func (x Decision) decide(d *desk) (Adjusted, *mall.Error) {
	done := Adjusted{Member: x.about.Member}
	r := d.requests[x.Request]
	switch {
	case r == nil:
		return Adjusted{}, noRequest()
	case r.Status != mall.ApprovalPending:
		return Adjusted{}, mall.Errorf(mall.CodeInvalidState, "the adjustment was decided before", "该调整申请已处理").At("requestId")
	case x.Approve && r.RequestedBy == x.Actor.StaffID:
		return Adjusted{}, mall.Errorf(mall.CodeNotEligible, "an adjustment is approved by someone else than who asked for it", "申请人不能审批自己的调整").At("requestId")
	}
	if x.Approve {
		a := Adjustment{Actor: x.Actor, Member: r.MemberID, Currency: r.Currency, Points: r.Points, Reason: r.Reason, ExpiresAt: r.ExpiresAt}
		if a.ExpiresAt != nil && !a.ExpiresAt.After(d.now) {
			return Adjusted{}, mall.Errorf(mall.CodeExpired, "the points would expire at once: reject the adjustment and ask anew", "积分有效期已过，请驳回后重新申请").At("requestId")
		}
		account, _, refusal := d.account(x.about)
		if refusal == nil {
			refusal = a.possible(account)
		}
		if refusal != nil {
			return Adjusted{}, refusal
		}
		done.Entry = a.post(d, account)
		r.EntryID = &done.Entry.ID
	}
	r.Status = mall.ApprovalRejected
	if x.Approve {
		r.Status = mall.ApprovalApproved
	}
	r.DecidedBy, r.DecidedAt, r.Note = &x.Actor.StaffID, &d.now, x.Note
	d.decided = append(d.decided, r)
	done.Request = r
	return done, nil
}

// FindRequest returns a request, which only staff with the POINTS permission may see.
// Others get NOT_FOUND.
func (s *Service) FindRequest(ctx context.Context, actor mall.Actor, id mall.AdjustmentRequestID) (*ent.AdjustmentRequest, error) {
	if actor.Kind != mall.ActorStaff || !actor.May(mall.PermissionPoints) {
		return nil, noRequest()
	}
	row, err := s.db.Ent().AdjustmentRequest.Get(ctx, id)
	if ent.IsNotFound(err) {
		return nil, noRequest()
	}
	return row, err
}
