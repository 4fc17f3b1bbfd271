package mall

// ProductKind says what a member gets.
type ProductKind string

// The kinds of product.
const (
	KindPhysical ProductKind = "PHYSICAL"
	KindVirtual  ProductKind = "VIRTUAL"
	KindCoupon   ProductKind = "COUPON"
	KindService  ProductKind = "SERVICE"
	KindDonation ProductKind = "DONATION"
)

// Values lists the kinds, for ent.
func (ProductKind) Values() []string {
	return values(KindPhysical, KindVirtual, KindCoupon, KindService, KindDonation)
}

// StockMovementKind says why pieces came into a SKU's stock, or went without an order.
type StockMovementKind string

// The kinds of stock movement.
const (
	// MovementOpening is what was there when the SKU was made, or when movements began to
	// be kept.
	MovementOpening StockMovementKind = "OPENING"
	// MovementAdjustment is a change that staff made.
	MovementAdjustment StockMovementKind = "ADJUSTMENT"
	// MovementImport is what a file said, or what undoing it took back.
	MovementImport StockMovementKind = "IMPORT"
)

// Values lists the kinds, for ent.
func (StockMovementKind) Values() []string {
	return values(MovementOpening, MovementAdjustment, MovementImport)
}

// OrderStatus is the state an order is in.
type OrderStatus string

// The states of an order.
const (
	OrderPendingPayment OrderStatus = "PENDING_PAYMENT"
	OrderPaid           OrderStatus = "PAID"
	OrderFulfilling     OrderStatus = "FULFILLING"
	OrderShipped        OrderStatus = "SHIPPED"
	OrderDelivered      OrderStatus = "DELIVERED"
	OrderCompleted      OrderStatus = "COMPLETED"
	OrderCancelled      OrderStatus = "CANCELLED"
	OrderRefunded       OrderStatus = "REFUNDED"
)

// Values lists the states, for ent.
func (OrderStatus) Values() []string {
	return values(OrderPendingPayment, OrderPaid, OrderFulfilling, OrderShipped, OrderDelivered, OrderCompleted, OrderCancelled, OrderRefunded)
}

var orderTexts = map[OrderStatus]Text{
	OrderPendingPayment: {"waiting for its payment", "待付款"}, OrderPaid: {"paid", "已付款"}, OrderFulfilling: {"being prepared", "备货中"},
	OrderShipped: {"shipped", "已发货"}, OrderDelivered: {"delivered", "已送达"}, OrderCompleted: {"completed", "已完成"},
	OrderCancelled: {"cancelled", "已取消"}, OrderRefunded: {"refunded", "已退款"},
}

// Text names the state within a sentence: "an order that is paid", “已付款的订单”.
func (s OrderStatus) Text() Text { return orderTexts[s] }

// PointsEntryKind says what moved points.
type PointsEntryKind string

// The kinds of points entry.
const (
	EntryEarn        PointsEntryKind = "EARN"
	EntrySpend       PointsEntryKind = "SPEND"
	EntryExpire      PointsEntryKind = "EXPIRE"
	EntryHold        PointsEntryKind = "HOLD"
	EntryRelease     PointsEntryKind = "RELEASE"
	EntryRefund      PointsEntryKind = "REFUND"
	EntryClawback    PointsEntryKind = "CLAWBACK"
	EntryTransferIn  PointsEntryKind = "TRANSFER_IN"
	EntryTransferOut PointsEntryKind = "TRANSFER_OUT"
	EntryDonate      PointsEntryKind = "DONATE"
	EntryAdjust      PointsEntryKind = "ADJUST"
	EntryExchange    PointsEntryKind = "EXCHANGE"
	// EntryPrize is what a campaign gave: it is not earned, and counts for no tier.
	EntryPrize PointsEntryKind = "PRIZE"
	// EntryOpening is what a member had in another system: it is not earned here, and counts for
	// no tier. Undoing the import takes it back under the same kind.
	EntryOpening PointsEntryKind = "OPENING"
)

// Values lists the kinds, for ent.
func (PointsEntryKind) Values() []string {
	return values(EntryEarn, EntrySpend, EntryExpire, EntryHold, EntryRelease, EntryRefund, EntryClawback, EntryTransferIn, EntryTransferOut, EntryDonate, EntryAdjust, EntryExchange, EntryPrize, EntryOpening)
}

// ReturnStatus is the state of goods that came back.
type ReturnStatus string

// The states of a return.
const (
	// ReturnPending waits for its purchase to be reported.
	ReturnPending ReturnStatus = "PENDING"
	// ReturnApplied has taken back what its purchase granted for the goods.
	ReturnApplied ReturnStatus = "APPLIED"
	// ReturnRefused waited for a purchase that does not have the goods.
	ReturnRefused ReturnStatus = "REFUSED"
	// ReturnUndone was applied by mistake: staff have given back what it took.
	ReturnUndone ReturnStatus = "UNDONE"
)

// Values lists the states, for ent.
func (ReturnStatus) Values() []string {
	return values(ReturnPending, ReturnApplied, ReturnRefused, ReturnUndone)
}

// CorrectionKind says what a correction puts right.
type CorrectionKind string

// The kinds of correction.
const (
	CorrectPurchase CorrectionKind = "PURCHASE"
	CorrectReturn   CorrectionKind = "RETURN"
	CorrectActivity CorrectionKind = "ACTIVITY"
)

// Values lists the kinds, for ent.
func (CorrectionKind) Values() []string {
	return values(CorrectPurchase, CorrectReturn, CorrectActivity)
}

// AccountOwner says whose points an account keeps.
type AccountOwner string

// The owners of accounts.
const (
	OwnerMember   AccountOwner = "MEMBER"
	OwnerPartner  AccountOwner = "PARTNER"
	OwnerPlatform AccountOwner = "PLATFORM"
	OwnerCause    AccountOwner = "CAUSE"
)

// Values lists the owners, for ent.
func (AccountOwner) Values() []string {
	return values(OwnerMember, OwnerPartner, OwnerPlatform, OwnerCause)
}

// HoldStatus is the state of a reservation of points.
type HoldStatus string

// The states of a hold. Only the first can change.
const (
	HoldOpen     HoldStatus = "HELD"
	HoldCaptured HoldStatus = "CAPTURED"
	HoldReleased HoldStatus = "RELEASED"
	HoldTimedOut HoldStatus = "TIMED_OUT"
)

// Values lists the states, for ent.
func (HoldStatus) Values() []string {
	return values(HoldOpen, HoldCaptured, HoldReleased, HoldTimedOut)
}

// ApprovalStatus is the state of something that a second member of staff decides.
type ApprovalStatus string

// The states of an approval. Only the first can change.
const (
	ApprovalPending  ApprovalStatus = "PENDING"
	ApprovalApproved ApprovalStatus = "APPROVED"
	ApprovalRejected ApprovalStatus = "REJECTED"
)

// Values lists the states, for ent.
func (ApprovalStatus) Values() []string {
	return values(ApprovalPending, ApprovalApproved, ApprovalRejected)
}

// GameKeyKind says how a game signs its scores.
type GameKeyKind string

// The ways to sign.
const (
	GameKeyEd25519    GameKeyKind = "ED25519"
	GameKeyHMACSHA256 GameKeyKind = "HMAC_SHA256"
)

// Values lists them, for ent and the API.
func (GameKeyKind) Values() []string { return values(GameKeyEd25519, GameKeyHMACSHA256) }

func values[T ~string](all ...T) []string {
	out := make([]string, len(all))
	for i, v := range all {
		out[i] = string(v)
	}
	return out
}
