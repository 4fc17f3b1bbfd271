package payment

import (
	"context"
	"time"

	"pointsmall/mall"
)

// Accountant is a provider that says day by day what it has taken and sent back.
type Accountant interface {
	Provider
	// Zone is where the days of its statements begin.
	Zone() *time.Location
	// Statement is what it has taken and sent back on a day, of attempts of the mall alone. A
	// day that is not over, or of which there is no statement yet, is an error.
	Statement(ctx context.Context, day mall.Date) ([]Posting, error)
}

// Posting is a line of a statement.
type Posting struct {
	Payment mall.PaymentID
	// Refund is the refund's number at the provider; "": it is money that was taken.
	Refund string
	Money  mall.Money
}
