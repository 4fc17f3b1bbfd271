package alipay

import (
	"context"
	"errors"

	"github.com/smartwalle/alipay/v3"

	"pointsmall/ent"
	"pointsmall/mall/payment"
)

// errAnother is a signed answer about something else, such as an older one that was replayed:
// nothing in an answer says which question it is for.
var errAnother = errors.New("the answer is about another")

// Ask asks by the attempt's number.
func (a *Provider) Ask(ctx context.Context, p *ent.Payment) (payment.Finding, error) {
	const call = "ask Alipay about a payment"
	number := payment.NumberOf(p.ID)
	answer, err := a.client.TradeQuery(ctx, alipay.TradeQuery{OutTradeNo: number})
	var said *alipay.Error
	if answer != nil {
		said = &answer.Error
	}
	switch err := outcome(call, said, err); {
	case absent(err):
		return payment.Finding{Standing: payment.StandingAbsent}, nil
	case err != nil:
		return payment.Finding{}, err
	case answer.OutTradeNo != number:
		return payment.Finding{}, payment.Unknown(call, errAnother)
	}
	return finding(answer.TradeStatus, answer.TotalAmount)
}

// finding is what a trade's status says. A trade whose money has gone back wholly is closed, too.
func finding(status alipay.TradeStatus, total string) (f payment.Finding, err error) {
	switch status {
	case alipay.TradeStatusWaitBuyerPay:
		return payment.Finding{Standing: payment.StandingOpen}, nil
	case alipay.TradeStatusSuccess, alipay.TradeStatusFinished:
		money, err := payment.OfYuan(total)
		if err != nil {
			return f, payment.Unknown("read Alipay's answer", err)
		}
		return payment.Finding{Standing: payment.StandingPaid, Money: &money}, nil
	case alipay.TradeStatusClosed:
		return payment.Finding{Standing: payment.StandingClosed}, nil
	}
	return f, payment.Unknown("read Alipay's answer", errors.New("the trade is "+string(status)))
}

// Close closes the trade at Alipay. After every answer but a good one the platform is asked
// where the attempt stands.
func (a *Provider) Close(ctx context.Context, p *ent.Payment) (payment.Finding, error) {
	number := payment.NumberOf(p.ID)
	answer, err := a.client.TradeClose(ctx, alipay.TradeClose{OutTradeNo: number})
	var said *alipay.Error
	if answer != nil {
		said = &answer.Error
	}
	if err := outcome("close a payment at Alipay", said, err); err == nil && answer.OutTradeNo == number {
		return payment.Finding{Standing: payment.StandingClosed}, nil
	}
	found, asked := a.Ask(ctx, p)
	switch {
	case asked != nil:
		return payment.Finding{}, asked
	case found.Standing == payment.StandingOpen:
		return payment.Finding{Standing: payment.StandingUnknown}, nil // it was to be closed, and is not
	}
	return found, nil
}
