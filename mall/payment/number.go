package payment

import (
	"fmt"
	"strings"

	"pointsmall/mall"
)

// prefix begins payments' ids.
const prefix = "pay_"

// NumberOf is an attempt's number at its provider: 32 hexadecimal digits, because WeChat Pay
// takes no more characters.
func NumberOf(id mall.PaymentID) string { return strings.TrimPrefix(id.String(), prefix) }

// ByNumber is the payment that a number means; ok is false for a text that is no number.
func ByNumber(number string) (id mall.PaymentID, ok bool) {
	if len(number) != 32 {
		return id, false
	}
	return mall.AnyID(prefix + number).Payment()
}

// RefundNumber is the number of a payment's refund at the provider, at most 40 characters.
func RefundNumber(id mall.PaymentID, number int) string {
	return fmt.Sprintf("%sR%d", NumberOf(id), number)
}

// PaymentOfRefund is the payment whose refund a number means.
func PaymentOfRefund(number string) (id mall.PaymentID, ok bool) {
	of, _, found := strings.Cut(number, "R")
	if !found {
		return id, false
	}
	return ByNumber(of)
}
