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

// maxGone is how many undone events a step notes, the newest. Of those before them the return
// can be undone, but the task does not count them again.
const maxGone = 20

// undoable reports whether returns or corrections may undo events of a trigger.
func undoable(t mall.Trigger) bool {
	return t == mall.TriggerPurchase || t == mall.TriggerReferral || t.Reported()
}

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
		gone := Gone{Event: id}
		if place, ok := slices.BinarySearch(c.Times, at.UnixMicro()); ok {
			c.Times = slices.Delete(slices.Clone(c.Times), place, place+1)
			gone.Time = at.UnixMicro()
		}
		c.Gone = append(slices.Clone(c.Gone), gone)
		if over := len(c.Gone) - maxGone; over > 0 {
			c.Gone = c.Gone[over:]
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

// Lacks reports whether a step of the progress counted an event until a return undid it.
func (p *Progress) Lacks(event mall.GrantID) bool {
	id := event.UUID().String()
	return slices.ContainsFunc(p.Steps, func(c Count) bool { return slices.ContainsFunc(c.Gone, func(g Gone) bool { return g.Event == id }) })
}

// Redo counts an event again that a return had undone, for the steps that it fits; nil: for
// all that had counted it. It reports whether that makes the task full which is not done.
func (p *Progress) Redo(event mall.GrantID, fits func(step string) bool) (full bool) {
	id := event.UUID().String()
	counts := slices.Clone(p.Steps)
	sequence := false
	for i := range counts {
		c := &counts[i]
		sequence = sequence || len(c.Times) > 0
		place := slices.IndexFunc(c.Gone, func(g Gone) bool { return g.Event == id })
		if place < 0 || fits != nil && !fits(c.Code) {
			continue
		}
		p.changed = true
		others := max(c.Done-len(c.Events), 0) // counted by versions that noted no ids
		if at := c.Gone[place].Time; at != 0 {
			c.remember(at)
			sequence = true
		}
		c.Gone = slices.Delete(slices.Clone(c.Gone), place, place+1)
		c.note(event)
		c.Done = min(c.Of, others+len(c.Events))
	}
	if sequence {
		follow(counts)
	}
	p.Steps = counts
	return p.CompletedAt == nil && !slices.ContainsFunc(counts, func(c Count) bool { return c.Done < c.Of })
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
