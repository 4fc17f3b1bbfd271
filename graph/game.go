package graph

import (
	"context"
	"errors"

	"pointsmall/ent"
	"pointsmall/graph/loader"
	"pointsmall/graph/model"
	"pointsmall/graph/page"
	"pointsmall/mall"
	"pointsmall/mall/earning"
	"pointsmall/mall/earning/game"
)

// gamePayload answers with a game and the key that was made for it.
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

// scoreOf reads a score. A member may send their own alone.
func scoreOf(ctx context.Context, input model.RecordGameScoreInput) (game.Score, error) {
	member, ok := input.MemberID.Member()
	if !ok {
		return game.Score{}, noSuch("no such member", "会员不存在", "memberId")
	}
	if actor := mall.ActorOf(ctx); actor.Kind == mall.ActorMember && actor.MemberID != member {
		return game.Score{}, mall.Errorf(mall.CodeNotEligible, "this is another member's score", "这是其他会员的成绩").At("memberId")
	}
	return game.Score{Game: input.Game, Member: member, Score: input.Score, PlayedAt: input.PlayedAt, Round: input.RoundID}, nil
}

// scorePayload answers with what became of a score.
func scorePayload(ctx context.Context, recorded earning.Recorded, err error) (*model.RecordGameScorePayload, error) {
	if err != nil {
		refusals, err := userErrors(ctx, err)
		return &model.RecordGameScorePayload{UserErrors: refusals}, err
	}
	return &model.RecordGameScorePayload{PointsEarned: &recorded.Points, Duplicate: recorded.Duplicate, UserErrors: []model.UserError{}}, nil
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

func (r *Resolver) gamesPage(ctx context.Context, args page.Args) (*model.GameConnection, error) {
	c, err := newestFirst(func(one *ent.Game) mall.GameID { return one.ID }, mall.AnyID.Game, r.Games.List, r.Games.Count).Page(ctx, args)
	if err != nil {
		return nil, err
	}
	ids := make([]mall.GameID, len(c.Nodes))
	for i, g := range c.Nodes {
		ids[i] = g.ID
	}
	loader.From(ctx).GameKeys().Expect(ids)
	return c, nil
}
