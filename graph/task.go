package graph

import (
	"context"
	"strconv"

	"pointsmall/graph/loader"
	"pointsmall/graph/model"
	"pointsmall/mall"
	"pointsmall/mall/earning/rule"
	"pointsmall/mall/earning/task"
)

// taskPayload answers with what became of a task.
func taskPayload(ctx context.Context, made *task.Task, err error) (*model.TaskPayload, error) {
	if err != nil {
		refusals, err := userErrors(ctx, err)
		return &model.TaskPayload{UserErrors: refusals}, err
	}
	return &model.TaskPayload{Task: made, UserErrors: []model.UserError{}}, nil
}

// taskVersion is the version of a task that a caller saw.
func taskVersion(input model.TaskVersionInput) task.Version {
	return task.Version{Code: input.Code, Version: input.Version, Revision: input.Revision}
}

// taskOf reads what a task asks for.
func taskOf(code string, input *model.TaskInput) (task.Draft, error) {
	d := task.Draft{Code: code, Name: textOf(input.Name), Definition: task.Definition{
		From: input.From, Until: input.Until, Period: input.Period, InSequence: input.InSequence,
	}}
	if input.Description != nil {
		d.Description = textOf(input.Description)
	}
	if a := input.Audience; a != nil {
		d.Audience = rule.Audience{Tiers: a.Tiers, Tags: a.Tags}
	}
	for i, s := range input.Steps {
		step := task.Step{Code: s.Code, Trigger: s.Trigger, Event: text(s.Event), Condition: text(s.Condition), Times: s.Times}
		if s.Name != nil {
			step.Name = textOf(s.Name)
		}
		if s.PartnerID != nil {
			partner, ok := s.PartnerID.Partner()
			if !ok {
				return d, noSuch("no such partner", "合作伙伴不存在", "partnerId").At("steps", strconv.Itoa(i))
			}
			step.Partner = &partner
		}
		d.Steps = append(d.Steps, step)
	}
	return d, nil
}

// openTasks lists what the signed-in member can do now, and has the progress with all
// of it read together.
func (r *Resolver) openTasks(ctx context.Context) ([]*task.Task, error) {
	member := mall.ActorOf(ctx).MemberID
	tasks, err := r.Earning.OpenTasks(ctx, member)
	keys := make([]task.Key, len(tasks))
	for i, t := range tasks {
		keys[i] = r.progressKey(member, t)
	}
	loader.From(ctx).Progress().Expect(keys)
	return tasks, err
}

func (r *Resolver) progressKey(member mall.MemberID, t *task.Task) task.Key {
	return task.Key{Member: member, Task: t.Code, Window: t.Period.Window(r.Earning.Today())}
}

// progressOf is how far the signed-in member is with a task; nil: nobody is signed in.
func (r *Resolver) progressOf(ctx context.Context, t *task.Task) (*task.Progress, error) {
	actor := mall.ActorOf(ctx)
	if actor.Kind != mall.ActorMember {
		return nil, nil
	}
	key := r.progressKey(actor.MemberID, t)
	p, err := loader.From(ctx).Progress().Load(ctx, key)
	return t.Shown(key, p), err
}
