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

	changed bool
}

// Reward notes that the referrer was paid.
func (r *Referral) Reward(points mall.Points, at, now time.Time) {
	r.Points = points
	r.decide(mall.ReferralRewarded, at, now)
}

// Refuse notes that the referrer is not paid, and why.
func (r *Referral) Refuse(reason mall.ReferralReason, at, now time.Time) {
	r.Reason = &reason
	r.decide(mall.ReferralRefused, at, now)
}

func (r *Referral) decide(status mall.ReferralStatus, at, now time.Time) {
	r.Status, r.QualifiedAt, r.DecidedAt, r.changed = status, &at, &now, true
}

// Undo has the referral wait again: what qualified the invitee came back.
func (r *Referral) Undo() {
	r.Status, r.Points, r.QualifiedAt, r.changed = mall.ReferralPending, 0, nil, true
}

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

// Common says what two members have in common, the surest first; ok is false when that
// is nothing.
func (t Traces) Common(a, b mall.MemberID) (reason mall.ReferralReason, ok bool) {
	common := map[mall.TraceKind]bool{}
	for trace := range t[a] {
		if t[b][trace] {
			common[trace.Kind] = true
		}
	}
	switch {
	case common[mall.TracePayment]:
		return mall.ReasonSamePayment, true
	case common[mall.TraceDevice]:
		return mall.ReasonSameDevice, true
	case common[mall.TraceAddress]:
		return mall.ReasonSameAddress, true
	}
	return "", false
}
