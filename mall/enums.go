package mall

// ProductKind says what a member gets.
type ProductKind string

// The kinds of product.
const (
	Physical ProductKind = "PHYSICAL"
	Virtual  ProductKind = "VIRTUAL"
	Coupon   ProductKind = "COUPON"
	Service  ProductKind = "SERVICE"
	Donation ProductKind = "DONATION"
)

// Values lists the kinds, for ent.
func (ProductKind) Values() []string {
	return values(Physical, Virtual, Coupon, Service, Donation)
}

// OrderStatus is the state an order is in.
type OrderStatus string

// The states of an order.
const (
	PendingPayment OrderStatus = "PENDING_PAYMENT"
	Paid           OrderStatus = "PAID"
	Fulfilling     OrderStatus = "FULFILLING"
	Shipped        OrderStatus = "SHIPPED"
	Delivered      OrderStatus = "DELIVERED"
	Completed      OrderStatus = "COMPLETED"
	Cancelled      OrderStatus = "CANCELLED"
	Refunded       OrderStatus = "REFUNDED"
)

// Values lists the states, for ent.
func (OrderStatus) Values() []string {
	return values(PendingPayment, Paid, Fulfilling, Shipped, Delivered, Completed, Cancelled, Refunded)
}

// PointsEntryKind says what moved points.
type PointsEntryKind string

// The kinds of points entry.
const (
	Earn        PointsEntryKind = "EARN"
	Spend       PointsEntryKind = "SPEND"
	Expire      PointsEntryKind = "EXPIRE"
	Hold        PointsEntryKind = "HOLD"
	Release     PointsEntryKind = "RELEASE"
	Refund      PointsEntryKind = "REFUND"
	Clawback    PointsEntryKind = "CLAWBACK"
	TransferIn  PointsEntryKind = "TRANSFER_IN"
	TransferOut PointsEntryKind = "TRANSFER_OUT"
	Donate      PointsEntryKind = "DONATE"
	Adjust      PointsEntryKind = "ADJUST"
	Exchange    PointsEntryKind = "EXCHANGE"
)

// Values lists the kinds, for ent.
func (PointsEntryKind) Values() []string {
	return values(Earn, Spend, Expire, Hold, Release, Refund, Clawback, TransferIn, TransferOut, Donate, Adjust, Exchange)
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
)

// Values lists the states, for ent.
func (ReturnStatus) Values() []string { return values(ReturnPending, ReturnApplied, ReturnRefused) }

// AccountOwner says whose points an account keeps.
type AccountOwner string

// The owners of accounts.
const (
	MemberOwner   AccountOwner = "MEMBER"
	PartnerOwner  AccountOwner = "PARTNER"
	PlatformOwner AccountOwner = "PLATFORM"
	CauseOwner    AccountOwner = "CAUSE"
)

// Values lists the owners, for ent.
func (AccountOwner) Values() []string {
	return values(MemberOwner, PartnerOwner, PlatformOwner, CauseOwner)
}

// HoldStatus is the state of a reservation of points.
type HoldStatus string

// The states of a hold. Only the first can change.
const (
	Held         HoldStatus = "HELD"
	HoldCaptured HoldStatus = "CAPTURED"
	HoldReleased HoldStatus = "RELEASED"
	HoldTimedOut HoldStatus = "TIMED_OUT"
)

// Values lists the states, for ent.
func (HoldStatus) Values() []string { return values(Held, HoldCaptured, HoldReleased, HoldTimedOut) }

// ApprovalStatus is the state of something that a second member of staff decides.
type ApprovalStatus string

// The states of an approval. Only the first can change.
const (
	ApprovalPending  ApprovalStatus = "PENDING"
	ApprovalGranted  ApprovalStatus = "APPROVED"
	ApprovalRejected ApprovalStatus = "REJECTED"
)

// Values lists the states, for ent.
func (ApprovalStatus) Values() []string {
	return values(ApprovalPending, ApprovalGranted, ApprovalRejected)
}

// GameKeyKind says how a game signs its scores.
type GameKeyKind string

// The ways to sign.
const (
	Ed25519Key    GameKeyKind = "ED25519"
	HMACSHA256Key GameKeyKind = "HMAC_SHA256"
)

// Values lists them, for ent and the API.
func (GameKeyKind) Values() []string { return values(Ed25519Key, HMACSHA256Key) }

func values[T ~string](all ...T) []string {
	out := make([]string, len(all))
	for i, v := range all {
		out[i] = string(v)
	}
	return out
}
