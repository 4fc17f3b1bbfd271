package referral

import (
	"crypto/sha256"
	"encoding/base64"
	"time"

	"pointsmall/mall"
)

// Referral is an invitation that a new member followed.
type Referral struct {
	ID                mall.ReferralID
	Referrer, Invitee mall.MemberID
	// InviteeName is the invitee's display name.
	InviteeName string
	// Device and Address are digests of where the invitee signed up; nil: unknown.
	Device, Address *string
	Status          mall.ReferralStatus
	Reason          *mall.ReferralReason
	Points          mall.Points
	CreatedAt       time.Time
	// QualifiedAt is when the event happened that decided it, DecidedAt when it was
	// recorded.
	QualifiedAt, DecidedAt *time.Time
	// Purchase is the one that qualified; nil: the sign-up did, or nothing has.
	Purchase *mall.PurchaseID
	// DecidedBy is the member of staff who decided, with a Note; nil: the checks did.
	DecidedBy *mall.StaffID
	Note      *string
	// InviteePoints are what the invitee earned by it.
	InviteePoints mall.Points
	Invitation

	changed bool
}

// Qualified is what qualified an invitee: when, and by which purchase; nil: by signing up.
type Qualified struct {
	At       time.Time
	Purchase *mall.PurchaseID
}

// Reward notes that the referrer was paid.
func (r *Referral) Reward(points mall.Points, q Qualified, now time.Time) {
	r.Points, r.DecidedAt, r.DecidedBy, r.Note = points, &now, nil, nil
	r.become(mall.ReferralRewarded, nil, q)
}

// Refuse notes that the referrer is not paid, and why.
func (r *Referral) Refuse(reason mall.ReferralReason, q Qualified, now time.Time) {
	r.DecidedAt, r.DecidedBy, r.Note, r.Until = &now, nil, nil, &q.At
	r.become(mall.ReferralRefused, &reason, q)
}

// Hold has staff decide, and notes why.
func (r *Referral) Hold(reason mall.ReferralReason, q Qualified) {
	r.Until = &q.At
	r.become(mall.ReferralInReview, &reason, q)
}

func (r *Referral) become(status mall.ReferralStatus, reason *mall.ReferralReason, q Qualified) {
	r.Status, r.Reason, r.QualifiedAt, r.Purchase, r.changed = status, reason, &q.At, q.Purchase, true
}

// Approve notes that staff had the referrer paid.
func (r *Referral) Approve(points mall.Points, by mall.StaffID, note string, now time.Time) {
	r.Points, r.Until = points, nil
	r.judge(mall.ReferralRewarded, by, note, now)
}

// Reject notes that staff refused.
func (r *Referral) Reject(by mall.StaffID, note string, now time.Time) {
	r.judge(mall.ReferralRefused, by, note, now)
}

func (r *Referral) judge(status mall.ReferralStatus, by mall.StaffID, note string, now time.Time) {
	r.Status, r.DecidedAt, r.DecidedBy, r.Note, r.changed = status, &now, &by, &note, true
}

// PaidInvitee notes what the invitee earned by the referral.
func (r *Referral) PaidInvitee(points mall.Points) { r.InviteePoints, r.changed = points, true }

// Welcome has rules see the invitee as referred from now on.
func (r *Referral) Welcome(from time.Time) { r.From, r.changed = &from, true }

// Undo has the referral wait again: what qualified the invitee came back.
func (r *Referral) Undo() {
	r.Status, r.Reason, r.Points, r.InviteePoints, r.Until = mall.ReferralPending, nil, 0, 0, nil
	r.Lapse()
}

// Restore has the referral stand as it was rewarded before Undo: what qualified the invitee
// did not come back after all. Who decided, and when, stays.
func (r *Referral) Restore(points, invitee mall.Points, q Qualified) {
	r.Points, r.InviteePoints, r.Until = points, invitee, nil
	r.become(mall.ReferralRewarded, nil, q)
}

// Regain notes what qualified the invitee of a refused referral before Lapse.
func (r *Referral) Regain(q Qualified) {
	r.QualifiedAt, r.Purchase, r.changed = &q.At, q.Purchase, true
}

// Lapse notes that what qualified the invitee came back. A referral that was refused stays so.
func (r *Referral) Lapse() { r.QualifiedAt, r.Purchase, r.changed = nil, nil, true }

// By is what qualified the invitee, of a referral that qualifies.
func (r *Referral) By() Qualified { return Qualified{*r.QualifiedAt, r.Purchase} }

// Undone reports whether the referral was decided before, and a return undid that.
func (r *Referral) Undone() bool { return r.Status == mall.ReferralPending && r.DecidedAt != nil }

// MaskedName is the invitee's name as the referrer may see it: its first letter.
func (r *Referral) MaskedName() string {
	for _, first := range r.InviteeName {
		return string(first) + "***"
	}
	return "***"
}

// Trace is a digest of something by which two members may turn out to be one.
type Trace struct {
	Kind   mall.TraceKind
	Digest string
}

// TraceOf makes the trace of a device's, address's or payment's own name.
func TraceOf(kind mall.TraceKind, name string) Trace {
	sum := sha256.Sum256([]byte("pointsmall " + string(kind) + " " + name))
	return Trace{kind, base64.RawURLEncoding.EncodeToString(sum[:])}
}

// Traces are the traces of some members.
type Traces map[mall.MemberID]map[Trace]bool

// Add adds a trace.
func (t Traces) Add(m mall.MemberID, trace Trace) {
	if t[m] == nil {
		t[m] = map[Trace]bool{}
	}
	t[m][trace] = true
}

// Common says what two members have in common, the surest first, when the second one shows
// one more trace, unless it is nil.
func (t Traces) Common(a, b mall.MemberID, more *Trace) (reasons []mall.ReferralReason) {
	common := map[mall.TraceKind]bool{}
	for trace := range t[a] {
		if t[b][trace] || more != nil && *more == trace {
			common[trace.Kind] = true
		}
	}
	for _, k := range []struct {
		kind   mall.TraceKind
		reason mall.ReferralReason
	}{{mall.TracePayment, mall.ReasonSamePayment}, {mall.TraceDevice, mall.ReasonSameDevice}, {mall.TraceAddress, mall.ReasonSameAddress}} {
		if common[k.kind] {
			reasons = append(reasons, k.reason)
		}
	}
	return reasons
}
