package checkout

import (
	"net/url"
	"slices"

	"pointsmall/mall"
	"pointsmall/mall/payment"
)

// ways are the ways to pay of a moment.
type ways struct {
	providers payment.Providers
	offered   []mall.PaymentMethod
	sites     []string
}

func (s *Service) ways() ways { return ways{s.providers, s.offered, s.ReturnSites} }

// allow refuses a way to pay that the mall does not offer, or that does not fit.
func (w ways) allow(method mall.PaymentMethod, amount mall.Money, o payment.Options) *mall.Error {
	switch {
	case method == "":
		return mall.Errorf(mall.CodeInvalidInput, "money is due: choose how to pay it", "订单有应付金额，请选择支付方式").At("paymentMethod")
	case !slices.Contains(w.offered, method):
		return mall.Errorf(mall.CodeNotAvailable, "%s cannot be paid with here", "暂不支持 %s 支付", method).At("paymentMethod")
	}
	if refusal := w.allowReturn(o.ReturnURL); refusal != nil {
		return refusal
	}
	return w.providers[method].Takes(amount, o)
}

// maxURL is the longest URL that providers take, in bytes.
const maxURL = 256

// allowReturn refuses to lead members to a site that is none of the mall's.
func (w ways) allowReturn(to string) *mall.Error {
	if to == "" {
		return nil
	}
	u, err := url.Parse(to)
	if err != nil || len(to) > maxURL || u.User != nil || !slices.Contains(w.sites, u.Scheme+"://"+u.Host) {
		return mall.Errorf(mall.CodeInvalidInput, "returnUrl must be at most %d bytes, on a site that the mall leads members back to", "returnUrl 须指向商城允许返回的站点，且不超过 %d 字节", maxURL).At("paymentOptions", "returnUrl")
	}
	return nil
}

// way is how an attempt is paid that was allowed.
func (w ways) way(method mall.PaymentMethod, o payment.Options) payment.Way {
	return payment.Way{Method: method, Options: o, Remote: w.providers[method].Remote()}
}
