package earning_test

import (
	"errors"
	"fmt"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"pointsmall/mall"
	"pointsmall/mall/earning"
	"pointsmall/mall/earning/purchase"
	"pointsmall/mall/ledger"
	"pointsmall/mall/malltest"
)

func yuan(fen int64) mall.Money { return mall.Money{Minor: fen, Currency: "CNY"} }

func bought(member, number string, total mall.Money) earning.Purchase {
	return earning.Purchase{
		Source: purchase.Mall, ExternalRef: number, MemberRef: member, OccurredAt: malltest.Start, Total: total,
		Lines: []mall.PurchaseLine{{Sku: "A", Quantity: 1, UnitPrice: "1.00"}},
	}
}

func code(err error) mall.ErrorCode {
	var refused *mall.Error
	if errors.As(err, &refused) {
		return refused.Code
	}
	return ""
}

func TestPurchaseEarnsOnceAndIsExplained(t *testing.T) {
	malltest.Run(t, func(t *testing.T, m *malltest.Mall) {
		member := m.Member("normal")
		p := bought(*member.ExternalRef, "till-1", yuan(12_399))
		first, err := m.Earning.RecordPurchase(t.Context(), p)
		require.NoError(t, err)
		assert.Equal(t, earning.Recorded{Points: 123}, first, "¥123.99 earns 123: floored once")
		again, err := m.Earning.RecordPurchase(t.Context(), p)
		require.NoError(t, err)
		assert.Equal(t, earning.Recorded{Points: 123, Duplicate: true}, again)
		assert.EqualValues(t, 123, m.Available(member.ID))

		p.Total = yuan(50_000)
		_, err = m.Earning.RecordPurchase(t.Context(), p)
		assert.Equal(t, mall.CodeIdempotencyConflict, code(err))

		p.Source = "prt_another"
		other, err := m.Earning.RecordPurchase(t.Context(), p)
		require.NoError(t, err, "another source's till numbers are its own")
		assert.EqualValues(t, 500, other.Points)

		b, err := m.Ledger.Balance(t.Context(), member.ID)
		require.NoError(t, err)
		assert.EqualValues(t, 623, b.LifetimeEarned)
		entries, err := m.Ledger.Entries(t.Context(), b.AccountID, ledger.Page{Limit: 9})
		require.NoError(t, err)
		require.Len(t, entries, 2)
		assert.Equal(t, mall.Textf("Purchase of 123.99 CNY: Purchases in CNY 123.99 CNY × 1 per 1.00 CNY = 123.99, rounded down to 123", "消费 123.99 CNY：CNY 消费 123.99 CNY，每 1.00 CNY 得 1 = 123.99，向下取整为 123"), ledger.Explain(entries[1]))
	})
}

func TestPurchaseRefusals(t *testing.T) {
	malltest.Run(t, func(t *testing.T, m *malltest.Mall) {
		ref := *m.Member("normal").ExternalRef
		for name, c := range map[string]struct {
			change func(*earning.Purchase)
			code   mall.ErrorCode
			path   []string
		}{
			"no number":         {func(p *earning.Purchase) { p.ExternalRef = "" }, mall.CodeInvalidInput, []string{"externalRef"}},
			"unknown member":    {func(p *earning.Purchase) { p.MemberRef = "nobody" }, mall.CodeNotFound, []string{"memberRef"}},
			"wrong currency":    {func(p *earning.Purchase) { p.Total.Currency = "USD" }, mall.CodeInvalidInput, []string{"total", "currency"}},
			"negative total":    {func(p *earning.Purchase) { p.Total.Minor = -1 }, mall.CodeInvalidInput, []string{"total", "amount"}},
			"no lines":          {func(p *earning.Purchase) { p.Lines = nil }, mall.CodeInvalidInput, []string{"lines"}},
			"no pieces":         {func(p *earning.Purchase) { p.Lines[0].Quantity = 0 }, mall.CodeInvalidInput, []string{"lines", "0", "quantity"}},
			"negative price":    {func(p *earning.Purchase) { p.Lines[0].UnitPrice = "-1" }, mall.CodeInvalidInput, []string{"lines", "0", "unitPrice"}},
			"no code":           {func(p *earning.Purchase) { p.Lines[0].Sku = "" }, mall.CodeInvalidInput, []string{"lines", "0", "sku"}},
			"in the future":     {func(p *earning.Purchase) { p.OccurredAt = malltest.Start.Add(time.Hour) }, mall.CodeInvalidInput, []string{"occurredAt"}},
			"before all clocks": {func(p *earning.Purchase) { p.OccurredAt = time.Time{} }, mall.CodeInvalidInput, []string{"occurredAt"}},
		} {
			p := bought(ref, name, yuan(100))
			c.change(&p)
			_, err := m.Earning.RecordPurchase(t.Context(), p)
			var refused *mall.Error
			require.ErrorAs(t, err, &refused, name)
			assert.Equal(t, c.code, refused.Code, name)
			assert.Equal(t, c.path, refused.Path, name)
		}
		n, err := m.DB.Ent().Purchase.Query().Count(t.Context())
		require.NoError(t, err)
		assert.Zero(t, n, "nothing is written")
	})
}

// Fifty tills report the same purchase, and a hundred others, at once.
func TestPurchasesAtOnce(t *testing.T) {
	malltest.Run(t, func(t *testing.T, m *malltest.Mall) {
		member := m.Member("normal")
		var wg sync.WaitGroup
		for i := range 150 {
			wg.Go(func() {
				number := "same"
				if i >= 50 {
					number = fmt.Sprint(i)
				}
				_, err := m.Earning.RecordPurchase(t.Context(), bought(*member.ExternalRef, number, yuan(1000)))
				assert.NoError(t, err)
			})
		}
		wg.Wait()
		assert.EqualValues(t, 101*10, m.Available(member.ID))
	})
}
