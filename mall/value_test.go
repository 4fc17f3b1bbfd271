package mall_test

import (
	"encoding/json"
	"math"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"

	"pointsmall/mall"
)

func TestWholeNumbersMayBeWrittenInAnyWay(t *testing.T) {
	for v, want := range map[any]int64{
		json.Number("2"): 2, json.Number("2.0"): 2, json.Number("20e-1"): 2, json.Number("-0.0"): 0, json.Number("1E2"): 100, int64(7): 7, 7: 7, 5.0: 5,
		json.Number("9007199254740991.0"): 1<<53 - 1, json.Number("9223372036854775807"): math.MaxInt64,
	} {
		n, ok := mall.WholeNumber(v)
		assert.True(t, ok, v)
		assert.Equal(t, want, n, v)
	}
	for _, v := range []any{
		json.Number("2.5"), json.Number("1e40"), json.Number("1e999"), json.Number("9007199254740993.0"), json.Number("9223372036854775808"),
		2.5, math.Inf(1), math.NaN(), "2", true, nil,
		[]any{2},
	} {
		_, ok := mall.WholeNumber(v)
		assert.False(t, ok, v)
	}
}

func TestABadValueIsShownInPart(t *testing.T) {
	assert.Equal(t, `"2"`, mall.Shown("2"))
	assert.Equal(t, `2.50`, mall.Shown(json.Number("2.50")))
	assert.Equal(t, `null`, mall.Shown(nil))
	long := mall.Shown(strings.Repeat("积", 100))
	assert.LessOrEqual(t, len(long), 64)
	assert.True(t, strings.HasSuffix(long, "积…"))
	assert.Equal(t, "a func()", mall.Shown(func() {}))
}

func TestPointsAreReadAsWholeNumbers(t *testing.T) {
	var p mall.Points
	assert.NoError(t, p.UnmarshalGQL(json.Number("5.0")))
	assert.Equal(t, mall.Points(5), p)
	for _, v := range []any{json.Number("5.5"), json.Number("9007199254740992"), json.Number("-9007199254740992"), "5"} {
		assert.ErrorContains(t, p.UnmarshalGQL(v), strings.Trim(mall.Shown(v), `"`))
	}
}

func TestIDsMayBeNumbers(t *testing.T) {
	var a mall.AnyID
	assert.NoError(t, a.UnmarshalGQL(json.Number("5")))
	assert.Equal(t, mall.AnyID("5"), a)
	assert.ErrorContains(t, a.UnmarshalGQL(true), "true")
	var o mall.OrderID
	assert.ErrorContains(t, o.UnmarshalGQL(int64(5)), "ord_")
}

func TestCurrenciesThatThereAre(t *testing.T) {
	for _, c := range []mall.Currency{"CNY", "GBP", "JPY", "KWD", "HRK", "VES", "SLE", "XCG", "ZWG"} {
		assert.True(t, c.Known(), c)
		assert.Nil(t, c.CheckKnown(), c)
	}
	for _, c := range []mall.Currency{"XXQ", "cny", "RMB", "", "POINTS", "XXX", "XTS"} {
		assert.False(t, c.Known(), c)
		refusal := c.CheckKnown()
		if assert.NotNil(t, refusal, c) {
			assert.Equal(t, mall.CodeInvalidInput, refusal.Code)
			assert.Equal(t, []string{"currency"}, refusal.Path)
			assert.Contains(t, refusal.Text.EN, "ISO 4217")
			assert.Contains(t, refusal.Text.ZH, "货币")
		}
		_, err := mall.ReadMoney(mall.Decimal{}, c)
		assert.Error(t, err, c)
	}
}

// What older versions stored can still be read.
func TestStoredMoneyMayBeOfAnyCurrency(t *testing.T) {
	money, err := mall.ParseMoney(mall.Decimal{}, "XXQ")
	assert.NoError(t, err)
	assert.Equal(t, "0.00 XXQ", money.String())
	_, err = mall.ParseMoney(mall.Decimal{}, "yuan")
	assert.Error(t, err)
}

// A price without one of its two parts is told without it.
func TestAChangedPriceIsToldByWhatIsAsked(t *testing.T) {
	cash := mall.Money{Minor: 12_50, Currency: "CNY"}
	assert.Equal(t, mall.Text{EN: "the price has changed: it is 1 point now", ZH: "价格已变动：现为 1 积分"}, mall.PriceIsNow(1, mall.Money{Currency: "CNY"}).Text)
	assert.Equal(t, mall.Text{EN: "the price has changed: it is 12.50 CNY now", ZH: "价格已变动：现为 12.50 CNY"}, mall.PriceIsNow(0, cash).Text)
	assert.Equal(t, mall.Text{EN: "the price has changed: it is 5 points and 12.50 CNY now", ZH: "价格已变动：现为 5 积分及 12.50 CNY"}, mall.PriceIsNow(5, cash).Text)
}

func TestEveryStateHasItsName(t *testing.T) {
	for _, s := range mall.OrderStatus("").Values() {
		text := mall.OrderStatus(s).Text()
		assert.NotEmpty(t, text.EN, s)
		assert.NotEmpty(t, text.ZH, s)
	}
	for _, s := range mall.AfterSaleStatus("").Values() {
		text := mall.AfterSaleStatus(s).Text()
		assert.NotEmpty(t, text.EN, s)
		assert.NotEmpty(t, text.ZH, s)
	}
	for _, s := range mall.CampaignStatus("").Values() {
		text := mall.CampaignStatus(s).Text()
		assert.NotEmpty(t, text.EN, s)
		assert.NotEmpty(t, text.ZH, s)
	}
}
