package simulate

import (
	"context"
	"fmt"
	"time"

	"pointsmall/mall"
	"pointsmall/mall/member"
	"pointsmall/mall/store"
	"pointsmall/mall/tier"
)

// made reports whether a step was made when something happened. By what happened in its
// own instant a member rose; reviews and grants hold from theirs on.
func made(step *tier.Move, then time.Time) bool {
	return step.At.Before(then) || step.At.Equal(then) && step.Cause != mall.TierQualified
}

// readTiers gives a page's events the tiers that their members had then. Few members
// change their tier within a period, so that their steps are read again with each page
// instead of being kept.
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
		for id := range steps {
			p.at(p.places[id]).moved = true
		}
		for _, e := range page {
			p.stand(e, steps[e.Member])
		}
	}
	for _, e := range page {
		if e.Of == rises {
			e.traits = p.traitsIn(e, e.Ref)
		}
	}
	return nil
}

// stand finds the tier in which an event found its member: that before the first step
// which was made later. A till whose clock is ahead tells of nothing that comes after.
func (p *people) stand(e *Event, steps []*tier.Move) {
	then := e.At
	if e.RecordedAt.Before(then) {
		then = e.RecordedAt
	}
	for _, step := range steps {
		if !made(step, then) {
			e.traits = p.traitsIn(e, step.From)
			return
		}
	}
}

// traitsIn are the traits of an event's member in another tier.
func (p *people) traitsIn(e *Event, code string) *traits {
	s := member.Standing{Tier: code, Rank: p.ranks[code]}
	if now := p.at(p.places[e.Member]).traits; now != nil {
		s.Tags = now.tags
	}
	return p.traitsOf(s)
}

// readRanks reads the tiers' ranks, once.
func (p *people) readRanks(ctx context.Context, tx *store.Tx) error {
	if p.ranks != nil {
		return nil
	}
	ladder, err := tier.Read(ctx, tx)
	p.ranks = make(map[string]int, len(ladder))
	for _, t := range ladder {
		p.ranks[t.Code] = t.Rank
	}
	return err
}
