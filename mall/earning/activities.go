package earning

import (
	"context"
	"maps"

	"pointsmall/ent"
	"pointsmall/mall"
	"pointsmall/mall/earning/activity"
	"pointsmall/mall/member"
	"pointsmall/mall/store"
)

// RecordActivity records what a member did and grants what it earns. Refusals are
// those of RecordPurchase. The same activity again is a Duplicate with the same points.
func (s *Service) RecordActivity(ctx context.Context, a Activity) (Recorded, error) {
	if refusal := a.check(s.clock()); refusal != nil {
		return Recorded{}, refusal
	}
	return s.activities.Do(ctx, a)
}

// RecordActivities records activities as RecordActivity does, many in one
// transaction, and returns what became of each, in order.
func (s *Service) RecordActivities(ctx context.Context, all []Activity) []store.Outcome[Recorded] {
	return doAll(ctx, s.activities, all, func(a Activity) *mall.Error { return a.check(s.clock()) })
}

// activityDesk is the working set of one group of activities.
type activityDesk struct {
	*desk
	members  map[string]member.Standing
	known    map[mall.MemberID]member.Standing
	recorded map[activity.Ref]*ent.Activity
	fresh    []*ent.Activity
}

// serveActivities runs one group: load, decide, save.
func (s *Service) serveActivities(ctx context.Context, tx *store.Tx, activities []Activity) ([]store.Outcome[Recorded], error) {
	d, occasions, err := s.loadActivities(ctx, tx, activities)
	if err != nil {
		return nil, err
	}
	outcomes := make([]store.Outcome[Recorded], len(activities))
	for i, a := range activities {
		recorded, refusal, err := d.decide(a, occasions[i])
		if err != nil {
			return nil, err
		}
		outcomes[i].Answer = recorded
		if refusal != nil {
			outcomes[i].Err = refusal
		}
	}
	if len(d.fresh) == 0 {
		return outcomes, nil
	}
	var batch store.Batch
	activity.Save(&batch, d.fresh)
	d.save(tx, &batch, s.bus)
	return outcomes, batch.Exec(ctx, tx)
}

func (s *Service) loadActivities(ctx context.Context, tx *store.Tx, activities []Activity) (*activityDesk, []*occasion, error) {
	d := &activityDesk{}
	memberRefs := make([]string, len(activities))
	refs := make([]activity.Ref, len(activities))
	var ids []mall.MemberID
	for i, a := range activities {
		memberRefs[i], refs[i] = a.MemberRef, a.ref()
		if !a.member.IsZero() {
			ids = append(ids, a.member)
		}
	}
	var err error
	if d.members, err = member.StandingsByRef(ctx, tx, memberRefs); err != nil {
		return nil, nil, err
	}
	people := byID(d.members)
	if len(ids) > 0 {
		if d.known, err = member.Standings(ctx, tx, ids); err != nil {
			return nil, nil, err
		}
		maps.Copy(people, d.known)
	}
	occasions := make([]*occasion, len(activities))
	for i, a := range activities {
		id := mall.NewActivityID()
		occasions[i] = &occasion{
			member: d.standing(a).ID, event: a.Event(), subject: mall.GrantID(id), ref: id.String(), funder: funderOf(a.Source), what: a.Text(),
		}
	}
	if d.desk, err = s.openDesk(ctx, tx, people, occasions); err != nil {
		return nil, nil, err
	}
	d.recorded, err = activity.Recall(ctx, tx, refs)
	return d, occasions, err
}

// standing is the activity's member; the zero Standing when there is none.
func (d *activityDesk) standing(a Activity) member.Standing {
	if !a.member.IsZero() {
		return d.known[a.member]
	}
	return d.members[a.MemberRef]
}

// decide serves one activity against the working set.
func (d *activityDesk) decide(a Activity, o *occasion) (Recorded, *mall.Error, error) {
	if before := d.recorded[a.ref()]; before != nil {
		if before.Fingerprint != a.fingerprint() {
			return Recorded{}, mall.Errorf(mall.CodeIdempotencyConflict, "externalRef %q was recorded before with other contents", "externalRef %q 已登记过内容不同的事件", a.ExternalRef).At("externalRef"), nil
		}
		return Recorded{Points: before.Points, Duplicate: true}, nil, nil
	}
	if d.standing(a).ID.IsZero() {
		return Recorded{}, member.NotFound().At("memberRef"), nil
	}
	stored, err := a.details()
	if err != nil {
		return Recorded{}, nil, err
	}
	got, refusal := d.award(o)
	if refusal != nil {
		return Recorded{}, refusal.At("memberRef"), nil
	}
	row := &ent.Activity{
		ID: mall.ActivityID(o.subject), Source: a.Source, ExternalRef: a.ExternalRef, MemberID: o.member, Trigger: a.Trigger, Name: a.Name,
		Details: stored, Points: got.points, EntryID: got.entry, Fingerprint: a.fingerprint(), OccurredAt: a.OccurredAt, RecordedAt: d.now,
	}
	d.recorded[a.ref()] = row
	d.fresh = append(d.fresh, row)
	return Recorded{Points: got.points}, nil, nil
}
