package graph

import (
	"context"

	"pointsmall/graph/model"
	"pointsmall/mall"
	"pointsmall/mall/ledger"
)

// pointsRefundOf reads a refund's input.
func pointsRefundOf(ctx context.Context, input model.RefundPointsInput) (ledger.PointsRefund, error) {
	id, ok := input.EntryID.Entry()
	if !ok {
		return ledger.PointsRefund{}, noSuch("no such points entry", "积分明细不存在", "entryId")
	}
	refund := ledger.PointsRefund{Actor: mall.ActorOf(ctx), Entry: id, Reason: input.Reason, Key: input.IdempotencyKey}
	if input.Points != nil {
		if *input.Points < 1 {
			return refund, mall.Errorf(mall.CodeInvalidInput, "points must be at least 1", "积分须大于 0").At("points")
		}
		refund.Points = *input.Points
	}
	return refund, nil
}

// refundPayload answers with what a refund gave back.
func refundPayload(ctx context.Context, done ledger.Refunded, err error) (*model.RefundPointsPayload, error) {
	if err != nil {
		refusals, err := userErrors(ctx, err)
		return &model.RefundPointsPayload{UserErrors: refusals}, err
	}
	account, err := accountAfter(ctx, done.Member, done.Entry.Currency)
	return &model.RefundPointsPayload{Entry: done.Entry, Account: account, UserErrors: []model.UserError{}}, err
}
