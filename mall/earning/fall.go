package earning

import (
	"time"

	"pointsmall/ent"
	"pointsmall/mall"
	"pointsmall/mall/earning/grant"
	"pointsmall/mall/earning/referral"
	"pointsmall/mall/earning/rule"
	"pointsmall/mall/earning/task"
	"pointsmall/mall/ledger"
)

// fall is the undoing of what would not have been without goods that a return brought back, or
// without an activity that staff undo.
type fall struct {
	d *desk
	// s and r are the purchase and its return; nil: an activity is undone.
	s *sale
	r *ent.PurchaseReturn
	// was and is are the purchase as an event before and after the return.
	was, is rule.Event
	// undone is the correction that undoes an activity; nil: goods came back.
	undone *ent.Correction
	// head begins the text of every entry: "Return of purchase T-1: ".
	head mall.Text
}

// returnFall is what a return may undo of what its purchase led to.
func (d *desk) returnFall(s *sale, r *ent.PurchaseReturn) *fall {
	return &fall{
		d: d, s: s, r: r, was: s.event(),
		head: mall.Textf("Return of purchase %s: ", "消费 %s 退货：", s.row.ExternalRef),
	}
}

// purchase is the one of which goods came back; nil: an activity is undone.
func (f *fall) purchase() *mall.PurchaseID {
	if f.s == nil {
		return nil
	}
	return &f.s.row.ID
}

// undo takes back what the goods of a return had led to: referrals that do not qualify by
// what is left, tasks that are not done by it, tiers that are not reached by it.
func (f *fall) undo() {
	d := f.d
	if !d.mayFall() {
		return
	}
	for _, g := range d.falling.caused {
		if g.Trigger == mall.TriggerReferral && *g.Purchase == f.s.row.ID {
			f.referral(g)
		}
	}
	for _, r := range d.falling.unpaid {
		f.unpaid(r)
	}
	f.tasks(f.s.row.MemberID, mall.GrantID(f.s.row.ID), f.s.row.OccurredAt, true)
	f.tiers(f.s.row.MemberID)
}

// referral has a referral wait again whose invitee does not qualify by what is left.
func (f *fall) referral(g *grant.Grant) {
	d := f.d
	r := d.falling.referrals[mall.ReferralID(g.Of())]
	if r == nil || r.Status != mall.ReferralRewarded || !qualifies(d.settings, &f.was) || qualifies(d.settings, &f.is) {
		return
	}
	r.Undo()
	d.referrals.undone = append(d.referrals.undone, r)
	f.take(g.Member, g.ID, g, mall.Textf("the referral of %s does not qualify any more", "对 %s 的邀请不再符合条件", r.MaskedName()))
	f.tasks(g.Member, g.ID, g.At, false)
	f.tiers(g.Member)
	for _, own := range d.falling.caused { // the invitee's tiers are looked at with the purchase's
		if own.Trigger == mall.TriggerReferred && own.Of() == g.Of() {
			f.take(own.Member, own.ID, own, mall.Textf("the referral does not qualify any more", "邀请不再符合条件"))
		}
	}
}

// unpaid has a referral in review wait again whose invitee does not qualify by what is left.
// One that was refused stays so, and cannot be rewarded any more.
func (f *fall) unpaid(r *referral.Referral) {
	d := f.d
	if r.Purchase == nil || *r.Purchase != f.s.row.ID || !qualifies(d.settings, &f.was) || qualifies(d.settings, &f.is) {
		return
	}
	if r.Status == mall.ReferralInReview {
		r.Undo()
	} else {
		r.Lapse()
	}
	d.referrals.undone = append(d.referrals.undone, r)
}

// tasks counts an event of a member no more that happened at a time. A purchase of which a
// part is left counts on where the step's condition holds for that part.
func (f *fall) tasks(m mall.MemberID, event mall.GrantID, at time.Time, bought bool) {
	d := f.d
	for k, p := range d.progress {
		if k.Member != m || !p.Counts(event) {
			continue
		}
		var fits func(string) bool
		if bought && f.is.Total.Minor > 0 {
			fits = f.fits(k)
		}
		if !p.Undo(event, at, fits) {
			continue
		}
		if g := d.grantOf(mall.GrantID(p.ID)); g != nil {
			f.take(m, g.ID, g, f.notDone(k.Task, p.Name))
		}
	}
}

// notDone says of a task that it is not done any more. Its name was read with its progress,
// where that was read for what may fall; else the task is an active one.
func (f *fall) notDone(code string, name mall.Text) mall.Text {
	if active := f.d.tasks.Find(code); active != nil {
		name = active.Name
	}
	return mall.Textf("the task %[1]s is not done any more", "任务“%[2]s”不再完成", name.In(mall.LangEN), name.In(mall.LangZH))
}

// fits judges the steps of a task by what is left of the purchase.
func (f *fall) fits(k task.Key) func(string) bool {
	holds := f.d.judge(k)
	return func(step string) bool { return !holds(f.was, step) || holds(f.is, step) }
}

// judge says of which events a step of a task counts one, by the task as it is today. A task
// that is not active any more counts what it did.
func (d *desk) judge(k task.Key) func(e rule.Event, step string) bool {
	active := d.tasks.Find(k.Task)
	account, ok := d.book.Account(k.Member)
	if active == nil || !ok {
		return func(rule.Event, string) bool { return true }
	}
	return func(e rule.Event, step string) bool {
		in := d.input(&occasion{member: k.Member, event: e}, account, mall.DateOf(e.At, d.settings.Zone))
		return active.Fits(step, &in)
	}
}

// grantOf is the standing grant of what earned, one of this transaction included; nil: it
// earned nothing.
func (d *desk) grantOf(of mall.GrantID) *grant.Grant {
	for i := len(d.grants) - 1; i >= 0; i-- {
		if d.grants[i].Of() == of {
			return d.grants[i]
		}
	}
	return d.falling.grants[of]
}

// take posts that a grant falls, and notes it. g is nil where what falls earned nothing.
func (f *fall) take(m mall.MemberID, id mall.GrantID, g *grant.Grant, what mall.Text) {
	d := f.d
	fell := &grant.Fall{Grant: id, Member: m, Purchase: f.purchase(), At: d.now}
	if f.r != nil {
		fell.Return = &f.r.ID
	} else {
		fell.Correction = &f.undone.ID
	}
	d.falls = append(d.falls, fell)
	if g == nil {
		return
	}
	delete(d.falling.grants, g.Of())
	day := mall.DateOf(g.At, d.settings.Zone)
	d.sheet[m].AddEarned(day, -g.Points, -g.Counts())
	d.lose(m, day, mall.Sums{Points: g.Counts()})
	fell.Points = g.Points
	account, ok := d.book.Account(m)
	if !ok || g.Points == 0 {
		return
	}
	claim := ledger.Claim{Lots: lotsOf(g), Granted: g.Points, Points: g.Points, Explain: func(ledger.Taken) mall.Text {
		return mall.Text{EN: f.head.EN + what.EN, ZH: f.head.ZH + what.ZH}
	}}
	policy := d.back.clawback
	if f.s == nil {
		policy = mall.ClawbackUnlimited
	}
	taken := account.Clawback(claim, policy, ledger.Cause{Purchase: f.purchase(), Ref: g.Of().String()})
	fell.Own, fell.Other, fell.Debt = taken.Own, taken.Other, taken.Debt
	if taken.Points() > 0 {
		fell.Entry = &taken.Entry
		d.signals = append(d.signals, mall.Signal{Topic: mall.TopicBalance, ID: m.UUID()})
	}
}
