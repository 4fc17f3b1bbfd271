package payment_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"pointsmall/mall"
	"pointsmall/mall/payment"
)

func TestAmountsAsProvidersWriteThem(t *testing.T) {
	for _, c := range []struct {
		money  mall.Money
		stripe int64 // 0: Stripe has no such amount
		yuan   string
	}{
		{mall.Money{Minor: 200_00, Currency: "CNY"}, 200_00, "200.00"},
		{mall.Money{Minor: 1, Currency: "CNY"}, 1, "0.01"},
		{mall.Money{Minor: 0, Currency: "CNY"}, 0, ""},
		{mall.Money{Minor: -5, Currency: "CNY"}, 0, ""},
		{mall.Money{Minor: 100, Currency: "JPY"}, 100, ""},
		{mall.Money{Minor: 100, Currency: "UGX"}, 100, ""},
		{mall.Money{Minor: 5, Currency: "ISK"}, 500, ""},
		{mall.Money{Minor: 1_230, Currency: "KWD"}, 1_230, ""},
		{mall.Money{Minor: 1_234, Currency: "KWD"}, 0, ""},
		{mall.Money{Minor: 12_34, Currency: "USD"}, 12_34, ""},
	} {
		units, err := payment.StripeUnits(c.money)
		assert.Equal(t, c.stripe == 0, err != nil, c.money)
		assert.Equal(t, c.stripe, units, c.money)
		yuan, err := payment.Yuan(c.money)
		assert.Equal(t, c.yuan == "", err != nil, c.money)
		assert.Equal(t, c.yuan, yuan)
		fen, err := payment.Fen(c.money)
		assert.Equal(t, c.yuan == "", err != nil, c.money)
		if err == nil {
			assert.Equal(t, c.money, payment.OfFen(fen, "CNY"))
		}
	}
	for _, text := range []string{"", "x", "1.234", "1e9999", "0x10"} {
		_, err := payment.OfYuan(text)
		assert.Error(t, err, text)
	}
	_, err := payment.OfStripeUnits(501, "ISK")
	assert.Error(t, err)
}

func TestAmountsComeBackAsTheyWere(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		m := mall.Money{Minor: rapid.Int64Range(1, 1<<50).Draw(t, "minor"), Currency: rapid.SampledFrom([]mall.Currency{"CNY", "JPY", "ISK", "KWD", "USD"}).Draw(t, "currency")}
		if units, err := payment.StripeUnits(m); err == nil {
			back, err := payment.OfStripeUnits(units, m.Currency)
			require.NoError(t, err)
			require.Equal(t, m, back)
		}
		if yuan, err := payment.Yuan(m); err == nil {
			back, err := payment.OfYuan(yuan)
			require.NoError(t, err)
			require.Equal(t, m, back)
		}
	})
}

func TestNumbersOfAttemptsAndRefunds(t *testing.T) {
	id := mall.NewPaymentID()
	number := payment.NumberOf(id)
	assert.Regexp(t, "^[0-9a-f]{32}$", number)
	back, ok := payment.ByNumber(number)
	assert.True(t, ok)
	assert.Equal(t, id, back)
	refund := payment.RefundNumber(id, 12)
	assert.LessOrEqual(t, len(refund), 64)
	back, ok = payment.PaymentOfRefund(refund)
	assert.True(t, ok)
	assert.Equal(t, id, back)
	for _, text := range []string{"", "R1", "0123", number + "0", "zz" + number[2:]} {
		_, ok := payment.ByNumber(text)
		assert.False(t, ok, text)
		_, ok = payment.PaymentOfRefund(text)
		assert.False(t, ok, text)
	}
}

func TestOptionsAreStoredAndRead(t *testing.T) {
	for _, o := range []payment.Options{{}, {Scene: mall.SceneJSAPI, OpenID: "o"}, {ReturnURL: "https://shop.test/?a=b&c", Address: "::1"}} {
		back, err := payment.OptionsOf(o.String())
		require.NoError(t, err)
		assert.Equal(t, o, back)
	}
	assert.Empty(t, payment.Options{}.String())
	_, err := payment.OptionsOf("{")
	assert.Error(t, err)
}
