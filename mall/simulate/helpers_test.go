package simulate_test

import (
	"context"
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"pointsmall/ent"
	"pointsmall/mall"
	"pointsmall/mall/earning"
	"pointsmall/mall/malltest"
	"pointsmall/mall/purchase"
	"pointsmall/mall/rule"
	"pointsmall/mall/simulate"
	"pointsmall/mall/store"
)

const day = 24 * time.Hour

// today is the day of malltest.Start in the mall's zone.
var today = mall.DateOf(malltest.Start, malltest.Zone)

func simulator(m *malltest.Mall) *simulate.Service {
	return simulate.New(m.DB, m.Settings, m.Rules)
}

func activate(t *testing.T, m *malltest.Mall, rules ...*rule.Rule) {
	t.Helper()
	require.NoError(t, m.DB.InTx(t.Context(), func(ctx context.Context, tx *store.Tx) error {
		return rule.Create(ctx, tx, "test", m.Clock.Now(), rules...)
	}))
}

// gives is a definition that gives a fixed number of points.
func gives(on mall.Trigger, points mall.Points, edit ...func(*rule.Definition)) rule.Definition {
	d := rule.Definition{Trigger: on, Effect: rule.Effect{Fixed: &rule.Fixed{Points: points}}}
	for _, f := range edit {
		f(&d)
	}
	return d
}

func named(code string, d rule.Definition) *rule.Rule {
	return &rule.Rule{Code: code, Name: mall.Text{EN: code, ZH: "规则 " + code}, Definition: d}
}

// unsaved is a rule to try.
func unsaved(code string, d rule.Definition) simulate.Draft {
	return simulate.Draft{Code: code, Unsaved: &rule.Draft{Code: code, Name: mall.Text{EN: code}, Definition: d}}
}

// buy records a purchase some time ago.
func buy(t *testing.T, m *malltest.Mall, who *ent.Member, ref string, fen int64, ago time.Duration, edit ...func(*earning.Purchase)) mall.Points {
	t.Helper()
	p := earning.Purchase{
		Source: purchase.Mall, ExternalRef: ref, MemberRef: *who.ExternalRef, OccurredAt: m.Clock.Now().Add(-ago), Total: mall.Money{Minor: fen, Currency: "CNY"},
		Lines: []mall.PurchaseLine{{Sku: "tea", Quantity: 1, UnitPrice: mall.Money{Minor: fen, Currency: "CNY"}.Amount().String()}},
	}
	for _, f := range edit {
		f(&p)
	}
	got, err := m.Earning.RecordPurchase(t.Context(), p)
	require.NoError(t, err)
	return got.Points
}

func review(t *testing.T, m *malltest.Mall, who *ent.Member, n int, ago time.Duration) mall.Points {
	t.Helper()
	got, err := m.Earning.RecordActivity(t.Context(), earning.Activity{
		Source: purchase.Mall, ExternalRef: fmt.Sprint(n), MemberRef: *who.ExternalRef, Trigger: mall.OnReview, OccurredAt: m.Clock.Now().Add(-ago),
	})
	require.NoError(t, err)
	return got.Points
}

func simulated(t *testing.T, m *malltest.Mall, days int, drafts ...simulate.Draft) *simulate.Result {
	t.Helper()
	result, err := simulator(m).Run(t.Context(), simulate.Request{From: today.AddDays(-days), Until: today, Drafts: drafts}, nil)
	require.NoError(t, err)
	return result
}

func dec(text string) mall.Decimal {
	d, err := mall.ParseDecimal(text)
	if err != nil {
		panic(err)
	}
	return d
}
