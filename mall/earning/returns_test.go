package earning_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"pointsmall/ent"
	"pointsmall/ent/memberday"
	"pointsmall/mall"
	"pointsmall/mall/earning"
	"pointsmall/mall/earning/purchase"
	"pointsmall/mall/earning/rule"
	"pointsmall/mall/ledger"
	"pointsmall/mall/malltest"
)

// basket is a purchase of ¥99.99 in two lines: 3 teas at 25, a cup at 24.99.
func basket(who *ent.Member, number string) earning.Purchase {
	p := bought(*who.ExternalRef, number, yuan(99_99))
	p.Lines = []mall.PurchaseLine{{Sku: "tea", Quantity: 3, UnitPrice: "25"}, {Sku: "cup", Quantity: 1, UnitPrice: "24.99"}}
	return p
}

// back is a return of pieces of a basket.
func back(number, of string, teas, cups int) earning.Return {
	r := earning.Return{Source: purchase.Mall, ExternalRef: number, PurchaseRef: of, OccurredAt: malltest.Start}
	if teas > 0 {
		r.Lines = append(r.Lines, mall.PurchaseLine{Sku: "tea", Quantity: teas, UnitPrice: "25.00"})
	}
	if cups > 0 {
		r.Lines = append(r.Lines, mall.PurchaseLine{Sku: "cup", Quantity: cups, UnitPrice: "24.99"})
	}
	return r
}

func sell(t *testing.T, m *malltest.Mall, p earning.Purchase) mall.Points {
	t.Helper()
	got, err := m.Earning.RecordPurchase(t.Context(), p)
	require.NoError(t, err)
	return got.Points
}

func takeBack(t *testing.T, m *malltest.Mall, r earning.Return) earning.Returned {
	t.Helper()
	got, err := m.Earning.RecordReturn(t.Context(), r)
	require.NoError(t, err)
	return got
}

func balance(t *testing.T, m *malltest.Mall, who *ent.Member) ledger.Balance {
	t.Helper()
	b, err := m.Ledger.Balance(t.Context(), who.ID)
	require.NoError(t, err)
	return b
}

// newest is the member's newest entry.
func newest(t *testing.T, m *malltest.Mall, who *ent.Member) *ent.Entry {
	t.Helper()
	list, err := m.Ledger.Entries(t.Context(), balance(t, m, who).AccountID, ledger.Page{Limit: 1})
	require.NoError(t, err)
	require.NotEmpty(t, list)
	return list[0]
}

func TestReturnTakesBackWhatWasGranted(t *testing.T) {
	malltest.Run(t, func(t *testing.T, m *malltest.Mall) {
		demo(t, m)
		who := m.Member("silver")
		p := basket(who, "P")
		assert.EqualValues(t, 204, sell(t, m, p), "99.99, 5 % of it for the tier, 100 for the first purchase")
		require.EqualValues(t, 204, m.Available(who.ID))

		first := back("R1", "P", 2, 0)
		got := takeBack(t, m, first)
		assert.Equal(t, earning.Returned{TakenBack: 102}, got, "floor(153 × 2 ÷ 3)")
		e := newest(t, m, who)
		assert.Equal(t, mall.EntryClawback, e.Kind)
		assert.EqualValues(t, -102, e.Delta)
		assert.Equal(t, "Return of purchase P: tea, 2 of 3 pieces returned: 153 × 2 ÷ 3 = 102", e.Reason.EN)
		assert.Equal(t, "消费 P 退货：tea 已退 2/3 件：153 × 2 ÷ 3 = 102", e.Reason.ZH)

		got = takeBack(t, m, first)
		assert.Equal(t, earning.Returned{TakenBack: 102, Duplicate: true}, got)
		assert.EqualValues(t, 102, m.Available(who.ID), "a return counts once")
		other := first
		other.Lines = []mall.PurchaseLine{{Sku: "tea", Quantity: 1, UnitPrice: "25"}}
		_, err := m.Earning.RecordReturn(t.Context(), other)
		assert.Equal(t, mall.CodeIdempotencyConflict, code(err))

		_, err = m.Earning.RecordReturn(t.Context(), back("R2", "P", 2, 1))
		assert.Equal(t, mall.CodeLimitExceeded, code(err))
		assert.EqualValues(t, 102, m.Available(who.ID))

		got = takeBack(t, m, back("R2", "P", 1, 1))
		assert.Equal(t, earning.Returned{TakenBack: 102}, got, "a refusal left the number free; all in all what was granted")
		assert.Equal(t, "Return of purchase P: tea, 3 of 3 pieces returned: 153 × 3 ÷ 3 = 153, less 102 before: 51; "+
			"cup, 1 of 1 piece returned: 51 × 1 ÷ 1 = 51; together 102", newest(t, m, who).Reason.EN)
		b := balance(t, m, who)
		assert.Zero(t, b.Available+b.Debt+b.LifetimeEarned)
		assert.EqualValues(t, 204, sell(t, m, basket(who, "P2")), "the first purchase was none")
	})
}

func TestReturnOfAnotherSourceWaits(t *testing.T) {
	malltest.Run(t, func(t *testing.T, m *malltest.Mall) {
		who := m.Member("normal")
		sell(t, m, basket(who, "P"))
		r := back("R", "P", 1, 0)
		r.Source = "prt_other"
		assert.Equal(t, earning.Returned{Pending: true}, takeBack(t, m, r), "a partner returns only what its own tills sold")
		assert.EqualValues(t, 99, m.Available(who.ID))
	})
}

func TestReturnsThatMakeNoSense(t *testing.T) {
	m := malltest.Open(t, malltest.SQLite(t))
	for name, edit := range map[string]func(r *earning.Return){
		"no number":          func(r *earning.Return) { r.ExternalRef = "" },
		"no purchase":        func(r *earning.Return) { r.PurchaseRef = "" },
		"in the future":      func(r *earning.Return) { r.OccurredAt = malltest.Start.Add(time.Hour) },
		"before 1970":        func(r *earning.Return) { r.OccurredAt = time.Unix(-1, 0) },
		"no lines":           func(r *earning.Return) { r.Lines = nil },
		"too many lines":     func(r *earning.Return) { r.Lines = make([]mall.PurchaseLine, 1001) },
		"no pieces":          func(r *earning.Return) { r.Lines[0].Quantity = 0 },
		"a price below 0":    func(r *earning.Return) { r.Lines[0].UnitPrice = "-1" },
		"goods of no name":   func(r *earning.Return) { r.Lines[0].Sku = "" },
		"a very long number": func(r *earning.Return) { r.PurchaseRef = string(make([]byte, 129)) },
	} {
		r := back("R", "P", 1, 0)
		edit(&r)
		_, err := m.Earning.RecordReturn(t.Context(), r)
		assert.Equal(t, mall.CodeInvalidInput, code(err), name)
	}
}

// A known mistake: taking back by today's rules, which gave more or less when the
// purchase was made.
func TestRulesThatChangedSinceDoNotMatter(t *testing.T) {
	malltest.Run(t, func(t *testing.T, m *malltest.Mall) {
		double := &rule.Rule{Code: "double", Name: mall.Text{EN: "double"}, Definition: rule.Definition{Trigger: mall.TriggerPurchase, Effect: rule.Effect{Fixed: &rule.Fixed{Points: 900}}}}
		who := m.Member("normal")
		require.EqualValues(t, 99, sell(t, m, basket(who, "before")))
		activate(t, m, double)
		require.EqualValues(t, 999, sell(t, m, basket(who, "between")))
		m.Update(t, func(c *ent.Client) error {
			return c.EarningRule.Update().SetStatus(mall.RuleRetired).ClearActiveCode().Exec(t.Context())
		})
		require.EqualValues(t, 0, sell(t, m, basket(who, "after")), "no rule is left")

		assert.EqualValues(t, 0, takeBack(t, m, back("R3", "after", 3, 1)).TakenBack)
		assert.EqualValues(t, 99, takeBack(t, m, back("R1", "before", 3, 1)).TakenBack)
		assert.EqualValues(t, 999, takeBack(t, m, back("R2", "between", 3, 1)).TakenBack)
		assert.Zero(t, m.Available(who.ID))
	})
}

// Histories fall by what came back on the purchase's own day, not on the return's.
func TestReturnLowersTheHistory(t *testing.T) {
	malltest.Run(t, func(t *testing.T, m *malltest.Mall) {
		who := m.Member("normal")
		sell(t, m, basket(who, "P"))
		m.Clock.Set(malltest.Start.Add(3 * day))
		other := basket(who, "Q")
		other.OccurredAt = m.Clock.Now()
		sell(t, m, other)
		r := back("R", "P", 1, 1)
		r.OccurredAt = m.Clock.Now()
		takeBack(t, m, r)
		assert.ElementsMatch(t, []days{{"2026-11-22", 1, 50_00, 50}, {"2026-11-25", 1, 99_99, 99}}, history(t, m, who))
		takeBack(t, m, back("R2", "P", 2, 0))
		assert.ElementsMatch(t, []days{{"2026-11-22", 0, 0, 0}, {"2026-11-25", 1, 99_99, 99}}, history(t, m, who))
		g, err := m.DB.Ent().Growth.Get(t.Context(), who.ID)
		require.NoError(t, err)
		assert.EqualValues(t, 1, g.Purchases)
		assert.EqualValues(t, 99_99, g.SpentMinor)
	})
}

// days is a member's day.
type days struct {
	day              string
	purchases, spent int64
	earned           mall.Points
}

func history(t *testing.T, m *malltest.Mall, who *ent.Member) (all []days) {
	t.Helper()
	rows, err := m.DB.Ent().MemberDay.Query().Where(memberday.MemberID(who.ID)).All(t.Context())
	require.NoError(t, err)
	for _, d := range rows {
		all = append(all, days{d.Day.String(), d.Purchases, d.SpentMinor, d.Earned})
	}
	return all
}
