package imports

import (
	"github.com/shopspring/decimal"

	"pointsmall/mall"
)

// roundTotal rounds an exact sum, which is not negative, half up to the currency's
// minor unit. ok is false when that is more money than an amount can hold.
func roundTotal(exact decimal.Decimal, c mall.Currency) (total mall.Money, ok bool) {
	total, err := mall.ParseMoney(mall.Decimal{Decimal: exact.Round(c.Digits())}, c)
	return total, err == nil
}
