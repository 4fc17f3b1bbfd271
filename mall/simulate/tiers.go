package simulate

import (
	"bytes"
	"cmp"
	"context"
	"fmt"
	"time"

	"pointsmall/mall"
	"pointsmall/mall/member"
	"pointsmall/mall/store"
	"pointsmall/mall/tier"
)

// made reports whether a step had been made when an event happened. What members do and what
// comes of it may have one instant: then the ids say what came first. Reviews and what staff
// give hold from their instant on.
func made(step *tier.Move, e *Event, then time.Time) bool {
	switch {
	case step.At.Before(then):
		return true
	case step.At.After(then):
		return false
	case step.Cause == mall.TierReviewed, step.Cause == mall.TierGranted, step.Cause == mall.TierGrantEnded:
		return true
	}
	return bytes.Compare(step.ID[:], e.ID[:]) < 0
}

// readTiers gives a page's events the tiers and tags that their members had then. Few members
// change them within a period, so that the changes are read again with each page instead of
// being kept.
func (p *people) readTiers(ctx context.Context, tx *store.Tx, page []*Event, strangers []mall.MemberID) error {
	asked := map[mall.MemberID]bool{}
	for _, id := range strangers {
		asked[id] = true
	}
	for _, e := range page {
		if p.at(p.places[e.Member]).moved && !asked[e.Member] {
			asked[e.Member] = true
			strangers = append(strangers, e.Member)
		}
	}
	if len(strangers) > 0 {
		steps, err := tier.StepsSince(ctx, tx, strangers, p.begins)
		if err != nil {
			return fmt.Errorf("read steps between tiers: %w", err)
		}
		tags, err := member.TagChangesSince(ctx, tx, strangers, p.begins)
		if err != nil {
			return fmt.Errorf("read changes of tags: %w", err)
		}
		for id := range steps {
			p.at(p.places[id]).moved = true
		}
		for id := range tags {
			p.at(p.places[id]).moved = true
		}
		for _, e := range page {
			p.stand(e, steps[e.Member], tags[e.Member])
		}
	}
	for _, e := range page {
		if e.Of == rises {
			p.reach(e)
		}
	}
	return nil
}

// stand finds the tier and the tags with which an event found its member: those before the
// first change that was made later. A till whose clock is ahead tells of nothing that comes
// after.
func (p *people) stand(e *Event, steps []*tier.Move, tags []member.TagChange) {
	now := p.at(p.places[e.Member]).traits
	if now == nil || len(steps) == 0 && len(tags) == 0 {
		return
	}
	then := e.At
	if e.RecordedAt.Before(then) {
		then = e.RecordedAt
	}
	s := member.Standing{Tier: now.tier, Tags: member.TagsAt(now.tags, tags, then)}
	for _, step := range steps {
		if !made(step, e, then) {
			s.Tier = step.From
			break
		}
	}
	s.Rank = p.tiers[s.Tier].Rank
	e.traits = p.traitsOf(s)
}

// reach has a step find its member in the tier whose threshold was reached. Where staff had
// given a higher one, it came from the tier below.
func (p *people) reach(e *Event) {
	s := member.Standing{Tier: e.Ref, Rank: p.tiers[e.Ref].Rank}
	e.Title = p.tiers[e.Ref].Name
	if t := cmp.Or(e.traits, p.at(p.places[e.Member]).traits); t != nil {
		s.Tags = t.tags
	}
	e.traits = p.traitsOf(s)
	from, ok := e.Attributes["from"].(string)
	if !ok || p.tiers[from].Rank < s.Rank {
		return
	}
	below := -1
	for code, t := range p.tiers {
		if t.Rank < s.Rank && t.Rank > below {
			below = t.Rank
			e.Attributes["from"] = code
		}
	}
}

// readLadder reads the tiers, once.
func (p *people) readLadder(ctx context.Context, tx *store.Tx) error {
	if p.tiers != nil {
		return nil
	}
	ladder, err := tier.Read(ctx, tx)
	p.tiers = make(map[string]tier.Tier, len(ladder))
	for _, t := range ladder {
		p.tiers[t.Code] = t
	}
	return err
}
