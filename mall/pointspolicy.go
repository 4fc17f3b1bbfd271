package mall

// PointsPolicy is what holds for all points of one currency. The zero value is a mall
// that forbids transfers, claws back without limit and gives refunded points that have
// expired DefaultGraceDays more.
type PointsPolicy struct {
	// Refund says what becomes of points that a refund returns to an expired lot.
	Refund ExpiredRefund `json:"refund,omitempty"`
	// GraceDays is how long GRACE lets such points be spent; 0 means DefaultGraceDays.
	GraceDays int `json:"graceDays,omitempty"`
	// Clawback says how far a return may reach for points that were spent already.
	Clawback ClawbackPolicy `json:"clawback,omitempty"`
	// Transfer says whether and how members may send each other points.
	Transfer TransferPolicy `json:"transfer"`
	// AdjustmentLimit is how many points one member of staff may add or take alone;
	// nil: any number, 0: none.
	AdjustmentLimit *Points `json:"adjustmentLimit,omitempty"`
}

// DefaultGraceDays is how long refunded points that have expired can still be spent.
const DefaultGraceDays = 30

// ExpiredRefund says what becomes of points that are given back after their lot has expired.
type ExpiredRefund string

// What may become of them.
const (
	// GraceRefund gives them some days more. It is the default.
	ExpiredRefundGrace ExpiredRefund = "GRACE"
	// ForfeitRefund lets them expire at once.
	ExpiredRefundForfeit ExpiredRefund = "FORFEIT"
	// ReissueRefund gives them their whole life again.
	ExpiredRefundReissue ExpiredRefund = "REISSUE"
)

// Values lists them, for the API's enum.
func (ExpiredRefund) Values() []string {
	return values(ExpiredRefundGrace, ExpiredRefundForfeit, ExpiredRefundReissue)
}

// ClawbackPolicy says how far a return may reach.
type ClawbackPolicy string

// How far it may reach.
const (
	// ClawbackUnlimited takes what is there and makes the rest a debt. It is the default.
	ClawbackUnlimited ClawbackPolicy = "UNLIMITED"
	// ClawbackWithinBalance takes other points too, but never makes a debt.
	ClawbackWithinBalance ClawbackPolicy = "WITHIN_BALANCE"
	// ClawbackPendingOnly takes only points of the purchase that are not usable yet.
	ClawbackPendingOnly ClawbackPolicy = "PENDING_ONLY"
)

// Values lists them, for the API's enum.
func (ClawbackPolicy) Values() []string {
	return values(ClawbackUnlimited, ClawbackWithinBalance, ClawbackPendingOnly)
}

// TransferPolicy says how members may send each other points. A limit of 0 is none that
// was set; the API shows it as null, and takes no 0: who allows no transfer says so.
type TransferPolicy struct {
	Allowed bool `json:"allowed"`
	// Min and Max bound one transfer, in points.
	Min Points `json:"min,omitempty"`
	Max Points `json:"max,omitempty"`
	// DayPoints and DayCount bound what a member sends on one day of the mall.
	DayPoints Points `json:"dayPoints,omitempty"`
	DayCount  int    `json:"dayCount,omitempty"`
	// ReceiverDayPoints bounds what a member receives on one day of the mall.
	ReceiverDayPoints Points `json:"receiverDayPoints,omitempty"`
	// FeePerMille is what the sender pays on top, in thousandths, rounded up.
	FeePerMille int `json:"feePerMille,omitempty"`
	// MinAgeDays is how old a sender's membership must be.
	MinAgeDays int `json:"minAgeDays,omitempty"`
	// CoolDownHours is how long points that were received must rest before as many can
	// be sent on: whoever collects from stolen accounts wants to pass them on at once.
	CoolDownHours int `json:"coolDownHours,omitempty"`
}

// Fee is what sending points costs, rounded up.
func (p TransferPolicy) Fee(points Points) Points {
	if p.FeePerMille <= 0 {
		return 0
	}
	// Split, so that the product cannot overflow.
	whole, rest := points/1000, points%1000
	return whole*Points(p.FeePerMille) + (rest*Points(p.FeePerMille)+999)/1000
}

// Check refuses a policy that makes no sense.
func (p PointsPolicy) Check() *Error {
	t := p.Transfer
	switch {
	case p.GraceDays < 0 || p.GraceDays > 3650:
		return Errorf(CodeInvalidInput, "graceDays must be from 0 to 3,650", "graceDays 须为 0 至 3650").At("graceDays")
	case p.AdjustmentLimit != nil && *p.AdjustmentLimit < 0:
		return Errorf(CodeInvalidInput, "adjustmentLimit must not be negative", "adjustmentLimit 不能为负").At("adjustmentLimit")
	case t.Min < 0 || t.Max < 0 || t.DayPoints < 0 || t.DayCount < 0 || t.ReceiverDayPoints < 0 || t.MinAgeDays < 0 || t.CoolDownHours < 0:
		return Errorf(CodeInvalidInput, "limits must not be negative", "限制不能为负").At("transfer")
	case t.FeePerMille < 0 || t.FeePerMille > 1000:
		return Errorf(CodeInvalidInput, "feePerMille must be from 0 to 1,000", "feePerMille 须为 0 至 1000").At("transfer", "feePerMille")
	case t.CoolDownHours > 24*366 || t.MinAgeDays > 3660:
		return Errorf(CodeInvalidInput, "a wait must be shorter than ten years, a cool-down than one", "等待期不得超过十年，冷却期不得超过一年").At("transfer")
	}
	for _, most := range []struct {
		name   string
		points Points
	}{{"max", t.Max}, {"dayPoints", t.DayPoints}, {"receiverDayPoints", t.ReceiverDayPoints}} {
		if most.points > 0 && t.Min > most.points {
			return Errorf(CodeInvalidInput, "min must not be larger than %[1]s: no transfer would be possible", "min 不能大于 %[1]s，否则无法转赠", most.name).At("transfer", "min")
		}
	}
	return nil
}
