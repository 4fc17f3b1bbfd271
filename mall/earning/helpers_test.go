package earning_test

import (
	"context"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"pointsmall/ent"
	"pointsmall/mall"
	"pointsmall/mall/earning"
	"pointsmall/mall/earning/purchase"
	"pointsmall/mall/earning/rule"
	"pointsmall/mall/malltest"
	"pointsmall/mall/seed"
	"pointsmall/mall/store"
)

// demo gives the mall the demo's rules; its services go on with the settings they have.
func demo(t *testing.T, m *malltest.Mall) {
	t.Helper()
	require.NoError(t, m.DB.InTx(t.Context(), func(ctx context.Context, tx *store.Tx) error { return seed.DemoRules(ctx, tx, m.Clock.Now()) }))
}

// activate makes rules that are active.
func activate(t *testing.T, m *malltest.Mall, rules ...*rule.Rule) {
	t.Helper()
	require.NoError(t, m.DB.InTx(t.Context(), func(ctx context.Context, tx *store.Tx) error {
		return rule.Create(ctx, tx, "test", m.Clock.Now(), rules...)
	}))
}

// gives is a rule that gives a fixed number of points.
func gives(code string, on mall.Trigger, points mall.Points, edit ...func(*rule.Definition)) *rule.Rule {
	r := &rule.Rule{Code: code, Name: mall.Text{EN: code, ZH: code}, Definition: rule.Definition{Trigger: on, Effect: rule.Effect{Fixed: &rule.Fixed{Points: points}}}}
	for _, f := range edit {
		f(&r.Definition)
	}
	return r
}

// did is an activity of a member, now.
func did(m *malltest.Mall, who *ent.Member, number string, what mall.Trigger) earning.Activity {
	return earning.Activity{Source: purchase.Mall, ExternalRef: number, MemberRef: *who.ExternalRef, Trigger: what, OccurredAt: m.Clock.Now()}
}

// set writes a setting.
func set(t *testing.T, m *malltest.Mall, name, value string) {
	t.Helper()
	m.Update(t, func(c *ent.Client) error { return c.Setting.Create().SetID(name).SetValue(value).Exec(t.Context()) })
}

func buy(t *testing.T, m *malltest.Mall, who *ent.Member, number string, fen int64) mall.Points {
	t.Helper()
	got, err := m.Earning.RecordPurchase(t.Context(), bought(*who.ExternalRef, number, yuan(fen)))
	require.NoError(t, err)
	return got.Points
}

const day = 24 * time.Hour
