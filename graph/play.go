package graph

import (
	"context"
	"errors"
	"strconv"

	"pointsmall/graph/model"
	"pointsmall/mall"
	"pointsmall/mall/earning/game"
	"pointsmall/mall/earning/rule"
	"pointsmall/mall/earning/scancode"
	"pointsmall/mall/simulate"
)

// simulationOf reads what to simulate.
func simulationOf(input model.SimulateRulesInput) (simulate.Request, error) {
	request := simulate.Request{From: input.From, Until: input.Until}
	for i, d := range input.Drafts {
		draft := simulate.Draft{Code: d.Code, Version: d.Version}
		if d.Rule != nil {
			definition, refusal := ruleOf(d.Rule)
			if refusal != nil {
				return request, refusal.At("input", "drafts", strconv.Itoa(i), "rule")
			}
			draft.Unsaved = &rule.Draft{Code: d.Code, Name: textOf(d.Rule.Name), Definition: definition}
		}
		request.Drafts = append(request.Drafts, draft)
	}
	return request, nil
}

func (r *Resolver) createCodeBatch(ctx context.Context, input model.CreateCodeBatchInput) (*model.CreateCodeBatchPayload, error) {
	if input.Count > scancode.MaxReturned {
		refusal := mall.Errorf(mall.CodeLimitExceeded, "at most %d codes a call; `pointsmall codes make` makes more", "每次最多 %d 个,更多请使用 pointsmall codes make", scancode.MaxReturned).At("count")
		refusal.Figures = mall.Figures{Limit: scancode.MaxReturned, Left: scancode.MaxReturned}
		refusals, err := userErrors(ctx, refusal)
		return &model.CreateCodeBatchPayload{Codes: []string{}, UserErrors: refusals}, err
	}
	codes := make([]string, 0, max(input.Count, 0))
	batch, err := r.Codes.Make(ctx, mall.ActorOf(ctx), scancode.NewBatch{
		Name: input.Name, Count: input.Count, Sku: input.Sku, Value: input.Value, From: input.ValidFrom, Until: input.ValidUntil,
	}, func(more []scancode.Code) error {
		for _, c := range more {
			codes = append(codes, c.String())
		}
		return nil
	})
	if err != nil {
		refusals, err := userErrors(ctx, err)
		return &model.CreateCodeBatchPayload{Codes: []string{}, UserErrors: refusals}, err
	}
	return &model.CreateCodeBatchPayload{Batch: batch, Codes: codes, UserErrors: []model.UserError{}}, nil
}

func gamePayload(ctx context.Context, made game.Made, err error) (*model.GamePayload, error) {
	if err != nil {
		refusals, err := userErrors(ctx, err)
		return &model.GamePayload{UserErrors: refusals}, err
	}
	payload := &model.GamePayload{Game: made.Game, KeyKind: &made.Key.Kind, UserErrors: []model.UserError{}}
	if made.Secret != "" {
		payload.Secret = &made.Secret
	}
	return payload, nil
}

// errOtherMember says that a member sent another's score.
var errOtherMember = mall.Errorf(mall.CodeNotEligible, "this is another member's score", "这是其他会员的成绩").At("memberId")

func (r *Resolver) recordGameScore(ctx context.Context, input model.RecordGameScoreInput) (*model.RecordGameScorePayload, error) {
	member, ok := input.MemberID.Member()
	err := error(mall.Errorf(mall.CodeNotFound, "no such member", "会员不存在").At("memberId"))
	if actor := mall.ActorOf(ctx); ok && actor.Kind == mall.ActorMember && actor.MemberID != member {
		ok, err = false, errOtherMember
	}
	payload := &model.RecordGameScorePayload{UserErrors: []model.UserError{}}
	if ok {
		recorded, refused := r.Earning.RecordGameScore(ctx, game.Score{
			Game: input.Game, Member: member, Score: input.Score, PlayedAt: input.PlayedAt, Round: input.RoundID,
		}, input.Signature)
		payload.Duplicate, payload.PointsEarned, err = recorded.Duplicate, &recorded.Points, inScore(refused)
	}
	if err != nil {
		refusals, err := userErrors(ctx, err)
		return &model.RecordGameScorePayload{UserErrors: refusals}, err
	}
	return payload, nil
}

// inScore gives the fields of an activity the names that they have in a score.
func inScore(err error) error {
	var refusal *mall.Error
	if !errors.As(err, &refusal) || len(refusal.Path) == 0 {
		return err
	}
	names := map[string]string{"externalRef": "roundId", "memberRef": "memberId"}
	if name, ok := names[refusal.Path[0]]; ok {
		moved := *refusal
		moved.Path = []string{name}
		return &moved
	}
	return err
}
