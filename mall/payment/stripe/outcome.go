package stripe

import (
	"errors"
	"fmt"
	"net/http"

	"github.com/stripe/stripe-go/v82"

	"pointsmall/mall/payment"
)

// outcome tells a sure refusal from everything else that can go wrong in a call. Conflicts, too
// many calls and errors of Stripe's own say nothing; neither does an answer that is not in the
// form of the API, nor a key that was used for something else.
func outcome(call string, err error) error {
	var answer *stripe.Error
	if !errors.As(err, &answer) {
		return payment.Unknown(call, err)
	}
	switch status := answer.HTTPStatusCode; {
	case answer.Type == "" || answer.Type == stripe.ErrorTypeIdempotency || status < http.StatusBadRequest || status >= http.StatusInternalServerError,
		status == http.StatusConflict, status == http.StatusTooManyRequests:
		return payment.Unknown(call, fmt.Errorf("status %d, %s %s", status, answer.Type, answer.Code))
	}
	return &payment.Refusal{Code: string(answer.Code), Says: answer.Msg, Again: answer.Code == "balance_insufficient" || answer.Code == stripe.ErrorCodeLockTimeout}
}
