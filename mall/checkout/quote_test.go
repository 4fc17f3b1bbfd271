package checkout_test

import (
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"pointsmall/mall"
	"pointsmall/mall/catalog"
	"pointsmall/mall/checkout"
	"pointsmall/mall/malltest"
)

// byQuote is the order of a quote.
func byQuote(t *testing.T, m *malltest.Mall, who mall.MemberID, id, key string) checkout.Order {
	t.Helper()
	terms, err := m.Checkout.Terms(t.Context(), who, id)
	require.NoError(t, err)
	return checkout.Order{Member: who, Quote: terms, QuoteID: id, Method: mall.PayByTest, Key: key}
}

func TestAQuoteIsChargedAsItWasToldAndOnce(t *testing.T) {
	malltest.Run(t, func(t *testing.T, m *malltest.Mall) {
		buyer, sku := m.Member("normal", malltest.Lot{Points: 5000}).ID, priced(m, 100, 200_00, 10, nil)
		wish := checkout.Wish{Member: buyer, Lines: []checkout.Line{{Sku: sku, Quantity: 1}}, OffsetPoints: 2000}
		q, err := m.Checkout.Quote(t.Context(), wish)
		require.NoError(t, err)
		assert.Equal(t, mall.Points(100), q.PricePoints())
		assert.Equal(t, mall.Points(2000), q.Bill.OffsetPoints())
		assert.Equal(t, mall.Points(10_000), q.MaxOffsetPoints)
		assert.EqualValues(t, 180_00, q.Payable())
		assert.Equal(t, mall.Points(180), q.Earns)
		assert.Empty(t, q.Warnings)
		assertHas(t, m, buyer, 5000, 0)

		_, err = m.Catalog.SetPrices(t.Context(), sku, 1, []catalog.Price{{Points: 999}})
		require.NoError(t, err)
		o := place(t, m, byQuote(t, m, buyer, q.ID, "k"))
		assert.Equal(t, mall.Points(2100), o.Points, "the price that was told")
		assert.Equal(t, o.ID, place(t, m, byQuote(t, m, buyer, q.ID, "k")).ID)
		_, err = m.Checkout.Place(t.Context(), byQuote(t, m, buyer, q.ID, "another"))
		assertRefused(t, mall.CodeInvalidState, err, "quoteId")

		other := m.Member("normal").ID
		for _, id := range []string{q.ID[:len(q.ID)-1], q.ID + "A", strings.Replace(q.ID, "quo_1", "quo_2", 1), "", "quo_1"} {
			_, err := m.Checkout.Terms(t.Context(), buyer, id)
			assertRefused(t, mall.CodeNotFound, err, "quoteId")
		}
		_, err = m.Checkout.Terms(t.Context(), other, q.ID)
		assertRefused(t, mall.CodeNotFound, err, "quoteId")
	})
}

func TestAQuoteExpires(t *testing.T) {
	malltest.Run(t, func(t *testing.T, m *malltest.Mall) {
		buyer, sku := m.Member("normal", malltest.Lot{Points: 5000}).ID, priced(m, 100, 200_00, 10, nil)
		q, err := m.Checkout.Quote(t.Context(), checkout.Wish{Member: buyer, Lines: []checkout.Line{{Sku: sku, Quantity: 1}}})
		require.NoError(t, err)
		later(m, 15*time.Minute)
		_, err = m.Checkout.Place(t.Context(), byQuote(t, m, buyer, q.ID, "k"))
		assertRefused(t, mall.CodeExpired, err, "quoteId")
	})
}

// A quote reserves nothing: what stands in the way now may be out of it later.
func TestAQuoteWarnsOfWhatMayChange(t *testing.T) {
	malltest.Run(t, func(t *testing.T, m *malltest.Mall) {
		buyer, sku := m.Member("normal", malltest.Lot{Points: 50}).ID, priced(m, 100, 200_00, 1, nil)
		lines := []checkout.Line{{Sku: sku, Quantity: 1}, {Sku: sku, Quantity: 1}}
		q, err := m.Checkout.Quote(t.Context(), checkout.Wish{Member: buyer, Lines: lines})
		require.NoError(t, err)
		require.Len(t, q.Warnings, 2)
		assert.Equal(t, mall.CodeOutOfStock, q.Warnings[0].Code)
		assert.Equal(t, []string{"lines", "1", "quantity"}, q.Warnings[0].Path)
		assert.Equal(t, mall.CodeInsufficientPoints, q.Warnings[1].Code)
		_, err = m.Checkout.Quote(t.Context(), checkout.Wish{Member: buyer, Lines: lines, OffsetPoints: 20_001})
		assertRefused(t, mall.CodeLimitExceeded, err, "offsetPoints")
	})
}

func TestAPriceThatRoseIsNotCharged(t *testing.T) {
	malltest.Run(t, func(t *testing.T, m *malltest.Mall) {
		buyer, sku := m.Member("normal", malltest.Lot{Points: 500}).ID, priced(m, 100, 15_00, 10, nil)
		r := one(buyer, sku, "k")
		r.Lines[0].ExpectedPoints, r.Lines[0].ExpectedCash = new(mall.Points(99)), new(yuan(15_00))
		_, err := m.Checkout.Place(t.Context(), r)
		assertRefused(t, mall.CodePriceChanged, err, "lines", "0", "expectedPoints")
		r.Lines[0].ExpectedPoints, r.Lines[0].ExpectedCash = new(mall.Points(100)), new(yuan(14_99))
		_, err = m.Checkout.Place(t.Context(), r)
		assertRefused(t, mall.CodePriceChanged, err, "lines", "0", "expectedCash")
		r.Lines[0].ExpectedCash = new(yuan(15_00))
		assert.Equal(t, mall.OrderPendingPayment, place(t, m, r).Status)
	})
}

// A price was typed wrong: no quote holds that was made with it.
func TestStaffVoidTheQuotesOfASku(t *testing.T) {
	malltest.Run(t, func(t *testing.T, m *malltest.Mall) {
		buyer, sku, other := m.Member("normal").ID, priced(m, 0, 2_00, 10, nil), priced(m, 0, 15_00, 10, nil)
		quoted := func(of mall.SkuID) string {
			q, err := m.Checkout.Quote(t.Context(), checkout.Wish{Member: buyer, Lines: []checkout.Line{{Sku: of, Quantity: 1}}})
			require.NoError(t, err)
			return q.ID
		}
		wrong, right := quoted(sku), quoted(other)
		cash := yuan(200_00)
		k, err := m.Catalog.SetPrices(t.Context(), sku, 1, []catalog.Price{{Cash: &cash}})
		require.NoError(t, err)
		_, err = m.Catalog.VoidQuotes(t.Context(), sku, 1)
		assertRefused(t, mall.CodeVersionConflict, err, "version")
		_, err = m.Catalog.VoidQuotes(t.Context(), sku, k.Version)
		require.NoError(t, err)
		_, err = m.Checkout.Place(t.Context(), byQuote(t, m, buyer, wrong, "wrong"))
		assertRefused(t, mall.CodeExpired, err, "quoteId")
		place(t, m, byQuote(t, m, buyer, right, "right"))
		later(m, time.Millisecond)
		assert.EqualValues(t, 200_00, place(t, m, byQuote(t, m, buyer, quoted(sku), "new")).CashMinor)
	})
}
