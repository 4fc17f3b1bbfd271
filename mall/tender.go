package mall

// TenderOrder says what of a mixed payment goes back first: it is about the money of lines
// alone, which points paid a part of.
type TenderOrder string

// The orders there are.
const (
	// TenderPointsFirst gives back the points that paid money, then money.
	TenderPointsFirst TenderOrder = "POINTS_FIRST"
	// TenderCashFirst gives back money, then the points that paid some.
	TenderCashFirst TenderOrder = "CASH_FIRST"
	// TenderProRata gives back both as they were paid.
	TenderProRata TenderOrder = "PRO_RATA"
)

// Values lists the orders, for settings.
func (TenderOrder) Values() []string {
	return values(TenderPointsFirst, TenderCashFirst, TenderProRata)
}

// ReturnEarnings says what becomes of points that an order of the mall has earned when
// something of it comes back.
type ReturnEarnings string

// What there is.
const (
	// ReturnShare takes back the share of what comes back.
	ReturnShare ReturnEarnings = "SHARE"
	// ReturnReevaluate takes back what the kept goods would not have earned, by the rules of
	// then.
	ReturnReevaluate ReturnEarnings = "REEVALUATE"
	// ReturnKeep takes nothing back.
	ReturnKeep ReturnEarnings = "KEEP"
)

// Values lists what there is, for settings.
func (ReturnEarnings) Values() []string {
	return values(ReturnShare, ReturnReevaluate, ReturnKeep)
}
