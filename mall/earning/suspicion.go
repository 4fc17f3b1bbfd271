package earning

import (
	"context"
	"time"

	"pointsmall/mall"
	"pointsmall/mall/earning/referral"
	"pointsmall/mall/earning/rule"
	"pointsmall/mall/setting"
	"pointsmall/mall/store"
)

// invited reports whether the member had been invited when something happened. Tills tell
// whole seconds.
func invited(r *referral.Referral, at time.Time) bool {
	return !at.Before(r.CreatedAt.Truncate(time.Second))
}

// qualifies reports whether what an invitee did is what the mall pays referrers for.
func qualifies(settings setting.Mall, e *rule.Event) bool {
	if settings.Referral.OnSignUp {
		return e.Trigger == mall.TriggerSignUp
	}
	least := settings.Referral.MinimumMinor
	return e.Paying() && (least == 0 || e.Total.Currency == settings.Currency && e.Total.Minor >= least)
}

// suspicion says what becomes of a referral that an occasion qualifies, and why: the mall's
// checks are asked, and the first reason to refuse wins over the first to hold for review.
func (d *desk) suspicion(r *referral.Referral, o *occasion) (mall.ReferralReason, mall.ReferralCheck) {
	reasons := d.likeness(r, o)
	if d.referrals.onDay[d.dayOf(r, o.event.At)] >= d.settings.Referral.DayLimit {
		reasons = append(reasons, mall.ReasonDayLimit)
	}
	for _, s := range sourcesOf(r) {
		if d.referrals.from[s] < d.settings.Referral.SourceLimit {
			continue
		}
		if s.Kind == mall.TraceDevice {
			reasons = append(reasons, mall.ReasonDeviceLimit)
		} else {
			reasons = append(reasons, mall.ReasonAddressLimit)
		}
	}
	return d.verdict(reasons)
}

// likeness says by what the invitee looks like the referrer, the surest first.
func (d *desk) likeness(r *referral.Referral, o *occasion) []mall.ReferralReason {
	return d.referrals.traces.Common(r.Referrer, r.Invitee, o.trace)
}

// verdict is what becomes of a referral for some reasons.
func (d *desk) verdict(reasons []mall.ReferralReason) (mall.ReferralReason, mall.ReferralCheck) {
	for _, check := range []mall.ReferralCheck{mall.CheckRefuse, mall.CheckReview} {
		for _, reason := range reasons {
			if d.settings.Referral.Checks.Of(reason) == check {
				return reason, check
			}
		}
	}
	return "", mall.CheckOff
}

// readInvitations reads which members were invited, where a rule or a task asks.
func (d *desk) readInvitations(ctx context.Context, tx *store.Tx) (err error) {
	if !d.rules.Referred && !d.tasks.Referred {
		return nil
	}
	var members []mall.MemberID
	for _, p := range d.known() {
		members = append(members, p.member)
	}
	d.referrals.invitations, err = referral.Invitations(ctx, tx, members)
	return err
}

// referred reports whether rules see an occasion's member as referred. What would have the
// referral refused or held sees them so no more.
func (d *desk) referred(o *occasion) bool {
	if o.event.Trigger == mall.TriggerSignUp {
		return o.event.Attributes["referred"] == true
	}
	r := d.referrals.pending[o.member]
	if r == nil {
		return d.referrals.invitations[o.member].Holds(o.event.At)
	}
	if r.Status == mall.ReferralPending && qualifies(d.settings, &o.event) && invited(r, o.event.At) {
		if _, check := d.suspicion(r, o); check != mall.CheckOff {
			return false
		}
	}
	return r.Holds(o.event.At)
}
