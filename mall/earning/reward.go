package earning

import (
	"log/slog"
	"math/big"
	"slices"

	"pointsmall/mall"
	"pointsmall/mall/earning/grant"
	"pointsmall/mall/earning/purchase"
	"pointsmall/mall/earning/referral"
	"pointsmall/mall/earning/rule"
)

// refer decides the referral of a member who did something, if it is pending and this
// qualifies: it is refused, held for review, or rewarded.
func (d *desk) refer(o *occasion) {
	r := d.referrals.pending[o.member]
	if r == nil || r.Status != mall.ReferralPending || !qualifies(d.settings, &o.event) || !invited(r, o.event.At) {
		return
	}
	q := referral.Qualified{At: o.event.At, Purchase: o.leads().purchase()}
	switch reason, check := d.suspicion(r, o); check {
	case mall.CheckRefuse:
		r.Refuse(reason, q, d.now)
		return
	case mall.CheckReview:
		r.Hold(reason, q)
		return
	}
	subject, again := subjectOf(mall.GrantID(r.ID), r.Undone())
	got, refusal := d.award(d.referralOccasion(r, q, subject, again))
	if refusal != nil {
		r.Refuse(mall.ReasonAccountFull, q, d.now)
		return
	}
	r.Reward(got.points, q, d.now)
	d.payInvitee(r, q)
	d.referrals.onDay[d.dayOf(r, q.At)]++
	for _, s := range sourcesOf(r) {
		d.referrals.from[s]++
	}
}

// referralOccasion is the referrer's share in what the invitee did. It happens when it is
// told of or decided, however late that is.
func (d *desk) referralOccasion(r *referral.Referral, q referral.Qualified, subject mall.GrantID, again *mall.GrantID) *occasion {
	return &occasion{
		member: r.Referrer, subject: subject, again: again, by: boughtBy(q), ref: r.ID.String(),
		event: rule.Event{Trigger: mall.TriggerReferral, At: d.now, Source: purchase.Mall, Attributes: attributesBy(q)},
		what:  mall.Textf("Referral of %s", "邀请 %s", r.MaskedName()),
	}
}

func boughtBy(q referral.Qualified) *bought {
	if q.Purchase == nil {
		return nil
	}
	return &bought{*q.Purchase, q.At}
}

func attributesBy(q referral.Qualified) map[string]any {
	by := mall.TriggerSignUp
	if q.Purchase != nil {
		by = mall.TriggerPurchase
	}
	return map[string]any{"by": string(by)}
}

// payInvitee grants what the invitee of a rewarded referral earns: by REFERRED rules, and
// by SIGN_UP rules. Where the sign-up was not seen as referred, that is the difference between
// what SIGN_UP rules give to a referred member and what they gave.
func (d *desk) payInvitee(r *referral.Referral, q referral.Qualified) {
	of := mall.GrantID(r.ID)
	got, refusal := d.award(&occasion{
		member: r.Invitee, subject: mall.NewGrantID(), again: &of, by: boughtBy(q), ref: r.ID.String(),
		event: rule.Event{Trigger: mall.TriggerReferred, At: d.now, Source: purchase.Mall, Attributes: attributesBy(q)},
		what:  mall.Textf("Being invited", "受邀奖励"),
	})
	if refusal != nil { // the referrer's reward stands
		slog.Warn("an invited member's reward does not fit into the account", "member", r.Invitee.String(), "error", refusal)
	}
	r.PaidInvitee(got.points)
	if r.From == nil {
		r.Welcome(d.now)
		d.greet(r)
	}
}

// greet grants what the rules of SIGN_UP give to referred members alone. They are asked as
// of the sign-up; the points live from now on.
func (d *desk) greet(r *referral.Referral) {
	account, ok := d.book.Account(r.Invitee)
	if !ok {
		return
	}
	day := mall.DateOf(r.CreatedAt, d.settings.Zone)
	asked := func(referred bool) (rule.Input, rule.Result) {
		in := d.input(&occasion{member: r.Invitee, event: signUp(r.CreatedAt, referred)}, account, day)
		in.History.EventsOfType = 0 // the sign-up itself is counted by now
		return in, d.rules.Evaluate(&in)
	}
	_, had := asked(false)
	in, result := asked(true)
	result.Parts = slices.DeleteFunc(result.Parts, func(p rule.Part) bool {
		return slices.ContainsFunc(had.Parts, func(h rule.Part) bool { return h.Rule == p.Rule })
	})
	result.Points, result.Failures = 0, nil
	for _, p := range result.Parts {
		result.Points += p.Points
	}
	result.Exact = new(big.Rat).SetInt64(int64(result.Points))
	if result.Points == 0 || !account.CanHold(mall.EntryEarn, result.Points) {
		return
	}
	of := mall.GrantID(r.Invitee)
	g := &grant.Grant{
		ID: mall.NewGrantID(), Subject: &of, Member: r.Invitee, Trigger: mall.TriggerSignUp, Points: result.Points, Qualifying: new(result.Qualifying()),
		At: d.now, Parts: d.parts(&in, &result, day),
	}
	o := &occasion{member: r.Invitee, ref: r.Invitee.String(), event: signUp(d.now, true), what: mall.Textf("Sign-up by invitation", "受邀注册")}
	g.Entry = d.post(account, o, g, &result)
	d.grants = append(d.grants, g)
	d.sheet[r.Invitee].AddEarned(d.today(), g.Points, g.Counts())
}
