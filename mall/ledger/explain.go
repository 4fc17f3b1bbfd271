package ledger

import (
	"pointsmall/ent"
	"pointsmall/mall"
)

// titles say what a kind of entry is, where the entry has no reason of its own.
var titles = map[mall.PointsEntryKind]mall.Text{
	mall.EntryEarn:        {EN: "Points earned", ZH: "获得积分"},
	mall.EntrySpend:       {EN: "Points exchanged for goods", ZH: "积分兑换商品"},
	mall.EntryExpire:      {EN: "Points expired", ZH: "积分过期"},
	mall.EntryHold:        {EN: "Points held", ZH: "积分冻结"},
	mall.EntryRelease:     {EN: "Held points released", ZH: "积分解冻"},
	mall.EntryRefund:      {EN: "Points returned", ZH: "积分退还"},
	mall.EntryClawback:    {EN: "Points of a returned purchase taken back", ZH: "退货收回积分"},
	mall.EntryTransferIn:  {EN: "Points received", ZH: "积分转入"},
	mall.EntryTransferOut: {EN: "Points sent", ZH: "积分转出"},
	mall.EntryDonate:      {EN: "Points donated", ZH: "积分捐赠"},
	mall.EntryAdjust:      {EN: "Adjusted by staff", ZH: "人工调整"},
	mall.EntryExchange:    {EN: "Exchanged with another brand's points", ZH: "积分互通"},
	mall.EntryPrize:       {EN: "Points won", ZH: "活动奖励积分"},
	mall.EntryOpening:     {EN: "Opening balance", ZH: "期初积分"},
}

// Explain tells a member what an entry is about.
func Explain(e *ent.Entry) mall.Text {
	if e.Reason != nil {
		return *e.Reason
	}
	return titles[e.Kind]
}
