package task

import (
	"log/slog"
	"math"
	"slices"
	"time"

	"pointsmall/mall"
	"pointsmall/mall/earning/rule"
)

// Progress is how far a member is with a task in one window of the calendar.
type Progress struct {
	ID     mall.TaskProgressID
	Task   string
	Member mall.MemberID
	// Name is the task's; ReadDays alone reads it.
	Name   mall.Text
	Window string
	// Version is that of the task which moved it last.
	Version     int
	Steps       []Count
	CompletedAt *time.Time
	// Points are what completing it paid.
	Points mall.Points

	changed bool
}

// ShownID is the progress's id for callers. It comes from what the progress is of, and
// not from its row, which is there from the first step on.
func (p *Progress) ShownID() mall.AnyID {
	return mall.KeyID("tsp_", p.Member.UUID(), p.Task+" "+p.Window) // codes have no blanks
}

// Count is how far a step is.
type Count struct {
	Code string `json:"code"`
	Done int    `json:"done"`
	Of   int    `json:"of"`
	// Events are the ids of those events that a return or a correction may undo, the newest: as
	// many as the step needs and some more. Check-ins, codes and games have none.
	Events []string `json:"events,omitempty"`
	// Undone is true when the task was done before, and a return undid that.
	Undone bool `json:"undone,omitempty"`
	// Gone are events that returns undid, which count again where staff undo the return.
	Gone []Gone `json:"gone,omitempty"`
	// Times are when its events happened, in microseconds, where steps are in sequence.
	Times []int64 `json:"times,omitempty"`
}

// Gone is an event that a step counted until a return undid it.
type Gone struct {
	Event string `json:"event"`
	// Time is when it happened, in microseconds, where steps are in sequence; else 0.
	Time int64 `json:"time,omitempty"`
}

// maxRemembered bounds the events that a step in sequence remembers. The earliest are
// forgotten first: they could only matter if the step before were reported very late.
const maxRemembered = 1000

// Move counts an event, whose id is given, for the steps that it fits, and reports whether
// that completes the task. A task that is complete does not move.
func (a *Active) Move(p *Progress, in *rule.Input, event mall.GrantID) (completes bool) {
	if p.CompletedAt != nil || !a.open(in.Event.At) || !a.Audience.Includes(&in.Member) {
		return false
	}
	counts := a.align(p.Steps)
	moved := false
	for i := range a.Steps {
		if !a.fits(i, in) {
			continue
		}
		moved = true
		c := &counts[i]
		if undoable(in.Event.Trigger) {
			c.note(event)
		}
		if a.InSequence {
			c.remember(in.Event.At.UnixMicro())
		} else if c.Done < c.Of {
			c.Done++
		}
	}
	if !moved {
		return false
	}
	if a.InSequence {
		follow(counts)
	}
	p.Steps, p.Version, p.changed = counts, a.Version, true
	return !slices.ContainsFunc(counts, func(c Count) bool { return c.Done < c.Of })
}

// Shown is progress by the steps of this version; nil progress is that of a member who
// has not begun.
func (t *Task) Shown(k Key, p *Progress) *Progress {
	shown := &Progress{Member: k.Member, Task: k.Task, Window: k.Window}
	if p != nil {
		*shown = *p
	}
	if shown.CompletedAt == nil {
		shown.Steps = t.align(shown.Steps)
	}
	return shown
}

// Complete notes that the task is done, and what that paid.
func (p *Progress) Complete(at time.Time, points mall.Points) {
	p.CompletedAt, p.Points, p.changed = &at, points, true
}

// align gives the counts of this version's steps: what earlier versions counted for
// steps of the same code is kept.
func (t *Task) align(before []Count) []Count {
	counts := make([]Count, len(t.Steps))
	for i, s := range t.Steps {
		counts[i] = Count{Code: s.Code, Of: s.Times}
		for _, c := range before {
			if c.Code == s.Code {
				counts[i].Done, counts[i].Times = min(c.Done, s.Times), c.Times
				counts[i].Events, counts[i].Undone, counts[i].Gone = c.Events, c.Undone, c.Gone
			}
		}
	}
	return counts
}

// fits reports whether a step counts an event.
func (a *Active) fits(i int, in *rule.Input) bool {
	if !a.Steps[i].meant(&in.Event) {
		return false
	}
	condition := a.conditions[i]
	if condition == nil {
		return true
	}
	ok, err := condition.Holds(in)
	if err != nil {
		slog.Warn("a task's condition failed", "task", a.Code, "version", a.Version, "step", a.Steps[i].Code, "member", in.Member.ID.String(), "error", err)
	}
	return ok
}

func (c *Count) remember(at int64) {
	place, _ := slices.BinarySearch(c.Times, at)
	c.Times = slices.Insert(slices.Clone(c.Times), place, at)
	if over := len(c.Times) - maxRemembered; over > 0 {
		c.Times = c.Times[over:]
	}
}

// follow reckons what is done in sequence: a step counts the earliest events after the
// one that ended the step before.
func follow(counts []Count) {
	after := int64(math.MinInt64)
	for i := range counts {
		c := &counts[i]
		first, _ := slices.BinarySearch(c.Times, after+1)
		if after == math.MaxInt64 {
			first = len(c.Times)
		}
		usable := c.Times[first:]
		c.Done = min(c.Of, len(usable))
		after = math.MaxInt64
		if c.Done == c.Of {
			after = usable[c.Of-1]
		}
	}
}
