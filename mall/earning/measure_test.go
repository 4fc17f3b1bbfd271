package earning_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"pointsmall/ent"
	"pointsmall/mall"
	"pointsmall/mall/earning"
	"pointsmall/mall/earning/rule"
	"pointsmall/mall/malltest"
)

// beef is goods by weight at ¥60 a unit.
func beef(measure string) mall.PurchaseLine {
	return mall.PurchaseLine{Sku: "beef", Quantity: 1, Measure: measure, UnitPrice: "60"}
}

// weighed is a purchase of 1.250 of beef, ¥75, and of a cup, ¥25.
func weighed(who *ent.Member, number string) earning.Purchase {
	p := bought(*who.ExternalRef, number, yuan(100_00))
	p.Lines = []mall.PurchaseLine{beef("1.25"), {Sku: "cup", Quantity: 1, UnitPrice: "25"}}
	return p
}

func backBy(number, of string, lines ...mall.PurchaseLine) earning.Return {
	r := back(number, of, 0, 0)
	r.Lines = lines
	return r
}

func refund(number, of string, fen int64) earning.Return {
	r := back(number, of, 0, 0)
	amount := yuan(fen)
	r.Refund = &amount
	return r
}

func TestPartsOfAMeasureAddUpToTheWhole(t *testing.T) {
	malltest.Run(t, func(t *testing.T, m *malltest.Mall) {
		demo(t, m)
		who := m.Member("normal")
		require.EqualValues(t, 200, sell(t, m, weighed(who, "P")), "100, and 100 for the first purchase")
		var taken mall.Points
		for i, part := range []string{"0.333", "0.333", "0.333", "0.251"} {
			taken += takeBack(t, m, backBy(string(rune('a'+i)), "P", beef(part))).TakenBack
		}
		assert.EqualValues(t, 150, taken, "the beef's share")
		assert.EqualValues(t, 25, takeBack(t, m, refund("money", "P", 12_50)).TakenBack, "half of the cup's money")
		assert.Equal(t, "Refund of purchase P: 87.50 CNY of 100.00 CNY given back so far, with goods or without: 175 of 200 points due, less 150 before: 25", newest(t, m, who).Reason.EN)
		assert.EqualValues(t, 25, takeBack(t, m, backBy("cup", "P", mall.PurchaseLine{Sku: "cup", Quantity: 1, UnitPrice: "25"})).TakenBack)
		assert.Zero(t, balance(t, m, who).LifetimeEarned)
	})
}

func TestAMeasuredLineIsOnePieceToRulesAndItsMeasureToConditions(t *testing.T) {
	malltest.Run(t, func(t *testing.T, m *malltest.Mall) {
		activate(t, m,
			gives("much", mall.TriggerPurchase, 7, func(d *rule.Definition) {
				d.Condition = `event.lines.exists(l, l.sku == "beef" && l.measure >= 1.25 && l.quantity == 1) && event.lines.exists(l, l.sku == "cup" && l.measure == 1.0)`
			}),
			gives("more", mall.TriggerPurchase, 1000, func(d *rule.Definition) { d.Condition = `event.lines.exists(l, l.measure > 1.25)` }),
			gives("pieces", mall.TriggerPurchase, 0, func(d *rule.Definition) {
				d.Effect = rule.Effect{PerItem: &rule.PerItem{Points: 50, Skus: []string{"beef"}}}
			}),
		)
		without := m.Member("normal")
		p := weighed(without, "Q")
		p.Lines = []mall.PurchaseLine{{Sku: "tea", Quantity: 1, UnitPrice: "100"}}
		plain := sell(t, m, p)
		assert.Equal(t, plain+57, sell(t, m, weighed(m.Member("normal"), "P")))
	})
}

func TestAMeasureThatMakesNoSenseIsRefused(t *testing.T) {
	malltest.Run(t, func(t *testing.T, m *malltest.Mall) {
		who := m.Member("normal")
		for measure, path := range map[string]string{"0": "measure", "-1": "measure", "0.0005": "measure", "1000001": "measure", "x": "measure"} {
			p := weighed(who, "P")
			p.Lines[0].Measure = measure
			_, err := m.Earning.RecordPurchase(t.Context(), p)
			var refused *mall.Error
			require.ErrorAs(t, err, &refused, measure)
			assert.Equal(t, mall.CodeInvalidInput, refused.Code)
			assert.Equal(t, []string{"lines", "0", path}, refused.Path)
		}
		p := weighed(who, "P")
		p.Lines[0].Quantity = 2
		_, err := m.Earning.RecordPurchase(t.Context(), p)
		require.ErrorContains(t, err, "the quantity of a measured line is 1")
	})
}

func TestMoneyThatIsGivenBackWithoutGoodsTakesItsShare(t *testing.T) {
	malltest.Run(t, func(t *testing.T, m *malltest.Mall) {
		demo(t, m)
		who := m.Member("normal")
		early := takeBack(t, m, refund("early", "P", 10_00))
		assert.True(t, early.Pending)
		require.EqualValues(t, 200, sell(t, m, weighed(who, "P")))
		assert.EqualValues(t, 180, m.Available(who.ID), "what waited was a tenth")
		one := takeBack(t, m, refund("one", "P", 33))
		again := takeBack(t, m, refund("one", "P", 33))
		assert.Equal(t, earning.Returned{TakenBack: one.TakenBack, Duplicate: true}, again)
		_, err := m.Earning.RecordReturn(t.Context(), refund("two", "P", 89_68))
		var refused *mall.Error
		require.ErrorAs(t, err, &refused)
		assert.Equal(t, mall.CodeLimitExceeded, refused.Code)
		assert.Equal(t, []string{"amount", "amount"}, refused.Path)
		assert.Contains(t, refused.Text.EN, "89.67 CNY of it is left to return")
		dollars := refund("usd", "P", 1)
		dollars.Refund.Currency = "USD"
		_, err = m.Earning.RecordReturn(t.Context(), dollars)
		require.ErrorAs(t, err, &refused)
		assert.Equal(t, []string{"amount", "currency"}, refused.Path)
		both := refund("both", "P", 1)
		both.Lines = []mall.PurchaseLine{beef("0.1")}
		_, err = m.Earning.RecordReturn(t.Context(), both)
		require.ErrorAs(t, err, &refused)
		assert.Equal(t, mall.CodeInvalidInput, refused.Code)
		takeBack(t, m, refund("rest", "P", 89_67))
		assert.Zero(t, balance(t, m, who).LifetimeEarned)
		next := bought(*who.ExternalRef, "N", yuan(10_00))
		next.OccurredAt = next.OccurredAt.Add(time.Minute)
		assert.EqualValues(t, 110, sell(t, m, next), "all money came back: the next purchase is a first one again")
	})
}
