package gateway

import (
	"encoding/json"
	"net/http"
	"time"
)

// The platform's limits of refunds.
const (
	mostRefunds   = 50
	refundsApart  = time.Minute
	refundsWithin = 365 * 24 * time.Hour
)

func (g *WeChat) refund(body []byte) answer {
	var asked struct {
		Of     string `json:"out_trade_no"`
		Number string `json:"out_refund_no"`
		Amount amount `json:"amount"`
	}
	if json.Unmarshal(body, &asked) != nil || asked.Number == "" || len(asked.Number) > 64 || asked.Amount.Refund <= 0 {
		return g.refuse(http.StatusBadRequest, "PARAM_ERROR")
	}
	t := g.trades[asked.Of]
	if t == nil || t.state != paid {
		return g.refuse(http.StatusNotFound, "RESOURCE_NOT_EXISTS")
	}
	if r := t.refund(asked.Number); r != nil {
		if r.units != asked.Amount.Refund {
			return g.refuse(http.StatusBadRequest, "INVALID_REQUEST")
		}
		return g.reply(http.StatusOK, told(t, r))
	}
	switch last := len(t.refunds) - 1; {
	case asked.Amount.Total != t.paidUnits || asked.Amount.Currency != t.paidCurrency || t.asked()+asked.Amount.Refund > t.paidUnits,
		len(t.refunds) >= mostRefunds, g.clock().Sub(t.paidAt) > refundsWithin:
		return g.refuse(http.StatusBadRequest, "INVALID_REQUEST")
	case last >= 0 && g.clock().Sub(t.refunds[last].at) < refundsApart:
		return g.refuse(http.StatusTooManyRequests, "FREQUENCY_LIMITED")
	}
	r := &refund{id: g.next("50300"), number: asked.Number, units: asked.Amount.Refund, at: g.clock()}
	t.refunds = append(t.refunds, r)
	return g.reply(http.StatusOK, told(t, r))
}

// told is how WeChat Pay tells of a refund.
func told(t *trade, r *refund) map[string]any {
	status := "PROCESSING"
	if r.done {
		status = "SUCCESS"
	}
	return map[string]any{
		"refund_id": r.id, "out_refund_no": r.number, "out_trade_no": t.number, "transaction_id": t.id, "status": status,
		"amount": map[string]any{"total": t.paidUnits, "refund": r.units, "currency": t.paidCurrency},
	}
}

func (g *WeChat) queryRefund(number string) answer {
	for _, t := range g.trades {
		if r := t.refund(number); r != nil {
			return g.reply(http.StatusOK, told(t, r))
		}
	}
	return g.refuse(http.StatusNotFound, "RESOURCE_NOT_EXISTS")
}
