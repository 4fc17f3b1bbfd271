package earning

import (
	"context"

	"pointsmall/ent"
	"pointsmall/mall"
	"pointsmall/mall/earning/rule"
	"pointsmall/mall/member"
	"pointsmall/mall/store"
)

// RecordActivity records what a member did and grants what it earns. Refusals are
// those of RecordPurchase. The same activity again is a Duplicate with the same points.
func (s *Service) RecordActivity(ctx context.Context, a Activity) (Recorded, error) {
	return s.recordActivity.Do(ctx, s.activities, a)
}

// RecordActivities records activities as RecordActivity does, many in one
// transaction, and returns what became of each, in order.
func (s *Service) RecordActivities(ctx context.Context, all []Activity) []store.Outcome[Recorded] {
	return s.recordActivity.DoAll(ctx, s.activities, all)
}

// recordingActivities is the use case of a reported activity, which its number identifies.
func recordingActivities(clock mall.Clock) *useCase[Activity, Recorded] {
	return &useCase[Activity, Recorded]{
		Check: func(a Activity) *mall.Error { return a.check(clock()) }, Want: Activity.want, Decide: Activity.decide,
		Repeats: &byKey[Activity, Recorded]{Name: Activity.name, Before: Activity.before, Fingerprint: Activity.fingerprint, Conflict: Activity.conflict},
	}
}

// recordingScores is the same for a game's score, which nobody reports as an activity: its
// signature was checked instead.
func recordingScores() *useCase[Activity, Recorded] {
	scores := *recordingActivities(nil)
	scores.Check = nil
	return &scores
}

func (a Activity) want(d *desk) {
	d.wants.may(possible{ref: a.MemberRef, member: a.member, event: rule.Event{Trigger: a.Trigger, Name: a.Name, At: a.OccurredAt, Source: a.Source}})
}

func (a Activity) name(d *desk) { d.wants.activities = append(d.wants.activities, a.ref()) }

func (a Activity) before(d *desk) (before store.Before[Recorded], ok bool) {
	row := d.numbers.activities[a.ref()]
	if row == nil {
		return before, false
	}
	return store.Before[Recorded]{Fingerprint: row.Fingerprint, Answer: Recorded{Points: row.Points, Duplicate: true}}, true
}

func (a Activity) conflict() *mall.Error {
	return mall.Errorf(mall.CodeIdempotencyConflict, "externalRef %q was recorded before with other contents", "externalRef %q 已登记过内容不同的事件", a.ExternalRef).At("externalRef")
}

// who did it; the zero Standing when there is no such member.
func (a Activity) who(d *desk) member.Standing {
	if !a.member.IsZero() {
		return d.people[a.member]
	}
	return d.members[a.MemberRef]
}

func (a Activity) decide(d *desk) (Recorded, *mall.Error) {
	if refusal := d.settings.MayEarn(); refusal != nil {
		return Recorded{}, refusal
	}
	who := a.who(d)
	if who.ID.IsZero() {
		return Recorded{}, member.NotFound().At("memberRef")
	}
	row, refusal := a.record(d, who.ID)
	if refusal != nil {
		return Recorded{}, refusal
	}
	d.numbers.activities[a.ref()] = row
	return Recorded{Points: row.Points}, nil
}

// record records the activity for a member, and grants what it earns.
func (a Activity) record(d *desk, of mall.MemberID) (*ent.Activity, *mall.Error) {
	id := mall.NewActivityID()
	o := &occasion{member: of, event: a.Event(), subject: mall.GrantID(id), ref: id.String(), funder: funderOf(a.Source), what: a.Text()}
	got, refusal := d.award(o)
	if refusal != nil {
		return nil, refusal.At("memberRef")
	}
	row := &ent.Activity{
		ID: id, Source: a.Source, ExternalRef: a.ExternalRef, MemberID: o.member, Trigger: a.Trigger, Name: a.Name,
		Details: a.details().encode(), Points: got.points, EntryID: got.entry, Fingerprint: a.fingerprint(), OccurredAt: a.OccurredAt, RecordedAt: d.now,
	}
	d.activities = append(d.activities, row)
	return row, nil
}
