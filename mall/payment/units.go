package payment

import (
	"fmt"
	"math"

	"pointsmall/mall"
)

// yuan is the only money that WeChat Pay and Alipay take from shops in China.
const yuan mall.Currency = "CNY"

// inHundredths are currencies without a minor unit that Stripe counts in hundredths all the
// same: whole units, so that the last two digits are 0.
var inHundredths = map[mall.Currency]bool{"ISK": true}

// Fen is money as WeChat Pay counts it: an amount of CNY in fen.
func Fen(m mall.Money) (int64, error) {
	if m.Currency != yuan || m.Minor <= 0 {
		return 0, fmt.Errorf("%s is no amount of CNY", m)
	}
	return m.Minor, nil
}

// OfFen is what WeChat Pay means by an amount.
func OfFen(fen int64, currency string) mall.Money {
	return mall.Money{Minor: fen, Currency: mall.Currency(currency)}
}

// Yuan is money as Alipay writes it: "200.00".
func Yuan(m mall.Money) (string, error) {
	if m.Currency != yuan || m.Minor <= 0 {
		return "", fmt.Errorf("%s is no amount of CNY", m)
	}
	return m.Amount().StringFixed(2), nil
}

// OfYuan is what Alipay means by an amount.
func OfYuan(text string) (mall.Money, error) {
	amount, err := mall.ParseDecimal(text)
	if err != nil {
		return mall.Money{}, fmt.Errorf("%q is no amount", Mask(text))
	}
	return mall.ParseMoney(amount, yuan)
}

// StripeUnits is money as Stripe counts it: in minor units, but for currencies that it counts
// in hundredths without having any, and for those with thousandths, whose last digit is 0.
// See https://docs.stripe.com/currencies.
func StripeUnits(m mall.Money) (int64, error) {
	switch {
	case !m.Currency.Valid() || m.Minor <= 0:
		return 0, fmt.Errorf("%s is no amount", m)
	case inHundredths[m.Currency]:
		if m.Minor > math.MaxInt64/100 {
			return 0, fmt.Errorf("%s is too much", m)
		}
		return m.Minor * 100, nil
	case m.Currency.Digits() == 3 && m.Minor%10 != 0:
		return 0, fmt.Errorf("%s: Stripe takes amounts of %s whose last digit is 0", m, m.Currency)
	}
	return m.Minor, nil
}

// OfStripeUnits is what Stripe means by an amount; its currencies are in small letters.
func OfStripeUnits(units int64, currency mall.Currency) (mall.Money, error) {
	if inHundredths[currency] {
		if units%100 != 0 {
			return mall.Money{}, fmt.Errorf("%d is no amount of %s, which has no hundredths", units, currency)
		}
		units /= 100
	}
	return mall.Money{Minor: units, Currency: currency}, nil
}
