package simulate

import (
	"context"
	"math/big"
	"slices"

	"github.com/google/uuid"

	"pointsmall/mall"
	"pointsmall/mall/earning/grant"
	"pointsmall/mall/earning/rule"
	"pointsmall/mall/store"
	"pointsmall/mall/tier"
)

// Which names an event: by its id, or by the number that its source gave it.
type Which struct {
	ID          mall.AnyID
	Source, Ref string
	// Member, unless nil, asks: only events of theirs are found, and they are told of the
	// rules alone that are about them, without codes of rules that gave nothing.
	Member *mall.MemberID
}

// Explanation is what became of an event, rule by rule.
type Explanation struct {
	Event *Event
	Rules []Said
}

// Said is what became of a rule.
type Said struct {
	// Code is empty where a member may not know it.
	Code    string
	Version int
	Name    mall.Text
	Reason  rule.Reason
	Text    mall.Text
	Points  mall.Points
	Cap     *rule.Cap
}

// Gave reports whether the rule gave points.
func (s *Said) Gave() bool { return s.Reason.Gave() }

// Explain says what each rule made of an event: those that gave points as it is
// recorded, all others that are active as they would take the event now, after what the
// member had done before it. Members are told less: see Which. It is NOT_FOUND when there
// is none.
func (s *Service) Explain(ctx context.Context, which Which) (*Explanation, error) {
	var x *Explanation
	err := s.db.Snapshot(ctx, func(ctx context.Context, tx *store.Tx) error {
		e, err := s.find(ctx, tx, which)
		if err != nil {
			return err
		}
		set, err := s.cache.Active(ctx, tx)
		if err != nil {
			return err
		}
		in, verdicts, err := s.trace(ctx, tx, e, set)
		if err != nil {
			return err
		}
		var names map[string]mall.Text
		if which.Member != nil {
			verdicts = slices.DeleteFunc(verdicts, func(v rule.Verdict) bool { return !v.Concerns(in) })
			if names, err = tierNames(ctx, tx); err != nil {
				return err
			}
		}
		id := mall.GrantID(e.ID)
		grants, err := grant.Read(ctx, tx, []mall.GrantID{id})
		if err != nil {
			return err
		}
		var parts []grant.Part
		if given := grants[id]; given != nil {
			parts = given.Parts
		}
		x = &Explanation{Event: e}
		if err := s.merge(ctx, x, parts, verdicts, names); err != nil || which.Member == nil {
			return err
		}
		x.Rules = slices.DeleteFunc(x.Rules, func(r Said) bool { return secret(r.Reason) })
		for i := range x.Rules {
			if !x.Rules[i].Gave() {
				x.Rules[i].Code = ""
			}
		}
		return nil
	})
	return x, err
}

// secret reports whether a reason is for staff alone.
func secret(r rule.Reason) bool {
	return r == rule.ConditionFailed || r == rule.NotActiveThen || r == rule.DifferentThen
}

// tierNames are the tiers' names by their codes.
func tierNames(ctx context.Context, tx *store.Tx) (map[string]mall.Text, error) {
	ladder, err := tier.Read(ctx, tx)
	names := make(map[string]mall.Text, len(ladder))
	for _, t := range ladder {
		names[t.Code] = t.Name
	}
	return names, err
}

// find finds the event, whatever keeps it.
func (s *Service) find(ctx context.Context, tx *store.Tx, which Which) (*Event, error) {
	for i, src := range sources(s.zone) {
		e, err := which.in(ctx, tx, kind(i), src)
		if err != nil {
			return nil, err
		}
		if e == nil || which.Member != nil && *which.Member != e.Member {
			continue
		}
		if err := src.complete(ctx, tx, []*Event{e}); err != nil {
			return nil, err
		}
		if !e.unrecorded {
			return e, nil
		}
	}
	return nil, mall.Errorf(mall.CodeNotFound, "no such event", "事件不存在")
}

// in finds the event in the source of a kind; nil: it is not there, or cannot be.
func (w Which) in(ctx context.Context, tx *store.Tx, k kind, src source) (*Event, error) {
	if w.ID == "" {
		if k != purchases && k != activities {
			return nil, nil
		}
		return src.byNumber(ctx, tx, w.Source, w.Ref)
	}
	id, ok := w.uuid(k)
	if !ok {
		return nil, nil
	}
	return src.byID(ctx, tx, id)
}

// uuid is the id that is asked for, where it is one of a kind of event.
func (w Which) uuid(k kind) (uuid.UUID, bool) {
	switch k {
	case signUps:
		id, ok := w.ID.Member()
		return id.UUID(), ok
	case purchases:
		id, ok := w.ID.Purchase()
		return id.UUID(), ok
	case activities:
		id, ok := w.ID.Activity()
		return id.UUID(), ok
	case checkIns:
		id, ok := w.ID.CheckIn()
		return id.UUID(), ok
	case tasksDone:
		id, ok := w.ID.TaskProgress()
		return id.UUID(), ok
	case rises:
		id, ok := w.ID.TierChange()
		return id.UUID(), ok
	case referrals, referred:
		id, ok := w.ID.Referral()
		return id.UUID(), ok
	default: // what was undone is told of as the task or the referral that it was for
		return uuid.UUID{}, false
	}
}

// trace replays the member's day up to the event. It returns what the rules were asked, and
// what became of each.
func (s *Service) trace(ctx context.Context, tx *store.Tx, e *Event, set *rule.Set) (*rule.Input, []rule.Verdict, error) {
	first := mall.DateOf(e.order, s.zone)
	r := newReplay(s.settings.Current(), first, set, set)
	var day []*Event
	for _, src := range sources(s.zone) {
		c := &cursor{source: src, after: mall.StartOfDay(first, s.zone), until: mall.StartOfDay(first.AddDays(1), s.zone), only: &e.Member}
		for !c.done {
			page, err := c.fill(ctx, tx)
			if err != nil {
				return nil, nil, err
			}
			day = append(day, page...)
			c.page = nil
		}
	}
	if err := r.fetched(ctx, tx, append(day, e)); err != nil {
		return nil, nil, err
	}
	sortEvents(day)
	for _, earlier := range day {
		if !earlier.before(e) {
			break
		}
		r.play(earlier)
	}
	r.passUntil(e.order)
	in := r.input(e, after)
	_, verdicts := set.Trace(&in)
	return &in, verdicts, nil
}

// merge tells first of what is recorded, then of the other active rules; tiers, where a
// member asks, are the tiers' names.
func (s *Service) merge(ctx context.Context, x *Explanation, parts []grant.Part, verdicts []rule.Verdict, tiers map[string]mall.Text) error {
	keys := make([]rule.Key, len(parts))
	told := map[string]bool{}
	for i, p := range parts {
		keys[i] = rule.Key{Code: p.Rule, Version: p.Version}
		told[p.Rule] = true
	}
	versions, err := s.rules.ByKeys(ctx, keys)
	if err != nil {
		return err
	}
	for i, p := range parts {
		if r := versions[keys[i]]; r != nil {
			x.Rules = append(x.Rules, saidOf(p, r))
		}
	}
	for i := range verdicts {
		v := &verdicts[i]
		if told[v.Rule.Code] {
			continue
		}
		switch at := v.Rule.ActivatedAt; {
		case v.Reason == rule.OtherEvent:
		case at != nil && at.After(x.Event.RecordedAt):
			v.Reason = rule.NotActiveThen
		case v.Reason.Gave():
			v.Reason = rule.DifferentThen
		}
		said := Said{Code: v.Rule.Code, Version: v.Rule.Version, Name: v.Rule.Name, Reason: v.Reason, Text: v.Text()}
		if v.Reason == rule.CapReached {
			said.Cap = v.Part.Cut
		}
		if tiers != nil {
			said.Text = v.TextForMember(func(code string) mall.Text { return tiers[code] })
		}
		x.Rules = append(x.Rules, said)
	}
	return nil
}

// saidOf tells of what is recorded of a rule.
func saidOf(p grant.Part, r *rule.Rule) Said {
	said := Said{Code: p.Rule, Version: p.Version, Name: r.Name, Points: p.Points, Reason: rule.Matched}
	if p.Failed != "" {
		said.Reason, said.Text = rule.ConditionFailed, rule.SayFailureOf(r.Condition, p.Failed)
		return said
	}
	exact, ok := new(big.Rat).SetString(p.Exact)
	if !ok {
		exact = new(big.Rat)
	}
	if p.Cap != nil && *p.Cap < len(r.Caps) {
		said.Cap, said.Reason = &r.Caps[*p.Cap], rule.CapCut
		if exact.Sign() == 0 {
			said.Reason = rule.CapReached
		}
	}
	said.Text = r.Arithmetic(p.Inputs, exact, said.Cap)
	return said
}
