package earning

import (
	"context"
	"encoding/json"
	"slices"
	"time"

	"pointsmall/mall"
	"pointsmall/mall/earning/game"
)

// maxRoundAge is how old a round may be.
const maxRoundAge = 24 * time.Hour

// RecordGameScore records a game's signed score and grants what it earns. Refusals:
// INVALID_INPUT (a field that makes no sense, a round in the future; a signature that
// is not the game's: there may be no such game), EXPIRED (the round is older than a
// day), NOT_FOUND (the member), IDEMPOTENCY_CONFLICT (the game's round was recorded with
// another score). The same score again is a Duplicate, which earns nothing more.
func (s *Service) RecordGameScore(ctx context.Context, score game.Score, signature string) (Recorded, error) {
	if refusal := score.Check(); refusal != nil {
		return Recorded{}, refusal
	}
	now := s.clock()
	id, keys, err := game.Keys(ctx, s.db, score.Game, now)
	if err != nil {
		return Recorded{}, err
	}
	if !slices.ContainsFunc(keys, func(k game.Key) bool { return k.Signs(score, signature) }) {
		return Recorded{}, mall.Errorf(mall.CodeInvalidInput, "the signature is not the game's on this score", "签名与该游戏及成绩不符").At("signature")
	}
	switch age := now.Sub(score.PlayedAt); {
	case age > maxRoundAge:
		return Recorded{}, mall.Errorf(mall.CodeExpired, "the round is older than a day", "该局已超过 24 小时").At("playedAt")
	case age < -mall.MaxClockAhead:
		return Recorded{}, mall.Errorf(mall.CodeInvalidInput, "playedAt lies in the future", "playedAt 晚于当前时间").At("playedAt")
	}
	attributes, err := json.Marshal(map[string]string{"game": score.Game})
	if err != nil {
		return Recorded{}, err
	}
	return s.recordScore.Do(ctx, s.activities, Activity{
		Source: id.String(), ExternalRef: score.Round, member: score.Member, Trigger: mall.TriggerGameScore, OccurredAt: score.PlayedAt,
		Attributes: attributes, Score: &score.Score,
	})
}
