package ledger_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"pointsmall/ent/entry"
	"pointsmall/mall"
	"pointsmall/mall/catalog"
	"pointsmall/mall/exchange"
	"pointsmall/mall/ledger"
	"pointsmall/mall/malltest"
)

// spend captures a hold and returns the entry that paid.
func spend(t *testing.T, m *malltest.Mall, member mall.MemberID, points mall.Points) mall.EntryID {
	t.Helper()
	key := mall.NewHoldID().String()
	id := hold(t, m, member, points, key)
	require.NoError(t, end(t, m, id, true, 0, key))
	paid, err := m.DB.Ent().Entry.Query().Where(entry.Ref(id.String()), entry.KindEQ(mall.EntrySpend), entry.SeqNotNil()).OnlyID(t.Context())
	require.NoError(t, err)
	return paid
}

func refund(t *testing.T, m *malltest.Mall, id mall.EntryID, points mall.Points, key string) error {
	t.Helper()
	_, err := m.Ledger.Refund(t.Context(), ledger.PointsRefund{Actor: admin, Entry: id, Points: points, Reason: "broken", Key: key})
	return err
}

// In parts or whole, each lot gets back exactly what it paid, the newest-expiring first.
func TestARefundRestoresTheLotsThatPaid(t *testing.T) {
	malltest.Run(t, func(t *testing.T, m *malltest.Mall) {
		soon, late := malltest.Start.Add(time.Hour), malltest.Start.Add(48*time.Hour)
		member := m.Member("normal", malltest.Lot{Points: 30, ExpiresAt: soon}, malltest.Lot{Points: 30, ExpiresAt: late}, malltest.Lot{Points: 40}).ID
		id := spend(t, m, member, 90)
		require.NoError(t, refund(t, m, id, 25, "a"))
		require.NoError(t, refund(t, m, id, 25, "a"), "the same key gives nothing back twice")
		b, err := m.Ledger.Balance(t.Context(), member)
		require.NoError(t, err)
		expiring, err := m.Ledger.ExpiringWithin(t.Context(), &b, 100*time.Hour)
		require.NoError(t, err)
		assert.Zero(t, expiring, "the points that never expire come back first")
		require.NoError(t, refund(t, m, id, 10, "b"))
		over := refusal(t, refund(t, m, id, 56, "c"))
		assert.Equal(t, mall.CodeLimitExceeded, over.Code)
		assert.Equal(t, mall.Figures{Limit: 90, Left: 55}, over.Figures)
		require.NoError(t, refund(t, m, id, 0, "rest"))
		assert.EqualValues(t, 100, m.Available(member))
		m.Clock.Set(soon)
		assert.EqualValues(t, 70, m.Available(member), "each lot has its own expiry again")
		m.Clock.Set(late)
		assert.EqualValues(t, 40, m.Available(member))
		assert.Equal(t, mall.CodeLimitExceeded, refusal(t, refund(t, m, id, 0, "more")).Code)
		b, err = m.Ledger.Balance(t.Context(), member)
		require.NoError(t, err)
		assert.EqualValues(t, 100, b.LifetimeEarned, "a refund is not earning")
	})
}

func TestARefundToAnExpiredLotFollowsThePolicy(t *testing.T) {
	for policy, want := range map[mall.ExpiredRefund][3]mall.Points{
		mall.ExpiredRefundGrace:   {50, 50, 0},  // the day of the refund, 30 days later, 32 days later
		mall.ExpiredRefundForfeit: {0, 0, 0},    //
		mall.ExpiredRefundReissue: {50, 50, 50}, // the lot lived for 60 days
	} {
		t.Run(string(policy), func(t *testing.T) {
			malltest.Run(t, func(t *testing.T, m *malltest.Mall) {
				day := 24 * time.Hour
				_, err := m.Ledger.SetPolicy(t.Context(), admin, "POINTS", 1, func(p *mall.PointsPolicy) { p.Refund = policy })
				require.NoError(t, err)
				member := m.Member("normal", malltest.Lot{Points: 50, ExpiresAt: malltest.Start.Add(60 * day)}).ID
				id := spend(t, m, member, 50)
				now := malltest.Start.Add(61 * day)
				m.Clock.Set(now)
				m.Sweep()
				require.NoError(t, refund(t, m, id, 0, "r"))
				for i, after := range []time.Duration{0, 30 * day, 32 * day} {
					m.Clock.Set(now.Add(after))
					assert.Equal(t, want[i], m.Available(member), after)
					m.Sweep()
					assert.Equal(t, want[i], m.Available(member), "%s, swept", after)
				}
			})
		})
	}
}

func TestOnlySpentPointsAreGivenBack(t *testing.T) {
	malltest.Run(t, func(t *testing.T, m *malltest.Mall) {
		member := m.Member("normal", malltest.Lot{Points: 50}).ID
		earned, err := m.DB.Ent().Entry.Query().Where(entry.KindEQ(mall.EntryEarn), entry.SeqNotNil()).OnlyID(t.Context())
		require.NoError(t, err)
		assert.Equal(t, mall.CodeInvalidState, refusal(t, refund(t, m, earned, 1, "a")).Code)
		platform, err := m.DB.Ent().Entry.Query().Where(entry.SeqIsNil()).OnlyID(t.Context())
		require.NoError(t, err)
		for i, id := range []mall.EntryID{mall.NewEntryID(), platform} {
			assert.Equal(t, mall.CodeNotFound, refusal(t, refund(t, m, id, 1, fmt.Sprint(i))).Code)
		}
		assert.EqualValues(t, 50, m.Available(member))
	})
}

// Points that paid for an order come back with the order alone: else the goods would be
// had for nothing, and the stock and the limit stay used.
func TestPointsOfAnOrderComeBackWithTheOrderAlone(t *testing.T) {
	malltest.Run(t, func(t *testing.T, m *malltest.Mall) {
		member := m.Member("normal", malltest.Lot{Points: 50}).ID
		done, err := m.Exchanges.Exchange(t.Context(), exchange.Request{Member: member, Sku: m.Sku(30, 1, func(*catalog.NewSku) {}), Quantity: 1, Key: "x"})
		require.NoError(t, err)
		refused := refusal(t, refund(t, m, *done.Order.EntryID, 0, "r"))
		assert.Equal(t, mall.CodeInvalidState, refused.Code)
		assert.Equal(t, []string{"entryId"}, refused.Path)
		assert.EqualValues(t, 20, m.Available(member))
	})
}
