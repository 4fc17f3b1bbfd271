package sale_test

import (
	"fmt"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"pointsmall/mall"
	"pointsmall/mall/campaign/sale"
	"pointsmall/mall/checkout"
	"pointsmall/mall/exchange"
	"pointsmall/mall/malltest"
)

// queued is a sale with a waiting room that admits so many a minute.
func queued(sku mall.SkuID, pieces int64, perMinute int) sale.NewSale {
	return thirds(sku, pieces, func(n *sale.NewSale) { n.AdmittedPerMinute = &perMinute })
}

func join(t *testing.T, m *malltest.Mall, who mall.MemberID, id mall.CampaignID) *sale.Place {
	t.Helper()
	place, err := m.Sales.Join(t.Context(), who, id)
	require.NoError(t, err)
	return place
}

// admit lets time pass, and admits.
func admit(t *testing.T, m *malltest.Mall, id mall.CampaignID, after time.Duration) int {
	t.Helper()
	m.Clock.Set(m.Clock.Now().Add(after))
	n, err := m.Sales.Admit(t.Context(), id)
	require.NoError(t, err)
	return n
}

func TestEveryDoorAsksForTheAdmission(t *testing.T) {
	malltest.Run(t, func(t *testing.T, m *malltest.Mall) {
		sku := m.Sku(800, 20, nil)
		first, second := m.Member("normal", malltest.Lot{Points: 5000}).ID, m.Member("normal", malltest.Lot{Points: 5000}).ID
		c := running(t, m, queued(sku, 5, 60))
		_, err := buy(t, m, first, sku, "past the queue")
		assert.Equal(t, mall.CodeNotEligible, refused(t, err).Code)
		assert.Equal(t, []string{"admission"}, refused(t, err).Path)
		_, err = m.Checkout.Place(t.Context(), checkout.Order{Member: first, Lines: []checkout.Line{{Sku: sku, Quantity: 1}}, Key: "past the queue"})
		assert.Equal(t, mall.CodeNotEligible, refused(t, err).Code)
		assert.Equal(t, []string{"lines", "0", "admission"}, refused(t, err).Path)
		_, err = m.Checkout.Quote(t.Context(), checkout.Wish{Member: first, Lines: []checkout.Line{{Sku: sku, Quantity: 1}}})
		assert.Equal(t, mall.CodeNotEligible, refused(t, err).Code)

		place := join(t, m, first, c.ID)
		assert.EqualValues(t, 1, place.Number)
		assert.Empty(t, place.Admission)
		assert.EqualValues(t, 2, join(t, m, second, c.ID).Number)
		assert.EqualValues(t, 1, join(t, m, first, c.ID).Number, "one place a member")
		assert.EqualValues(t, 1, join(t, m, second, c.ID).Ahead)
		assert.Equal(t, 1, join(t, m, second, c.ID).WaitSeconds())
		require.Equal(t, 1, admit(t, m, c.ID, time.Second), "one a second")
		mine := join(t, m, first, c.ID).Admission
		require.NotEmpty(t, mine)
		exchange1 := func(who mall.MemberID, admission, key string) error {
			_, err := m.Exchanges.Exchange(t.Context(), exchange.Request{Member: who, Sku: sku, Quantity: 1, Key: key, Admission: admission})
			return err
		}
		assert.Equal(t, mall.CodeNotEligible, refused(t, exchange1(second, mine, "another's")).Code)
		assert.Equal(t, mall.CodeNotEligible, refused(t, exchange1(first, mine[:len(mine)-2]+"AA", "forged")).Code)
		require.NoError(t, exchange1(first, mine, "mine"))
		require.NoError(t, exchange1(first, mine, "mine"), "the same key is the same order")
		assert.Equal(t, mall.CodeInvalidState, refused(t, exchange1(first, mine, "twice")).Code)
		_, err = m.Sales.Join(t.Context(), first, c.ID)
		assert.Equal(t, mall.CodeInvalidState, refused(t, err).Code, "one order")

		require.Equal(t, 1, admit(t, m, c.ID, time.Second))
		token := join(t, m, second, c.ID).Admission
		placed, err := m.Checkout.Place(t.Context(), checkout.Order{Member: second, Lines: []checkout.Line{{Sku: sku, Quantity: 1, Admission: token}}, Key: "k"})
		require.NoError(t, err)
		assert.EqualValues(t, 267, placed.Order.Points)
	})
}

func TestAnUnusedTurnGoesToTheNext(t *testing.T) {
	malltest.Run(t, func(t *testing.T, m *malltest.Mall) {
		sku := m.Sku(800, 20, nil)
		first, second := m.Member("normal", malltest.Lot{Points: 5000}).ID, m.Member("normal", malltest.Lot{Points: 5000}).ID
		c := running(t, m, queued(sku, 1, 6000))
		join(t, m, first, c.ID)
		join(t, m, second, c.ID)
		require.Equal(t, 1, admit(t, m, c.ID, time.Second), "there is one piece")
		late := join(t, m, first, c.ID).Admission
		require.Zero(t, admit(t, m, c.ID, time.Minute))
		require.Equal(t, 1, admit(t, m, c.ID, time.Minute+time.Second), "the turn has passed")
		_, err := m.Exchanges.Exchange(t.Context(), exchange.Request{Member: first, Sku: sku, Quantity: 1, Key: "late", Admission: late})
		assert.Equal(t, mall.CodeExpired, refused(t, err).Code)
		again := join(t, m, first, c.ID)
		assert.EqualValues(t, 3, again.Number, "at the end")
		_, err = m.Exchanges.Exchange(t.Context(), exchange.Request{Member: second, Sku: sku, Quantity: 1, Key: "k", Admission: join(t, m, second, c.ID).Admission})
		require.NoError(t, err)
		require.Zero(t, admit(t, m, c.ID, time.Second))
		ended, err := m.Campaigns.Find(t.Context(), boss, c.ID)
		require.NoError(t, err)
		assert.Equal(t, mall.CampaignEnded, ended.Status, "sold out ends it")
		assert.EqualValues(t, 19, m.Stock(sku))
		_, err = m.Sales.Join(t.Context(), first, c.ID)
		assert.Equal(t, mall.CodeNotAvailable, refused(t, err).Code)
	})
}

// 5,000 members queue for 40 pieces, 20 of them with 50 sessions, and one calls exchange past the
// queue. Nobody is served out of turn. (On PostgreSQL there are fewer, for the time that takes.)
func TestNobodyIsServedOutOfTurn(t *testing.T) {
	malltest.Run(t, func(t *testing.T, m *malltest.Mall) {
		people, pieces := 5000, int64(40)
		if testing.Short() || m.DB.Dialect == "postgres" {
			people = 1000
		}
		sku := m.Sku(300, 100, nil)
		c := running(t, m, queued(sku, pieces, 600))
		buyers := make([]mall.MemberID, 60) // who will be served, and some more: only they need points
		for i := range buyers {
			buyers[i] = m.Member("normal", malltest.Lot{Points: 1000}).ID
		}
		for i, who := range buyers {
			require.EqualValues(t, i+1, join(t, m, who, c.ID).Number)
		}
		numbers := map[mall.MemberID][]int64{}
		var mu sync.Mutex
		outcomes, failures := together(people-len(buyers), func(i int) error {
			sessions := 1
			who := mall.NewMemberID()
			if i < 20 {
				sessions = 50
			}
			var wg sync.WaitGroup
			errs := make([]error, sessions)
			for s := range sessions {
				wg.Go(func() {
					place, err := m.Sales.Join(t.Context(), who, c.ID)
					if errs[s] = err; err == nil {
						mu.Lock()
						numbers[who] = append(numbers[who], place.Number)
						mu.Unlock()
					}
				})
			}
			wg.Wait()
			return errs[0]
		})
		require.Empty(t, failures)
		require.Equal(t, people-len(buyers), outcomes[""])
		seen := map[int64]bool{}
		for _, all := range numbers {
			require.Len(t, slices.Compact(all), 1, "one place a member, however many sessions")
			require.False(t, seen[all[0]])
			seen[all[0]] = true
		}
		require.Len(t, seen, people-len(buyers))
		served := 0
		for served < int(pieces) {
			_, err := buy(t, m, buyers[len(buyers)-1], sku, fmt.Sprint("past the queue ", served))
			require.Equal(t, mall.CodeNotEligible, refused(t, err).Code)
			require.Equal(t, 10, admit(t, m, c.ID, time.Second))
			for range 10 {
				place := join(t, m, buyers[served], c.ID)
				require.NotEmpty(t, place.Admission)
				_, err := m.Exchanges.Exchange(t.Context(), exchange.Request{Member: buyers[served], Sku: sku, Quantity: 1, Key: "k", Admission: place.Admission})
				require.NoError(t, err)
				served++
			}
			require.Empty(t, join(t, m, buyers[served], c.ID).Admission, "it is not their turn")
		}
		require.Zero(t, admit(t, m, c.ID, time.Second))
		ended, err := m.Campaigns.Find(t.Context(), boss, c.ID)
		require.NoError(t, err)
		assert.Equal(t, mall.CampaignEnded, ended.Status)
	})
}
