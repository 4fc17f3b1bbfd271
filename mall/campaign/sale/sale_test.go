package sale_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"pointsmall/ent"
	"pointsmall/mall"
	"pointsmall/mall/campaign/sale"
	"pointsmall/mall/catalog"
	"pointsmall/mall/checkout"
	"pointsmall/mall/exchange"
	"pointsmall/mall/malltest"
)

func TestASaleThatMakesNoSenseIsRefused(t *testing.T) {
	malltest.Run(t, func(t *testing.T, m *malltest.Mall) {
		sku, free := m.Sku(800, 10, nil), m.Sku(0, 10, func(k *catalog.NewSku) {
			k.Prices = []catalog.Price{{Cash: &mall.Money{Minor: 500, Currency: "CNY"}}}
		})
		for name, c := range map[string]struct {
			edit func(*sale.NewSale)
			path []string
		}{
			"a slug of spaces":      {func(n *sale.NewSale) { n.Slug = "a b" }, []string{"slug"}},
			"it ends as it begins":  {func(n *sale.NewSale) { n.EndsAt = n.StartsAt }, []string{"endsAt"}},
			"no goods":              {func(n *sale.NewSale) { n.Goods = nil }, []string{"goods"}},
			"more than the price":   {func(n *sale.NewSale) { n.Goods[0].Numerator = 4 }, []string{"goods", "0", "numerator"}},
			"for nothing":           {func(n *sale.NewSale) { n.Goods[0].Numerator = 0 }, []string{"goods", "0", "numerator"}},
			"no pieces":             {func(n *sale.NewSale) { n.Goods[0].Pieces = 0 }, []string{"goods", "0", "pieces"}},
			"nobody may have any":   {func(n *sale.NewSale) { n.Goods[0].PerMember = new(0) }, []string{"goods", "0", "perMember"}},
			"one SKU twice":         {func(n *sale.NewSale) { n.Goods = append(n.Goods, n.Goods[0]) }, []string{"goods", "1", "skuId"}},
			"a SKU that is not":     {func(n *sale.NewSale) { n.Goods[0].Sku = mall.NewSkuID() }, []string{"goods", "0", "skuId"}},
			"a room that lets in 0": {func(n *sale.NewSale) { n.AdmittedPerMinute = new(0) }, []string{"admittedPerMinute"}},
		} {
			_, err := m.Sales.Create(t.Context(), boss, thirds(sku, 3, c.edit))
			assert.Equal(t, c.path, refused(t, err).Path, name)
		}
		for name, c := range map[string]struct {
			sku    mall.SkuID
			pieces int64
			code   mall.ErrorCode
		}{
			"more than there are": {sku, 11, mall.CodeOutOfStock},
			"goods for money":     {free, 5, mall.CodeInvalidInput},
		} {
			draft, err := m.Sales.Create(t.Context(), boss, thirds(c.sku, c.pieces, func(n *sale.NewSale) { n.Slug = fmt.Sprint("pieces-", c.pieces) }))
			require.NoError(t, err, name)
			_, err = m.Sales.Start(t.Context(), boss, draft.ID, 1)
			assert.Equal(t, c.code, refused(t, err).Code, name)
		}
		running(t, m, thirds(sku, 3, nil))
		second, err := m.Sales.Create(t.Context(), boss, thirds(sku, 3, func(n *sale.NewSale) { n.Slug = "second" }))
		require.NoError(t, err)
		_, err = m.Sales.Start(t.Context(), boss, second.ID, 1)
		assert.Equal(t, mall.CodeInvalidState, refused(t, err).Code, "a SKU is in one sale at a time")
	})
}

// A third of 800 is 267: it is rounded up a piece. When the sale's pieces are gone, the ordinary
// price is asked of those alone who have agreed to it.
func TestASaleSellsAtItsPriceUntilItsPiecesAreGone(t *testing.T) {
	malltest.Run(t, func(t *testing.T, m *malltest.Mall) {
		sku, buyer := m.Sku(800, 10, nil), m.Member("normal", malltest.Lot{Points: 5000}).ID
		c := running(t, m, thirds(sku, 3, nil))
		assert.EqualValues(t, 7, m.Stock(sku), "3 are set apart")
		result, err := m.Exchanges.Exchange(t.Context(), exchange.Request{Member: buyer, Sku: sku, Quantity: 2, Key: "two"})
		require.NoError(t, err)
		assert.EqualValues(t, 534, result.Order.Points)
		_, err = m.Exchanges.Exchange(t.Context(), exchange.Request{Member: buyer, Sku: sku, Quantity: 2, Key: "two more", ExpectedPoints: new(mall.Points(534))})
		refusal := refused(t, err)
		assert.Equal(t, mall.CodePriceChanged, refusal.Code, "one is left")
		assert.EqualValues(t, 1600, refusal.Figures.Points)
		o, err := buy(t, m, buyer, sku, "the last")
		require.NoError(t, err)
		assert.EqualValues(t, 267, o.Points)
		_, err = buy(t, m, buyer, sku, "too late")
		assert.Equal(t, mall.CodePriceChanged, refused(t, err).Code, "nobody has agreed to 800")
		result, err = m.Exchanges.Exchange(t.Context(), exchange.Request{Member: buyer, Sku: sku, Quantity: 1, Key: "dear", ExpectedPoints: new(mall.Points(800))})
		require.NoError(t, err)
		assert.EqualValues(t, 800, result.Order.Points)
		assert.EqualValues(t, 6, m.Stock(sku))
		assert.Zero(t, left(t, m, c.ID))
		refusals, err := m.Sales.WhyNot(t.Context(), buyer, []*ent.Campaign{c})
		require.NoError(t, err)
		assert.Equal(t, mall.CodeOutOfStock, refusals[c.ID].Code)
	})
}

func TestASaleBeginsAndEndsByTheClock(t *testing.T) {
	malltest.Run(t, func(t *testing.T, m *malltest.Mall) {
		sku, buyer := m.Sku(800, 10, nil), m.Member("normal", malltest.Lot{Points: 9000}).ID
		begins, ends := malltest.Start.Add(time.Hour), malltest.Start.Add(2*time.Hour)
		c := running(t, m, thirds(sku, 4, func(n *sale.NewSale) { n.StartsAt, n.EndsAt = begins, ends }))
		assert.Equal(t, mall.CampaignScheduled, c.Status)
		for i, x := range []struct {
			at     time.Time
			points mall.Points
		}{{begins.Add(-time.Nanosecond), 800}, {begins, 267}, {ends.Add(-time.Nanosecond), 267}, {ends, 800}} {
			m.Clock.Set(x.at)
			o, err := buy(t, m, buyer, sku, fmt.Sprint(i))
			require.NoError(t, err)
			assert.Equal(t, x.points, o.Points, x.at)
		}
		assert.EqualValues(t, 4, m.Stock(sku))
		_, err := m.Exchanges.Exchange(t.Context(), exchange.Request{Member: buyer, Sku: sku, Quantity: 1, Key: "late", ExpectedPoints: new(mall.Points(267))})
		assert.Equal(t, mall.CodePriceChanged, refused(t, err).Code, "expectedPoints guards the end")
		m.Sweep()
		assert.EqualValues(t, 6, m.Stock(sku), "what was left has come back")
		assert.EqualValues(t, 2, left(t, m, c.ID))
	})
}

func TestPausingASaleStopsItAndKeepsItsPieces(t *testing.T) {
	malltest.Run(t, func(t *testing.T, m *malltest.Mall) {
		sku, buyer := m.Sku(800, 10, nil), m.Member("normal", malltest.Lot{Points: 9000}).ID
		c := running(t, m, thirds(sku, 4, nil))
		paused, err := m.Sales.Pause(t.Context(), boss, c.ID, c.Version)
		require.NoError(t, err)
		o, err := buy(t, m, buyer, sku, "paused")
		require.NoError(t, err)
		assert.EqualValues(t, 800, o.Points)
		assert.EqualValues(t, 5, m.Stock(sku))
		_, err = m.Sales.Start(t.Context(), boss, c.ID, c.Version)
		assert.Equal(t, mall.CodeVersionConflict, refused(t, err).Code)
		again, err := m.Sales.Start(t.Context(), boss, c.ID, paused.Version)
		require.NoError(t, err)
		o, err = buy(t, m, buyer, sku, "again")
		require.NoError(t, err)
		assert.EqualValues(t, 267, o.Points)
		_, err = m.Sales.End(t.Context(), boss, c.ID, again.Version)
		require.NoError(t, err)
		assert.EqualValues(t, 8, m.Stock(sku))
	})
}

func TestASaleHasLimitsOfAMember(t *testing.T) {
	malltest.Run(t, func(t *testing.T, m *malltest.Mall) {
		sku, buyer := m.Sku(800, 10, nil), m.Member("normal", malltest.Lot{Points: 9000}).ID
		c := running(t, m, thirds(sku, 8, func(n *sale.NewSale) { n.Goods[0].PerMember, n.Goods[0].PerMemberPerDay = new(3), new(2) }))
		for i := range 2 {
			_, err := buy(t, m, buyer, sku, fmt.Sprint(i))
			require.NoError(t, err)
		}
		_, err := buy(t, m, buyer, sku, "third")
		refusal := refused(t, err)
		assert.Equal(t, mall.CodeLimitExceeded, refusal.Code)
		assert.Equal(t, []string{"quantity"}, refusal.Path)
		assert.EqualValues(t, 2, refusal.Figures.Limit)
		m.Clock.Set(malltest.Start.Add(24 * time.Hour))
		_, err = buy(t, m, buyer, sku, "third")
		require.NoError(t, err)
		_, err = buy(t, m, buyer, sku, "fourth")
		assert.EqualValues(t, 3, refused(t, err).Figures.Limit)
		refusals, err := m.Sales.WhyNot(t.Context(), buyer, []*ent.Campaign{c})
		require.NoError(t, err)
		assert.Equal(t, mall.CodeLimitExceeded, refusals[c.ID].Code)
		result, err := m.Exchanges.Exchange(t.Context(), exchange.Request{Member: buyer, Sku: sku, Quantity: 1, Key: "dear", ExpectedPoints: new(mall.Points(800))})
		require.NoError(t, err, "at the ordinary price they can have more")
		assert.EqualValues(t, 800, result.Order.Points)
	})
}

// A ceiling sets nothing apart: who pays the ordinary price may be first.
func TestACeilingSetsNothingApart(t *testing.T) {
	malltest.Run(t, func(t *testing.T, m *malltest.Mall) {
		sku, buyer := m.Sku(800, 3, nil), m.Member("normal", malltest.Lot{Points: 9000}).ID
		c := running(t, m, thirds(sku, 50, func(n *sale.NewSale) { n.Goods[0].Ceiling = true }))
		assert.EqualValues(t, 3, m.Stock(sku))
		for i := range 3 {
			o, err := buy(t, m, buyer, sku, fmt.Sprint(i))
			require.NoError(t, err)
			assert.EqualValues(t, 267, o.Points)
		}
		_, err := buy(t, m, buyer, sku, "fourth")
		assert.Equal(t, mall.CodePriceChanged, refused(t, err).Code)
		assert.EqualValues(t, 47, left(t, m, c.ID))
	})
}

// Of ten pieces ten are sold, and one to each member, whoever asks twice.
func TestFiftyMembersOnTenPieces(t *testing.T) {
	malltest.Run(t, func(t *testing.T, m *malltest.Mall) {
		sku := m.Sku(800, 100, nil)
		c := running(t, m, thirds(sku, 10, func(n *sale.NewSale) { n.Goods[0].PerMember = new(1) }))
		members := make([]mall.MemberID, 50)
		for i := range members {
			members[i] = m.Member("normal", malltest.Lot{Points: 1000}).ID
		}
		outcomes, failures := together(100, func(i int) error {
			_, err := m.Exchanges.Exchange(t.Context(), exchange.Request{Member: members[i%50], Sku: sku, Quantity: 1, Key: fmt.Sprint(i)})
			return err
		})
		require.Empty(t, failures)
		assert.Equal(t, 10, outcomes[""], outcomes)
		assert.Equal(t, 90, outcomes[mall.CodePriceChanged]+outcomes[mall.CodeLimitExceeded])
		assert.Zero(t, left(t, m, c.ID))
		assert.EqualValues(t, 90, m.Stock(sku))
	})
}

func TestASaleThatEndsDuringARushLosesNoPiece(t *testing.T) {
	malltest.Run(t, func(t *testing.T, m *malltest.Mall) {
		sku := m.Sku(800, 100, nil)
		c := running(t, m, thirds(sku, 30, nil))
		members := make([]mall.MemberID, 30)
		for i := range members {
			members[i] = m.Member("normal", malltest.Lot{Points: 1000}).ID
		}
		outcomes, failures := together(31, func(i int) error {
			if i == 30 {
				_, err := m.Sales.End(t.Context(), boss, c.ID, c.Version)
				return err
			}
			_, err := m.Exchanges.Exchange(t.Context(), exchange.Request{Member: members[i], Sku: sku, Quantity: 1, Key: "k", ExpectedPoints: new(mall.Points(267))})
			return err
		})
		require.Empty(t, failures)
		sold := int64(outcomes[""] - 1)
		assert.Equal(t, 30-sold, left(t, m, c.ID))
		assert.Equal(t, 100-sold, m.Stock(sku))
	})
}

// An order that waits for its money reserves the sale's piece. Where the money does not come, the
// piece goes to the ordinary stock.
func TestAnOrderForMoneyHasTheSalesPrice(t *testing.T) {
	malltest.Run(t, func(t *testing.T, m *malltest.Mall) {
		cash := mall.Money{Minor: 1000, Currency: "CNY"}
		sku := m.Sku(0, 10, func(k *catalog.NewSku) { k.Prices = []catalog.Price{{Points: 100, Cash: &cash}} })
		buyer := m.Member("normal", malltest.Lot{Points: 1000}).ID
		c := running(t, m, thirds(sku, 2, nil))
		order := func(key string) checkout.Order {
			return checkout.Order{Member: buyer, Lines: []checkout.Line{{Sku: sku, Quantity: 1}}, Method: mall.PayByTest, Key: key}
		}
		placed, err := m.Checkout.Place(t.Context(), order("first"))
		require.NoError(t, err)
		assert.EqualValues(t, 34, placed.Order.Points)
		assert.EqualValues(t, 1000, placed.Order.CashMinor, "money stays as it is")
		assert.EqualValues(t, 1, left(t, m, c.ID))
		assert.EqualValues(t, 8, m.Stock(sku))
		q, err := m.Checkout.Quote(t.Context(), checkout.Wish{Member: buyer, Lines: []checkout.Line{{Sku: sku, Quantity: 1}}})
		require.NoError(t, err)
		assert.EqualValues(t, 34, q.PricePoints())
		terms, err := m.Checkout.Terms(t.Context(), buyer, q.ID)
		require.NoError(t, err)
		byQuote := checkout.Order{Member: buyer, Quote: terms, QuoteID: q.ID, Method: mall.PayByTest, Key: "quote"}
		placed, err = m.Checkout.Place(t.Context(), byQuote)
		require.NoError(t, err)
		assert.EqualValues(t, 34, placed.Order.Points)
		assert.Zero(t, left(t, m, c.ID))
		_, err = m.Checkout.Place(t.Context(), order("too late"))
		assert.Equal(t, mall.CodePriceChanged, refused(t, err).Code)
		m.Clock.Set(malltest.Start.Add(24 * time.Hour))
		m.Sweep()
		assert.EqualValues(t, 10, m.Stock(sku), "both were given up")
		assert.Zero(t, left(t, m, c.ID))
	})
}

// A quote at a sale's price holds no longer than the sale.
func TestAQuoteEndsWithItsSale(t *testing.T) {
	malltest.Run(t, func(t *testing.T, m *malltest.Mall) {
		sku, buyer := m.Sku(800, 10, nil), m.Member("normal", malltest.Lot{Points: 9000}).ID
		ends := malltest.Start.Add(5 * time.Minute)
		c := running(t, m, thirds(sku, 2, func(n *sale.NewSale) { n.EndsAt = ends }))
		quote := func(key string) checkout.Order {
			q, err := m.Checkout.Quote(t.Context(), checkout.Wish{Member: buyer, Lines: []checkout.Line{{Sku: sku, Quantity: 1}}})
			require.NoError(t, err)
			assert.Equal(t, ends, q.ValidUntil.UTC())
			terms, err := m.Checkout.Terms(t.Context(), buyer, q.ID)
			require.NoError(t, err)
			return checkout.Order{Member: buyer, Quote: terms, QuoteID: q.ID, Key: key}
		}
		early, late := quote("early"), quote("late")
		_, err := m.Checkout.Place(t.Context(), early)
		require.NoError(t, err)
		_, err = m.Sales.Pause(t.Context(), boss, c.ID, c.Version)
		require.NoError(t, err)
		_, err = m.Checkout.Place(t.Context(), late)
		refusal := refused(t, err)
		assert.Equal(t, mall.CodeExpired, refusal.Code)
		assert.Equal(t, []string{"quoteId"}, refusal.Path)
	})
}

func TestShareOfPoints(t *testing.T) {
	for _, c := range []struct {
		points, want mall.Points
		above, below int64
	}{{800, 267, 1, 3}, {800, 400, 1, 2}, {801, 401, 1, 2}, {1, 1, 1, 1_000_000}, {mall.MaxPoints, mall.MaxPoints, 7, 7}, {0, 0, 1, 2}} {
		assert.Equal(t, c.want, mall.ShareUp(c.points, c.above, c.below))
	}
}
