package task

import (
	"slices"
	"time"

	"pointsmall/mall"
	"pointsmall/mall/earning/rule"
)

// spare is how many events a step notes beyond those that it needs: when one of these is
// undone, a spare one takes its place.
const spare = 20

// undoable reports whether returns may undo events of a trigger.
func undoable(t mall.Trigger) bool { return t == mall.TriggerPurchase || t == mall.TriggerReferral }

func (c *Count) note(event mall.GrantID) {
	if id := event.UUID().String(); !slices.Contains(c.Events, id) {
		c.Events = append(slices.Clone(c.Events), id)
	}
	if over := len(c.Events) - c.Of - spare; over > 0 {
		c.Events = c.Events[over:]
	}
}

// Counts reports whether a step of the progress counts an event.
func (p *Progress) Counts(event mall.GrantID) bool {
	return slices.ContainsFunc(p.Steps, func(c Count) bool { return slices.Contains(c.Events, event.UUID().String()) })
}

// Undo counts an event no more that happened at a time: of the steps for which it does not
// fit any more, nil: of all. It reports whether the task was done, and is not by now.
func (p *Progress) Undo(event mall.GrantID, at time.Time, fits func(step string) bool) (undone bool) {
	id := event.UUID().String()
	counts := slices.Clone(p.Steps)
	sequence := false
	for i := range counts {
		c := &counts[i]
		sequence = sequence || len(c.Times) > 0
		if !slices.Contains(c.Events, id) || fits != nil && fits(c.Code) {
			continue
		}
		p.changed = true
		others := max(c.Done-len(c.Events), 0) // counted by versions that noted no ids
		c.Events = slices.DeleteFunc(slices.Clone(c.Events), func(e string) bool { return e == id })
		if place, ok := slices.BinarySearch(c.Times, at.UnixMicro()); ok {
			c.Times = slices.Delete(slices.Clone(c.Times), place, place+1)
		}
		c.Done = min(c.Of, others+len(c.Events))
	}
	if sequence {
		follow(counts)
	}
	p.Steps = counts
	if p.CompletedAt == nil || !slices.ContainsFunc(counts, func(c Count) bool { return c.Done < c.Of }) {
		return false
	}
	counts[0].Undone = true
	p.CompletedAt, p.Points = nil, 0
	return true
}

// Undone reports whether the task was done before, and a return undid that.
func (p *Progress) Undone() bool {
	return slices.ContainsFunc(p.Steps, func(c Count) bool { return c.Undone })
}

// Fits reports whether a step of the task counts an event, by its condition.
func (a *Active) Fits(step string, in *rule.Input) bool {
	for i := range a.Steps {
		if a.Steps[i].Code == step {
			return a.fits(i, in)
		}
	}
	return false
}

// Find is the active task with a code; nil: there is none.
func (s *Set) Find(code string) *Active {
	for _, a := range s.all {
		if a.Code == code {
			return a
		}
	}
	return nil
}
