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
	"pointsmall/mall/earning/purchase"
	"pointsmall/mall/earning/rule"
	"pointsmall/mall/ledger"
	"pointsmall/mall/malltest"
	"pointsmall/mall/member"
	"pointsmall/mall/simulate"
	"pointsmall/mall/store"
	"pointsmall/mall/tiering"
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
		Source: purchase.Mall, ExternalRef: fmt.Sprint(n), MemberRef: *who.ExternalRef, Trigger: mall.TriggerReview, OccurredAt: m.Clock.Now().Add(-ago),
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

// later lets time pass.
func later(m *malltest.Mall, d time.Duration) { m.Clock.Set(m.Clock.Now().Add(d)) }

// ratio gives points for each yuan.
func ratio(points mall.Points) rule.Definition {
	return rule.Definition{Trigger: mall.TriggerPurchase, Effect: rule.Effect{Ratio: &rule.Ratio{Points: points, AmountMinor: 100, Currency: "CNY"}}}
}

// tierBonus gives a percentage on ratios, by tier.
func tierBonus(percents map[string]string) rule.Definition {
	d := rule.Definition{Trigger: mall.TriggerPurchase, Effect: rule.Effect{TierBonus: &rule.TierBonus{Percents: map[string]mall.Decimal{}}}}
	for tier, percent := range percents {
		d.Effect.TierBonus.Percents[tier] = dec(percent)
	}
	return d
}

// threshold has a tier be reached by money spent.
func threshold(t *testing.T, m *malltest.Mall, tier string, minor int64) {
	t.Helper()
	row, err := m.DB.Ent().Tier.Get(t.Context(), tier)
	require.NoError(t, err)
	_, err = m.Tiering.UpdateTier(t.Context(), tiering.Change{Code: tier, Version: row.Version, Threshold: &mall.TierThreshold{SpentMinor: minor}})
	require.NoError(t, err)
}

// signUp signs a member up as package access does, without the time that hashing takes.
func signUp(t *testing.T, m *malltest.Mall, name, code string) *ent.Member {
	t.Helper()
	var who *ent.Member
	require.NoError(t, m.DB.InTx(t.Context(), func(ctx context.Context, tx *store.Tx) (err error) {
		if who, err = tx.Ent().Member.Create().SetLogin(name).SetExternalRef(name).SetDisplayName(name).SetCreatedAt(m.Clock.Now()).Save(ctx); err != nil {
			return err
		}
		var batch store.Batch
		ledger.OpenAccounts(&batch, []mall.MemberID{who.ID}, m.Clock.Now())
		if err := batch.Exec(ctx, tx); err != nil {
			return err
		}
		return m.Earning.Welcome(ctx, tx, member.Newcomer{ID: who.ID, Name: name, ReferralCode: code})
	}))
	return who
}

// pieces makes a purchase one of so many pieces of a kind; its total stays.
func pieces(quantity int, price string) func(*earning.Purchase) {
	return func(p *earning.Purchase) {
		p.Lines = []mall.PurchaseLine{{Sku: "tea", Quantity: quantity, UnitPrice: price}}
	}
}

// giveBack returns pieces of a purchase now, and says what that took.
func giveBack(t *testing.T, m *malltest.Mall, ref, of string, quantity int, price string) mall.Points {
	t.Helper()
	got, err := m.Earning.RecordReturn(t.Context(), earning.Return{
		Source: purchase.Mall, ExternalRef: ref, PurchaseRef: of, OccurredAt: m.Clock.Now(),
		Lines: []mall.PurchaseLine{{Sku: "tea", Quantity: quantity, UnitPrice: price}},
	})
	require.NoError(t, err)
	require.False(t, got.Pending)
	return got.TakenBack
}
