package sale_test

import (
	"errors"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"pointsmall/ent"
	"pointsmall/mall"
	"pointsmall/mall/campaign/sale"
	"pointsmall/mall/exchange"
	"pointsmall/mall/malltest"
)

var boss = mall.Actor{Kind: mall.ActorStaff, StaffID: mall.NewStaffID(), Permissions: []mall.Permission{mall.PermissionCampaigns}}

// thirds is a sale of some pieces of a SKU at a third of its points.
func thirds(sku mall.SkuID, pieces int64, edit func(*sale.NewSale)) sale.NewSale {
	n := sale.NewSale{
		Slug: "thirds", Name: mall.Text{EN: "A third", ZH: "三分之一"}, StartsAt: malltest.Start, EndsAt: malltest.Start.Add(48 * time.Hour),
		Goods: []sale.NewGood{{Sku: sku, Numerator: 1, Denominator: 3, Pieces: pieces}},
	}
	if edit != nil {
		edit(&n)
	}
	return n
}

// running makes a sale and starts it.
func running(t *testing.T, m *malltest.Mall, n sale.NewSale) *ent.Campaign {
	t.Helper()
	draft, err := m.Sales.Create(t.Context(), boss, n)
	require.NoError(t, err)
	started, err := m.Sales.Start(t.Context(), boss, draft.ID, draft.Version)
	require.NoError(t, err)
	return started
}

func refused(t *testing.T, err error) *mall.Error {
	t.Helper()
	var refusal *mall.Error
	require.ErrorAs(t, err, &refusal)
	return refusal
}

// buy exchanges one piece.
func buy(t *testing.T, m *malltest.Mall, who mall.MemberID, sku mall.SkuID, key string) (*ent.Order, error) {
	t.Helper()
	result, err := m.Exchanges.Exchange(t.Context(), exchange.Request{Member: who, Sku: sku, Quantity: 1, Key: key})
	return result.Order, err
}

func left(t *testing.T, m *malltest.Mall, id mall.CampaignID) int64 {
	t.Helper()
	sheets, err := m.Sales.Sheets(t.Context(), []mall.CampaignID{id})
	require.NoError(t, err)
	return sheets[id].Goods[0].Left
}

// together runs n calls at once, and counts what became of them: "" for those that were served.
func together(n int, call func(i int) error) (outcomes map[mall.ErrorCode]int, failures []error) {
	var mu sync.Mutex
	var wg sync.WaitGroup
	outcomes = map[mall.ErrorCode]int{}
	start := make(chan struct{})
	for i := range n {
		wg.Go(func() {
			<-start
			err := call(i)
			mu.Lock()
			defer mu.Unlock()
			var refusal *mall.Error
			switch {
			case err == nil:
				outcomes[""]++
			case errors.As(err, &refusal):
				outcomes[refusal.Code]++
			default:
				failures = append(failures, err)
			}
		})
	}
	close(start)
	wg.Wait()
	return outcomes, failures
}
