package earning

import (
	"slices"

	"pointsmall/ent"
	"pointsmall/mall"
	"pointsmall/mall/earning/grant"
	"pointsmall/mall/earning/purchase"
	"pointsmall/mall/earning/referral"
	"pointsmall/mall/earning/rule"
	"pointsmall/mall/earning/task"
	"pointsmall/mall/ledger"
	"pointsmall/mall/tier"
)

// standing has stand again what had fallen with goods that, as staff found, did not come back.
// It is the reverse of fall: each referral, task and step between tiers that holds by what the
// member has bought after all stands by its own grant, whose points come back to the lots that
// they were taken from. What has been earned again meanwhile is not given a second time.
type standing struct {
	d *desk
	s *sale
	r *ent.PurchaseReturn
	// of is the correction, why the text of its entries.
	of  *ent.Correction
	why *mall.Text
	// was and is are the purchase as an event before and after the correction.
	was, is rule.Event
	// back is what members get back of what fell.
	back map[mall.MemberID]*giveBack
	// anew pays for what had not fallen, and is reached by what counts again.
	anew []func()
}

// giveBack is what one member gets back.
type giveBack struct {
	taken        []mall.Allocation
	points, owed mall.Points
	// lots are those of the grants that stand again.
	lots []mall.LotID
	sunk []*grant.Sunk
}

// restore gives back what the return took, and what fell with it. The history counts the goods
// again by then.
func (x *standing) restore() {
	d, buyer := x.d, x.s.row.MemberID
	x.is = x.s.event()
	x.referral()
	x.tasks(buyer, mall.GrantID(x.s.row.ID), true)
	x.tiers(buyer)
	x.pay()
	o := x.occasion()
	if x.waits() {
		d.refer(o)
	}
	for _, anew := range x.anew {
		anew()
	}
	d.rise(o)
}

// waits reports whether the buyer's referral is decided by the purchase that qualifies again. One
// whose reward fell with another purchase waits for that one, or for the next.
func (x *standing) waits() bool {
	d := x.d
	r := d.referrals.pending[x.s.row.MemberID]
	return r != nil && qualifies(d.settings, &x.is) && !qualifies(d.settings, &x.was) && d.fell(mall.GrantID(r.ID), x.s.row.ID) == nil
}

// occasion is the purchase, by what is left of it.
func (x *standing) occasion() *occasion {
	id := x.s.row.ID
	return &occasion{member: x.s.row.MemberID, event: x.is, subject: mall.GrantID(id), purchase: &id}
}

// referral has the referral be rewarded again whose invitee qualifies again.
func (x *standing) referral() {
	d, id := x.d, x.s.row.ID
	if qualifies(d.settings, &x.was) || !qualifies(d.settings, &x.is) {
		return
	}
	q := referral.Qualified{At: x.s.row.OccurredAt, Purchase: &id}
	for _, r := range d.falling.lapsed {
		if r.Invitee == x.s.row.MemberID && invited(r, q.At) {
			r.Regain(q)
			d.referrals.undone = append(d.referrals.undone, r)
		}
	}
	r := d.referrals.pending[x.s.row.MemberID]
	if r == nil || r.Status != mall.ReferralPending {
		return
	}
	paid, own := x.fellOf(r, mall.TriggerReferral), x.fellOf(r, mall.TriggerReferred)
	if paid == nil {
		return
	}
	x.stand(paid)
	var invitee mall.Points
	if own != nil {
		x.stand(own)
		invitee = own.Points
	}
	r.Restore(paid.Points, invitee, q)
	x.tasks(r.Referrer, paid.Grant, false)
	x.tiers(r.Referrer)
	x.anew = append(x.anew, func() {
		d.rise(&occasion{member: r.Referrer, by: &bought{id, q.At}, event: rule.Event{Trigger: mall.TriggerReferral, At: d.now, Source: purchase.Mall}})
	})
}

// fellOf is what fell last of a referral's rewards by the purchase; nil: nothing did.
func (x *standing) fellOf(r *referral.Referral, of mall.Trigger) (last *grant.Sunk) {
	for _, s := range x.d.falling.sunk {
		if s.Was != nil && s.Was.Trigger == of && s.Of() == mall.GrantID(r.ID) && s.Was.Purchase != nil && *s.Was.Purchase == x.s.row.ID {
			last = s
		}
	}
	return last
}

// tasks counts an event of a member again. A purchase of which a part did come back counts
// where the step's condition holds for what is left.
func (x *standing) tasks(m mall.MemberID, event mall.GrantID, bought bool) {
	d := x.d
	for k, p := range d.progress {
		if k.Member != m || !p.Lacks(event) {
			continue
		}
		var fits func(string) bool
		if bought && len(x.s.returns) > 0 {
			fits = x.fits(k)
		}
		if !p.Redo(event, fits) {
			continue
		}
		if fell := d.fell(mall.GrantID(p.ID), x.s.row.ID); fell != nil && fell.Was != nil {
			x.stand(fell)
			p.Complete(fell.Was.At, fell.Points)
			continue
		}
		if t := d.tasks.Find(k.Task); t != nil {
			x.anew = append(x.anew, func() { d.complete(t, p, x.occasion().leads()) })
		}
	}
}

// fits judges the steps of a task by what is left of the purchase.
func (x *standing) fits(k task.Key) func(string) bool {
	holds := x.d.judge(k)
	return func(step string) bool { return x.is.Total.Minor > 0 && holds(x.is, step) }
}

// tiers has the steps of a member stand again that are reached again, the lowest tier's first.
func (x *standing) tiers(m mall.MemberID) {
	d := x.d
	if _, ok := d.people[m]; !ok || len(d.ladder) == 0 {
		return
	}
	for {
		merit := d.ladder.Of(d.people[m].Merit)
		above := d.ladder.Above(merit, d.ladder[len(d.ladder)-1])
		if len(above) == 0 {
			return
		}
		step, fell := x.stepTo(m, above[0])
		if step == nil {
			return
		}
		x.stand(fell)
		x.lift(step, above[0])
	}
}

// stepTo is the step to a tier that fell, and would not have; nil: there is none.
func (x *standing) stepTo(m mall.MemberID, to tier.Tier) (step *tier.Move, fell *grant.Sunk) {
	d := x.d
	for _, s := range d.falling.steps[m] {
		if !s.Cause.ByMerit() || s.Merit != to.Code {
			continue
		}
		f := d.fell(mall.GrantID(s.ID), x.s.row.ID)
		if f == nil {
			continue
		}
		since, until := d.judged(s)
		if d.ladder.Reached(d.falling.sums(m, since, until)).Rank < to.Rank {
			continue
		}
		if own := f.Purchase != nil && *f.Purchase == x.s.row.ID; fell == nil || own {
			step, fell = s, f
		}
	}
	return step, fell
}

// lift has a member have a tier again from which they fell, for as long as it was to last. A
// tier that staff have given since stays.
func (x *standing) lift(step *tier.Move, to tier.Tier) {
	d := x.d
	m := d.people[step.Member]
	move := tier.Move{
		ID: mall.NewTierChangeID(), Member: m.ID, From: m.Tier, To: m.Tier, Cause: mall.TierCorrected, Actor: string(mall.ActorSystem), At: d.now,
		Until: m.TierUntil, Granted: m.TierGranted, Window: windowOf(m), Merit: to.Code, Purchase: &x.s.row.ID,
	}
	steps := d.stepsOf(m.ID)
	given := m.TierGranted && len(steps) > 0 && steps[len(steps)-1].Cause == mall.TierGranted
	if to.Rank > d.ladder.Of(m.Tier).Rank && !given {
		day := mall.DateOf(step.At, d.settings.Zone)
		move.To, move.Granted = to.Code, false
		move.Until, move.Window = d.ladder.Ends(to, day, d.settings.Tiers, d.settings.Zone), d.ladder.Window(to, day, d.settings.Tiers)
		if step.Cause == mall.TierQualified && step.Until != nil {
			move.Until = step.Until
		}
	}
	d.move(move)
	d.signals = append(d.signals, mall.Signal{Topic: mall.TopicBalance, ID: m.ID.UUID()})
}

// stand notes that what fell stands again: its history at once, its points when all is known.
func (x *standing) stand(f *grant.Sunk) {
	d := x.d
	d.falling.sunk = slices.DeleteFunc(d.falling.sunk, func(s *grant.Sunk) bool { return s == f })
	delete(d.falling.fallen, f.Grant)
	d.restored = append(d.restored, f)
	b := x.back[f.Member]
	if b == nil {
		b = &giveBack{}
		x.back[f.Member] = b
	}
	b.sunk = append(b.sunk, f)
	b.points += f.Own + f.Other + f.Debt
	b.owed += f.Debt
	if f.Entry != nil {
		b.taken = append(b.taken, d.reversed[*f.Entry].Allocations...)
	}
	if f.Was == nil {
		return
	}
	b.lots = append(b.lots, lotsOf(f.Was)...)
	d.falling.grants[f.Of()] = f.Was
	day := mall.DateOf(f.Was.At, d.settings.Zone)
	d.sheet[f.Member].AddEarned(day, f.Was.Points, f.Was.Counts())
	d.gain(f.Member, day, mall.Sums{Points: f.Was.Counts()})
}

// pay gives back what was taken: first what the return itself took, then what fell.
func (x *standing) pay() {
	buyer := x.s.row.MemberID
	if x.r.EntryID != nil {
		cause := ledger.Cause{Purchase: &x.s.row.ID, Reverses: x.r.EntryID, Ref: x.of.ID.String(), Reason: x.why}
		if x.s.row.FundedBy != nil {
			cause.Funder = *x.s.row.FundedBy
		}
		var later mall.Points
		if b := x.back[buyer]; b != nil {
			later = b.owed
		}
		x.of.Given = takenBack(x.r)
		x.of.EntryID = x.unclaw(buyer, x.d.reversed[*x.r.EntryID].Allocations, x.s.lots, x.r.Debt, later, cause)
	}
	for m, b := range x.back {
		if b.points == 0 {
			continue
		}
		given := x.unclaw(m, b.taken, b.lots, b.owed, 0, ledger.Cause{Purchase: &x.s.row.ID, Ref: x.of.ID.String(), Reason: x.why})
		for _, f := range b.sunk {
			if f.Own+f.Other+f.Debt > 0 {
				f.Given = given
			}
		}
	}
}

// unclaw gives back what was taken of lots and what was owed. Where that debt was paid
// meanwhile, what paid it comes back as if it were of the grant, whose lots are given.
func (x *standing) unclaw(m mall.MemberID, taken []mall.Allocation, lots []mall.LotID, owed, later mall.Points, cause ledger.Cause) *mall.EntryID {
	d := x.d
	account, _ := d.book.Account(m)
	terms, ok := account.TermsOf(lots, d.back.policy)
	if !ok { // all that was granted paid a debt
		terms = ledger.Terms{EarnedAt: d.now, UsableFrom: d.now, ExpiresAt: d.settings.Expiry.After(d.now, d.settings.Zone), IdleMonths: d.settings.Expiry.IdleMonths()}
	}
	posted := account.Unclaw(taken, owed, later, terms, d.back.policy, cause)
	d.signals = append(d.signals, mall.Signal{Topic: mall.TopicBalance, ID: m.UUID()})
	return &posted
}
