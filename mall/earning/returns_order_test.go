package earning_test

import (
	"fmt"
	"sync"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"pointsmall/mall"
	"pointsmall/mall/earning"
	"pointsmall/mall/malltest"
)

func TestReturnWaitsForItsPurchase(t *testing.T) {
	malltest.Run(t, func(t *testing.T, m *malltest.Mall) {
		who := m.Member("normal")
		early := back("R", "P", 2, 0)
		assert.Equal(t, earning.Returned{Pending: true}, takeBack(t, m, early))
		assert.Equal(t, earning.Returned{Pending: true, Duplicate: true}, takeBack(t, m, early))
		assert.EqualValues(t, 99, sell(t, m, basket(who, "P")), "what it earned is what it earned")
		assert.EqualValues(t, 49, m.Available(who.ID), "and the return has taken its part")
		assert.Equal(t, earning.Returned{TakenBack: 50, Duplicate: true}, takeBack(t, m, early))
		assert.Equal(t, earning.Returned{TakenBack: 49}, takeBack(t, m, back("R2", "P", 1, 1)))
		assert.Zero(t, m.Available(who.ID))
	})
}

func TestSeveralReturnsWait(t *testing.T) {
	malltest.Run(t, func(t *testing.T, m *malltest.Mall) {
		who := m.Member("normal", malltest.Lot{Points: 10})
		for _, r := range []earning.Return{back("R1", "P", 2, 0), back("R2", "P", 2, 0), back("R3", "P", 1, 1)} {
			assert.True(t, takeBack(t, m, r).Pending)
		}
		sell(t, m, basket(who, "P"))
		assert.EqualValues(t, 10, m.Available(who.ID), "2 and 1 teas and the cup came back")
		_, err := m.Earning.RecordReturn(t.Context(), back("R2", "P", 2, 0))
		assert.Equal(t, mall.CodeLimitExceeded, code(err), "4 of 3 teas cannot")
	})
}

// A till may mend a return that was refused when its purchase came: its number is free.
func TestRefusedReturnIsMended(t *testing.T) {
	malltest.Run(t, func(t *testing.T, m *malltest.Mall) {
		who := m.Member("normal")
		takeBack(t, m, back("R", "P", 4, 0))
		sell(t, m, basket(who, "P"))
		assert.EqualValues(t, 99, m.Available(who.ID))
		row, err := m.DB.Ent().PurchaseReturn.Query().Only(t.Context())
		require.NoError(t, err)
		assert.Equal(t, mall.ReturnRefused, row.Status)
		assert.Contains(t, row.Refusal.EN, `4 of "tea" at 25.00 cannot be returned`)
		assert.Equal(t, earning.Returned{TakenBack: 75}, takeBack(t, m, back("R", "P", 3, 0)))
		assert.Equal(t, earning.Returned{TakenBack: 75, Duplicate: true}, takeBack(t, m, back("R", "P", 3, 0)))
	})
}

// A known mistake: a return counted twice, because two copies of it came at once.
func TestTheSameReturnFiftyTimesAtOnce(t *testing.T) {
	malltest.Run(t, func(t *testing.T, m *malltest.Mall) {
		who := m.Member("normal")
		sell(t, m, basket(who, "P"))
		var firsts int
		for _, got := range atOnce(t, 50, func(int) (earning.Returned, error) { return m.Earning.RecordReturn(t.Context(), back("R", "P", 1, 0)) }) {
			assert.EqualValues(t, 25, got.TakenBack)
			if !got.Duplicate {
				firsts++
			}
		}
		assert.Equal(t, 1, firsts)
		assert.EqualValues(t, 74, m.Available(who.ID))
	})
}

func TestTwentyPartialReturnsAtOnce(t *testing.T) {
	malltest.Run(t, func(t *testing.T, m *malltest.Mall) {
		who := m.Member("normal", malltest.Lot{Points: 1000})
		p := bought(*who.ExternalRef, "P", yuan(101_00))
		p.Lines = []mall.PurchaseLine{{Sku: "tea", Quantity: 13, UnitPrice: "7.77"}}
		sell(t, m, p)
		var taken mall.Points
		var refused int
		var mu sync.Mutex
		atOnce(t, 20, func(i int) (earning.Returned, error) {
			r := back(fmt.Sprint("R", i), "P", 1, 0)
			r.Lines[0].UnitPrice = "7.77"
			got, err := m.Earning.RecordReturn(t.Context(), r)
			mu.Lock()
			defer mu.Unlock()
			taken += got.TakenBack
			if code(err) == mall.CodeLimitExceeded {
				refused++
				err = nil
			}
			return got, err
		})
		assert.Equal(t, 7, refused, "13 pieces were bought")
		assert.EqualValues(t, 101, taken)
		assert.EqualValues(t, 1000, m.Available(who.ID))
	})
}

// However a purchase and its return pass each other, the return counts in the end.
func TestPurchasesAndTheirReturnsAtOnce(t *testing.T) {
	malltest.Run(t, func(t *testing.T, m *malltest.Mall) {
		who := m.Member("normal", malltest.Lot{Points: 7})
		const n = 40
		atOnce(t, 2*n, func(i int) (earning.Returned, error) {
			number := fmt.Sprint("P", i/2)
			if i%2 == 0 {
				return m.Earning.RecordReturn(t.Context(), back("R"+number, number, 3, 1))
			}
			_, err := m.Earning.RecordPurchase(t.Context(), basket(who, number))
			return earning.Returned{}, err
		})
		assert.EqualValues(t, 7, m.Available(who.ID))
		waiting, err := m.DB.Ent().PurchaseReturn.Query().All(t.Context())
		require.NoError(t, err)
		for _, r := range waiting {
			assert.Equal(t, mall.ReturnApplied, r.Status)
		}
	})
}

func TestManyReturnsInOneCall(t *testing.T) {
	malltest.Run(t, func(t *testing.T, m *malltest.Mall) {
		who := m.Member("normal")
		sell(t, m, basket(who, "P"))
		bad := back("R2", "P", 1, 0)
		bad.Lines[0].Quantity = -1
		all := []earning.Return{back("R1", "P", 1, 0), bad, back("R1", "P", 1, 0), back("R3", "P", 3, 0), back("R4", "none", 1, 0), back("R5", "P", 2, 1)}
		out := m.Earning.RecordReturns(t.Context(), all)
		require.Len(t, out, len(all))
		assert.Equal(t, earning.Returned{TakenBack: 25}, out[0].Answer)
		assert.Equal(t, mall.CodeInvalidInput, code(out[1].Err))
		assert.Equal(t, earning.Returned{TakenBack: 25, Duplicate: true}, out[2].Answer)
		assert.Equal(t, mall.CodeLimitExceeded, code(out[3].Err))
		assert.Equal(t, earning.Returned{Pending: true}, out[4].Answer)
		assert.Equal(t, earning.Returned{TakenBack: 74}, out[5].Answer)
		assert.Zero(t, m.Available(who.ID))
	})
}

// atOnce calls f n times at once.
func atOnce(t *testing.T, n int, f func(i int) (earning.Returned, error)) []earning.Returned {
	t.Helper()
	got, errs := make([]earning.Returned, n), make([]error, n)
	start := make(chan struct{})
	var wg sync.WaitGroup
	for i := range n {
		wg.Go(func() {
			<-start
			got[i], errs[i] = f(i)
		})
	}
	close(start)
	wg.Wait()
	for _, err := range errs {
		require.NoError(t, err)
	}
	return got
}
