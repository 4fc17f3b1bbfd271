package simulate

import (
	"time"

	"pointsmall/mall"
	"pointsmall/mall/earning/purchase"
	"pointsmall/mall/earning/rule"
)

// programs are the tables of what members come to by the mall's programmes: that they
// signed up, did a task, rose to a tier, and that somebody whom they invited qualified.
// A sign-up is replayed where it was recorded as an event; see unrecordedSignUps.
func programs(at func(time.Time) any) (signUps, tasks, rises, referrals table) {
	signUps = table{
		name: "members", member: "id", order: "created_at", key: at, scan: scanSignUp, where: "login is not null and " + signUpRecorded,
		columns: "id, created_at, exists (select 1 from referrals r where r.invitee_id = members.id), coalesce((select g.points from grants g where g.id = members.id), 0)",
	}
	tasks = table{
		name: "task_progress", member: "member_id", order: "completed_at", key: at, scan: scanTask, where: "completed_at is not null",
		columns: "id, member_id, task_code, points, completed_at, updated_at",
	}
	rises = table{
		name: "tier_changes", member: "member_id", order: "changed_at", key: at, scan: scanRise, where: "cause = '" + string(mall.TierQualified) + "'",
		columns: "id, member_id, from_tier, to_tier, changed_at, coalesce((select g.points from grants g where g.id = tier_changes.id), 0)",
	}
	// What qualified the invitee is not stored; a purchase did if there is one of then.
	referrals = table{
		name: "referrals", member: "referrer_id", order: "qualified_at", key: at, scan: scanReferral,
		where:   "qualified_at is not null and status = '" + string(mall.ReferralRewarded) + "'",
		columns: "id, referrer_id, points, qualified_at, decided_at, exists (select 1 from purchases p where p.occurred_at = referrals.qualified_at and p.member_id = referrals.invitee_id)",
	}
	return signUps, tasks, rises, referrals
}

// signUpRecorded tells of a member that the sign-up was an event that could earn.
const signUpRecorded = "exists (select 1 from growth w where w.member_id = members.id and w.activities ->> '" + string(mall.TriggerSignUp) + "' is not null)"

// unrecordedSignUps counts the members of a period who can sign in and whose sign-up is
// no event: they came by a seed, an import, or a version in which signing up earned nothing.
const unrecordedSignUps = "select count(*) from members where login is not null and created_at >= $1 and created_at < $2 and not " + signUpRecorded

// happened makes it an event that the mall itself tells of.
func (e *Event) happened(of kind, on mall.Trigger, at time.Time, attributes map[string]any) {
	e.Of, e.Source, e.order = of, purchase.Mall, at
	e.Event = rule.Event{Trigger: on, At: at, Source: purchase.Mall, Attributes: attributes}
}

func scanSignUp(scan func(...any) error) (*Event, error) {
	e := &Event{}
	var at time.Time
	var referred bool
	err := scan(&e.ID, &at, &referred, &e.Points)
	e.Member = mall.MemberID(e.ID)
	e.Ref, e.RecordedAt = e.Member.String(), at
	e.happened(signUps, mall.TriggerSignUp, at, map[string]any{"referred": referred})
	return e, err
}

func scanTask(scan func(...any) error) (*Event, error) {
	e := &Event{}
	var at time.Time
	err := scan(&e.ID, &e.Member, &e.Ref, &e.Points, &at, &e.RecordedAt)
	e.happened(tasksDone, mall.TriggerTask, at, map[string]any{"task": e.Ref})
	return e, err
}

func scanRise(scan func(...any) error) (*Event, error) {
	e := &Event{}
	var from string
	err := scan(&e.ID, &e.Member, &from, &e.Ref, &e.RecordedAt, &e.Points)
	e.happened(rises, mall.TriggerTierChange, e.RecordedAt, map[string]any{"from": from, "to": e.Ref})
	return e, err
}

func scanReferral(scan func(...any) error) (*Event, error) {
	e := &Event{}
	var at time.Time
	var bought bool
	err := scan(&e.ID, &e.Member, &e.Points, &at, &e.RecordedAt, &bought)
	by := mall.TriggerSignUp
	if bought {
		by = mall.TriggerPurchase
	}
	e.Ref = mall.ReferralID(e.ID).String()
	e.happened(referrals, mall.TriggerReferral, at, map[string]any{"by": string(by)})
	return e, err
}
