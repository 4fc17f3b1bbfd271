package graph

import (
	"context"

	"pointsmall/ent"
	"pointsmall/graph/model"
	"pointsmall/mall"
	"pointsmall/mall/earning"
)

// correctionOf reads what to put right.
func correctionOf(ctx context.Context, input model.CorrectEarningInput) (earning.Correction, error) {
	c := earning.Correction{
		Actor: mall.ActorOf(ctx), Source: input.Source, MemberRef: text(input.MemberRef), Reason: input.Reason, Key: input.IdempotencyKey,
	}
	given := 0
	for _, one := range []struct {
		kind mall.CorrectionKind
		id   *mall.AnyID
		ref  *string
	}{
		{mall.CorrectPurchase, input.PurchaseID, input.PurchaseRef},
		{mall.CorrectReturn, input.ReturnID, input.ReturnRef},
		{mall.CorrectActivity, input.ActivityID, input.ActivityRef},
	} {
		if one.id != nil {
			given++
			c.Kind, c.Subject = one.kind, *one.id
		}
		if one.ref != nil {
			given++
			c.Kind, c.Ref = one.kind, *one.ref
		}
	}
	if given != 1 {
		return c, mall.Errorf(mall.CodeInvalidInput, "name exactly one purchase, return or activity, by its id or its number", "须且仅能指定一笔消费、退货或事件（标识或编号）").At("purchaseId")
	}
	if input.MemberRef != nil && *input.MemberRef == "" {
		return c, mall.Errorf(mall.CodeInvalidInput, "memberRef must not be empty; leave it out to undo", "memberRef 不能为空；撤销时请不要填写").At("memberRef")
	}
	return c, nil
}

// correctPayload answers with what became of a correction.
func correctPayload(ctx context.Context, c *ent.Correction, err error) (*model.CorrectEarningPayload, error) {
	if err != nil {
		refusals, err := userErrors(ctx, err)
		return &model.CorrectEarningPayload{UserErrors: refusals}, err
	}
	return &model.CorrectEarningPayload{Correction: c, UserErrors: []model.UserError{}}, nil
}

// shownSubject is the id of what a correction corrects, or made, as callers know it.
func shownSubject(kind mall.CorrectionKind, id [16]byte) mall.AnyID {
	switch kind {
	case mall.CorrectPurchase:
		return mall.AnyID(mall.PurchaseID(id).String())
	case mall.CorrectReturn:
		return mall.AnyID(mall.ReturnID(id).String())
	}
	return mall.AnyID(mall.ActivityID(id).String())
}
