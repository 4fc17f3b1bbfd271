package graph

import (
	"context"
	"encoding/json"
	"strconv"

	"pointsmall/graph/model"
	"pointsmall/mall"
	"pointsmall/mall/earning"
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

func eventPayload(ctx context.Context, recorded earning.Recorded, err error) (*model.RecordEventPayload, error) {
	if err != nil {
		refusals, err := userErrors(ctx, err)
		return &model.RecordEventPayload{UserErrors: refusals}, err
	}
	return &model.RecordEventPayload{PointsEarned: &recorded.Points, Duplicate: recorded.Duplicate, UserErrors: []model.UserError{}}, nil
}

func purchasePayload(ctx context.Context, recorded earning.Recorded, err error) (*model.RecordPurchasePayload, error) {
	if err != nil {
		refusals, err := userErrors(ctx, err)
		return &model.RecordPurchasePayload{UserErrors: refusals}, err
	}
	return &model.RecordPurchasePayload{PointsEarned: &recorded.Points, Duplicate: recorded.Duplicate, UserErrors: []model.UserError{}}, nil
}

// tooMany refuses a batch that is too large.
func tooMany(n int, field string) error {
	if n <= earning.MaxBatch {
		return nil
	}
	refusal := mall.Errorf(mall.CodeLimitExceeded, "at most %d a call", "每次调用最多 %d 条", earning.MaxBatch).At(field)
	refusal.Figures = mall.Figures{Limit: earning.MaxBatch, Left: earning.MaxBatch}
	return refusal
}

func (r *Resolver) recordPurchases(ctx context.Context, inputs []*model.RecordPurchaseInput) (*model.RecordPurchasesPayload, error) {
	const field = "purchases"
	if err := tooMany(len(inputs), field); err != nil {
		refusals, err := userErrors(ctx, err)
		return &model.RecordPurchasesPayload{Results: []*model.RecordPurchasePayload{}, UserErrors: refusals}, err
	}
	results := make([]*model.RecordPurchasePayload, len(inputs))
	purchases, places := make([]earning.Purchase, 0, len(inputs)), make([]int, 0, len(inputs))
	answer := func(i int, recorded earning.Recorded, err error) error {
		payload, err := purchasePayload(ctx, recorded, at(err, field, strconv.Itoa(i)))
		results[i] = payload
		return err
	}
	for i, input := range inputs {
		p, err := purchaseOf(ctx, *input)
		if err == nil {
			purchases, places = append(purchases, p), append(places, i)
		} else if err := answer(i, earning.Recorded{}, err); err != nil {
			return nil, err
		}
	}
	for n, out := range r.Earning.RecordPurchases(ctx, purchases) {
		if err := answer(places[n], out.Answer, out.Err); err != nil {
			return nil, err
		}
	}
	return &model.RecordPurchasesPayload{Results: results, UserErrors: []model.UserError{}}, nil
}

func (r *Resolver) recordEvents(ctx context.Context, inputs []*model.RecordEventInput) (*model.RecordEventsPayload, error) {
	const field = "events"
	if err := tooMany(len(inputs), field); err != nil {
		refusals, err := userErrors(ctx, err)
		return &model.RecordEventsPayload{Results: []*model.RecordEventPayload{}, UserErrors: refusals}, err
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
	return &model.RecordEventsPayload{Results: results, UserErrors: []model.UserError{}}, nil
}

func checkInPayload(ctx context.Context) func(earning.CheckedIn, error) (*model.CheckInPayload, error) {
	return func(done earning.CheckedIn, err error) (*model.CheckInPayload, error) {
		if err != nil {
			refusals, err := userErrors(ctx, err)
			return &model.CheckInPayload{UserErrors: refusals}, err
		}
		account, err := accountAfter(ctx, mall.ActorOf(ctx).MemberID, mall.DefaultPoints)
		return &model.CheckInPayload{Day: &done.Day, Streak: &done.Streak, PointsEarned: &done.Points, Account: account, UserErrors: []model.UserError{}}, err
	}
}
