package tiering_test

import (
	"context"
	"fmt"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"pointsmall/ent"
	"pointsmall/mall"
	"pointsmall/mall/earning"
	"pointsmall/mall/earning/purchase"
	"pointsmall/mall/malltest"
	"pointsmall/mall/seed"
	"pointsmall/mall/store"
	"pointsmall/mall/tiering"
)

// demo is a mall with the demo mall's rules and tiers.
func demo(t *testing.T, m *malltest.Mall) {
	t.Helper()
	require.NoError(t, m.DB.InTx(t.Context(), func(ctx context.Context, tx *store.Tx) error {
		return seed.DemoRules(ctx, tx, m.Clock.Now())
	}))
}

func buy(t *testing.T, m *malltest.Mall, who *ent.Member, number string, yuan int64) mall.Points {
	t.Helper()
	got, err := m.Earning.RecordPurchase(t.Context(), earning.Purchase{
		Source: purchase.Mall, ExternalRef: number, MemberRef: *who.ExternalRef, OccurredAt: m.Clock.Now(), Total: mall.Money{Minor: yuan * 100, Currency: "CNY"},
		Lines: []mall.PurchaseLine{{Sku: "a", Quantity: 1, UnitPrice: fmt.Sprint(yuan)}},
	})
	require.NoError(t, err)
	return got.Points
}

func tierOf(t *testing.T, m *malltest.Mall, who *ent.Member) string {
	t.Helper()
	row, err := m.DB.Ent().Member.Get(t.Context(), who.ID)
	require.NoError(t, err)
	return row.TierID
}

// A tier's threshold is no higher than the next one's, figure by figure.
func TestThresholdsRiseWithTheTiers(t *testing.T) {
	malltest.Run(t, func(t *testing.T, m *malltest.Mall) {
		demo(t, m)
		set := func(code string, version int, to mall.TierThreshold) error {
			_, err := m.Tiering.UpdateTier(t.Context(), tiering.Change{Code: code, Version: version, Threshold: &to})
			return err
		}
		for _, c := range []struct {
			tier  string
			to    mall.TierThreshold
			field string
		}{
			{"silver", mall.TierThreshold{SpentMinor: 10_000_01}, "spent"},
			{"gold", mall.TierThreshold{SpentMinor: 4_999_99}, "spent"},
		} {
			var refusal *mall.Error
			require.ErrorAs(t, set(c.tier, 1, c.to), &refusal, c.tier)
			assert.Equal(t, mall.CodeInvalidInput, refusal.Code)
			assert.Equal(t, []string{"threshold", c.field}, refusal.Path)
		}
		require.NoError(t, set("gold", 1, mall.TierThreshold{SpentMinor: 10_000_00, Purchases: 20}))
		var refusal *mall.Error
		require.ErrorAs(t, set("silver", 1, mall.TierThreshold{Purchases: 21}), &refusal)
		assert.Equal(t, []string{"threshold", "purchases"}, refusal.Path)
		require.NoError(t, set("silver", 1, mall.TierThreshold{Purchases: 20, Points: 500}), "gold asks for no points")
	})
}

// ¥5,000 in a rolling year lift to silver, +5,000; ¥10,000 to gold, +10,000; each once.
func TestPurchasesLiftMembersAtOnce(t *testing.T) {
	malltest.Run(t, func(t *testing.T, m *malltest.Mall) {
		demo(t, m)
		who := m.Member("normal")
		buy(t, m, who, "1", 4999)
		assert.Equal(t, "normal", tierOf(t, m, who))
		before := m.Available(who.ID)
		assert.EqualValues(t, 1, buy(t, m, who, "2", 1))
		assert.Equal(t, "silver", tierOf(t, m, who))
		assert.EqualValues(t, 5001, m.Available(who.ID)-before)
		assert.EqualValues(t, 105, buy(t, m, who, "3", 100), "the bonus of silver")
		buy(t, m, who, "4", 4900)
		assert.Equal(t, "gold", tierOf(t, m, who))
		steps, err := m.Tiering.History(t.Context(), who.ID, 10)
		require.NoError(t, err)
		require.Len(t, steps, 2)
		assert.Equal(t, "gold", steps[0].ToTier)
		assert.Equal(t, mall.TierQualified, steps[0].Cause)
	})
}

// One large purchase passes silver on its way to gold, and both are rewarded.
func TestALeapIsRewardedStepByStep(t *testing.T) {
	malltest.Run(t, func(t *testing.T, m *malltest.Mall) {
		demo(t, m)
		who := m.Member("normal")
		earned := buy(t, m, who, "1", 10_000)
		assert.Equal(t, "gold", tierOf(t, m, who))
		assert.EqualValues(t, 15_000, m.Available(who.ID)-earned)
	})
}

// Whatever the order and however many at once, the member ends in the same tier with
// the same points.
func TestManyPurchasesAtOnceLiftOnce(t *testing.T) {
	malltest.Run(t, func(t *testing.T, m *malltest.Mall) {
		demo(t, m)
		who := m.Member("normal")
		var wg sync.WaitGroup
		for i := range 30 {
			wg.Go(func() { buy(t, m, who, fmt.Sprint(i), 180) })
		}
		wg.Wait()
		assert.Equal(t, "silver", tierOf(t, m, who))
		rewards, err := m.DB.Ent().Entry.Query().All(t.Context())
		require.NoError(t, err)
		n := 0
		for _, e := range rewards {
			if e.Seq != nil && e.Delta == 5000 {
				n++
			}
		}
		assert.Equal(t, 1, n)
	})
}

func TestAWindowEnds(t *testing.T) {
	malltest.Run(t, func(t *testing.T, m *malltest.Mall) {
		demo(t, m)
		who := m.Member("normal")
		buy(t, m, who, "1", 10_000)
		progress := func() tiering.Progress {
			row, err := m.DB.Ent().Member.Get(t.Context(), who.ID)
			require.NoError(t, err)
			p, err := m.Tiering.Progress(t.Context(), row)
			require.NoError(t, err)
			return p
		}
		p := progress()
		assert.Equal(t, "diamond", p.Next)
		assert.EqualValues(t, 4_000_000, p.Missing.SpentMinor)
		m.Clock.Set(p.Until.Add(-time.Microsecond))
		m.Sweep()
		assert.Equal(t, "gold", tierOf(t, m, who), "never before the window's end")
		buy(t, m, who, "2", 6000)
		m.Clock.Set(*p.Until)
		m.Sweep()
		m.Sweep()
		assert.Equal(t, "silver", tierOf(t, m, who), "what was spent in the year that has ended is enough for silver")
		m.Clock.Set(p.Until.AddDate(3, 0, 0))
		m.Sweep()
		assert.Equal(t, "normal", tierOf(t, m, who), "a late sweep reviews every window that has ended")
		assert.Nil(t, progress().Until)
		buy(t, m, who, "3", 5000)
		assert.Equal(t, "silver", tierOf(t, m, who))
	})
}

func TestStaffGrantATierForATime(t *testing.T) {
	malltest.Run(t, func(t *testing.T, m *malltest.Mall) {
		demo(t, m)
		who := m.Member("normal")
		admin := mall.Actor{Kind: mall.ActorStaff, StaffID: mall.NewStaffID(), Permissions: []mall.Permission{mall.PermissionAll}}
		until := m.Clock.Now().AddDate(0, 1, 0)
		grant := func(change func(*tiering.Grant)) error {
			g := tiering.Grant{Actor: admin, Member: who.ID, Tier: "gold", Until: &until, Note: "a valued guest"}
			change(&g)
			return m.Tiering.Grant(t.Context(), g)
		}
		for code, change := range map[mall.ErrorCode]func(*tiering.Grant){
			mall.CodeNotFound:     func(g *tiering.Grant) { g.Tier = "platinum" },
			mall.CodeInvalidInput: func(g *tiering.Grant) { g.Note = " " },
		} {
			var refused *mall.Error
			require.ErrorAs(t, grant(change), &refused)
			assert.Equal(t, code, refused.Code)
		}
		require.NoError(t, grant(func(*tiering.Grant) {}))
		assert.Equal(t, "gold", tierOf(t, m, who))
		assert.Zero(t, m.Available(who.ID), "a grant earns no bonus")
		buy(t, m, who, "1", 5000)
		assert.Equal(t, "gold", tierOf(t, m, who), "silver is less than what was granted")
		m.Clock.Set(until)
		m.Sweep()
		assert.Equal(t, "silver", tierOf(t, m, who), "what was bought meanwhile counts")
	})
}
