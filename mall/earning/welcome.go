package earning

import (
	"context"

	"pointsmall/mall"
	"pointsmall/mall/earning/purchase"
	"pointsmall/mall/earning/referral"
	"pointsmall/mall/earning/rule"
	"pointsmall/mall/member"
	"pointsmall/mall/store"
)

// Welcome grants what signing up earns, in the transaction that makes the member and
// the account, so that neither is without the other, and notes who invited the member.
// Rules see in the event's attribute referred whether somebody did. Refusals: NOT_FOUND
// (the referral code).
func (s *Service) Welcome(ctx context.Context, tx *store.Tx, n member.Newcomer) error {
	settings := s.settings.Current()
	people, err := member.Standings(ctx, tx, []mall.MemberID{n.ID})
	if err != nil {
		return err
	}
	traces := tracesOf(ctx, n)
	invitation, err := s.invitation(ctx, tx, n, traces)
	if err != nil {
		return err
	}
	o := &occasion{
		member: n.ID, subject: mall.GrantID(n.ID), what: mall.Textf("Sign-up", "注册"),
		event: rule.Event{Trigger: mall.TriggerSignUp, At: s.clock(), Source: purchase.Mall, Attributes: map[string]any{"referred": invitation != nil}},
	}
	occasions := []*occasion{o}
	pending := map[mall.MemberID]*referral.Referral{}
	if invitation != nil && qualifies(settings, o) { // else its referrer has no part in this
		pending[n.ID] = invitation
	}
	referred, err := invite(ctx, tx, people, pending, occasions)
	if err != nil {
		return err
	}
	d, err := s.openDeskToSpend(ctx, tx, settings, people, nil, append(occasions, referred...))
	if err != nil {
		return err
	}
	if err := d.judge(ctx, tx, pending, occasions); err != nil {
		return err
	}
	for _, t := range traces {
		d.trace(n.ID, t)
	}
	if _, refusal := d.award(o); refusal != nil {
		return refusal
	}
	d.refer(o)
	d.referrals.pending = nil // it is not stored yet, so it is added, not changed
	var batch store.Batch
	if invitation != nil {
		referral.Add(&batch, []*referral.Referral{invitation})
	}
	d.save(tx, &batch, s.bus)
	return batch.Exec(ctx, tx)
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
