package earning_test

import (
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"pointsmall/ent"
	"pointsmall/ent/fall"
	"pointsmall/ent/growth"
	"pointsmall/ent/lot"
	"pointsmall/ent/memberday"
	"pointsmall/ent/referral"
	"pointsmall/ent/tierchange"
	"pointsmall/mall"
	"pointsmall/mall/earning"
	"pointsmall/mall/earning/rule"
	"pointsmall/mall/earning/task"
	"pointsmall/mall/malltest"
)

// standing is all that a purchase may have changed of a member, as text that two members of
// the same history have alike.
func standing(t *testing.T, m *malltest.Mall, who *ent.Member) (list []string) {
	t.Helper()
	b := balance(t, m, who)
	list = append(list, fmt.Sprintf("%d available, %d pending, %d owed, %d earned", b.Available, b.Pending, b.Debt, b.LifetimeEarned))
	client := m.DB.Ent()
	ends := map[string]mall.Points{} // a lot that was used up may come back as one beside it
	for _, l := range client.Lot.Query().Where(lot.AccountID(b.AccountID), lot.RemainingGT(0)).AllX(t.Context()) {
		end := "never"
		if l.ExpiresAt != nil {
			end = l.ExpiresAt.UTC().Format(time.RFC3339)
		}
		ends[end] += l.Remaining
	}
	for end, points := range ends {
		list = append(list, fmt.Sprintf("%d until %s", points, end))
	}
	row, err := m.Members.Get(t.Context(), who.ID)
	require.NoError(t, err)
	list = append(list, fmt.Sprint("tier ", row.TierID, row.TierGranted, row.MeritTier == nil || *row.MeritTier == "normal", row.TierUntil != nil))
	if row.TierUntil != nil {
		list = append(list, row.TierUntil.UTC().Format(time.RFC3339))
	}
	for _, p := range progress(t, m, who) {
		var steps []task.Count
		require.NoError(t, json.Unmarshal(p.Steps, &steps))
		for _, s := range steps {
			list = append(list, fmt.Sprintf("task %s: %s %d of %d, done %t, paid %d", p.TaskCode, s.Code, s.Done, s.Of, p.CompletedAt != nil, p.Points))
		}
	}
	for _, d := range client.MemberDay.Query().Where(memberday.MemberID(who.ID)).Order(memberday.ByDay()).AllX(t.Context()) {
		if d.Purchases != 0 || d.SpentMinor != 0 || d.Earned != 0 {
			list = append(list, fmt.Sprintf("%s: %d bought for %d, earned %d, %d count", d.Day, d.Purchases, d.SpentMinor, d.Earned, *d.Qualifying))
		}
	}
	for _, g := range client.Growth.Query().Where(growth.ID(who.ID)).AllX(t.Context()) {
		list = append(list, fmt.Sprintf("in all %d bought for %d", g.Purchases, g.SpentMinor))
	}
	for _, r := range client.Referral.Query().Where(referral.InviteeID(who.ID)).AllX(t.Context()) {
		list = append(list, fmt.Sprintf("referral %s, %d and %d, by a purchase %t", r.Status, r.Points, r.InviteePoints, r.PurchaseID != nil))
	}
	slices.Sort(list)
	return list
}

// withConsequences gives the mall all that purchases can lead to: tiers, tasks of buying and of inviting,
// rewards for both sides of a referral.
func withConsequences(t *testing.T, settings map[string]string, f func(t *testing.T, m *malltest.Mall)) {
	t.Helper()
	set := map[string]string{"referral_minimum": "150", "points_expiry": "1 YEARS"}
	for name, value := range settings {
		set[name] = value
	}
	invites(t, set, func(t *testing.T, m *malltest.Mall) {
		climbs(t, m)
		activate(t, m, gives("welcome", mall.TriggerReferred, 40), gives("short", mall.TriggerPurchase, 10, func(d *rule.Definition) {
			d.Expiry = &mall.Expiry{Kind: mall.ExpireDays, N: 30}
		}))
		large := step("large", mall.TriggerPurchase, 1)
		large.Condition = "event.total >= 200.0"
		challenge(t, m, "large", task.Definition{Period: mall.TaskOnce, Steps: []task.Step{large}})
		challenge(t, m, "twice", task.Definition{Period: mall.TaskOnce, InSequence: true, Steps: []task.Step{step("buy", mall.TriggerPurchase, 2), step("review", mall.TriggerReview, 1)}})
		challenge(t, m, "invite", task.Definition{Period: mall.TaskOnce, Steps: []task.Step{step("invite", mall.TriggerReferral, 1)}})
		f(t, m)
	})
}

// endless is how a member stands without the ends of their points.
func endless(list []string) []string {
	return slices.DeleteFunc(slices.Clone(list), func(s string) bool { return strings.Contains(s, " until ") })
}

// Whatever was bought, spent and brought back, and in whatever order staff find that it was
// not: members stand as if nothing had come back. A twin to whom that happened is compared.
// Where several returns left debts that each other's points paid, points may come back with
// each other's ends.
func TestAReturnThatIsUndoneIsAsIfItHadNotBeen(t *testing.T) {
	withConsequences(t, nil, func(t *testing.T, m *malltest.Mall) {
		for seed := range malltest.Length(6, 400) {
			r := rand.New(rand.NewPCG(uint64(seed), 7))
			var people, hosts []*ent.Member
			for i := range 2 {
				host := m.Member("normal")
				hosts = append(hosts, host)
				people = append(people, joins(t.Context(), t, m, fmt.Sprintf("twin-%d-%d", seed, i), codeOf(t, m, host.ID), ""))
			}
			both := func(do func(who *ent.Member, mark string)) {
				for i, who := range people {
					do(who, fmt.Sprintf("%d-%d", seed, i))
				}
			}
			var sales []int
			for range 1 + r.IntN(3) {
				m.Clock.Set(m.Clock.Now().Add(time.Duration(1+r.IntN(50)) * time.Hour))
				n, number := 1+r.IntN(3), len(sales)
				sales = append(sales, n)
				both(func(who *ent.Member, mark string) {
					pays(t, m, who, fmt.Sprint(mark, "-", number), int64(n)*100_00, cups(n))
				})
				if r.IntN(2) == 0 {
					both(func(who *ent.Member, mark string) {
						record(t, m, did(m, who, fmt.Sprint(mark, "-", number), mall.TriggerReview))
					})
				}
			}
			if share := r.IntN(4); share > 0 {
				points := max(m.Available(people[0].ID)*mall.Points(share)/3, 1)
				both(func(who *ent.Member, _ string) { spend(t, m, who, points) })
			}
			want, hostWants := standing(t, m, people[0]), standing(t, m, hosts[0])
			var back []string
			for number, n := range sales {
				for n > 0 && r.IntN(3) > 0 {
					pieces := 1 + r.IntN(n)
					n -= pieces
					name := fmt.Sprintf("r-%d-%d-%d", seed, number, n)
					brings(t, m, name, fmt.Sprintf("%d-1-%d", seed, number), pieces)
					back = append(back, name)
				}
			}
			r.Shuffle(len(back), func(i, j int) { back[i], back[j] = back[j], back[i] })
			for _, name := range back {
				correct(t, m, correction(returnOf(t, m, name), "", name))
			}
			require.Equal(t, want, standing(t, m, people[0]))
			got := standing(t, m, people[1])
			if len(back) > 1 {
				want, got = endless(want), endless(got)
			}
			require.Equal(t, want, got, "seed %d: sales %v, back %v", seed, sales, back)
			require.Equal(t, hostWants, standing(t, m, hosts[1]), "seed %d: their host", seed)
		}
	})
}

// The tier stands again with its time, its bonus once and with its end, and the history says so.
func TestATierThatFellStandsAgain(t *testing.T) {
	withConsequences(t, nil, func(t *testing.T, m *malltest.Mall) {
		who := m.Member("normal")
		pays(t, m, who, "1", 300_00, cups(3))
		spend(t, m, who, 7000)
		before := standing(t, m, who)
		m.Clock.Set(m.Clock.Now().Add(time.Hour))
		brings(t, m, "r", "1", 3)
		require.Equal(t, "normal", tierOf(t, m, who))
		require.Positive(t, balance(t, m, who).Debt)
		done := correct(t, m, correction(returnOf(t, m, "r"), "", "k"))
		assert.Equal(t, before, standing(t, m, who))
		assert.EqualValues(t, 310, done.Given, "what the return itself took; what fell has entries of its own")
		steps := m.DB.Ent().TierChange.Query().Where(tierchange.MemberID(who.ID), tierchange.Cause(mall.TierCorrected)).Order(tierchange.ByID()).AllX(t.Context())
		require.Len(t, steps, 3)
		assert.Equal(t, "diamond", steps[2].ToTier)
		assert.Zero(t, m.DB.Ent().Fall.Query().Where(fall.MemberID(who.ID), fall.GrantIDIsNil()).CountX(t.Context()))

		brings(t, m, "r2", "1", 3)
		assert.Equal(t, "normal", tierOf(t, m, who), "the goods come back after all, and the same grants fall once more")
		assert.EqualValues(t, 7000, balance(t, m, who).Debt)
		correct(t, m, correction(returnOf(t, m, "r2"), "", "k2"))
		assert.Equal(t, before, standing(t, m, who))
	})
}

// What was earned again meanwhile is not given a second time.
func TestWhatWasEarnedAgainIsGivenOnce(t *testing.T) {
	withConsequences(t, nil, func(t *testing.T, m *malltest.Mall) {
		host := m.Member("normal")
		who := joins(t.Context(), t, m, "again", codeOf(t, m, host.ID), "")
		pays(t, m, who, "1", 200_00, cups(2))
		brings(t, m, "r", "1", 2)
		pays(t, m, who, "2", 200_00, cups(2))
		earned, hosted := m.Available(who.ID), m.Available(host.ID)
		require.Equal(t, "gold", tierOf(t, m, who))
		correct(t, m, correction(returnOf(t, m, "r"), "", "k"))
		assert.Equal(t, "diamond", tierOf(t, m, who), "both purchases count now")
		assert.Equal(t, earned+210+4000, m.Available(who.ID), "the first purchase's own points, and the tier that both reach")
		assert.Equal(t, hosted, m.Available(host.ID))
		assert.Equal(t, "REWARDED", outcome(t, m, who))
	})
}

// A refused referral whose purchase came back can be appealed again once it did not.
func TestARefusedReferralHasItsPurchaseAgain(t *testing.T) {
	withConsequences(t, map[string]string{"referral_over_day_limit": "REFUSE", "referral_day_limit": "1"}, func(t *testing.T, m *malltest.Mall) {
		host := m.Member("normal")
		first, who := joins(t.Context(), t, m, "first", codeOf(t, m, host.ID), ""), joins(t.Context(), t, m, "second", codeOf(t, m, host.ID), "")
		pays(t, m, first, "1", 200_00, cups(2))
		pays(t, m, who, "2", 200_00, cups(2))
		require.Equal(t, "DAY_LIMIT", outcome(t, m, who))
		before := standing(t, m, who)
		brings(t, m, "r", "2", 2)
		require.NotEqual(t, before, standing(t, m, who))
		correct(t, m, correction(returnOf(t, m, "r"), "", "k"))
		assert.Equal(t, before, standing(t, m, who))
	})
}

// A referral that staff were to decide is theirs to decide again.
func TestAReferralInReviewIsAgain(t *testing.T) {
	withConsequences(t, map[string]string{"referral_over_day_limit": "REVIEW", "referral_day_limit": "0"}, func(t *testing.T, m *malltest.Mall) {
		host := m.Member("normal")
		who := joins(t.Context(), t, m, "second", codeOf(t, m, host.ID), "")
		pays(t, m, who, "2", 200_00, cups(2))
		before := standing(t, m, who)
		require.Contains(t, before, "referral IN_REVIEW, 0 and 0, by a purchase true")
		brings(t, m, "r", "2", 2)
		require.NotEqual(t, before, standing(t, m, who))
		correct(t, m, correction(returnOf(t, m, "r"), "", "k"))
		assert.Equal(t, before, standing(t, m, who))
		assert.Zero(t, m.Available(host.ID))
	})
}

// An activity that is undone takes with it the task that it completed and the tier that its
// points had reached; one that is moved has the right member do the task.
func TestWhatAnActivityCausedFallsWithIt(t *testing.T) {
	malltest.Run(t, func(t *testing.T, m *malltest.Mall) {
		needs(t, m, "silver", mall.TierThreshold{Points: 40})
		activate(t, m, gives("each", mall.TriggerReview, 20, func(d *rule.Definition) { d.Qualifies = new(true) }), gives("risen", mall.TriggerTierChange, 1000, func(d *rule.Definition) { d.Condition = `event.attributes.to == "silver"` }))
		challenge(t, m, "two", task.Definition{Period: mall.TaskOnce, Steps: []task.Step{step("review", mall.TriggerReview, 2)}})
		wrong, right := m.Member("normal"), m.Member("normal")
		record(t, m, did(m, wrong, "1", mall.TriggerReview))
		record(t, m, did(m, right, "3", mall.TriggerReview))
		m.Clock.Set(m.Clock.Now().Add(time.Minute))
		record(t, m, did(m, wrong, "2", mall.TriggerReview))
		require.EqualValues(t, 20+20+70+1000, m.Available(wrong.ID))
		require.Equal(t, "silver", tierOf(t, m, wrong))
		spend(t, m, wrong, 1110)
		c := earning.Correction{Actor: corrector, Kind: mall.CorrectActivity, Source: "mall", Ref: "2", MemberRef: *right.ExternalRef, Reason: "hers", Key: "k"}
		done := correct(t, m, c)
		assert.EqualValues(t, 20, done.Taken, "its own points; what fell has entries of its own")
		assert.Equal(t, "normal", tierOf(t, m, wrong))
		assert.EqualValues(t, 20+70+1000, balance(t, m, wrong).Debt)
		assert.EqualValues(t, 20+20+70+1000, m.Available(right.ID))
		assert.Equal(t, "silver", tierOf(t, m, right))
		row := progress(t, m, wrong)[0]
		assert.Nil(t, row.CompletedAt)
	})
}
