package earning

import (
	"log/slog"
	"time"

	"pointsmall/mall"
	"pointsmall/mall/earning/purchase"
	"pointsmall/mall/earning/rule"
	"pointsmall/mall/earning/task"
)

// taskEvent is a task that was completed, as rules see it. It happens when it is told of:
// what it earns lives from then on, however late the event that completed it was reported.
func taskEvent(code string, now time.Time) rule.Event {
	return rule.Event{Trigger: mall.TriggerTask, At: now, Source: purchase.Mall, Attributes: map[string]any{"task": code}}
}

func (d *desk) progressOf(t *task.Active, m mall.MemberID, at time.Time) task.Key {
	return task.Key{Member: m, Task: t.Code, Window: t.Period.Window(mall.DateOf(at, d.settings.Zone))}
}

// advance counts an event for the tasks that it moves, and pays for those that it
// completes. What completing a task earns moves no other task.
func (d *desk) advance(o *occasion, in *rule.Input) {
	for _, t := range d.tasks.Near(&o.event) {
		p := d.progress[d.progressOf(t, o.member, o.event.At)]
		if p == nil || !t.Move(p, in, o.subject) { // without progress that was read, no task may count the event
			continue
		}
		d.complete(t, p, o.leads())
	}
}

// complete pays for a task that is done now; by is the purchase that led to it, or nil.
func (d *desk) complete(t *task.Active, p *task.Progress, by *bought) {
	subject, again := subjectOf(mall.GrantID(p.ID), p.Undone())
	got, refusal := d.award(&occasion{
		member: p.Member, subject: subject, again: again, by: by, ref: p.ID.String(), event: taskEvent(t.Code, d.now),
		what: mall.Text{EN: "Task " + t.Name.In(mall.LangEN), ZH: "任务 " + t.Name.In(mall.LangZH)},
	})
	if refusal != nil {
		slog.Warn("a task's reward does not fit into the account", "task", t.Code, "member", p.Member.String())
	}
	p.Complete(d.now, got.points)
}
