package catalog_test

import (
	"context"
	"fmt"
	"math/rand/v2"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"pointsmall/ent"
	"pointsmall/ent/product"
	"pointsmall/mall"
	"pointsmall/mall/catalog"
	"pointsmall/mall/malltest"
	"pointsmall/mall/store"
)

// searched are the slugs that a search of a service finds, the newest first.
func searched(t *testing.T, s *catalog.Service, words string) (slugs []string) {
	t.Helper()
	rows, err := s.List(t.Context(), catalog.Query{Filter: catalog.Filter{Search: words}, Limit: 100})
	require.NoError(t, err)
	for _, row := range rows {
		slugs = append(slugs, row.Slug)
	}
	n, err := s.Count(t.Context(), catalog.Filter{Search: words}, 100)
	require.NoError(t, err)
	assert.Equal(t, len(rows), n)
	return slugs
}

// other is the catalog of another server with the same database.
func other(t *testing.T, m *malltest.Mall) *catalog.Service {
	t.Helper()
	s := catalog.New(m.DB, m.Clock.Now)
	t.Cleanup(s.Close)
	return s
}

// Whoever changes what, and on whichever server: the next search knows.
func TestEveryServerFindsWhatChangedAtOnce(t *testing.T) {
	malltest.Run(t, func(t *testing.T, m *malltest.Mall) {
		ctx, far := t.Context(), other(t, m)
		put(t, m, "tea", catalog.Price{Points: 5}, nil)
		put(t, m, "cup", catalog.Price{Points: 9}, nil)
		both := func(words string, want ...string) {
			t.Helper()
			assert.Equal(t, want, searched(t, m.Catalog, words))
			assert.Equal(t, want, searched(t, far, words), "another server")
		}
		both("the", "cup", "tea")
		row := m.DB.Ent().Product.Query().Where(product.Slug("tea")).OnlyX(ctx)
		row, err := m.Catalog.UpdateDetails(ctx, row.ID, row.Version, func(d *catalog.Details) { d.Name = mall.Text{EN: "Oolong", ZH: "乌龙"} })
		require.NoError(t, err)
		both("乌龙", "tea")
		both("the", "cup")
		row, err = far.SetShelf(ctx, row.ID, row.Version, false)
		require.NoError(t, err)
		both("oolong")
		from, until := m.Clock.Now().Add(time.Hour), m.Clock.Now().Add(2*time.Hour)
		_, err = m.Catalog.ScheduleShelf(ctx, row.ID, row.Version, &from, &until)
		require.NoError(t, err)
		both("oolong")
		m.Clock.Set(from)
		both("oolong", "tea")
		m.Clock.Set(until)
		both("oolong")
		put(t, m, "pot", catalog.Price{Points: 7}, nil)
		both("the", "pot", "cup")
		m.Update(t, func(c *ent.Client) error {
			return c.Product.Update().Where(product.Slug("cup")).SetRedeemed(7).Exec(ctx)
		})
		rows, err := far.List(ctx, catalog.Query{Filter: catalog.Filter{Search: "the"}, Sort: catalog.SortRedeemed, Limit: 1})
		require.NoError(t, err)
		require.Len(t, rows, 1)
		assert.Equal(t, "cup", rows[0].Slug, "whatever wrote it")
	})
}

// A transaction that began before another and ends after it is not missed: what is noted of it
// has the lower number.
func TestWhatIsCommittedLateIsFound(t *testing.T) {
	malltest.Run(t, func(t *testing.T, m *malltest.Mall) {
		put(t, m, "tea", catalog.Price{Points: 5}, nil)
		put(t, m, "cup", catalog.Price{Points: 9}, nil)
		require.Len(t, searched(t, m.Catalog, "the"), 2)
		if m.DB.Dialect != store.Postgres {
			t.Skip("transactions of SQLite come one after the other")
		}
		wrote, end := make(chan struct{}), make(chan struct{})
		var late sync.WaitGroup
		late.Go(func() {
			assert.NoError(t, m.DB.InTx(t.Context(), func(ctx context.Context, tx *store.Tx) error {
				err := tx.Ent().Product.Update().Where(product.Slug("tea")).SetOnShelf(false).Exec(ctx)
				close(wrote)
				<-end
				return err
			}))
		})
		<-wrote
		m.Update(t, func(c *ent.Client) error {
			return c.Product.Update().Where(product.Slug("cup")).SetRedeemed(7).Exec(t.Context())
		})
		for range 3 {
			assert.Equal(t, []string{"cup", "tea"}, searched(t, m.Catalog, "the"))
		}
		close(end)
		late.Wait()
		assert.Equal(t, []string{"cup"}, searched(t, m.Catalog, "the"))
	})
}

// Staff, members and partners find by the index what they find by the database: lists, counts
// and facets. Partners learn of nothing but what is shared with them.
func TestTheIndexKeepsTheFences(t *testing.T) {
	malltest.Run(t, func(t *testing.T, m *malltest.Mall) {
		ctx, database := t.Context(), other(t, m)
		database.Remember(0)
		r := rand.New(rand.NewPCG(5, 6))
		above := category(t, m, "drinks", nil)
		below := category(t, m, "tea", above)
		brand, err := m.Catalog.CreateProductBrand(ctx, "leaf", mall.Text{EN: "Leaf"})
		require.NoError(t, err)
		for i := range 40 {
			put(t, m, fmt.Sprintf("p%d", i), catalog.Price{Points: mall.Points(r.IntN(3) * 500)}, func(p *catalog.NewProduct) {
				p.OffShelf, p.Description = r.IntN(4) == 0, mall.Text{EN: []string{"soft", "hard", ""}[r.IntN(3)]}
				p.Category = []*mall.CategoryID{nil, &above.ID, &below.ID}[r.IntN(3)]
				if r.IntN(2) == 0 {
					p.Brand = &brand.ID
				}
			})
		}
		skus := m.DB.Ent().Sku.Query().Limit(5).IDsX(ctx)
		partner := mall.NewPartnerID()
		require.NoError(t, m.DB.InTx(ctx, func(ctx context.Context, tx *store.Tx) error {
			shared := catalog.Shared{Partner: partner, Name: "some"}
			for _, id := range skus {
				shared.Skus = append(shared.Skus, catalog.SharedSku{Sku: id})
			}
			_, err := catalog.SaveShared(ctx, tx, shared, m.Clock.Now())
			return err
		}))
		points := func() *mall.Points {
			return []*mall.Points{nil, nil, new(mall.Points(500)), new(mall.Points(999))}[r.IntN(4)]
		}
		for range 150 {
			f := catalog.Filter{
				Sight:  []catalog.Sight{{}, {All: true}, {Partner: &partner}}[r.IntN(3)],
				Search: []string{"", "the", "soft", "p1", "soft p", "2", "nothing"}[r.IntN(7)], Category: []string{"", "", "drinks", "tea", "none"}[r.IntN(5)],
				Brand: []string{"", "", "leaf", "none"}[r.IntN(4)], OffShelf: r.IntN(3) == 0, PointsAtLeast: points(), PointsAtMost: points(),
			}
			q := catalog.Query{Filter: f, Sort: []catalog.Sort{catalog.SortNewest, catalog.SortPoints}[r.IntN(2)], Reverse: r.IntN(2) == 0, FromEnd: r.IntN(3) == 0, Limit: 1 + r.IntN(12)}
			want, err := database.List(ctx, q)
			require.NoError(t, err)
			got, err := m.Catalog.List(ctx, q)
			require.NoError(t, err)
			require.Equal(t, slugsOf(want), slugsOf(got), "%+v", q)
			if len(want) > 0 {
				place := catalog.PositionOf(want[len(want)-1])
				q.After, q.FromEnd = &place, false
				want, err = database.List(ctx, q)
				require.NoError(t, err)
				got, err = m.Catalog.List(ctx, q)
				require.NoError(t, err)
				require.Equal(t, slugsOf(want), slugsOf(got), "after %v: %+v", place, q)
			}
			counted, err := database.Facets(ctx, f, 10)
			require.NoError(t, err)
			facets, err := m.Catalog.Facets(ctx, f, 10)
			require.NoError(t, err)
			require.Equal(t, shownFacets(counted), shownFacets(facets), "%+v", f)
			if f.Sight.Partner != nil {
				require.LessOrEqual(t, facets.Counted, len(skus))
			}
		}
	})
}

// shownFacets are facets as text.
func shownFacets(f catalog.Facets) (list []string) {
	list = append(list, fmt.Sprintln(f.Counted, f.Capped, f.Kinds))
	for _, c := range f.Categories {
		list = append(list, fmt.Sprintln(c.Category.Slug, c.Count))
	}
	for _, b := range f.Brands {
		list = append(list, fmt.Sprintln(b.Brand.Slug, b.Count))
	}
	for _, b := range f.Points {
		list = append(list, fmt.Sprintln(b.AtLeast, b.AtMost == nil, b.Count))
	}
	return list
}

func slugsOf(rows []*ent.Product) (slugs []string) {
	for _, row := range rows {
		slugs = append(slugs, row.Slug)
	}
	return slugs
}

// An index that takes more than it may is given up, and the database searches.
func TestAnIndexThatTakesTooMuchIsGivenUp(t *testing.T) {
	malltest.Run(t, func(t *testing.T, m *malltest.Mall) {
		m.Catalog.Remember(2000)
		put(t, m, "tea", catalog.Price{Points: 5}, nil)
		assert.Equal(t, []string{"tea"}, searched(t, m.Catalog, "the"))
		for i := range 5 {
			put(t, m, fmt.Sprint("cup", i), catalog.Price{Points: 9}, nil)
		}
		assert.Len(t, searched(t, m.Catalog, "the"), 6)
		assert.Equal(t, []string{"tea"}, searched(t, m.Catalog, "tea"))
	})
}
