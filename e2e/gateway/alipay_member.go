package gateway

import (
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"time"
)

// Visit opens Alipay's page, or its app: the platform checks the order's signature, and knows
// the trade from now on.
func (g *Alipay) Visit(action string) error {
	g.mu.Lock()
	defer g.mu.Unlock()
	query := action
	if u, err := url.Parse(action); err == nil && u.Host != "" {
		query = u.RawQuery
	}
	form, err := url.ParseQuery(query)
	if err != nil || !g.authorized(form) {
		return errors.New("the order's signature is wrong")
	}
	var asked struct {
		Number  string `json:"out_trade_no"`
		Amount  string `json:"total_amount"`
		Subject string `json:"subject"`
		Product string `json:"product_code"`
		Until   string `json:"time_expire"`
	}
	products := map[string]string{"alipay.trade.page.pay": "FAST_INSTANT_TRADE_PAY", "alipay.trade.wap.pay": "QUICK_WAP_WAY", "alipay.trade.app.pay": "QUICK_MSECURITY_PAY"}
	err = json.Unmarshal([]byte(form.Get("biz_content")), &asked)
	until, badTime := time.ParseInLocation(alipayTime, asked.Until, there)
	units := fen(asked.Amount)
	if err != nil || badTime != nil || asked.Number == "" || units <= 0 || asked.Subject == "" || asked.Product != products[form.Get("method")] || form.Get("notify_url") == "" {
		return fmt.Errorf("the order makes no sense: %s", form.Get("biz_content"))
	}
	switch t := g.trades[asked.Number]; {
	case !g.clock().Before(until):
		return errNotNow
	case t == nil:
		g.trades[asked.Number] = &trade{id: g.next("2026"), number: asked.Number, units: units, currency: "CNY", at: g.clock(), until: until}
	case t.units != units || t.state != opened:
		return errNotNow
	}
	return nil
}

// Pay has the member pay.
func (g *Alipay) Pay(number string) error { return g.PayOther(number, 0, "") }

// PayOther has the platform say that another amount was paid; it names no currency.
func (g *Alipay) PayOther(number string, units int64, _ string) error {
	g.mu.Lock()
	defer g.mu.Unlock()
	t, err := g.take(number, units, "CNY")
	if err != nil {
		return err
	}
	g.tell(t, url.Values{})
	return nil
}

// Fail has a try fail. The platform tells nobody, and the trade waits on.
func (g *Alipay) Fail(number string) error {
	g.mu.Lock()
	defer g.mu.Unlock()
	_, err := g.fail(number)
	return err
}

// Settle has nothing to do: refunds are sent at once.
func (*Alipay) Settle() {}

// tell makes a call, with an empty parameter: they are signed, too.
func (g *Alipay) tell(t *trade, more url.Values) {
	form := url.Values{
		"notify_time": {g.clock().In(there).Format(alipayTime)}, "notify_type": {"trade_status_sync"}, "notify_id": {g.next("N")}, "app_id": {g.App}, "seller_id": {g.Seller},
		"charset": {"utf-8"}, "version": {"1.0"}, "trade_no": {t.id}, "out_trade_no": {t.number}, "trade_status": {status(t)}, "total_amount": {yuan(t.paidUnits)},
		"buyer_open_id": {"074a1CcTG1LelxKe4xQC0zgNdId0nxi95b5lsNpazWYoCo5"}, "subject": {"积分商城 & more"}, "body": {""},
	}
	for key, values := range more {
		form[key] = values
	}
	g.notices = append(g.notices, g.seal(form, keys().platform))
}

func (g *Alipay) seal(form url.Values, by pair) Notice {
	form.Set("sign", by.sign(toSign(form, "sign", "sign_type")))
	form.Set("sign_type", "RSA2")
	return Notice{http.Header{"Content-Type": {"application/x-www-form-urlencoded; charset=utf-8"}}, []byte(form.Encode())}
}

// Forge is a call that somebody else has signed.
func (g *Alipay) Forge(n Notice) Notice {
	form, _ := url.ParseQuery(string(n.Body))
	form.Del("sign")
	form.Del("sign_type")
	return g.seal(form, keys().stranger)
}
