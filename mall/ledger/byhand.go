package ledger

import "pointsmall/mall"

// byHand counts points that staff take or give back without an order behind it, as one with
// their adjustments: else a hold that is captured at once would take what an adjustment of the
// same size may not. It refuses what one member of staff may not do alone (LIMIT_EXCEEDED). A
// partner, who captures its own holds, and the mall itself are not counted.
func (d *desk) byHand(actor mall.Actor, of Holder, points mall.Points) *mall.Error {
	limit := d.policies[of.Currency].AdjustmentLimit
	if actor.Kind != mall.ActorStaff || limit == nil {
		return nil
	}
	left := max(*limit-d.adjusted[of], 0)
	if points <= left {
		d.adjusted[of] += points
		return nil
	}
	refusal := mall.Errorf(mall.CodeLimitExceeded,
		"this takes a second member of staff: without one, staff may change %s of a member's points a day, of which %[3]d are left; ask for it with adjustPoints, which a second one approves",
		"此操作需要第二名员工批准：未经批准，员工每天合计可变更每位会员 %[2]d 积分，今日剩余 %[3]d；请改用 adjustPoints 提交，由另一名员工批准", mall.Count(*limit, "point"), *limit, left)
	refusal.Figures = mall.Figures{Limit: int64(*limit), Left: int64(left)}
	return refusal
}
