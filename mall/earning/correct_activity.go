package earning

import (
	"context"

	"pointsmall/ent"
	"pointsmall/mall"
	"pointsmall/mall/earning/grant"
	"pointsmall/mall/earning/growth"
	"pointsmall/mall/ledger"
	"pointsmall/mall/member"
	"pointsmall/mall/store"
)

func (c Correction) wantActivity(d *desk) {
	a := c.activity
	d.wants.Spends(a.MemberID, a.Points)
	d.wants.lowered = append(d.wants.lowered, growth.Want{Member: a.MemberID, Day: mall.DateOf(a.OccurredAt, d.settings.Zone)})
	d.wants.grants = append(d.wants.grants, mall.GrantID(a.ID))
	if c.MemberRef != "" {
		reported, err := reportOf(a)
		if err != nil {
			return // decide refuses it
		}
		reported.MemberRef = c.MemberRef
		reported.want(d)
	}
}

// reportOf is a recorded activity as it was reported.
func reportOf(a *ent.Activity) (Activity, error) {
	reported := Activity{Source: a.Source, ExternalRef: a.ExternalRef, Trigger: a.Trigger, Name: a.Name, OccurredAt: a.OccurredAt}
	return reported, reported.ReadDetails(a.Details)
}

// decideActivity takes back what the activity earned and had led to, and records it for the
// right member.
func (c Correction) decideActivity(d *desk, row *ent.Correction) *mall.Error {
	a := c.activity
	if !a.Trigger.Reported() {
		return mall.Errorf(mall.CodeInvalidState, "%s was not reported by recordEvent, and cannot be corrected", "%s 不是由 recordEvent 上报的事件，不能更正", a.Trigger).At(c.field())
	}
	account, ok := d.book.Account(a.MemberID)
	if !ok {
		return member.NotFound().At(c.field())
	}
	row.Kind, row.MemberID = mall.CorrectActivity, a.MemberID
	if c.MemberRef != "" {
		if refusal := c.moveActivity(d, row); refusal != nil {
			return refusal
		}
	}
	g := d.given[mall.GrantID(a.ID)]
	cause := ledger.Cause{Reverses: a.EntryID, Ref: row.ID.String(), Reason: c.why(a.ExternalRef), Funder: funderOf(a.Source)}
	taken := account.Clawback(ledger.Claim{Lots: lotsOf(g), Granted: a.Points, Points: a.Points}, mall.ClawbackUnlimited, cause)
	row.Due, row.Taken = a.Points, taken.Points()
	if taken.Points() > 0 {
		row.EntryID = &taken.Entry
		d.signals = append(d.signals, mall.Signal{Topic: mall.TopicBalance, ID: a.MemberID.UUID()})
	}
	o := &occasion{event: Activity{Trigger: a.Trigger, Name: a.Name}.Event()}
	var counted mall.Points
	if g != nil {
		counted = g.Counts()
	}
	day := mall.DateOf(a.OccurredAt, d.settings.Zone)
	d.sheet[a.MemberID].Undo(day, o.kind(), a.Points, counted)
	if d.mayFall() {
		d.lose(a.MemberID, day, mall.Sums{Points: counted})
		f := &fall{d: d, undone: row, head: mall.Textf("Correction of %s: ", "更正 %s：", a.ExternalRef)}
		f.tasks(a.MemberID, mall.GrantID(a.ID), a.OccurredAt, false)
		f.tiers(a.MemberID)
	}
	return nil
}

// moveActivity records the activity for the right member.
func (c Correction) moveActivity(d *desk, row *ent.Correction) *mall.Error {
	to, refusal := c.receiver(d, c.activity.MemberID)
	if refusal != nil {
		return refusal
	}
	reported, err := reportOf(c.activity)
	if err != nil {
		return mall.Errorf(mall.CodeInvalidState, "what was reported of the activity cannot be read", "无法读取该事件的上报内容").At(c.field())
	}
	reported.MemberRef = c.MemberRef
	made, refusal := reported.record(d, to)
	if refusal != nil {
		return refusal
	}
	made.Fingerprint = c.activity.Fingerprint // the source that repeats its report has it known
	row.ToMemberID, row.MadeID, row.Given = &to, new(made.ID.UUID()), made.Points
	return nil
}

// readGiven reads what activities that are corrected were granted, and its lots.
func (d *desk) readGiven(ctx context.Context, tx *store.Tx) (err error) {
	if len(d.wants.grants) == 0 {
		return nil
	}
	if d.given, err = grant.Read(ctx, tx, d.wants.grants); err != nil {
		return err
	}
	var lots []mall.LotID
	for _, g := range d.given {
		lots = append(lots, lotsOf(g)...)
	}
	return d.book.Fetch(ctx, tx, lots)
}
