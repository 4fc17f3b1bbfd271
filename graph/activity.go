package graph

import (
	"context"
	"encoding/json"
	"strconv"

	"pointsmall/ent"
	"pointsmall/graph/model"
	"pointsmall/graph/page"
	"pointsmall/mall"
	"pointsmall/mall/earning"
	"pointsmall/mall/earning/activity"
	"pointsmall/mall/store"
)

// activityOf reads an event's input.
func activityOf(ctx context.Context, input model.RecordEventInput) (earning.Activity, error) {
	a := earning.Activity{
		Source: sourceOf(ctx), ExternalRef: input.ExternalRef, MemberRef: input.MemberRef, Trigger: input.Type, Name: text(input.Name),
		OccurredAt: input.OccurredAt, Channel: text(input.Channel), Score: input.Score,
	}
	if input.Attributes == nil {
		return a, nil
	}
	encoded, err := json.Marshal(input.Attributes)
	a.Attributes = encoded
	return a, err
}

// eventPayload answers with what became of a reported event.
func eventPayload(ctx context.Context, recorded earning.Recorded, err error) (*model.RecordEventPayload, error) {
	if err != nil {
		refusals, err := userErrors(ctx, err)
		return &model.RecordEventPayload{UserErrors: refusals}, err
	}
	return &model.RecordEventPayload{PointsEarned: &recorded.Points, Duplicate: recorded.Duplicate, UserErrors: []model.UserError{}}, nil
}

// eventsPayload answers with what became of each of many events.
func eventsPayload(ctx context.Context, results []*model.RecordEventPayload, err error) (*model.RecordEventsPayload, error) {
	if err != nil {
		refusals, err := userErrors(ctx, err)
		return &model.RecordEventsPayload{Results: []*model.RecordEventPayload{}, UserErrors: refusals}, err
	}
	return &model.RecordEventsPayload{Results: results, UserErrors: []model.UserError{}}, nil
}

func (r *Resolver) recordEvents(ctx context.Context, inputs []*model.RecordEventInput) (*model.RecordEventsPayload, error) {
	const field = "events"
	if err := tooMany(len(inputs), field); err != nil {
		return eventsPayload(ctx, nil, err)
	}
	activities := make([]earning.Activity, len(inputs))
	for i, input := range inputs {
		var err error
		if activities[i], err = activityOf(ctx, *input); err != nil {
			return nil, err
		}
	}
	results := make([]*model.RecordEventPayload, len(inputs))
	for i, out := range r.Earning.RecordActivities(ctx, activities) {
		var err error
		if results[i], err = eventPayload(ctx, out.Answer, at(out.Err, field, strconv.Itoa(i))); err != nil {
			return nil, err
		}
	}
	return eventsPayload(ctx, results, nil)
}

func (r *Resolver) activitiesPage(ctx context.Context, args page.Args, input *model.ActivityFilter) (*model.ActivityConnection, error) {
	var f activity.Filter
	if input != nil {
		source, refusal := sourceNamed(input.PartnerID)
		if refusal == nil {
			refusal = filtered(&f.Member, input.MemberID, mall.AnyID.Member, "memberId")
		}
		if refusal != nil {
			return nil, refusal
		}
		f.Source, f.ExternalRef, f.Triggers, f.From, f.Until = source, text(input.ExternalRef), input.Types, input.From, input.Until
	}
	return newestFirst(func(one *ent.Activity) mall.ActivityID { return one.ID }, mall.AnyID.Activity,
		func(ctx context.Context, p store.Span[mall.ActivityID]) ([]*ent.Activity, error) {
			return r.Services.Activity.List(ctx, f, p)
		},
		func(ctx context.Context, limit int) (int, error) { return r.Services.Activity.Count(ctx, f, limit) },
	).Page(ctx, args)
}
