package earning

import (
	"context"
	"time"

	"pointsmall/mall"
	"pointsmall/mall/earning/rule"
	"pointsmall/mall/member"
	"pointsmall/mall/store"
	"pointsmall/mall/tier"
)

// past is how members stood before: the changes of their tier and tags since the earliest
// event of theirs that happened before such a change.
type past struct {
	steps map[mall.MemberID][]*tier.Move
	tags  map[mall.MemberID][]member.TagChange
}

// readPast reads how members stood when events happened that are told of late. Nearly all
// are told of as they happen, and cost no statement.
func (d *desk) readPast(ctx context.Context, tx *store.Tx) (err error) {
	var risen, tagged late
	for _, p := range d.known() {
		m := d.people[p.member]
		risen.add(m.ID, m.TierSince, p.event.At)
		tagged.add(m.ID, m.TagsSince, p.event.At)
	}
	if len(risen.members) > 0 {
		if d.past.steps, err = tier.StepsSince(ctx, tx, risen.members, risen.since); err != nil {
			return err
		}
	}
	if len(tagged.members) > 0 {
		d.past.tags, err = member.TagChangesSince(ctx, tx, tagged.members, tagged.since)
	}
	return err
}

// late are members of whom something happened before what they are now began.
type late struct {
	members []mall.MemberID
	since   time.Time
}

func (l *late) add(m mall.MemberID, changed *time.Time, at time.Time) {
	if changed == nil || !changed.After(at) {
		return
	}
	if len(l.members) == 0 || at.Before(l.since) {
		l.since = at
	}
	l.members = append(l.members, m)
}

// memberAt is an occasion's member as rules see them: with the tier and the tags of when it
// happened. A till whose clock is ahead tells of nothing that comes after.
func (d *desk) memberAt(o *occasion) rule.Member {
	m, at := d.people[o.member], o.event.At
	if d.now.Before(at) {
		at = d.now
	}
	shown := rule.Member{ID: m.ID, Tier: m.Tier, Rank: m.Rank, Tags: member.TagsAt(m.Tags, d.past.tags[m.ID], at), Since: m.Since}
	shown.Referred = d.referred(o)
	if o.reached != "" {
		shown.Tier = o.reached
	} else if before := d.tierBefore(m.ID, at); before != "" {
		shown.Tier = before
	}
	if shown.Tier != m.Tier {
		shown.Rank = d.ladder.Of(shown.Tier).Rank
	}
	shown.TierName = d.ladder.Of(shown.Tier).Name
	return shown
}

// tierBefore is the tier from which the first step led that a member made after a time;
// "": there is none.
func (d *desk) tierBefore(m mall.MemberID, at time.Time) string {
	for _, step := range d.past.steps[m] {
		if step.At.After(at) {
			return step.From
		}
	}
	for i := range d.moves {
		if step := &d.moves[i]; step.Member == m && step.At.After(at) {
			return step.From
		}
	}
	return ""
}
