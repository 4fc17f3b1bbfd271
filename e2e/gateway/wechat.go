package gateway

import (
	"crypto/rand"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"regexp"
	"strconv"
	"strings"
	"time"
)

// WeChat is WeChat Pay's platform, API v3.
type WeChat struct {
	*desk
	Merchant, App, Serial, PublicKeyID, APIKey string
}

// NewWeChat opens the platform with one merchant.
func NewWeChat(clock func() time.Time) *WeChat {
	return &WeChat{
		desk: newDesk(clock), Merchant: "1900000001", App: "wx0123456789abcdef", Serial: "5157F09EFDC096DE15EBE81A47057A7232F1B8E1",
		PublicKeyID: "PUB_KEY_ID_0119000000012026", APIKey: "0123456789abcdef0123456789ABCDEF",
	}
}

// MerchantKey and PlatformKey are what the mall needs, in PEM.
func (*WeChat) MerchantKey() string { return keys().merchant.PrivatePEM }

// PlatformKey is the platform's public key.
func (*WeChat) PlatformKey() string { return keys().platform.PublicPEM }

// fields are of an Authorization header.
var fields = regexp.MustCompile(`(\w+)="([^"]*)"`)

// ServeHTTP answers the merchant's calls.
func (g *WeChat) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	body, _ := io.ReadAll(r.Body)
	do := func() answer {
		g.mu.Lock()
		defer g.mu.Unlock()
		if !g.authorized(r, body) {
			return g.refuse(http.StatusUnauthorized, "SIGN_ERROR")
		}
		return g.route(r, body)
	}
	down := func() answer { return g.refuse(http.StatusInternalServerError, "SYSTEM_ERROR") }
	lie := func(a answer) answer {
		if a.status < http.StatusBadRequest {
			a.header.Set("Wechatpay-Signature", keys().stranger.sign("anything"))
		}
		return a
	}
	g.serve(w, r, do, down, lie)
}

// authorized checks the merchant's signature over method, address, time, nonce and body.
func (g *WeChat) authorized(r *http.Request, body []byte) bool {
	kind, rest, _ := strings.Cut(r.Header.Get("Authorization"), " ")
	said := map[string]string{}
	for _, f := range fields.FindAllStringSubmatch(rest, -1) {
		said[f[1]] = f[2]
	}
	at, err := strconv.ParseInt(said["timestamp"], 10, 64)
	if err != nil || kind != "WECHATPAY2-SHA256-RSA2048" || said["mchid"] != g.Merchant || said["serial_no"] != g.Serial || time.Since(time.Unix(at, 0)).Abs() > 5*time.Minute {
		return false
	}
	text := fmt.Sprintf("%s\n%s\n%d\n%s\n%s\n", r.Method, r.URL.RequestURI(), at, said["nonce_str"], body)
	return keys().merchant.signed(text, said["signature"])
}

// reply is a signed answer.
func (g *WeChat) reply(status int, content any) answer {
	var body []byte
	if content != nil {
		body, _ = json.Marshal(content)
	}
	return answer{status, g.seal(body, keys().platform), body}
}

func (g *WeChat) seal(body []byte, by pair) http.Header {
	at, nonce := strconv.FormatInt(time.Now().Unix(), 10), rand.Text()
	h := http.Header{}
	h.Set("Content-Type", "application/json")
	h.Set("Wechatpay-Timestamp", at)
	h.Set("Wechatpay-Nonce", nonce)
	h.Set("Wechatpay-Serial", g.PublicKeyID)
	h.Set("Wechatpay-Signature", by.sign(fmt.Sprintf("%s\n%s\n%s\n", at, nonce, body)))
	return h
}

func (g *WeChat) refuse(status int, code string) answer {
	return g.reply(status, map[string]string{"code": code, "message": "refused: " + code})
}

func (g *WeChat) route(r *http.Request, body []byte) answer {
	path := r.URL.Path
	const byNumber, refunds = "/v3/pay/transactions/out-trade-no/", "/v3/refund/domestic/refunds"
	switch {
	case r.Method == http.MethodGet && path == "/v3/bill/tradebill":
		return g.bill(r.URL.Query().Get("bill_date"))
	case r.Method == http.MethodGet && path == "/v3/billdownload/file":
		return answer{http.StatusOK, http.Header{}, []byte(g.table(r.URL.Query().Get("token")))}
	case r.Method == http.MethodPost && strings.HasPrefix(path, byNumber) && strings.HasSuffix(path, "/close"):
		return g.close(strings.TrimSuffix(strings.TrimPrefix(path, byNumber), "/close"))
	case r.Method == http.MethodGet && strings.HasPrefix(path, byNumber):
		return g.query(strings.TrimPrefix(path, byNumber))
	case r.Method == http.MethodPost && path == refunds:
		return g.refund(body)
	case r.Method == http.MethodGet && strings.HasPrefix(path, refunds+"/"):
		return g.queryRefund(strings.TrimPrefix(path, refunds+"/"))
	case r.Method == http.MethodPost && strings.HasPrefix(path, "/v3/pay/transactions/"):
		return g.prepay(strings.TrimPrefix(path, "/v3/pay/transactions/"), body)
	}
	return g.refuse(http.StatusNotFound, "RESOURCE_NOT_EXISTS")
}

// number is what a merchant's number looks like.
var number = regexp.MustCompile(`^[0-9a-zA-Z_|*-]{6,32}$`)

// prepayment is what a merchant asks for.
type prepayment struct {
	App    string    `json:"appid"`
	Mch    string    `json:"mchid"`
	Title  string    `json:"description"`
	Number string    `json:"out_trade_no"`
	Until  time.Time `json:"time_expire"`
	Notify string    `json:"notify_url"`
	Amount amount    `json:"amount"`
	Payer  struct{ Openid string }
	Scene  struct {
		IP string `json:"payer_client_ip"`
	} `json:"scene_info"`
}

// makesSense reports whether nothing is missing, or more than the platform allows.
func (p *prepayment) makesSense(g *WeChat, scene string) bool {
	who := p.App == g.App && p.Mch == g.Merchant && p.Title != "" && number.MatchString(p.Number) && p.Notify != ""
	what := p.Amount.Total > 0 && p.Amount.Currency == "CNY" && p.Until.Sub(g.clock()) >= time.Minute
	return who && what && (scene != "jsapi" || p.Payer.Openid != "") && (scene != "h5" || p.Scene.IP != "")
}

func (g *WeChat) prepay(scene string, body []byte) answer {
	var asked prepayment
	if json.Unmarshal(body, &asked) != nil || !asked.makesSense(g, scene) {
		return g.refuse(http.StatusBadRequest, "PARAM_ERROR")
	}
	t, terms := g.trades[asked.Number], scene+string(body)
	switch {
	case t == nil:
		t = &trade{id: g.next("42000"), number: asked.Number, terms: terms, units: asked.Amount.Total, currency: "CNY", at: g.clock(), until: asked.Until, secret: g.next("wx")}
		g.trades[t.number] = t
	case t.state == closed:
		return g.refuse(http.StatusBadRequest, "ORDER_CLOSED")
	case t.state == paid:
		return g.refuse(http.StatusBadRequest, "ORDERPAID")
	case t.terms != terms:
		return g.refuse(http.StatusForbidden, "OUT_TRADE_NO_USED")
	}
	switch scene {
	case "jsapi":
		return g.reply(http.StatusOK, map[string]string{"prepay_id": t.secret})
	case "native":
		return g.reply(http.StatusOK, map[string]string{"code_url": "weixin://wxpay/bizpayurl?pr=" + t.secret})
	case "h5":
		return g.reply(http.StatusOK, map[string]string{"h5_url": "https://wx.tenpay.com/cgi-bin/mmpayweb-bin/checkmweb?prepay_id=" + t.secret})
	}
	return g.refuse(http.StatusNotFound, "RESOURCE_NOT_EXISTS")
}

// amount is how WeChat Pay writes money.
type amount struct {
	Total    int64  `json:"total"`
	Refund   int64  `json:"refund,omitempty"`
	Currency string `json:"currency"`
}

// transaction is how WeChat Pay tells of a trade.
func (g *WeChat) transaction(t *trade) map[string]any {
	said := map[string]any{"appid": g.App, "mchid": g.Merchant, "out_trade_no": t.number, "trade_state": "NOTPAY", "amount": amount{Total: t.units, Currency: t.currency}}
	switch {
	case t.state == paid:
		said["trade_state"], said["transaction_id"], said["amount"] = "SUCCESS", t.id, amount{Total: t.paidUnits, Currency: t.paidCurrency}
		if len(t.refunds) > 0 {
			said["trade_state"] = "REFUND"
		}
	case t.state == closed:
		said["trade_state"] = "CLOSED"
	case t.failed:
		said["trade_state"] = "PAYERROR"
	}
	return said
}

func (g *WeChat) query(number string) answer {
	t := g.trades[number]
	if t == nil {
		return g.refuse(http.StatusNotFound, "ORDER_NOT_EXIST")
	}
	if t.state == opened && !g.clock().Before(t.until) {
		t.state = closed
	}
	return g.reply(http.StatusOK, g.transaction(t))
}

func (g *WeChat) close(number string) answer {
	switch t := g.trades[number]; {
	case t == nil:
		return g.refuse(http.StatusNotFound, "ORDER_NOT_EXIST")
	case t.state == paid:
		return g.refuse(http.StatusBadRequest, "ORDERPAID")
	default:
		t.state = closed
		return g.reply(http.StatusNoContent, nil)
	}
}
