package imports

// Reason says why rows were skipped or rejected.
type Reason string

// Why rows are skipped.
const (
	NoCustomer Reason = "no customer"
)

// Why rows are rejected.
const (
	BadColumns  Reason = "wrong number of columns"
	BadQuotes   Reason = "a quotation mark is out of place"
	BadInvoice  Reason = "invoice number is missing or unusable"
	BadCustomer Reason = "customer is not a number"
	BadSku      Reason = "stock code is missing or unusable"
	BadQuantity Reason = "quantity is not a whole number that can be bought"
	BadDate     Reason = "date is unreadable or out of range"
	BadPrice    Reason = "price is not a number"
	LowPrice    Reason = "price is negative"

	TwoCustomers Reason = "invoice names two customers"
	TooManyRows  Reason = "invoice has too many rows"
	TooMuch      Reason = "invoice's total is too large"
	BadSibling   Reason = "another row of the invoice is rejected"
	Conflict     Reason = "invoice was recorded before with other contents"
	Refused      Reason = "the mall refused the purchase"

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
