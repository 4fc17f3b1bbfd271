package task

import (
	"context"
	"fmt"
	"strings"
	"sync"
	"time"

	enttask "pointsmall/ent/task"
	"pointsmall/mall"
	"pointsmall/mall/earning/rule"
	"pointsmall/mall/store"
)

// Active is a task that is ready to count events. It may be used by many at once.
type Active struct {
	*Task
	conditions []*rule.Condition // nil: every event counts
}

// Ready compiles a task that was checked when it was saved.
func Ready(t *Task) (*Active, error) {
	a := &Active{Task: t, conditions: make([]*rule.Condition, len(t.Steps))}
	for i, s := range t.Steps {
		if s.Condition == "" {
			continue
		}
		condition, faults, err := rule.Compile(s.Condition)
		if err != nil {
			return nil, err
		}
		if len(faults) > 0 {
			return nil, fmt.Errorf("step %s of task %s version %d: %s", s.Code, t.Code, t.Version, faults[0].Message)
		}
		a.conditions[i] = condition
	}
	return a, nil
}

// Set are the tasks that are active at a time.
type Set struct {
	all       []*Active
	byTrigger map[mall.Trigger][]*Active
	// Asks is what some condition asks for.
	rule.Asks
}

func newSet(tasks []*Active) *Set {
	s := &Set{all: tasks, byTrigger: map[mall.Trigger][]*Active{}}
	for _, a := range tasks {
		seen := map[mall.Trigger]bool{}
		for i, step := range a.Steps {
			if !seen[step.Trigger] {
				seen[step.Trigger] = true
				s.byTrigger[step.Trigger] = append(s.byTrigger[step.Trigger], a)
			}
			if c := a.conditions[i]; c != nil {
				s.Asks = s.And(c.Asks())
			}
		}
	}
	return s
}

// Open lists the tasks that a member can do at a time.
func (s *Set) Open(m *rule.Member, at time.Time) []*Task {
	list := []*Task{}
	for _, a := range s.all {
		if a.open(at) && a.Audience.Includes(m) {
			list = append(list, a.Task)
		}
	}
	return list
}

// Near lists the tasks that an event may move at some time of its day, conditions and
// audiences aside.
func (s *Set) Near(e *rule.Event) []*Active {
	var list []*Active
	for _, a := range s.byTrigger[e.Trigger] {
		if a.counts(e) {
			list = append(list, a)
		}
	}
	return list
}

func (a *Active) counts(e *rule.Event) bool {
	for i := range a.Steps {
		if a.Steps[i].meant(e) {
			return true
		}
	}
	return false
}

// meant reports whether a step counts events of this kind and source.
func (s *Step) meant(e *rule.Event) bool {
	return s.Trigger == e.Trigger && (s.Trigger != mall.TriggerCustom || s.Event == e.Name) && (s.Partner == nil || s.Partner.String() == e.Source)
}

// Cache keeps compiled tasks. An active version never changes, so its id is enough to
// know it by.
type Cache struct {
	mu    sync.Mutex
	names string // the ids of set
	set   *Set
}

// Active returns the tasks that are active now. It reads only their ids, unless they
// have changed since.
func (c *Cache) Active(ctx context.Context, tx *store.Tx) (*Set, error) {
	var names strings.Builder
	err := tx.Each(ctx, func(scan func(...any) error) error {
		var id mall.TaskID
		err := scan(&id)
		names.Write(id[:])
		return err
	}, "select id from tasks where status = 'ACTIVE' order by id")
	if err != nil {
		return nil, err
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.set != nil && c.names == names.String() {
		return c.set, nil
	}
	rows, err := tx.Ent().Task.Query().Where(enttask.StatusEQ(mall.RuleActive)).Order(enttask.ByCode()).All(ctx)
	if err != nil {
		return nil, err
	}
	ready := make([]*Active, len(rows))
	for i, row := range rows {
		t, err := fromRow(row)
		if err != nil {
			return nil, err
		}
		if ready[i], err = Ready(t); err != nil {
			return nil, err
		}
	}
	c.set, c.names = newSet(ready), names.String()
	return c.set, nil
}
