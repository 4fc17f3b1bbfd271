package earning

import (
	"context"
	"maps"
	"slices"
	"time"

	"pointsmall/mall"
	"pointsmall/mall/earning/purchase"
	"pointsmall/mall/earning/referral"
	"pointsmall/mall/earning/rule"
	"pointsmall/mall/member"
	"pointsmall/mall/store"
)

// referrals are the pending referrals of a desk's members, by invitee, and what decides
// them.
type referrals struct {
	pending map[mall.MemberID]*referral.Referral
	// invitees are those whose stored referrals are among the pending ones.
	invitees []mall.MemberID
	// made are new, undone those whose invitee does not qualify any more.
	made, undone []*referral.Referral
	// reviewed are those that staff decide, paid what they had earned before.
	reviewed map[mall.ReferralID]*referral.Referral
	paid     map[mall.GrantID]mall.Points
	// invitations are those of the members who may earn, where a condition asks.
	invitations map[mall.MemberID]referral.Invitation
	// traces are those of both sides, news those that this transaction adds.
	traces, news referral.Traces
	// onDay and from count rewarded referrals: of a referrer's day, of a device or an
	// address.
	onDay map[referral.Span]int
	from  map[referral.Trace]int
}

// findReferrals finds the pending referrals of who may buy, and the new ones. Their
// referrers are people of the desk, too, so that both sides' accounts are locked in one
// order, and may earn.
func (d *desk) findReferrals(ctx context.Context, tx *store.Tx) (err error) {
	var buyers []mall.MemberID
	for _, p := range d.known() {
		if p.event.Trigger == mall.TriggerPurchase {
			buyers = append(buyers, p.member)
		}
	}
	if d.referrals.pending, err = referral.Pending(ctx, tx, buyers); err != nil {
		return err
	}
	d.referrals.invitees = slices.Collect(maps.Keys(d.referrals.pending))
	d.addInvitations()
	if len(d.referrals.pending) == 0 {
		return nil
	}
	referrers := make([]mall.MemberID, 0, len(d.referrals.pending))
	for _, r := range d.referrals.pending {
		referrers = append(referrers, r.Referrer)
	}
	standings, err := member.Standings(ctx, tx, referrers)
	if err != nil {
		return err
	}
	maps.Copy(d.people, standings)
	for _, p := range d.known() {
		if r := d.referrals.pending[p.member]; r != nil {
			d.wants.events = append(d.wants.events, d.rewarding(r)...)
		}
	}
	return nil
}

// rewarding are the events that come of rewarding a referral.
func (d *desk) rewarding(r *referral.Referral) []possible {
	events := []possible{
		{member: r.Referrer, event: rule.Event{Trigger: mall.TriggerReferral, At: d.now, Source: purchase.Mall}},
		{member: r.Invitee, event: rule.Event{Trigger: mall.TriggerReferred, At: d.now, Source: purchase.Mall}},
	}
	if r.From == nil {
		events = append(events, possible{member: r.Invitee, event: signUp(r.CreatedAt, true)})
	}
	return events
}

func (d *desk) addInvitations() {
	for _, r := range d.wants.invitations {
		d.referrals.pending[r.Invitee] = r
	}
}

// confirmReferrals reads the stored referrals once more: the accounts' locks keep them
// still now, and what was decided meanwhile is left out.
func (d *desk) confirmReferrals(ctx context.Context, tx *store.Tx) (err error) {
	if err := d.readReviewed(ctx, tx); err != nil || len(d.referrals.invitees) == 0 {
		return err
	}
	d.referrals.pending, err = referral.Pending(ctx, tx, d.referrals.invitees)
	d.addInvitations()
	return err
}

// lockSources locks and reads what decides pending referrals.
func (d *desk) lockSources(ctx context.Context, tx *store.Tx) (err error) {
	pending := d.referrals.pending
	d.referrals.onDay, d.referrals.from = map[referral.Span]int{}, map[referral.Trace]int{}
	var both []mall.MemberID
	for _, r := range d.wants.followed {
		both = append(both, r.Referrer)
	}
	if len(pending) == 0 && len(both) == 0 {
		return nil
	}
	both = slices.AppendSeq(both, maps.Keys(pending))
	var sources []referral.Trace
	for _, r := range pending {
		both = append(both, r.Referrer)
		sources = append(sources, sourcesOf(r)...)
	}
	var spans []referral.Span
	for _, p := range d.known() {
		if r := pending[p.member]; r != nil && p.event.Trigger != mall.TriggerReferral && p.event.Trigger != mall.TriggerReferred {
			spans = append(spans, d.dayOf(r, p.event.At))
		}
	}
	if d.referrals.traces, err = referral.ReadTraces(ctx, tx, both); err != nil || len(pending) == 0 {
		return err
	}
	if d.referrals.from, err = referral.RewardedFrom(ctx, tx, sources); err != nil {
		return err
	}
	counts, err := referral.RewardedIn(ctx, tx, spans)
	for i, n := range counts {
		d.referrals.onDay[spans[i]] = n
	}
	return err
}

// sourcesOf are the device and the address from which the invitee signed up.
func sourcesOf(r *referral.Referral) (sources []referral.Trace) {
	if r.Device != nil {
		sources = append(sources, referral.Trace{Kind: mall.TraceDevice, Digest: *r.Device})
	}
	if r.Address != nil {
		sources = append(sources, referral.Trace{Kind: mall.TraceAddress, Digest: *r.Address})
	}
	return sources
}

// dayOf is the day of the mall's calendar on which an invitee qualifies.
func (d *desk) dayOf(r *referral.Referral, at time.Time) referral.Span {
	day := mall.DateOf(at, d.settings.Zone)
	return referral.Span{Referrer: r.Referrer, Since: mall.StartOfDay(day, d.settings.Zone), Upto: mall.StartOfDay(day.AddDays(1), d.settings.Zone)}
}

// trace notes by what a member could be recognised.
func (d *desk) trace(m mall.MemberID, t referral.Trace) {
	if d.referrals.news == nil {
		d.referrals.news = referral.Traces{}
	}
	d.referrals.news.Add(m, t)
	if d.referrals.traces != nil {
		d.referrals.traces.Add(m, t)
	}
}

// saveReferrals adds to the batch what was decided. What is new is added as it is by now.
func (d *desk) saveReferrals(batch *store.Batch) {
	for _, r := range d.referrals.made {
		delete(d.referrals.pending, r.Invitee)
	}
	referral.Add(batch, d.referrals.made)
	referral.Save(batch, slices.Collect(maps.Values(d.referrals.pending)))
	referral.Save(batch, d.referrals.undone)
	referral.Save(batch, slices.Collect(maps.Values(d.referrals.reviewed)))
	referral.SaveTraces(batch, d.referrals.news)
}
