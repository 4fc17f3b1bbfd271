package multiplier_test

import (
	"fmt"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"pointsmall/ent"
	"pointsmall/mall"
	"pointsmall/mall/campaign/multiplier"
	"pointsmall/mall/earning"
	"pointsmall/mall/earning/purchase"
	"pointsmall/mall/earning/rule"
	"pointsmall/mall/malltest"
	"pointsmall/mall/store"
	"pointsmall/mall/wiring"
)

var boss = mall.Actor{Kind: mall.ActorStaff, StaffID: mall.NewStaffID(), Permissions: []mall.Permission{mall.PermissionCampaigns}}

var two, _ = mall.ParseDecimal("2")

// doubled is a campaign by which purchases earn twice as much as by the rule that every mall
// begins with: a point a yuan.
func doubled(budget *mall.Points, edit func(*multiplier.NewMultiplier)) multiplier.NewMultiplier {
	n := multiplier.NewMultiplier{
		Slug: "double", Name: mall.Text{EN: "Double", ZH: "双倍"}, StartsAt: malltest.Start.Add(-time.Hour), EndsAt: malltest.Start.Add(48 * time.Hour), Budget: budget,
		Earning: []rule.Draft{{Name: mall.Text{EN: "Twice"}, Definition: rule.Definition{
			Trigger: mall.TriggerPurchase, Effect: rule.Effect{Multiplier: &rule.Multiplier{Factor: two}},
		}}},
	}
	if edit != nil {
		edit(&n)
	}
	return n
}

func running(t *testing.T, m *malltest.Mall, n multiplier.NewMultiplier) *ent.Campaign {
	t.Helper()
	draft, err := m.Multipliers.Create(t.Context(), boss, n)
	require.NoError(t, err)
	started, err := m.Multipliers.Start(t.Context(), boss, draft.ID, draft.Version)
	require.NoError(t, err)
	return started
}

// spend records a purchase of 100 yuan.
func spend(t *testing.T, m *malltest.Mall, who *ent.Member, ref string) mall.Points {
	t.Helper()
	got, err := m.Earning.RecordPurchase(t.Context(), bought(who, 100, ref))
	require.NoError(t, err)
	return got.Points
}

func bought(who *ent.Member, yuan int64, ref string) earning.Purchase {
	return earning.Purchase{
		Source: purchase.Mall, ExternalRef: ref, MemberRef: *who.ExternalRef, OccurredAt: malltest.Start,
		Total: mall.Money{Minor: yuan * 100, Currency: "CNY"},
		Lines: []mall.PurchaseLine{{Sku: "thing", Quantity: 1, UnitPrice: fmt.Sprint(yuan)}},
	}
}

func sheet(t *testing.T, m *malltest.Mall, id mall.CampaignID) *multiplier.Sheet {
	t.Helper()
	sheets, err := m.Multipliers.Sheets(t.Context(), []mall.CampaignID{id})
	require.NoError(t, err)
	return sheets[id]
}

func TestPurchasesEarnTwiceUntilTheBudgetIsSpent(t *testing.T) {
	malltest.Run(t, func(t *testing.T, m *malltest.Mall) {
		who := m.Member("normal")
		c := running(t, m, doubled(new(mall.Points(250)), nil))
		assert.EqualValues(t, 200, spend(t, m, who, "1"))
		assert.EqualValues(t, 200, spend(t, m, who, "2"))
		assert.EqualValues(t, 150, spend(t, m, who, "3"), "50 points were left")
		assert.EqualValues(t, 100, spend(t, m, who, "4"), "the rule stops, the mall's own go on")
		assert.Zero(t, sheet(t, m, c.ID).Budget.Left)
		refusals, err := m.Multipliers.WhyNot(t.Context(), []*ent.Campaign{c})
		require.NoError(t, err)
		assert.Equal(t, mall.CodeNotAvailable, refusals[c.ID].Code)
	})
}

func TestACampaignsRulesAreSteppedWithIt(t *testing.T) {
	malltest.Run(t, func(t *testing.T, m *malltest.Mall) {
		who := m.Member("normal")
		draft, err := m.Multipliers.Create(t.Context(), boss, doubled(nil, nil))
		require.NoError(t, err)
		assert.EqualValues(t, 100, spend(t, m, who, "draft"))
		owned := sheet(t, m, draft.ID).Earning[0]
		assert.Equal(t, "double-1", owned.Code)
		_, err = m.Rules.Activate(t.Context(), boss, rule.Version{Code: owned.Code, Version: 1, Revision: owned.Revision})
		var refusal *mall.Error
		require.ErrorAs(t, err, &refusal)
		assert.Equal(t, mall.CodeInvalidState, refusal.Code, "the campaign starts it")
		c, err := m.Multipliers.Start(t.Context(), boss, draft.ID, draft.Version)
		require.NoError(t, err)
		assert.EqualValues(t, 200, spend(t, m, who, "running"))
		paused, err := m.Multipliers.Pause(t.Context(), boss, c.ID, c.Version)
		require.NoError(t, err)
		assert.EqualValues(t, 100, spend(t, m, who, "paused"))
		again, err := m.Multipliers.Start(t.Context(), boss, c.ID, paused.Version)
		require.NoError(t, err)
		assert.EqualValues(t, 200, spend(t, m, who, "again"))
		_, err = m.Multipliers.End(t.Context(), boss, c.ID, again.Version)
		require.NoError(t, err)
		assert.EqualValues(t, 100, spend(t, m, who, "ended"))
		assert.Equal(t, mall.RuleRetired, sheet(t, m, c.ID).Earning[0].Status)
	})
}

func TestACampaignOfRulesThatMakesNoSenseIsRefused(t *testing.T) {
	malltest.Run(t, func(t *testing.T, m *malltest.Mall) {
		for name, c := range map[string]struct {
			edit func(*multiplier.NewMultiplier)
			path []string
		}{
			"no rules":            {func(n *multiplier.NewMultiplier) { n.Earning = nil }, []string{"earningRules"}},
			"a budget of nothing": {func(n *multiplier.NewMultiplier) { n.Budget = new(mall.Points(0)) }, []string{"budgetPoints"}},
			"a rule of nothing":   {func(n *multiplier.NewMultiplier) { n.Earning[0].Trigger = "NONE" }, []string{"earningRules", "0", "trigger"}},
			"it is over":          {func(n *multiplier.NewMultiplier) { n.EndsAt = n.StartsAt }, []string{"endsAt"}},
		} {
			_, err := m.Multipliers.Create(t.Context(), boss, doubled(nil, c.edit))
			var refusal *mall.Error
			require.ErrorAs(t, err, &refusal, name)
			assert.Equal(t, c.path, refusal.Path, name)
		}
	})
}

// Two servers record purchases at once, alone and in batches. Together they give the budget, to
// the point.
func TestTwoServersGiveTheBudgetExactly(t *testing.T) {
	malltest.Run(t, func(t *testing.T, m *malltest.Mall) {
		c := running(t, m, doubled(new(mall.Points(10_000)), nil))
		servers := []*wiring.Services{m.Services}
		if m.DB.Dialect == store.Postgres {
			other, err := wiring.New(t.Context(), m.DB, m.Clock.Now)
			require.NoError(t, err)
			defer other.Close()
			servers = append(servers, other)
		}
		people := make([]*ent.Member, 12)
		for i := range people {
			people[i] = m.Member("normal")
		}
		var wg sync.WaitGroup
		var mu sync.Mutex
		given := mall.Points(0)
		for i, who := range people {
			s := servers[i%len(servers)]
			wg.Go(func() {
				var batch []earning.Purchase
				sum := mall.Points(0)
				for k := range 12 {
					ref := fmt.Sprintf("%d-%d", i, k)
					if i%2 == 0 {
						batch = append(batch, bought(who, int64(83+k), ref))
						continue
					}
					got, err := s.Earning.RecordPurchase(t.Context(), bought(who, int64(83+k), ref))
					if assert.NoError(t, err) {
						sum += got.Points - mall.Points(83+k)
					}
				}
				for k, out := range s.Earning.RecordPurchases(t.Context(), batch) {
					if assert.NoError(t, out.Err) {
						sum += out.Answer.Points - mall.Points(83+k)
					}
				}
				mu.Lock()
				defer mu.Unlock()
				given += sum
			})
		}
		wg.Wait() // without a budget it would be 12,744
		assert.EqualValues(t, 10_000, given)
		assert.Zero(t, sheet(t, m, c.ID).Budget.Left)
	})
}

// What lies in slices that nobody spends from goes back.
func TestPartsOfABudgetThatRestGoBack(t *testing.T) {
	malltest.Run(t, func(t *testing.T, m *malltest.Mall) {
		who := m.Member("normal")
		c := running(t, m, doubled(new(mall.Points(100_000)), nil))
		spend(t, m, who, "1")
		n, err := m.DB.Ent().BudgetSlice.Query().Count(t.Context())
		require.NoError(t, err)
		require.Equal(t, 1, n)
		m.Clock.Set(malltest.Start.Add(2 * time.Minute))
		m.Sweep()
		n, err = m.DB.Ent().BudgetSlice.Query().Count(t.Context())
		require.NoError(t, err)
		assert.Zero(t, n)
		assert.EqualValues(t, 99_900, sheet(t, m, c.ID).Budget.Left)
	})
}
