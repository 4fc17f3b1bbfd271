package earning

import (
	"context"
	"time"

	"pointsmall/mall"
	"pointsmall/mall/earning/purchase"
	"pointsmall/mall/earning/referral"
	"pointsmall/mall/earning/rule"
	"pointsmall/mall/member"
	"pointsmall/mall/store"
)

// Welcome grants what signing up earns, in the transaction that makes the member and
// the account, so that neither is without the other, and notes who invited the member.
// Rules see in the event's attribute referred whether somebody did, and no check would have
// the referral refused or held. Refusals: NOT_FOUND (the referral code).
func (s *Service) Welcome(ctx context.Context, tx *store.Tx, n member.Newcomer) error {
	w := welcome{newcomer: n, traces: tracesOf(ctx, n)}
	var err error
	if w.invitation, err = s.invitation(ctx, tx, n, w.traces); err != nil {
		return err
	}
	outcomes, err := welcoming.In(ctx, tx, s.welcomes, w)
	if err != nil {
		return err
	}
	return outcomes[0].Err
}

// welcome is a newcomer with what is known of them.
type welcome struct {
	newcomer   member.Newcomer
	traces     []referral.Trace
	invitation *referral.Referral // nil: nobody invited them
}

// welcoming is the use case of a sign-up. It answers with what that earned.
var welcoming = &useCase[welcome, mall.Points]{Want: welcome.want, Decide: welcome.decide}

func signUp(at time.Time, referred bool) rule.Event {
	return rule.Event{Trigger: mall.TriggerSignUp, At: at, Source: purchase.Mall, Attributes: map[string]any{"referred": referred}}
}

func (w welcome) want(d *desk) {
	e := signUp(d.now, w.invitation != nil)
	d.wants.may(possible{member: w.newcomer.ID, event: e})
	switch {
	case w.invitation == nil:
	case qualifies(d.settings, &e):
		d.wants.invitations = append(d.wants.invitations, w.invitation)
	default: // its referrer has no part in this
		d.wants.followed = append(d.wants.followed, w.invitation)
	}
}

func (w welcome) decide(d *desk) (mall.Points, *mall.Error) {
	for _, t := range w.traces {
		d.trace(w.newcomer.ID, t)
	}
	if d.settings.EarningStop.Stopped { // who signs up meanwhile gets nothing for it
		d.invite(w)
		return 0, nil
	}
	o := &occasion{member: w.newcomer.ID, subject: mall.GrantID(w.newcomer.ID), what: mall.Textf("Sign-up", "注册"), event: signUp(d.now, false)}
	if w.passes(d, o) {
		w.invitation.From = &w.invitation.CreatedAt
		o.event = signUp(d.now, true)
	}
	got, refusal := d.award(o)
	if refusal != nil {
		return 0, refusal
	}
	d.refer(o)
	d.invite(w)
	return got.points, nil
}

func (d *desk) invite(w welcome) {
	if w.invitation != nil {
		d.referrals.made = append(d.referrals.made, w.invitation)
	}
}

// passes reports whether the newcomer was invited, and no check minds it.
func (w welcome) passes(d *desk, o *occasion) bool {
	if w.invitation == nil {
		return false
	}
	_, check := d.verdict(d.likeness(w.invitation, o))
	if qualifies(d.settings, &o.event) {
		_, check = d.suspicion(w.invitation, o)
	}
	return check == mall.CheckOff
}

// tracesOf are the traces that signing up leaves.
func tracesOf(ctx context.Context, n member.Newcomer) (traces []referral.Trace) {
	if n.DeviceID != "" {
		traces = append(traces, referral.TraceOf(mall.TraceDevice, n.DeviceID))
	}
	if from := mall.AddressOf(ctx); from.IsValid() {
		traces = append(traces, referral.TraceOf(mall.TraceAddress, from.String()))
	}
	return traces
}

// invitation is the referral that a newcomer's code makes; nil: without a code, none.
func (s *Service) invitation(ctx context.Context, tx *store.Tx, n member.Newcomer, traces []referral.Trace) (*referral.Referral, error) {
	if n.ReferralCode == "" {
		return nil, nil
	}
	referrer, err := member.ByReferralCode(ctx, tx, n.ReferralCode)
	if err != nil {
		return nil, err
	}
	r := &referral.Referral{
		ID: mall.NewReferralID(), Referrer: referrer, Invitee: n.ID, InviteeName: n.Name, Status: mall.ReferralPending, CreatedAt: s.clock(),
	}
	for i := range traces {
		switch traces[i].Kind {
		case mall.TraceDevice:
			r.Device = &traces[i].Digest
		case mall.TraceAddress:
			r.Address = &traces[i].Digest
		}
	}
	return r, nil
}
