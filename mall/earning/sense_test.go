package earning_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"pointsmall/ent"
	"pointsmall/ent/category"
	"pointsmall/mall"
	"pointsmall/mall/catalog"
	"pointsmall/mall/earning/rule"
	"pointsmall/mall/earning/task"
	"pointsmall/mall/malltest"
)

var author = mall.Actor{Kind: mall.ActorStaff, StaffID: mall.NewStaffID()}

func decimalOf(t *testing.T, text string) mall.Decimal {
	t.Helper()
	d, err := mall.ParseDecimal(text)
	require.NoError(t, err)
	return d
}

// A rule that can never earn in this mall is neither saved nor activated, and nothing is
// left of it.
func TestARuleThatCanNeverEarnIsRefused(t *testing.T) {
	malltest.Run(t, func(t *testing.T, m *malltest.Mall) {
		write := func(code string, edit func(*rule.Definition)) (*rule.Rule, error) {
			return m.Rules.Create(t.Context(), author, rule.Draft{Code: code, Name: mall.Text{EN: "A", ZH: "甲"}, Definition: gives(code, mall.TriggerPurchase, 5, edit).Definition})
		}
		for field, edit := range map[string]func(*rule.Definition){
			"audience": func(d *rule.Definition) { d.Audience.Tiers = []string{"platinum"} },
			"effect":   func(d *rule.Definition) { d.Effect.Fixed.Categories = []string{"no-such-category"} },
			"schedule": func(d *rule.Definition) { d.Schedule.Until = new(malltest.Start) },
			"pending": func(d *rule.Definition) {
				d.Pending.UntilReturnWindowCloses, d.Expiry = true, &mall.Expiry{Kind: mall.ExpireDays, N: 1}
			},
		} {
			_, err := write("never", edit)
			var refusal *mall.Error
			require.ErrorAs(t, err, &refusal, field)
			assert.Equal(t, mall.CodeInvalidInput, refusal.Code)
			assert.Equal(t, field, refusal.Path[0])
		}
		_, err := m.Rules.Get(t.Context(), "never", nil)
		assert.Equal(t, mall.CodeNotFound, code(err))

		soon := malltest.Start.Add(time.Hour)
		made, err := write("brief", func(d *rule.Definition) { d.Schedule.Until = &soon })
		require.NoError(t, err)
		m.Clock.Set(soon)
		_, err = m.Rules.Activate(t.Context(), author, rule.Version{Code: "brief", Version: 1, Revision: made.Revision})
		assert.Equal(t, mall.CodeInvalidInput, code(err), "it is over by now")
		_, err = m.Rules.Retire(t.Context(), author, rule.Version{Code: "brief", Version: 1, Revision: made.Revision})
		require.NoError(t, err, "it can be given up")
	})
}

// A bonus without rules to be a part of is saved, and says so.
func TestABonusOfNothingIsToldOf(t *testing.T) {
	malltest.Run(t, func(t *testing.T, m *malltest.Mall) {
		double := gives("double", mall.TriggerShare, 0, func(d *rule.Definition) {
			d.Effect = rule.Effect{Multiplier: &rule.Multiplier{Factor: decimalOf(t, "2"), Base: rule.OfAll}}
		})
		made, err := m.Rules.Create(t.Context(), author, rule.Draft{Code: "double", Name: double.Name, Definition: double.Definition})
		require.NoError(t, err)
		odd, err := m.Rules.Warnings(t.Context(), made)
		require.NoError(t, err)
		require.Len(t, odd, 1)
		assert.Equal(t, rule.NothingToAddTo, odd[0].Code)
		activate(t, m, gives("share", mall.TriggerShare, 30))
		odd, err = m.Rules.Warnings(t.Context(), made)
		require.NoError(t, err)
		assert.Empty(t, odd)
	})
}

// So is a task whose members there are not, or whose time is over.
func TestATaskThatCanNeverCountIsRefused(t *testing.T) {
	malltest.Run(t, func(t *testing.T, m *malltest.Mall) {
		for field, edit := range map[string]func(*task.Definition){
			"audience": func(d *task.Definition) { d.Audience.Tiers = []string{"platinum"} },
			"until":    func(d *task.Definition) { d.Until = new(malltest.Start) },
			"steps":    func(d *task.Definition) { d.Steps[0].Condition = `member.tier == "platinum"` },
		} {
			d := task.Draft{Code: "never", Name: mall.Text{EN: "A", ZH: "甲"}, Definition: task.Definition{
				Period: mall.TaskDaily, Steps: []task.Step{{Code: "review", Trigger: mall.TriggerReview, Times: 1}},
			}}
			edit(&d.Definition)
			_, err := m.Tasks.Create(t.Context(), author, d)
			var refusal *mall.Error
			require.ErrorAs(t, err, &refusal, field)
			assert.Equal(t, mall.CodeInvalidInput, refusal.Code)
			assert.Equal(t, field, refusal.Path[0])
		}
	})
}

// Goods are known by their category and those above it.
func TestABonusForACategoryCountsWhatLiesBelowIt(t *testing.T) {
	malltest.Run(t, func(t *testing.T, m *malltest.Mall) {
		m.Update(t, func(c *ent.Client) error {
			drinks, err := c.Category.Create().SetSlug("drinks").SetName(mall.Text{EN: "Drinks"}).Save(t.Context())
			if err != nil {
				return err
			}
			return c.Category.Create().SetSlug("tea").SetName(mall.Text{EN: "Tea"}).SetParentID(drinks.ID).Exec(t.Context())
		})
		tea, err := m.DB.Ent().Category.Query().Where(category.Slug("tea")).OnlyID(t.Context())
		require.NoError(t, err)
		m.Sku(100, 1, func(s *catalog.NewSku) { s.Code = "TEA-1" })
		m.Update(t, func(c *ent.Client) error { return c.Product.Update().SetCategoryID(tea).Exec(t.Context()) })
		activate(t, m, gives("double", mall.TriggerPurchase, 0, func(d *rule.Definition) {
			d.Effect = rule.Effect{Multiplier: &rule.Multiplier{Factor: decimalOf(t, "2"), Goods: rule.Goods{Categories: []string{"drinks"}}}}
		}))
		who := m.Member("normal")
		p := bought(*who.ExternalRef, "1", yuan(100_00))
		p.Lines = []mall.PurchaseLine{{Sku: "TEA-1", Quantity: 2, UnitPrice: "30"}, {Sku: "CUP-1", Quantity: 1, UnitPrice: "40"}}
		got, err := m.Earning.RecordPurchase(t.Context(), p)
		require.NoError(t, err)
		assert.EqualValues(t, 160, got.Points)
	})
}
