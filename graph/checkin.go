package graph

import (
	"context"

	"pointsmall/graph/model"
	"pointsmall/mall"
	"pointsmall/mall/earning"
)

// checkInPayload answers with what a check-in gave.
func checkInPayload(ctx context.Context, done earning.CheckedIn, err error) (*model.CheckInPayload, error) {
	if err != nil {
		refusals, err := userErrors(ctx, err)
		return &model.CheckInPayload{UserErrors: refusals}, err
	}
	account, err := accountAfter(ctx, mall.ActorOf(ctx).MemberID, mall.DefaultPoints)
	return &model.CheckInPayload{Day: &done.Day, Streak: &done.Streak, PointsEarned: &done.Points, Account: account, UserErrors: []model.UserError{}}, err
}
