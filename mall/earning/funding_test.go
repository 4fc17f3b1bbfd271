package earning_test

import (
	"context"
	"fmt"
	"math/rand/v2"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"pointsmall/ent"
	"pointsmall/ent/entry"
	"pointsmall/mall"
	"pointsmall/mall/earning"
	"pointsmall/mall/earning/purchase"
	"pointsmall/mall/earning/task"
	"pointsmall/mall/ledger"
	"pointsmall/mall/malltest"
	"pointsmall/mall/store"
)

// brand makes a partner.
func brand(t *testing.T, m *malltest.Mall, name string) mall.PartnerID {
	t.Helper()
	id := mall.NewPartnerID()
	m.Update(t, func(c *ent.Client) error {
		return c.Partner.Create().SetID(id).SetName(name).SetPermissions([]mall.Permission{mall.PermissionEarn}).Exec(t.Context())
	})
	return id
}

// of makes a partner's purchase of one at the mall's tills.
func of(partner mall.PartnerID, p earning.Purchase) earning.Purchase {
	p.Source = partner.String()
	return p
}

// backAt makes a partner's return of one at the mall's tills.
func backAt(partner mall.PartnerID, r earning.Return) earning.Return {
	r.Source = partner.String()
	return r
}

// account is a partner's account of the mall's own points.
func account(t *testing.T, m *malltest.Mall, partner mall.PartnerID) ledger.PartnerAccount {
	t.Helper()
	all, err := m.Ledger.PartnerAccounts(t.Context(), partner)
	require.NoError(t, err)
	require.Len(t, all, 1, "the mall has one points currency")
	return *all[0]
}

// sums are what a partner's account must show.
func sums(partner mall.PartnerID, granted, takenBack mall.Points) ledger.PartnerAccount {
	return ledger.PartnerAccount{Partner: partner, Currency: mall.DefaultPoints, Granted: granted, TakenBack: takenBack, Balance: takenBack - granted}
}

// platform is what the platform's entries of a kind sum to.
func platform(t *testing.T, m *malltest.Mall, kind mall.PointsEntryKind) (points mall.Points) {
	t.Helper()
	rows, err := m.DB.Ent().Entry.Query().Where(entry.AccountID(ledger.PlatformAccount(mall.DefaultPoints)), entry.KindEQ(kind)).All(t.Context())
	require.NoError(t, err)
	for _, row := range rows {
		points += row.Delta
	}
	return points
}

func TestPartnersFundWhatTheirEventsGrant(t *testing.T) {
	malltest.Run(t, func(t *testing.T, m *malltest.Mall) {
		north, south := brand(t, m, "North"), brand(t, m, "South")
		assert.Equal(t, sums(north, 0, 0), account(t, m, north), "an account that nothing was posted to is empty")
		ann, bo := m.Member("normal"), m.Member("normal")
		activate(t, m, gives("review", mall.TriggerReview, 20))

		assert.EqualValues(t, 99, sell(t, m, of(north, basket(ann, "P"))))
		assert.EqualValues(t, 99, sell(t, m, of(north, basket(bo, "Q"))))
		assert.EqualValues(t, 99, sell(t, m, of(south, basket(ann, "P"))), "a partner's numbers are its own")
		assert.EqualValues(t, 99, sell(t, m, basket(bo, "P")), "the mall's own")
		review := did(m, ann, "V", mall.TriggerReview)
		review.Source = south.String()
		for _, duplicate := range []bool{false, true} {
			got, err := m.Earning.RecordActivity(t.Context(), review)
			require.NoError(t, err)
			assert.Equal(t, earning.Recorded{Points: 20, Duplicate: duplicate}, got)
		}
		assert.Equal(t, sums(north, 198, 0), account(t, m, north))
		assert.Equal(t, sums(south, 119, 0), account(t, m, south), "what is counted once is paid once")
		assert.EqualValues(t, -99, platform(t, m, mall.EntryEarn))

		assert.EqualValues(t, 99, takeBack(t, m, backAt(north, back("R1", "P", 3, 1))).TakenBack, "all of it")
		assert.EqualValues(t, 50, takeBack(t, m, backAt(north, back("R2", "Q", 2, 0))).TakenBack, "floor(75 × 2 ÷ 3)")
		assert.EqualValues(t, 25, takeBack(t, m, backAt(south, back("R1", "P", 1, 0))).TakenBack)
		assert.EqualValues(t, 24, takeBack(t, m, back("R1", "P", 0, 1)).TakenBack)
		assert.Equal(t, sums(north, 198, 149), account(t, m, north))
		assert.Equal(t, sums(south, 119, 25), account(t, m, south))
		assert.EqualValues(t, 24, platform(t, m, mall.EntryClawback))
		assert.EqualValues(t, 74+20, m.Available(ann.ID))
		assert.EqualValues(t, 49+75, m.Available(bo.ID))
	})
}

// A partner pays for its event's own grant. What else the event sets off is the mall's own
// programme, and the platform's to pay: a higher tier, a task that is done, an invitation
// that is rewarded.
func TestThePlatformFundsWhatAPartnersEventSetsOff(t *testing.T) {
	malltest.Run(t, func(t *testing.T, m *malltest.Mall) {
		north := brand(t, m, "North")
		demo(t, m)
		challenge(t, m, "shopper", task.Definition{Period: mall.TaskOnce, Steps: []task.Step{step("buy", mall.TriggerPurchase, 1)}})
		host := joins(t.Context(), t, m, "host", "", "")
		guest := joins(t.Context(), t, m, "guest", codeOf(t, m, host.ID), "")
		before := platform(t, m, mall.EntryEarn)

		p := of(north, bought("guest", "P", yuan(6000_00)))
		p.OccurredAt = m.Clock.Now()
		assert.EqualValues(t, 6000+600+100, sell(t, m, p), "ratio, ladder, first purchase")
		assert.Equal(t, "REWARDED", outcome(t, m, guest))
		assert.Equal(t, sums(north, 6700, 0), account(t, m, north))
		assert.EqualValues(t, -(5000 + 70 + 100), platform(t, m, mall.EntryEarn)-before, "silver, the task, the invitation")
		assert.EqualValues(t, 500+6700+5000+70, m.Available(guest.ID))
		assert.EqualValues(t, 500+100, m.Available(host.ID))
	})
}

// What expires and what is spent is the platform's, whoever funded it; a debt that a
// return makes is the funder's like points that were there.
func TestWhatPartnersDoNotFund(t *testing.T) {
	malltest.Run(t, func(t *testing.T, m *malltest.Mall) {
		north := brand(t, m, "North")
		who := m.Member("normal")
		sell(t, m, of(north, basket(who, "P")))
		spend(t, m, who, 90)
		assert.EqualValues(t, 90, platform(t, m, mall.EntrySpend))
		assert.EqualValues(t, 99, takeBack(t, m, backAt(north, back("R", "P", 3, 1))).TakenBack, "9 that are left, and a debt of 90")
		assert.EqualValues(t, 90, balance(t, m, who).Debt)
		assert.Equal(t, sums(north, 99, 99), account(t, m, north))
		assert.Zero(t, platform(t, m, mall.EntryClawback))
	})
}

// A return that waited goes to the partner in whose purchase's journal it lands.
func TestAPartnersReturnThatWaited(t *testing.T) {
	malltest.Run(t, func(t *testing.T, m *malltest.Mall) {
		north, south := brand(t, m, "North"), brand(t, m, "South")
		who := m.Member("normal")
		assert.True(t, takeBack(t, m, backAt(north, back("R", "P", 3, 0))).Pending)
		sell(t, m, of(south, basket(who, "P")))
		assert.Equal(t, sums(south, 99, 0), account(t, m, south), "another partner's purchase of that number is another")
		sell(t, m, of(north, basket(who, "P")))
		assert.Equal(t, sums(north, 99, 75), account(t, m, north))
		assert.EqualValues(t, 99+24, m.Available(who.ID))
	})
}

// Purchases from before partners had accounts were the platform's to pay, and so is what
// comes back of them.
func TestAPurchaseThatThePlatformFunded(t *testing.T) {
	malltest.Run(t, func(t *testing.T, m *malltest.Mall) {
		north := brand(t, m, "North")
		who := m.Member("normal")
		sell(t, m, of(north, basket(who, "P")))
		require.NoError(t, m.DB.InTx(t.Context(), func(ctx context.Context, tx *store.Tx) error { // as it was then
			if _, err := tx.Exec(ctx, "update entries set account_id = $1, purchase_id = null where seq is null", ledger.PlatformAccount(mall.DefaultPoints)); err != nil {
				return err
			}
			_, err := tx.Exec(ctx, "update purchases set funded_by = null")
			return err
		}))
		assert.EqualValues(t, 99, takeBack(t, m, backAt(north, back("R", "P", 3, 1))).TakenBack)
		assert.Equal(t, sums(north, 0, 0), account(t, m, north))
		assert.EqualValues(t, 99, platform(t, m, mall.EntryClawback))
	})
}

// A batch of two partners' events is one journal; each entry of a partner stands for one
// event.
func TestPartnersEntriesNameTheirEvents(t *testing.T) {
	malltest.Run(t, func(t *testing.T, m *malltest.Mall) {
		north, south := brand(t, m, "North"), brand(t, m, "South")
		who := m.Member("normal")
		purchases := make([]earning.Purchase, 10)
		for i := range purchases {
			purchases[i] = of([]mall.PartnerID{north, south}[i%2], basket(who, fmt.Sprint(i)))
			purchases[i].OccurredAt = malltest.Start.Add(-time.Duration(i) * day)
		}
		for _, out := range m.Earning.RecordPurchases(t.Context(), purchases) {
			require.NoError(t, out.Err)
		}
		takeBack(t, m, backAt(north, back("R", "4", 1, 0)))
		a := account(t, m, north)
		list := func(p ledger.PartnerPage) (shown []string) {
			t.Helper()
			entries, err := m.Ledger.PartnerEntries(t.Context(), &a, p)
			require.NoError(t, err)
			about := make([]mall.AnyID, len(entries))
			for i, e := range entries {
				about[i] = e.About
			}
			numbers, err := m.Earning.Numbers(t.Context(), about)
			require.NoError(t, err)
			for _, e := range entries {
				shown = append(shown, fmt.Sprintf("%s %d of %s", e.Kind, e.Delta, numbers[e.About]))
			}
			return shown
		}
		all := []string{"CLAWBACK 25 of R", "EARN -99 of 8", "EARN -99 of 6", "EARN -99 of 4", "EARN -99 of 2", "EARN -99 of 0"}
		assert.Equal(t, all, list(ledger.PartnerPage{Limit: 10}))
		assert.Equal(t, all[4:], list(ledger.PartnerPage{Limit: 2, FromEnd: true}))
		first, err := m.Ledger.PartnerEntries(t.Context(), &a, ledger.PartnerPage{Limit: 3})
		require.NoError(t, err)
		assert.Equal(t, all[3:], list(ledger.PartnerPage{Limit: 10, After: &first[2].ID}))
		assert.Equal(t, all[:2], list(ledger.PartnerPage{Limit: 10, Before: &first[2].ID}))
		from, until := malltest.Start.Add(-5*day), malltest.Start.Add(-2*day)
		filter := ledger.Filter{From: &from, Until: &until}
		assert.Equal(t, all[3:4], list(ledger.PartnerPage{Limit: 10, Filter: filter}), "from the one moment until before the other")
		n, err := m.Ledger.CountPartnerEntries(t.Context(), &a, ledger.Filter{Kinds: []mall.PointsEntryKind{mall.EntryEarn}}, 3)
		require.NoError(t, err)
		assert.Equal(t, 3, n)

		own := mall.Actor{Kind: mall.ActorPartner, PartnerID: north, Permissions: []mall.Permission{mall.PermissionEarn}}
		got, err := m.Ledger.PartnerEntry(t.Context(), own, first[0].ID)
		require.NoError(t, err)
		assert.Equal(t, first[0], got)
		other := own
		other.PartnerID = south
		for name, actor := range map[string]mall.Actor{
			"another partner": other, "no scope": {Kind: mall.ActorPartner, PartnerID: north}, "a member": {Kind: mall.ActorMember, MemberID: who.ID},
			"staff for points": {Kind: mall.ActorStaff, Permissions: []mall.Permission{mall.PermissionPoints}},
		} {
			_, err = m.Ledger.PartnerEntry(t.Context(), actor, first[0].ID)
			assert.Equal(t, mall.CodeNotFound, code(err), name)
			_, err = m.Ledger.Entry(t.Context(), actor, first[0].ID)
			assert.Equal(t, mall.CodeNotFound, code(err), name)
		}
	})
}

func TestReturnsThatWaitAreListed(t *testing.T) {
	malltest.Run(t, func(t *testing.T, m *malltest.Mall) {
		north, south := brand(t, m, "North"), brand(t, m, "South")
		for i, r := range []earning.Return{
			backAt(north, back("N1", "P1", 3, 1)), backAt(south, back("S1", "P1", 1, 0)), back("M1", "P1", 0, 1), backAt(north, back("N2", "P2", 1, 0)),
		} {
			m.Clock.Set(malltest.Start.Add(time.Duration(i) * day))
			takeBack(t, m, r)
		}
		list := func(w purchase.Waiting) (numbers []string) {
			t.Helper()
			if w.Limit == 0 {
				w.Limit = 10
			}
			rows, err := m.Earning.WaitingReturns(t.Context(), w)
			require.NoError(t, err)
			for _, row := range rows {
				numbers = append(numbers, row.ExternalRef)
			}
			n, err := m.Earning.CountWaitingReturns(t.Context(), w, 10)
			require.NoError(t, err)
			if w.After == nil && w.Before == nil && len(rows) < w.Limit {
				assert.Equal(t, len(rows), n)
			}
			return numbers
		}
		assert.Equal(t, []string{"N1", "S1", "M1", "N2"}, list(purchase.Waiting{}))
		assert.Equal(t, []string{"M1", "N2"}, list(purchase.Waiting{Limit: 2, FromEnd: true}))
		assert.Equal(t, []string{"N1", "N2"}, list(purchase.Waiting{Source: north.String()}))
		assert.Equal(t, []string{"M1"}, list(purchase.Waiting{Source: purchase.Mall}))
		since := malltest.Start.Add(day)
		assert.Equal(t, []string{"N1"}, list(purchase.Waiting{RecordedBefore: &since}))
		rows, err := m.Earning.WaitingReturns(t.Context(), purchase.Waiting{Limit: 2})
		require.NoError(t, err)
		assert.Equal(t, []string{"M1", "N2"}, list(purchase.Waiting{After: &rows[1].ID}))
		assert.Equal(t, []string{"N1"}, list(purchase.Waiting{Before: &rows[1].ID}))

		sell(t, m, of(north, basket(m.Member("normal"), "P1")))
		assert.Equal(t, []string{"S1", "M1", "N2"}, list(purchase.Waiting{}), "its purchase has come")
		own := mall.Actor{Kind: mall.ActorPartner, PartnerID: north, Permissions: []mall.Permission{mall.PermissionEarn}}
		got, err := m.Earning.FindReturn(t.Context(), own, rows[0].ID)
		require.NoError(t, err)
		assert.Equal(t, mall.ReturnApplied, got.Status)
		_, err = m.Earning.FindReturn(t.Context(), own, rows[1].ID)
		assert.Equal(t, mall.CodeNotFound, code(err), "another partner's")
		_, err = m.Earning.FindReturn(t.Context(), mall.Actor{Kind: mall.ActorStaff, Permissions: []mall.Permission{mall.PermissionPoints}}, rows[0].ID)
		assert.Equal(t, mall.CodeNotFound, code(err))
	})
}

// However purchases and returns of two partners and the mall mix, every journal sums to
// zero, and each account holds what its own events granted and took back.
func TestAnyMixOfFundersSumsToZero(t *testing.T) {
	malltest.Run(t, func(t *testing.T, m *malltest.Mall) {
		north, south := brand(t, m, "North"), brand(t, m, "South")
		sources := []string{north.String(), south.String(), purchase.Mall}
		had := malltest.Lot{Points: 100} // of the platform
		people := []*ent.Member{m.Member("normal", had), m.Member("normal", had), m.Member("normal", had)}
		dice := rand.New(rand.NewPCG(7, 11))
		granted, taken := map[string]mall.Points{}, map[string]mall.Points{}
		for round := range 12 {
			var purchases []earning.Purchase
			var returns []earning.Return
			for n := range 1 + dice.IntN(12) {
				p := basket(people[dice.IntN(3)], fmt.Sprintf("%d-%d", round, n))
				p.Source = sources[dice.IntN(3)]
				purchases = append(purchases, p)
				if teas, cups := dice.IntN(4), dice.IntN(2); teas+cups > 0 {
					r := back("R-"+p.ExternalRef, p.ExternalRef, teas, cups)
					r.Source = p.Source
					returns = append(returns, r)
				}
			}
			for i, out := range m.Earning.RecordPurchases(t.Context(), purchases) {
				require.NoError(t, out.Err)
				granted[purchases[i].Source] += out.Answer.Points
			}
			spend(t, m, people[dice.IntN(3)], 1)
			for i, out := range m.Earning.RecordReturns(t.Context(), returns) {
				require.NoError(t, out.Err)
				taken[returns[i].Source] += out.Answer.TakenBack
			}
		}
		for _, partner := range []mall.PartnerID{north, south} {
			source := partner.String()
			require.Positive(t, taken[source])
			assert.Equal(t, sums(partner, granted[source], taken[source]), account(t, m, partner))
		}
		assert.Equal(t, -300-granted[purchase.Mall], platform(t, m, mall.EntryEarn))
		assert.Equal(t, taken[purchase.Mall], platform(t, m, mall.EntryClawback))
		rows, err := m.DB.Query(t.Context(), "select journal_id from entries group by journal_id, currency having sum(delta) <> 0")
		require.NoError(t, err)
		defer rows.Close()
		assert.False(t, rows.Next())
		require.NoError(t, rows.Err())
	})
}
