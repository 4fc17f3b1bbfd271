package ledger

import (
	"fmt"
	"time"

	"pointsmall/mall"
)

// Send moves points between two accounts of the book and takes the fee from the
// sender. Every part keeps the expiry and the day of earning of the lot it came from,
// so that no points become younger by being sent. It refuses with INSUFFICIENT_POINTS.
func (a *Account) Send(to *Account, points, fee mall.Points, out, in Cause) (sent, received mall.EntryID, refusal *mall.Error) {
	taken, refusal := a.take(points + fee)
	if refusal != nil {
		return sent, received, refusal
	}
	var portions []Portion // before the entry is posted: an activity, which moves the sender's expiries
	left := points         // the fee is paid by what would be spent last
	for _, t := range taken {
		part := min(-t.Points, left)
		if part == 0 {
			break
		}
		left -= part
		l := a.lot(t.Lot)
		portions = append(portions, Portion{part, Terms{EarnedAt: l.earnedAt, UsableFrom: to.book.now, ExpiresAt: l.expiresAt, IdleMonths: l.idle, Renewed: l.renewed}})
	}
	sent = a.post(mall.EntryTransferOut, change{delta: -points - fee, allocations: taken}, out)
	received, _ = to.GrantLots(mall.EntryTransferIn, portions, in)
	return sent, received, nil
}

// Traffic is what a member has sent and received lately.
type Traffic struct {
	// SentToday and SentCount are of the mall's day, ReceivedToday too.
	SentToday     mall.Points
	SentCount     int
	ReceivedToday mall.Points
	// Resting is what came in within the cool-down and must not be sent on yet.
	Resting mall.Points
}

// mayTransfer applies the limits of the policy to one transfer.
func mayTransfer(p mall.TransferPolicy, points mall.Points, from *Account, sender, receiver Traffic) *mall.Error {
	limit := func(most, used mall.Points, refuse func(most mall.Counted, left mall.Points) *mall.Error) *mall.Error {
		if most <= 0 || points <= most-used {
			return nil
		}
		left := max(most-used, 0)
		refusal := refuse(mall.Count(most, "point"), left).At("points")
		refusal.Figures = mall.Figures{Limit: int64(most), Left: int64(left)}
		return refusal
	}
	days := time.Duration(p.MinAgeDays) * 24 * time.Hour
	switch now := from.book.now; {
	case !p.Allowed:
		return mall.Errorf(mall.CodeNotAvailable, "this mall does not let members transfer points", "本商城未开放积分转赠")
	case from.debt > 0:
		return mall.Errorf(mall.CodeAccountInDebt, "the account owes %s; earn that before you send any", "账户欠 %d 积分，补足后方可转赠", mall.Count(from.debt, "point"))
	case now.Sub(from.openedAt) < days:
		return mall.Errorf(mall.CodeNotEligible, "members may send points %s after joining", "入会满 %d 天后方可转赠积分", mall.Count(p.MinAgeDays, "day"))
	case points < p.Min:
		return mall.Errorf(mall.CodeInvalidInput, "one transfer must have at least %s", "单次至少转赠 %d 积分", mall.Count(p.Min, "point")).At("points")
	case p.DayCount > 0 && sender.SentCount >= p.DayCount:
		refusal := mall.Errorf(mall.CodeLimitExceeded, "a member may make at most %s a day", "每位会员每天最多转赠 %d 次", mall.Count(p.DayCount, "transfer"))
		refusal.Figures.Limit = int64(p.DayCount)
		return refusal
	}
	for _, refusal := range []*mall.Error{
		limit(p.Max, 0, func(most mall.Counted, _ mall.Points) *mall.Error {
			return mall.Errorf(mall.CodeLimitExceeded, "one transfer may have at most %s", "单次最多转赠 %d 积分", most)
		}),
		limit(p.DayPoints, sender.SentToday, func(most mall.Counted, left mall.Points) *mall.Error {
			return mall.Errorf(mall.CodeLimitExceeded, "a member may send at most %s a day, and you may still send %d today", "每位会员每天最多转赠 %d 积分，今天还可转赠 %d", most, left)
		}),
		limit(p.ReceiverDayPoints, receiver.ReceivedToday, func(most mall.Counted, left mall.Points) *mall.Error {
			return mall.Errorf(mall.CodeLimitExceeded, "a member may receive at most %s a day, and the receiver may still receive %d today", "每位会员每天最多接收 %d 积分，对方今天还可接收 %d", most, left)
		}),
	} {
		if refusal != nil {
			return refusal
		}
	}
	if rested := from.Available() - sender.Resting; p.CoolDownHours > 0 && points > rested {
		return mall.Errorf(mall.CodeNotEligible, "points that were received within %s cannot be sent on; %d can be sent now",
			"最近 %d 小时内收到的积分暂不可转赠，当前可转赠 %d", mall.Count(p.CoolDownHours, "hour"), max(rested, 0)).At("points")
	}
	return nil
}

// reasons are what both sides of a transfer read.
func transferReasons(points, fee mall.Points, note string) (out, in mall.Text) {
	out = mall.Textf("%s sent to another member", "转赠 %d 积分", mall.Count(points, "point"))
	if fee > 0 {
		out.EN += fmt.Sprintf(", fee %d", fee)
		out.ZH += fmt.Sprintf("，手续费 %d", fee)
	}
	in = mall.Textf("%s from another member", "收到转赠 %d 积分", mall.Count(points, "point"))
	if note != "" {
		for _, t := range []*mall.Text{&out, &in} {
			t.EN += ": " + note
			t.ZH += "：" + note
		}
	}
	return out, in
}
