package wechatpay

import (
	"errors"
	"net/http"

	"github.com/wechatpay-apiv3/wechatpay-go/core"

	"pointsmall/mall/payment"
)

// unsure are codes with which WeChat Pay refuses, and which do not say that nothing has happened.
var unsure = map[string]bool{"SYSTEM_ERROR": true, "SYSTEMERROR": true, "BANK_ERROR": true, "BANKERROR": true, "USERPAYING": true, "TRADE_ERROR": true}

// again are codes of refusals after which the same can be asked later.
var again = map[string]bool{"FREQUENCY_LIMITED": true, "RATELIMIT_EXCEED": true, "RULELIMIT": true, "RULE_LIMIT": true, "NOT_ENOUGH": true}

// outcome tells a sure refusal from everything else that can go wrong in a call. Only an answer
// in the form of the API is one: a proxy's page has no code.
func outcome(call string, result *core.APIResult, err error) error {
	said := refusal(err)
	if said == nil {
		if result != nil && result.Response != nil && errors.As(err, new(*core.APIError)) {
			return payment.Unknown(call, errors.New(result.Response.Status))
		}
		return payment.Unknown(call, err)
	}
	return said
}

// refusal is a sure no of WeChat Pay; nil: it is none.
func refusal(err error) *payment.Refusal {
	var answer *core.APIError
	if !errors.As(err, &answer) || answer.Code == "" || unsure[answer.Code] {
		return nil
	}
	limited := answer.StatusCode == http.StatusTooManyRequests
	if answer.StatusCode < http.StatusBadRequest || answer.StatusCode >= http.StatusInternalServerError {
		return nil
	}
	return &payment.Refusal{Code: answer.Code, Says: answer.Message, Again: limited || again[answer.Code]}
}
