package ledger

import (
	"context"
	"strings"
	"time"

	"pointsmall/ent"
	"pointsmall/mall"
	"pointsmall/mall/store"
)

// Adjustment is a change that staff make by hand.
type Adjustment struct {
	Actor  mall.Actor
	Member mall.MemberID
	// Currency is "" for the mall's own points.
	Currency mall.PointsCurrency
	// Points are added when positive, taken when negative.
	Points mall.Points
	// Reason is shown to the member.
	Reason string
	// ExpiresAt ends the life of points that are added, with the end of its day in the
	// mall's zone; nil: never.
	ExpiresAt *time.Time
	Key       string
	// leaves is true where the member leaves: nobody is asked to approve it.
	leaves bool
}

// Adjusted is what became of an adjustment: an entry, or, where the points are more
// than one member of staff may change alone, a request that waits for a second.
type Adjusted struct {
	Member  mall.MemberID
	Entry   *ent.Entry
	Request *ent.AdjustmentRequest
}

// Adjust posts an ADJUST entry for a member, or asks a second member of staff to
// approve it: where with it all staff together have changed more of the member's points on
// one day of the mall than the policy lets one do alone. Refusals: INVALID_INPUT, NOT_FOUND (the member, the currency),
// INSUFFICIENT_POINTS, IDEMPOTENCY_CONFLICT.
func (s *Service) Adjust(ctx context.Context, a Adjustment) (Adjusted, error) {
	return adjusting.Do(ctx, s.engine, a)
}

var adjusting = &useCase[Adjustment, Adjusted]{
	Check: Adjustment.check, Want: Adjustment.want, Decide: Adjustment.decide,
	Repeats: &byRecord[Adjustment, Adjusted]{Key: Adjustment.key, Fingerprint: Adjustment.fingerprint, Result: Adjusted.name, Find: rereadAdjustment},
}

// name is that of the request, where there is one.
func (a Adjusted) name() string {
	if a.Request != nil {
		return a.Request.ID.String()
	}
	return nameEntry(a.Entry)
}

func rereadAdjustment(ctx context.Context, tx *store.Tx, a Adjustment, result string) (Adjusted, error) {
	return rereadAdjusted(ctx, tx, a.Member, mall.AnyID(result))
}

// rereadAdjusted reads what became of an adjustment before.
func rereadAdjusted(ctx context.Context, tx *store.Tx, m mall.MemberID, made mall.AnyID) (done Adjusted, err error) {
	done.Member = m
	if id, ok := made.AdjustmentRequest(); ok {
		if done.Request, err = tx.Ent().AdjustmentRequest.Get(ctx, id); err != nil || done.Request.EntryID == nil {
			return done, err
		}
		done.Entry, err = tx.Ent().Entry.Get(ctx, *done.Request.EntryID)
		return done, err
	}
	id, _ := made.Entry()
	done.Entry, err = tx.Ent().Entry.Get(ctx, id)
	return done, err
}

func (a Adjustment) check() *mall.Error {
	switch {
	case a.Points == 0:
		return mall.Errorf(mall.CodeInvalidInput, "points must not be 0", "积分不能为 0").At("points")
	case a.ExpiresAt != nil && a.Points < 0:
		return mall.Errorf(mall.CodeInvalidInput, "expiresAt goes with points that are added", "仅增加积分时可设置 expiresAt").At("expiresAt")
	}
	return checkReason(strings.TrimSpace(a.Reason))
}

func (a Adjustment) key() store.Key {
	return store.Key{Actor: a.Actor.Ref(), Operation: "adjustPoints", Key: a.Key}
}

func (a Adjustment) fingerprint() string {
	if holder(a.Member, a.Currency).Currency == mall.DefaultPoints {
		return mall.Fingerprint([]any{a.Member, a.Points, a.Reason, a.ExpiresAt})
	}
	return mall.Fingerprint([]any{a.Member, a.Points, a.Reason, a.ExpiresAt, a.Currency})
}

func (a Adjustment) want(d *desk) {
	of := holder(a.Member, a.Currency)
	d.wants.Account(of, -a.Points)
	d.wants.adjusted = append(d.wants.adjusted, of)
}

func (a Adjustment) decide(d *desk) (Adjusted, *mall.Error) {
	if a.ExpiresAt != nil && !a.ExpiresAt.After(d.now) { // a repetition may come later than that
		return Adjusted{}, mall.Errorf(mall.CodeInvalidInput, "expiresAt lies in the past", "expiresAt 早于当前时间").At("expiresAt")
	}
	if end := a.end(d); end != nil {
		if refusal := mall.CheckStorable(*end); refusal != nil {
			return Adjusted{}, refusal.At("expiresAt")
		}
	}
	account, policy, refusal := d.account(holder(a.Member, a.Currency))
	if refusal != nil {
		if len(refusal.Path) == 0 {
			refusal = refusal.At("memberId")
		}
		return Adjusted{}, refusal
	}
	if refusal := a.possible(account); refusal != nil {
		return Adjusted{}, refusal
	}
	size, of := max(a.Points, -a.Points), holder(a.Member, a.Currency)
	if limit := policy.AdjustmentLimit; limit != nil && !a.leaves && size > *limit-d.adjusted[of] {
		return Adjusted{Member: a.Member, Request: a.ask(d)}, nil
	}
	d.adjusted[of] += size
	return Adjusted{Member: a.Member, Entry: a.post(d, account)}, nil
}

// possible refuses what the account cannot do.
func (a Adjustment) possible(account *Account) *mall.Error {
	if a.Points > 0 && !account.CanHold(mall.EntryAdjust, a.Points) {
		return mall.Errorf(mall.CodeInvalidInput, "the account cannot hold that many points", "账户积分超过上限").At("points")
	}
	if available := account.Available(); -a.Points > available {
		return short(-a.Points, available).At("points")
	}
	return nil
}

// post posts an adjustment that is possible.
func (a Adjustment) post(d *desk, account *Account) *ent.Entry {
	d.changed(a.Member)
	reason := strings.TrimSpace(a.Reason)
	cause := Cause{Reason: &mall.Text{EN: reason, ZH: reason}, Actor: a.Actor}
	var entry mall.EntryID
	if a.Points > 0 {
		entry = account.Grant(mall.EntryAdjust, a.Points, Terms{EarnedAt: d.now, UsableFrom: d.now, ExpiresAt: a.end(d)}, cause)
	} else {
		entry, _ = account.Spend(mall.EntryAdjust, -a.Points, cause) // possible has looked
	}
	return account.book.posted(entry)
}

// end is when added points expire: with a day of the mall, like all points.
func (a Adjustment) end(d *desk) *time.Time {
	if a.ExpiresAt == nil {
		return nil
	}
	return new(mall.EndOfDay(*a.ExpiresAt, d.zone))
}

// ask makes a request that waits for a second member of staff.
func (a Adjustment) ask(d *desk) *ent.AdjustmentRequest {
	r := &ent.AdjustmentRequest{
		ID: mall.NewAdjustmentRequestID(), MemberID: a.Member, Currency: holder(a.Member, a.Currency).Currency, Points: a.Points, Reason: strings.TrimSpace(a.Reason),
		ExpiresAt: a.end(d), Status: mall.ApprovalPending, RequestedBy: a.Actor.StaffID, RequestedAt: d.now,
	}
	d.newRequests = append(d.newRequests, r)
	return r
}
