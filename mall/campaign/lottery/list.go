package lottery

import (
	"context"

	"pointsmall/ent"
	"pointsmall/ent/lotterydraw"
	"pointsmall/ent/lotteryplayer"
	"pointsmall/ent/lotteryprize"
	"pointsmall/mall"
	"pointsmall/mall/store"
)

// FindDraw returns a draw that the actor may see: members their own, staff any, and everybody
// those of periods whose seed is shown. Others are NOT_FOUND.
func (s *Service) FindDraw(ctx context.Context, actor mall.Actor, id mall.LotteryDrawID) (*ent.LotteryDraw, error) {
	d, err := s.db.Ent().LotteryDraw.Get(ctx, id)
	if err != nil && !ent.IsNotFound(err) {
		return nil, err
	}
	if err == nil {
		own := actor.Kind == mall.ActorMember && actor.MemberID == d.MemberID
		staff := actor.Kind == mall.ActorStaff && actor.May(mall.PermissionCampaigns)
		if own || staff {
			return d, nil
		}
		period, err := s.db.Ent().LotteryPeriod.Get(ctx, d.PeriodID)
		if err != nil {
			return nil, err
		}
		if period.Revealed != nil {
			return d, nil
		}
	}
	return nil, noDraw()
}

func noDraw() *mall.Error {
	return mall.Errorf(mall.CodeNotFound, "no such draw", "抽奖记录不存在").At("id")
}

// Place is where a draw stands in the list of its lottery.
type Place struct{ Period, Sequence int }

// Draws reads draws of periods whose seed is shown, by period and sequence, from after a place on.
func (s *Service) Draws(ctx context.Context, sheet *Sheet, after Place, limit int) (found []*ent.LotteryDraw, err error) {
	for _, p := range sheet.Periods {
		if p.Revealed == nil || p.Number < after.Period || len(found) >= limit {
			continue
		}
		from := 0
		if p.Number == after.Period {
			from = after.Sequence
		}
		part, err := s.db.Ent().LotteryDraw.Query().Where(lotterydraw.PeriodID(p.ID), lotterydraw.SequenceGT(from)).
			Order(lotterydraw.BySequence()).Limit(limit - len(found)).All(ctx)
		if err != nil {
			return nil, err
		}
		found = append(found, part...)
	}
	return found, nil
}

// Drawn counts all draws of a lottery, of open periods too.
func (s *Sheet) Drawn() (n int) {
	for _, p := range s.Periods {
		n += p.Sequence
	}
	return n
}

// FreeLeft is how many free draws a member has left today; a zero member has all.
func (s *Service) FreeLeft(ctx context.Context, sheet *Sheet, m mall.MemberID) (int, error) {
	all := sheet.FreeDrawsPerDay
	if all == 0 || m.IsZero() {
		return all, nil
	}
	row, err := s.db.Ent().LotteryPlayer.Query().Where(lotteryplayer.ID(playerID(sheet.ID, m))).Only(ctx)
	if ent.IsNotFound(err) {
		return all, nil
	}
	if err != nil {
		return 0, err
	}
	if !row.Day.Equal(mall.DateOf(s.clock(), s.zone).Time) {
		return all, nil
	}
	return max(all-row.FreeToday, 0), nil
}

// Remaining reads how many pieces of prizes rolls can still give; those that are not counted
// are missing.
func (s *Service) Remaining(ctx context.Context, prizes []mall.LotteryPrizeID) (map[mall.LotteryPrizeID]*int64, error) {
	rows, err := s.db.Ent().LotteryPrize.Query().Where(store.Among(lotteryprize.FieldID, "uuid", prizes)).All(ctx)
	left := make(map[mall.LotteryPrizeID]*int64, len(rows))
	for _, p := range rows {
		left[p.ID] = p.PiecesLeft
	}
	return left, err
}

// DrawByKey returns the draw that a member has made with an idempotency key. Refusals:
// INVALID_INPUT (no key), NOT_FOUND (nothing was drawn with it).
func (s *Service) DrawByKey(ctx context.Context, m mall.MemberID, key string) (*ent.LotteryDraw, error) {
	if err := mall.CheckKey(key); err != nil {
		return nil, err
	}
	d, err := s.db.Ent().LotteryDraw.Query().Where(lotterydraw.MemberID(m), lotterydraw.IdempotencyKey(key)).Only(ctx)
	if ent.IsNotFound(err) {
		return nil, noDraw()
	}
	return d, err
}
