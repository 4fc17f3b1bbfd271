package simulate_test

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"pointsmall/ent"
	"pointsmall/mall"
	"pointsmall/mall/earning/rule"
	"pointsmall/mall/earning/task"
	"pointsmall/mall/malltest"
	"pointsmall/mall/simulate"
	"pointsmall/mall/store"
	"pointsmall/mall/tiering"
)

func codeOf(t *testing.T, m *malltest.Mall, who mall.MemberID) string {
	t.Helper()
	code, err := m.Members.ReferralCode(context.Background(), who)
	require.NoError(t, err)
	return code
}

// until simulates from so many days before the mall's start until now.
func until(t *testing.T, m *malltest.Mall, days int, drafts ...simulate.Draft) *simulate.Result {
	t.Helper()
	result, err := simulator(m).Run(t.Context(), simulate.Request{From: today.AddDays(-days), Until: mall.DateOf(m.Clock.Now(), malltest.Zone), Drafts: drafts}, nil)
	require.NoError(t, err)
	return result
}

// sums are what a simulation issues, takes back and leaves, by today's and by other rules.
func sums(r *simulate.Result) [6]mall.Points {
	return [6]mall.Points{r.PointsBefore, r.TakenBackBefore, r.NetPointsBefore(), r.PointsAfter, r.TakenBackAfter, r.NetPointsAfter()}
}

// Another bonus for signing up, another for those who were invited; who was seeded or
// imported never signed up, and the result says so.
func TestADraftOfTheSignUpBonus(t *testing.T) {
	malltest.Run(t, func(t *testing.T, m *malltest.Mall) {
		activate(t, m, named("sign-up", gives(mall.TriggerSignUp, 500)))
		a := signUp(t, m, "a", "")
		later(m, time.Minute)
		signUp(t, m, "b", codeOf(t, m, a.ID))
		seeded := m.Member("normal")
		m.Update(t, func(c *ent.Client) error { return c.Member.UpdateOneID(seeded.ID).SetLogin("seeded").Exec(t.Context()) })
		later(m, time.Minute)

		got := until(t, m, 0, unsaved("sign-up", gives(mall.TriggerSignUp, 800)), unsaved("invited", gives(mall.TriggerSignUp, 30, func(d *rule.Definition) {
			d.Condition = "event.attributes.referred == true"
		})))
		assert.Equal(t, [6]mall.Points{1000, 0, 1000, 1630, 0, 1630}, sums(got))
		assert.Equal(t, mall.Money{Minor: 630, Currency: "CNY"}, got.CostDifference())
		assert.Equal(t, [3]int{2, 2, 2}, [3]int{got.Events, got.Matched, got.MembersChanged})
		require.Len(t, got.Examples, 2)
		top := got.Examples[0]
		assert.Equal(t, mall.TriggerSignUp, top.Event.Trigger)
		assert.Equal(t, mall.Points(500), top.Event.Points)
		assert.Contains(t, top.Explanation.EN, "Sign-up: ")
		require.Len(t, got.NotReplayed, 1)
		assert.Equal(t, mall.TriggerSignUp, got.NotReplayed[0].Trigger)
		assert.Equal(t, 1, got.NotReplayed[0].Events)
		assert.NotEmpty(t, got.NotReplayed[0].Reason.ZH)

		x, err := simulator(m).Explain(t.Context(), simulate.Which{ID: mall.AnyID(a.ID.String()), Member: &a.ID})
		require.NoError(t, err)
		assert.Equal(t, mall.AnyID(a.ID.String()), x.Event.EventID())
		assert.Equal(t, rule.Matched, x.Rules[0].Reason)
		_, err = simulator(m).Explain(t.Context(), simulate.Which{ID: mall.AnyID(seeded.ID.String())})
		assert.Error(t, err, "it is no event")
	})
}

// Three pieces for ¥100, which come back one after the other, the last one after the
// period: the parts are floored over all that has come back.
func TestADraftOfARatioAndReturnsInParts(t *testing.T) {
	malltest.Run(t, func(t *testing.T, m *malltest.Mall) {
		activate(t, m, named("first", gives(mall.TriggerFirstPurchase, 10)))
		who := m.Member("normal")
		later(m, time.Minute)
		assert.EqualValues(t, 110, buy(t, m, who, "1", 100_00, 0, pieces(3, "40")))
		later(m, time.Minute)
		assert.EqualValues(t, 36, giveBack(t, m, "r1", "1", 1, "40"))
		draft := unsaved("purchase-cny", ratio(7))
		got := until(t, m, 0, draft)
		assert.Equal(t, [6]mall.Points{110, 36, 74, 710, 236, 474}, sums(got))
		assert.Equal(t, mall.Money{Minor: 400, Currency: "CNY"}, got.CostDifference(), "of what stays")
		assert.Equal(t, [2]mall.Points{36, 236}, [2]mall.Points{got.Examples[0].BackBefore, got.Examples[0].BackAfter})
		assert.Equal(t, 1, got.Returns)

		later(m, time.Minute)
		assert.EqualValues(t, 37, giveBack(t, m, "r2", "1", 1, "40"))
		got = until(t, m, 0, draft)
		assert.Equal(t, [6]mall.Points{110, 73, 37, 710, 473, 237}, sums(got))
		later(m, 3*day)
		assert.EqualValues(t, 37, giveBack(t, m, "r3", "1", 1, "40"))
		got = simulated(t, m, 0, draft)
		assert.Equal(t, [6]mall.Points{110, 110, 0, 710, 710, 0}, sums(got), "returns count up to now")
		assert.Equal(t, [3]int{3, 0, 0}, [3]int{got.Returns, got.MembersEarning, got.MembersChanged})

		later(m, time.Minute)
		assert.EqualValues(t, 30, buy(t, m, who, "2", 20_00, 0), "nothing else was kept: the first again")
		later(m, time.Minute)
		got = until(t, m, 0, draft)
		assert.Equal(t, [6]mall.Points{140, 110, 30, 860, 710, 150}, sums(got))
		second := until(t, m, -3)
		assert.Equal(t, [6]mall.Points{30, 0, 30, 30, 0, 30}, sums(second), "of other periods' purchases returns take nothing back")
	})
}

// What was bought before the period counts until it is brought back within it.
func TestReturnsLowerHistoriesWhenTheyHappen(t *testing.T) {
	malltest.Run(t, func(t *testing.T, m *malltest.Mall) {
		asks := []string{"history.spent >= 100.0", "history.spent30d >= 100.0", "history.lifetimeEarned >= 100", "history.purchases >= 1", "history.purchases30d >= 1"}
		for i, condition := range asks {
			activate(t, m, named(fmt.Sprint("asks-", i), gives(mall.TriggerPurchase, mall.Points(10<<i), func(d *rule.Definition) { d.Condition = condition })))
		}
		who := m.Member("normal")
		buy(t, m, who, "1", 100_00, 0)
		later(m, 2*day)
		granted := buy(t, m, who, "2", 1_00, 0)
		later(m, time.Hour)
		giveBack(t, m, "r2", "2", 1, "1.00")
		later(m, time.Hour)
		giveBack(t, m, "r1", "1", 1, "100.00")
		later(m, time.Hour)
		granted += buy(t, m, who, "3", 1_00, 0)
		assert.EqualValues(t, 311+1, granted, "once with all five, once without any")
		got := until(t, m, -2)
		assert.Equal(t, [6]mall.Points{312, 311, 1, 312, 311, 1}, sums(got))
		x, err := simulator(m).Explain(t.Context(), simulate.Which{Source: "mall", Ref: "3"})
		require.NoError(t, err)
		told := 0
		for _, r := range x.Rules {
			if strings.HasPrefix(r.Code, "asks-") {
				told++
				assert.Equal(t, rule.ConditionFalse, r.Reason, r.Code)
			}
		}
		assert.Equal(t, len(asks), told)
	})
}

// A member who rises in the middle, is granted a tier, and loses it: each purchase is
// rewarded by the tier of its time.
func TestADraftOfATierBonusForWhoRoseInTheMiddle(t *testing.T) {
	malltest.Run(t, func(t *testing.T, m *malltest.Mall) {
		threshold(t, m, "silver", 100_00)
		activate(t, m, named("tiers", tierBonus(map[string]string{"silver": "5", "gold": "10"})), named("risen", gives(mall.TriggerTierChange, 50)))
		who := m.Member("normal")
		m.Update(t, func(c *ent.Client) error {
			return c.Member.UpdateOneID(who.ID).SetTags([]string{"vip"}).Exec(t.Context())
		})
		granted := mall.Points(0)
		next := func(ref string) {
			later(m, time.Hour)
			granted += buy(t, m, who, ref, 100_00, 0)
		}
		next("normal, and rises")
		next("silver")
		later(m, time.Hour)
		ends := m.Clock.Now().Add(2 * time.Hour)
		require.NoError(t, m.Tiering.Grant(t.Context(), tiering.Grant{Actor: staffActor, Member: who.ID, Tier: "gold", Until: &ends, Note: "for a while"}))
		next("gold")
		m.Clock.Set(ends)
		m.Sweep()
		next("silver again")
		assert.EqualValues(t, 100+105+110+105, granted)
		granted += 50

		got := until(t, m, 0)
		assert.Equal(t, [6]mall.Points{granted, 0, granted, granted, 0, granted}, sums(got))
		assert.Equal(t, 5, got.Events, "four purchases and a rise")
		got = until(t, m, 0, unsaved("tiers", tierBonus(map[string]string{"silver": "20", "gold": "50"})), unsaved("risen", gives(mall.TriggerTierChange, 80, func(d *rule.Definition) {
			d.Condition = `member.tier == "silver" && event.attributes.from == "normal" && "vip" in member.tags`
		})))
		assert.EqualValues(t, 100+120+150+120+80, got.PointsAfter)
		got = until(t, m, 0, unsaved("tiers", gives(mall.TriggerPurchase, 1000, func(d *rule.Definition) { d.Audience.Tiers = []string{"normal"} })))
		assert.Equal(t, mall.Points(400+1000+50), got.PointsAfter)
		assert.Equal(t, "normal, and rises", got.Examples[0].Event.Ref)

		x, err := simulator(m).Explain(t.Context(), simulate.Which{Source: "mall", Ref: "normal, and rises"})
		require.NoError(t, err)
		for _, r := range x.Rules {
			if r.Code == "tiers" {
				assert.Equal(t, rule.NothingToGive, r.Reason, "it was the lowest tier then")
			}
		}

		threshold(t, m, "gold", 1000_00)
		later(m, day)
		assert.EqualValues(t, 630, buy(t, m, who, "rises again", 600_00, 0))
		again := func(times int) mall.Points {
			return until(t, m, -1, unsaved("risen", gives(mall.TriggerTierChange, 80, func(d *rule.Definition) {
				d.Condition = fmt.Sprintf(`history.eventsOfType == %d && event.attributes.to == "gold"`, times)
			}))).PointsAfter
		}
		assert.Equal(t, [2]mall.Points{630, 630 + 80}, [2]mall.Points{again(0), again(1)}, "the first rise was before the period, the grant is none")
	})
}

// Tasks that were done and referrals that were rewarded are events of their own.
func TestDraftsOfTasksAndReferrals(t *testing.T) {
	malltest.Run(t, func(t *testing.T, m *malltest.Mall) {
		require.NoError(t, m.DB.InTx(t.Context(), func(ctx context.Context, tx *store.Tx) error {
			return task.Create(ctx, tx, "test", m.Clock.Now(), task.Draft{Code: "reviews", Name: mall.Text{EN: "Reviews"}, Definition: task.Definition{
				Period: mall.TaskDaily, Steps: []task.Step{{Code: "review", Trigger: mall.TriggerReview, Times: 2}},
			}})
		}))
		activate(t, m, named("done", gives(mall.TriggerTask, 70)), named("referral", gives(mall.TriggerReferral, 100)))
		a := signUp(t, m, "a", "")
		b := signUp(t, m, "b", codeOf(t, m, a.ID))
		for n := range 3 {
			later(m, time.Minute)
			review(t, m, a, n, 0)
		}
		later(m, time.Minute)
		buy(t, m, b, "1", 10_00, 0)
		later(m, time.Minute)
		got := until(t, m, 0,
			unsaved("done", gives(mall.TriggerTask, 75, func(d *rule.Definition) {
				d.Condition = `event.attributes.task == "reviews" && history.eventsOfType == 0`
			})),
			unsaved("referral", gives(mall.TriggerReferral, 150, func(d *rule.Definition) { d.Condition = `event.attributes.by == "PURCHASE"` })))
		assert.Equal(t, [6]mall.Points{180, 0, 180, 235, 0, 235}, sums(got))
		assert.Equal(t, 2+3+1+1+2, got.Events, "a referral is one event for each side")
		require.Len(t, got.Examples, 2)
		assert.Equal(t, mall.TriggerReferral, got.Examples[0].Event.Trigger)
		assert.Equal(t, mall.Points(100), got.Examples[0].Event.Points)
		for _, e := range got.Examples {
			x, err := simulator(m).Explain(t.Context(), simulate.Which{ID: e.Event.EventID(), Member: &a.ID})
			require.NoError(t, err)
			assert.Equal(t, e.Event.Trigger, x.Event.Trigger)
			assert.Equal(t, rule.Matched, x.Rules[0].Reason)
		}
		later(m, day)
		review(t, m, a, 8, 0)
		later(m, time.Minute)
		review(t, m, a, 9, 0)
		later(m, time.Minute)
		got = until(t, m, -1, unsaved("done", gives(mall.TriggerTask, 75, func(d *rule.Definition) { d.Condition = "history.eventsOfType == 1" })))
		assert.EqualValues(t, 75, got.PointsAfter, "the second time: the first lies before the period")
	})
}
