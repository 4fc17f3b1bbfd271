package mall

// AfterSaleKind is what a member wants of an order that has come, or does not come.
type AfterSaleKind string

// The kinds there are.
const (
	AfterSaleRefundOnly AfterSaleKind = "REFUND_ONLY"
	AfterSaleReturn     AfterSaleKind = "RETURN_AND_REFUND"
	AfterSaleReplace    AfterSaleKind = "REPLACE"
)

// Values lists the kinds, for ent.
func (AfterSaleKind) Values() []string {
	return values(AfterSaleRefundOnly, AfterSaleReturn, AfterSaleReplace)
}

// AfterSaleStatus is the state of such a wish.
type AfterSaleStatus string

// The states there are.
const (
	AfterSaleRequested AfterSaleStatus = "REQUESTED"
	AfterSaleApproved  AfterSaleStatus = "APPROVED"
	AfterSaleSentBack  AfterSaleStatus = "SENT_BACK"
	AfterSaleReceived  AfterSaleStatus = "RECEIVED"
	AfterSaleDone      AfterSaleStatus = "DONE"
	AfterSaleRefused   AfterSaleStatus = "REFUSED"
	AfterSaleWithdrawn AfterSaleStatus = "WITHDRAWN"
)

// Values lists the states, for ent.
func (AfterSaleStatus) Values() []string {
	return values(AfterSaleRequested, AfterSaleApproved, AfterSaleSentBack, AfterSaleReceived, AfterSaleDone, AfterSaleRefused, AfterSaleWithdrawn)
}

var afterSaleTexts = map[AfterSaleStatus]Text{
	AfterSaleRequested: {"requested", "待审核"}, AfterSaleApproved: {"approved", "已同意"}, AfterSaleSentBack: {"sent back", "已寄回"},
	AfterSaleReceived: {"received", "已收到退货"}, AfterSaleDone: {"done", "已完成"}, AfterSaleRefused: {"refused", "已拒绝"}, AfterSaleWithdrawn: {"withdrawn", "已撤销"},
}

// Text names the state within a sentence.
func (s AfterSaleStatus) Text() Text { return afterSaleTexts[s] }

// AfterSaleReason is why a member asks.
type AfterSaleReason string

// The reasons there are.
const (
	ReasonChangedMind  AfterSaleReason = "CHANGED_MIND"
	ReasonDamaged      AfterSaleReason = "DAMAGED"
	ReasonWrongGoods   AfterSaleReason = "WRONG_GOODS"
	ReasonNotAsShown   AfterSaleReason = "NOT_AS_SHOWN"
	ReasonMissing      AfterSaleReason = "MISSING"
	ReasonNotDelivered AfterSaleReason = "NOT_DELIVERED"
	ReasonOther        AfterSaleReason = "OTHER"
)

// Values lists the reasons, for ent.
func (AfterSaleReason) Values() []string {
	return values(ReasonChangedMind, ReasonDamaged, ReasonWrongGoods, ReasonNotAsShown, ReasonMissing, ReasonNotDelivered, ReasonOther)
}
