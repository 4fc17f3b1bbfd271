package gateway

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"
)

// Alipay is Alipay's open platform.
type Alipay struct {
	*desk
	App, Seller string

	home string // where the platform was called
}

// NewAlipay opens the platform with one merchant.
func NewAlipay(clock func() time.Time) *Alipay {
	return &Alipay{desk: newDesk(clock), App: "2021000000000001", Seller: "2088000000000001"}
}

// MerchantKey is the app's private key, in PEM.
func (*Alipay) MerchantKey() string { return keys().merchant.PrivatePEM }

// PlatformKey is the platform's public key.
func (*Alipay) PlatformKey() string { return keys().platform.PublicPEM }

// there is where the platform's clocks are.
var there = time.FixedZone("Asia/Shanghai", 8*60*60)

const alipayTime = "2006-01-02 15:04:05"

// toSign is the text that is signed: all parameters but some, in their order, empty ones too.
func toSign(form url.Values, without ...string) string {
	var parts []string
	for key := range form {
		if !slices.Contains(without, key) {
			parts = append(parts, key+"="+form.Get(key))
		}
	}
	slices.Sort(parts)
	return strings.Join(parts, "&")
}

// authorized checks the merchant's signature, and that its clock is in the platform's zone.
func (g *Alipay) authorized(form url.Values) bool {
	at, err := time.ParseInLocation(alipayTime, form.Get("timestamp"), there)
	return err == nil && form.Get("app_id") == g.App && form.Get("sign_type") == "RSA2" && time.Since(at).Abs() < 10*time.Minute &&
		keys().merchant.signed(toSign(form, "sign"), form.Get("sign"))
}

// ServeHTTP answers the merchant's calls.
func (g *Alipay) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if day := r.URL.Query().Get("download"); day != "" {
		g.mu.Lock()
		defer g.mu.Unlock()
		send(w, answer{http.StatusOK, http.Header{}, g.pack(day)})
		return
	}
	_ = r.ParseForm()
	g.home = "http://" + r.Host
	method := r.Form.Get("method")
	node := strings.ReplaceAll(method, ".", "_") + "_response"
	do := func() answer {
		g.mu.Lock()
		defer g.mu.Unlock()
		if !g.authorized(r.Form) {
			return plain(`{"error_response":{"code":"40002","msg":"Invalid Arguments","sub_code":"isv.invalid-signature","sub_msg":"refused"}}`)
		}
		return signedNode(node, g.route(method, r.Form.Get("biz_content")), keys().platform)
	}
	down := func() answer {
		return signedNode(node, map[string]any{"code": "20000", "msg": "Service Currently Unavailable", "sub_code": "isp.unknow-error", "sub_msg": "ill"}, keys().platform)
	}
	lie := func(a answer) answer {
		var said map[string]json.RawMessage
		if json.Unmarshal(a.body, &said) != nil {
			return a
		}
		return signedNode(node, said[node], keys().stranger)
	}
	g.serve(w, r, do, down, lie)
}

func plain(text string) answer {
	return answer{http.StatusOK, http.Header{"Content-Type": {"text/html;charset=utf-8"}}, []byte(text)}
}

func signedNode(node string, content any, by pair) answer {
	raw, _ := json.Marshal(content)
	return plain(fmt.Sprintf(`{%q:%s,"sign":%q}`, node, raw, by.sign(string(raw))))
}

// no is a refusal of the platform's business.
func no(code string) map[string]any {
	return map[string]any{"code": "40004", "msg": "Business Failed", "sub_code": code, "sub_msg": "refused: " + code}
}

func yes(more map[string]any) map[string]any {
	more["code"], more["msg"] = "10000", "Success"
	return more
}

func (g *Alipay) route(method, content string) map[string]any {
	var asked struct {
		Number  string  `json:"out_trade_no"`
		Request string  `json:"out_request_no"`
		Amount  string  `json:"refund_amount"`
		Reason  *string `json:"refund_reason"`
	}
	if method == "alipay.data.dataservice.bill.downloadurl.query" {
		return g.bill(content)
	}
	if json.Unmarshal([]byte(content), &asked) != nil || asked.Number == "" {
		return no("ACQ.INVALID_PARAMETER")
	}
	t := g.trades[asked.Number]
	if t == nil {
		return no("ACQ.TRADE_NOT_EXIST")
	}
	if t.state == opened && !g.clock().Before(t.until) {
		t.state = closed
	}
	switch method {
	case "alipay.trade.query":
		return yes(map[string]any{"out_trade_no": t.number, "trade_no": t.id, "trade_status": status(t), "total_amount": yuan(t.paidOr())})
	case "alipay.trade.close":
		if t.state == paid {
			return no("ACQ.REASON_TRADE_STATUS_INVALID")
		}
		t.state = closed
		return yes(map[string]any{"out_trade_no": t.number, "trade_no": t.id})
	case "alipay.trade.refund":
		if asked.Reason == nil || *asked.Reason == "" || asked.Request == "" || len(asked.Request) > 64 {
			return no("ACQ.INVALID_PARAMETER")
		}
		return g.refund(t, asked.Request, fen(asked.Amount))
	case "alipay.trade.fastpay.refund.query":
		if r := t.refund(asked.Request); r != nil {
			return yes(map[string]any{"out_trade_no": t.number, "trade_no": t.id, "out_request_no": r.number, "refund_amount": yuan(r.units), "total_amount": yuan(t.paidUnits), "refund_status": "REFUND_SUCCESS"})
		}
		return yes(map[string]any{})
	}
	return no("isv.invalid-method")
}

func (t *trade) paidOr() int64 {
	if t.state == paid {
		return t.paidUnits
	}
	return t.units
}

func status(t *trade) string {
	switch {
	case t.state == closed, t.state == paid && t.back() == t.paidUnits:
		return "TRADE_CLOSED"
	case t.state == paid:
		return "TRADE_SUCCESS"
	}
	return "WAIT_BUYER_PAY"
}

// yuan and fen turn amounts, without fractions of fen.
func yuan(fen int64) string { return fmt.Sprintf("%d.%02d", fen/100, fen%100) }

func fen(yuan string) int64 {
	whole, part, _ := strings.Cut(yuan, ".")
	w, err := strconv.ParseInt(whole, 10, 64)
	p, err2 := strconv.ParseInt(part, 10, 64)
	if err != nil || err2 != nil || len(part) != 2 {
		return -1
	}
	return w*100 + p
}

func (g *Alipay) refund(t *trade, number string, units int64) map[string]any {
	changed := "N"
	r := t.refund(number)
	switch {
	case t.state != paid:
		return no("ACQ.TRADE_STATUS_ERROR")
	case r != nil && r.units != units:
		return no("ACQ.DISCORDANT_REPEAT_REQUEST")
	case r == nil && (units <= 0 || t.asked()+units > t.paidUnits):
		return no("ACQ.REFUND_AMT_NOT_EQUAL_TOTAL")
	case r == nil:
		r = &refund{id: g.next("R"), number: number, units: units, at: g.clock(), done: true}
		t.refunds = append(t.refunds, r)
		changed = "Y"
		g.tell(t, url.Values{"refund_fee": {yuan(t.back())}, "gmt_refund": {g.clock().In(there).Format(alipayTime)}, "out_biz_no": {number}})
	}
	return yes(map[string]any{"out_trade_no": t.number, "trade_no": t.id, "fund_change": changed, "refund_fee": yuan(t.back())})
}
