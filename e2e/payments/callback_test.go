package payments_test

import (
	"bytes"
	"net/http"
	"net/http/httptest"
	"net/url"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"pointsmall/e2e/gateway"
	"pointsmall/mall"
	"pointsmall/mall/malltest"
	"pointsmall/mall/payment"
	"pointsmall/mall/payment/alipay"
	"pointsmall/mall/payment/wechatpay"
)

// call is a notice as the mall gets it.
func call(n gateway.Notice) payment.Call { return payment.Call{Header: n.Header, Body: n.Body} }

// only is the one call that the platform has made.
func (s *stand) only(t *testing.T) gateway.Notice {
	t.Helper()
	all := s.platform.Notices()
	require.Len(t, all, 1)
	return all[0]
}

// understood is what a call of the platform means.
func (s *stand) understood(t *testing.T, n gateway.Notice) payment.Notice {
	t.Helper()
	by := s.Provider.(payment.Listener)
	require.NoError(t, by.Verify(call(n)))
	message, err := by.Trim(n.Body)
	require.NoError(t, err)
	assert.NotEmpty(t, message.Key)
	again, err := by.Trim(n.Body)
	require.NoError(t, err)
	assert.Equal(t, message.Key, again.Key)
	meant, err := by.Translate(message)
	require.NoError(t, err)
	return meant
}

func TestACallTellsWhatWasPaid(t *testing.T) {
	each(t, func(t *testing.T, s *stand, _ *malltest.Clock) {
		p := s.paid(t)
		assert.Equal(t, payment.Notice{Kind: payment.NoticePaid, Payment: p.ID, Money: mall.Money{Minor: 180_00, Currency: "CNY"}}, s.understood(t, s.only(t)))
		s.done(t, p, 1, 80_00)
		for _, n := range s.platform.Notices() {
			assert.Equal(t, payment.Notice{Kind: payment.NoticeRefund, Payment: p.ID}, s.understood(t, n))
		}
		p = s.begun(t)
		require.NoError(t, s.platform.Fail(payment.NumberOf(p.ID)))
		for _, n := range s.platform.Notices() {
			assert.Equal(t, payment.Notice{Kind: payment.NoticeFailed, Payment: p.ID}, s.understood(t, n))
		}
	})
}

func TestAForgedCallIsSeenThrough(t *testing.T) {
	each(t, func(t *testing.T, s *stand, _ *malltest.Clock) {
		s.paid(t)
		n := s.only(t)
		by := s.Provider.(payment.Listener)
		require.NoError(t, by.Verify(call(n)))
		forged := map[string]gateway.Notice{
			"signed by somebody else": s.platform.Forge(n),
			"without a header":        {Header: nil, Body: bytes.Replace(n.Body, []byte("sign="), []byte("sing="), 1)},
			"another body":            {Header: n.Header, Body: append(bytes.Clone(n.Body), ' ')},
			"nothing":                 {},
		}
		for name, f := range forged {
			err := by.Verify(call(f))
			require.Error(t, err, name)
			assertHarmless(t, err)
		}
	})
}

// Money is minor units in the mall and everywhere else, but for a few currencies.
func TestStripeCountsACurrencyAsItDoes(t *testing.T) {
	for currency, c := range map[mall.Currency]struct{ minor, units int64 }{
		"CNY": {180_00, 180_00}, "JPY": {1800, 1800}, "ISK": {1800, 1800_00}, "KWD": {1_230, 1_230}, "UGX": {1800, 1800},
	} {
		clock := &malltest.Clock{}
		clock.Set(malltest.Start)
		s := openStripe(t, clock.Now)
		p := s.attempt()
		p.AmountMinor, p.Currency = c.minor, currency
		s.begin(t, p)
		require.NoError(t, s.platform.Pay(payment.NumberOf(p.ID)), currency)
		taken, _ := s.book(p)
		assert.Equal(t, c.units, taken, currency)
		found, err := s.Ask(t.Context(), p)
		require.NoError(t, err)
		assert.Equal(t, &mall.Money{Minor: c.minor, Currency: currency}, found.Money)
		assert.Equal(t, mall.Money{Minor: c.minor, Currency: currency}, s.understood(t, s.only(t)).Money)
		s.done(t, p, 1, c.minor)
		_, back := s.book(p)
		assert.Equal(t, c.units, back, currency)
	}
}

func TestWhatAProviderDoesNotTake(t *testing.T) {
	clock := &malltest.Clock{}
	clock.Set(malltest.Start)
	yen, fils := mall.Money{Minor: 100, Currency: "JPY"}, mall.Money{Minor: 1_001, Currency: "KWD"}
	yuan := mall.Money{Minor: 100, Currency: "CNY"}
	for name, c := range map[string]struct {
		open   opener
		amount mall.Money
		o      payment.Options
		path   []string
	}{
		"WeChat Pay, yen":            {openWeChat, yen, payment.Options{}, []string{"paymentMethod"}},
		"WeChat Pay, a page":         {openWeChat, yuan, payment.Options{Scene: mall.ScenePage}, []string{"paymentOptions", "scene"}},
		"WeChat Pay, nobody":         {openWeChat, yuan, payment.Options{Scene: mall.SceneJSAPI}, []string{"paymentOptions", "openId"}},
		"WeChat Pay, from nowhere":   {openWeChat, yuan, payment.Options{Scene: mall.SceneH5}, []string{"paymentOptions", "scene"}},
		"Alipay, yen":                {openAlipay, yen, payment.Options{}, []string{"paymentMethod"}},
		"Alipay, inside WeChat":      {openAlipay, yuan, payment.Options{Scene: mall.SceneJSAPI}, []string{"paymentOptions", "scene"}},
		"Stripe, a thousandth":       {openStripe, fils, payment.Options{}, []string{"paymentMethod"}},
		"Stripe, more than it takes": {openStripe, mall.Money{Minor: 100_000_000, Currency: "USD"}, payment.Options{}, []string{"paymentMethod"}},
		"Stripe, a scene":            {openStripe, yuan, payment.Options{Scene: mall.ScenePage}, []string{"paymentOptions", "scene"}},
	} {
		refusal := c.open(t, clock.Now).Takes(c.amount, c.o)
		require.NotNil(t, refusal, name)
		assert.Equal(t, c.path, refusal.Path, name)
	}
}

func TestEveryScene(t *testing.T) {
	clock := &malltest.Clock{}
	clock.Set(malltest.Start)
	for _, c := range []struct {
		open opener
		o    payment.Options
		has  string
	}{
		{openWeChat, payment.Options{Scene: mall.SceneNative}, "weixin://"},
		{openWeChat, payment.Options{Scene: mall.SceneJSAPI, OpenID: "oUpF8uMuAJO_M2pxb1Q9zNjWeS6o"}, `"paySign"`},
		{openWeChat, payment.Options{Scene: mall.SceneH5, Address: "192.0.2.1", ReturnURL: "https://shop.test/done?a=b"}, "redirect_url=https%3A%2F%2Fshop.test%2Fdone%3Fa%3Db"},
		{openAlipay, payment.Options{Scene: mall.ScenePage, ReturnURL: "https://shop.test/done"}, "method=alipay.trade.page.pay"},
		{openAlipay, payment.Options{Scene: mall.SceneWAP}, "method=alipay.trade.wap.pay"},
		{openAlipay, payment.Options{Scene: mall.SceneApp}, "method=alipay.trade.app.pay"},
	} {
		s := c.open(t, clock.Now)
		s.options = c.o
		require.Nil(t, s.Takes(mall.Money{Minor: 180_00, Currency: "CNY"}, c.o))
		p := s.begun(t)
		assert.Contains(t, p.ClientAction, c.has)
		require.NoError(t, s.platform.Pay(payment.NumberOf(p.ID)), c.o.Scene)
	}
	// The platform gives it up by itself, a phone's order too.
	s := openAlipay(t, clock.Now)
	s.options = payment.Options{Scene: mall.SceneWAP}
	p := s.begun(t)
	clock.Set(clock.Now().Add(14 * time.Minute))
	require.Error(t, s.platform.Pay(payment.NumberOf(p.ID)))
}

// What the SDKs do with such calls: WeChat Pay's panics, Alipay's fetches the certificate.
func TestACallThatMakesNoSenseHurtsNobody(t *testing.T) {
	malltest.Run(t, func(t *testing.T, m *malltest.Mall) {
		g := gateway.NewWeChat(m.Clock.Now)
		p, err := wechatpay.New(weChatSettings(g, serve(t, g)), home, "Points mall")
		require.NoError(t, err)
		m.Checkout.Offer(p)
		for _, body := range []string{`{}`, `[]`, `x`, `{"id":"1","resource":{"algorithm":"AEAD_AES_256_GCM","nonce":"short","ciphertext":"AAAA"}}`} {
			assert.Equal(t, http.StatusNoContent, m.Checkout.Receive(t.Context(), p, call(g.SignAny([]byte(body)))).Status, body)
		}
		count, err := m.DB.Ent().PaymentCallback.Query().Count(t.Context())
		require.NoError(t, err)
		assert.Equal(t, 4, count, "they are kept, for people to see")
	})
}

func TestAForgedCallHasNobodyAsked(t *testing.T) {
	var asked atomic.Int64
	s := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { asked.Add(1) }))
	t.Cleanup(s.Close)
	p, err := alipay.New(alipaySettings(gateway.NewAlipay(mall.SystemClock), s.URL), home, "Points mall")
	require.NoError(t, err)
	form := url.Values{"alipay_cert_sn": {"another"}, "sign": {"AAAA"}, "sign_type": {"RSA2"}}
	require.Error(t, p.Verify(payment.Call{Body: []byte(form.Encode())}))
	assert.Zero(t, asked.Load())
}
