package imports

// Reason says why rows were skipped or rejected.
type Reason string

// Why rows are skipped.
const (
	NoCustomer Reason = "no customer"
)

// Why rows are rejected.
const (
	BadColumns    Reason = "wrong number of columns"
	BadQuotes     Reason = "a quotation mark is out of place"
	BadInvoice    Reason = "invoice number is missing or unusable"
	BadCustomer   Reason = "customer is unusable"
	BadSku        Reason = "stock code is missing or unusable"
	BadQuantity   Reason = "quantity is neither a number of pieces nor a weight"
	BadDate       Reason = "date is unreadable or out of range"
	BadPrice      Reason = "price is not an amount"
	LowPrice      Reason = "price is negative"
	BadAmount     Reason = "amount of the row is unreadable or does not fit its price"
	BadDiscount   Reason = "discount is unreadable or more than its row"
	BadTotal      Reason = "total is not an amount that was paid"
	OtherCurrency Reason = "row is in another currency"
	// Spoilt numbers would merge what does not belong together.
	Spoilt Reason = "a spreadsheet has spoilt the number"

	TwoCustomers   Reason = "invoice names two customers"
	TwoTimes       Reason = "invoice has rows of two times: two invoices under one number"
	TwoTotals      Reason = "invoice names two totals"
	NoTotal        Reason = "invoice names no total"
	TotalTooHigh   Reason = "invoice's total is more than its rows"
	DiscountTooBig Reason = "invoice's discounts are more than its goods"
	NoGoods        Reason = "invoice has discounts alone"
	TooManyRows    Reason = "invoice has too many rows"
	TooMuch        Reason = "invoice's total is too large"
	BadSibling     Reason = "another row of the invoice is rejected"
	Conflict       Reason = "invoice was recorded before with other contents"
	Refused        Reason = "the mall refused the purchase"

	NotNegative   Reason = "quantity of a cancelled row is not negative"
	NothingBought Reason = "no earlier invoice of the customer has that many pieces left to return"
	RefusedReturn Reason = "the mall refused the return"
)

// fault is why a row or an invoice is not recorded; the zero fault says that it may be.
type fault struct {
	reason Reason
	detail string
}

func (f fault) String() string {
	if f.detail == "" {
		return string(f.reason)
	}
	return string(f.reason) + ": " + f.detail
}
