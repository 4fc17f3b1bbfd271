package alipay

import (
	"errors"
	"strings"

	"github.com/smartwalle/alipay/v3"

	"pointsmall/mall/payment"
)

// again are codes of refusals after which the same can be asked later.
var again = map[string]bool{"ACQ.SELLER_BALANCE_NOT_ENOUGH": true, "isv.app-call-limited": true, "app-call-limited": true}

// outcome is what the answer of a call means: nil where it was done, a refusal where Alipay has
// signed that it was not, and else an unknown outcome. The SDK tells a signed refusal without
// an error, and one that is not signed by an error.
func outcome(call string, answer *alipay.Error, err error) error {
	switch {
	case err != nil:
		var unsigned *alipay.Error
		if errors.As(err, &unsigned) {
			return payment.Unknown(call, errors.New("an answer that is not signed: "+unsigned.Error()))
		}
		return payment.Unknown(call, err)
	case answer == nil || answer.Code == "":
		return payment.Unknown(call, errors.New("the answer has no code"))
	case answer.Code == alipay.CodeSuccess:
		return nil
	case answer.Code == alipay.CodeUnknowError || answer.Code == alipay.CodeOrderSuccessPayInProcess || strings.HasSuffix(answer.SubCode, "SYSTEM_ERROR"):
		return payment.Unknown(call, answer)
	}
	return &payment.Refusal{Code: answer.SubCode, Says: answer.SubMsg, Again: again[answer.SubCode] || answer.Code == alipay.CodeCallLimited}
}

// absent reports whether a refusal says that Alipay does not know the trade.
func absent(err error) bool {
	var no *payment.Refusal
	return errors.As(err, &no) && no.Code == "ACQ.TRADE_NOT_EXIST"
}
