package simulate

import (
	"time"

	"github.com/google/uuid"

	"pointsmall/mall"
	"pointsmall/mall/earning/grant"
	"pointsmall/mall/earning/purchase"
	"pointsmall/mall/earning/referral"
	"pointsmall/mall/earning/rule"
	"pointsmall/mall/earning/task"
	"pointsmall/mall/member"
	"pointsmall/mall/tier"
)

// What members come to by the mall's programmes: that they signed up, did a task, rose to
// a tier, and that somebody whom they invited qualified.

// happened makes an event that the mall itself tells of.
func happened(id uuid.UUID, of kind, on mall.Trigger, who mall.MemberID, ref string, at, recorded time.Time, points mall.Points) *Event {
	return &Event{
		ID: id, Of: of, Member: who, Source: purchase.Mall, Ref: ref, RecordedAt: recorded, Points: points, order: at,
		Event: rule.Event{Trigger: on, At: at, Source: purchase.Mall},
	}
}

func ofJoined(row *member.Joined) (*Event, error) {
	return happened(row.ID.UUID(), signUps, mall.TriggerSignUp, row.ID, row.ID.String(), row.At, row.At, 0), nil
}

func ofTask(row *task.Done) (*Event, error) {
	e := happened(row.ID.UUID(), tasksDone, mall.TriggerTask, row.Member, row.Task, row.At, row.RecordedAt, row.Points)
	e.Title, e.Attributes = row.Name, map[string]any{"task": row.Task}
	return e, nil
}

func ofRise(row *tier.Move) (*Event, error) {
	e := happened(row.ID.UUID(), rises, mall.TriggerTierChange, row.Member, row.Merit, row.At, row.At, 0)
	e.Attributes = map[string]any{"from": row.From, "to": row.Merit}
	return e, nil
}

func ofReferral(row *referral.Referral) (*Event, error) {
	e := happened(row.ID.UUID(), referrals, mall.TriggerReferral, row.Referrer, row.ID.String(), *row.DecidedAt, *row.DecidedAt, row.Points)
	e.Attributes = qualifiedBy(row)
	return e, nil
}

// ofReferred is the invitee's side of a referral.
func ofReferred(row *referral.Referral) (*Event, error) {
	e := happened(row.ID.UUID(), referred, mall.TriggerReferred, row.Invitee, row.ID.String(), *row.DecidedAt, *row.DecidedAt, row.Points)
	e.Attributes = qualifiedBy(row)
	return e, nil
}

// qualifiedBy says what qualified the invitee.
func qualifiedBy(row *referral.Referral) map[string]any {
	by := mall.TriggerSignUp
	if row.Purchase != nil {
		by = mall.TriggerPurchase
	}
	return map[string]any{"by": string(by)}
}

// ofUndone is what a task or a referral earned until a return undid it.
func ofUndone(row *grant.Undone) (*Event, error) {
	e := happened(row.ID.UUID(), undone, row.Trigger, row.Member, row.Of.String(), row.At, row.At, row.Points)
	e.subject, e.fallen = row.Of, &row.FallenAt
	if e.rewards() {
		e.Attributes = map[string]any{"by": string(mall.TriggerPurchase)}
	}
	return e, nil
}
