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

// step is a member's change of tier.
type step struct {
	from      string
	qualified bool
	at        time.Time
}

// holds reports whether the step was made when something happened. By what happened in
// its own instant a member rose; reviews and grants hold from theirs on.
func (s *step) holds(then time.Time) bool {
	return s.at.Before(then) || s.at.Equal(then) && !s.qualified
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
		steps, err := p.readSteps(ctx, tx, strangers)
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

func (p *people) readSteps(ctx context.Context, tx *store.Tx, members []mall.MemberID) (map[mall.MemberID][]step, error) {
	set, err := store.Set(tx.Dialect, members)
	if err != nil {
		return nil, err
	}
	steps := map[mall.MemberID][]step{}
	return steps, tx.Each(ctx, func(scan func(...any) error) error {
		var id mall.MemberID
		var cause mall.TierCause
		var s step
		err := scan(&id, &s.from, &cause, &s.at)
		s.qualified = cause == mall.TierQualified
		steps[id] = append(steps[id], s)
		return err
	}, "select member_id, from_tier, cause, changed_at from tier_changes where changed_at >= $2 and member_id "+tx.Dialect.In(1, "uuid")+" order by id", set, p.begins.UTC())
}

// stand finds the tier in which an event found its member: that before the first step
// which was made later. A till whose clock is ahead tells of nothing that comes after.
func (p *people) stand(e *Event, steps []step) {
	then := e.At
	if e.RecordedAt.Before(then) {
		then = e.RecordedAt
	}
	for i := range steps {
		if !steps[i].holds(then) {
			e.traits = p.traitsIn(e, steps[i].from)
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
