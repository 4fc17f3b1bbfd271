package lottery

import (
	"context"

	"pointsmall/ent"
	"pointsmall/ent/lotterydraw"
	"pointsmall/mall"
)

// OfMember reads a member's draws after one of them, the oldest first; the zero id: from the
// first on.
func (s *Service) OfMember(ctx context.Context, m mall.MemberID, after mall.LotteryDrawID, limit int) ([]*ent.LotteryDraw, error) {
	return s.db.Ent().LotteryDraw.Query().Where(lotterydraw.MemberID(m), lotterydraw.IDGT(after)).Order(lotterydraw.ByID()).Limit(limit).All(ctx)
}
