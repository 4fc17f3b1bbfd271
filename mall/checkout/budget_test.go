package checkout_test

import (
	"context"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"pointsmall/mall"
	"pointsmall/mall/catalog"
	"pointsmall/mall/checkout"
	"pointsmall/mall/coupon"
	"pointsmall/mall/malltest"
	"pointsmall/mall/store"
)

// What one transaction of orders may cost on PostgreSQL, in statements, BEGIN and COMMIT
// included.
const (
	budgetAlone = 10
	budgetGroup = 14
	budgetPaid  = 23
)

// watch gathers the statements of each transaction that makes orders.
func watch(m *malltest.Mall) (groups func() [][]string) {
	var mu sync.Mutex
	open := map[uint64][]string{}
	var done [][]string
	m.DB.Observe(func(conn uint64, sql string) {
		mu.Lock()
		defer mu.Unlock()
		if sql == "BEGIN" {
			open[conn] = nil
		}
		open[conn] = append(open[conn], sql)
		if strings.Contains(sql, "insert into orders") {
			done = append(done, append(open[conn], "COMMIT"))
			open[conn] = nil
		}
	})
	return func() [][]string {
		m.DB.Observe(nil)
		mu.Lock()
		defer mu.Unlock()
		return done
	}
}

// threeLines are of SKUs that ask for every right: tiers, prices for tiers, limits, balances.
func threeLines(m *malltest.Mall) (lines []checkout.Line) {
	limit, tier := 5, "silver"
	for range 3 {
		sku := priced(m, 10, 15_00, 1000, func(k *catalog.NewSku) {
			k.PerMember, k.RequiresTier, k.MinimumBalance = &limit, &tier, 1
			cash := yuan(14_00)
			k.Prices = append(k.Prices, catalog.Price{Points: 9, Cash: &cash, RequiresTier: &tier})
		})
		option := m.DB.Ent().PriceOption.Query().AllX(context.Background())
		lines = append(lines, checkout.Line{Sku: sku, Quantity: 1, Option: &option[len(option)-1].ID})
		for _, o := range option {
			if o.SkuID == sku {
				lines[len(lines)-1].Option = &o.ID
			}
		}
	}
	return lines
}

func TestStatementsOfAnOrderAlone(t *testing.T) {
	m := malltest.Open(t, malltest.Postgres(t))
	buyer := m.Member("gold", malltest.Lot{Points: 700}, malltest.Lot{Points: 7000}).ID
	r := checkout.Order{Member: buyer, Lines: threeLines(m), OffsetPoints: 500, Method: mall.PayByTest, Key: "k"}
	groups := watch(m)
	place(t, m, r)
	all := groups()
	require.Len(t, all, 1)
	t.Logf("%d statements", len(all[0]))
	assert.LessOrEqual(t, len(all[0]), budgetAlone, strings.Join(all[0], "\n"))
}

// Nothing is read for one order alone: what a callback needs is read by its group.
func TestStatementsOfAPaidOrder(t *testing.T) {
	m := malltest.Open(t, malltest.Postgres(t))
	buyer := m.Member("gold", malltest.Lot{Points: 7000}).ID
	placed, err := m.Checkout.Place(t.Context(), checkout.Order{Member: buyer, Lines: threeLines(m), Method: mall.PayByTest, Key: "k"})
	require.NoError(t, err)
	require.NotNil(t, placed.Payment, "nobody has to read it")
	var mu sync.Mutex
	var statements []string
	var first uint64
	m.DB.Observe(func(conn uint64, sql string) {
		mu.Lock()
		defer mu.Unlock()
		if len(statements) == 0 {
			first = conn
		}
		if conn == first { // the bus works on others
			statements = append(statements, sql)
		}
	})
	_, err = m.Checkout.Hear(t.Context(), checkout.Outcome{Payment: placed.Payment.ID, Paid: true})
	m.DB.Observe(nil)
	require.NoError(t, err)
	mu.Lock()
	defer mu.Unlock()
	require.NotEmpty(t, statements)
	assert.Contains(t, statements[0], "BEGIN")
	assert.LessOrEqual(t, len(statements), budgetPaid, strings.Join(statements, "\n"))
}

// A coupon costs one statement more, and one each where it asks for a category or a first order.
func TestStatementsOfAnOrderWithACoupon(t *testing.T) {
	m := malltest.Open(t, malltest.Postgres(t))
	buyer := m.Member("gold", malltest.Lot{Points: 700}, malltest.Lot{Points: 7000}).ID
	tier := "silver"
	id := claimed(t, m, buyer, template(t, m, func(d *coupon.Draft) { d.RequiresTier = &tier }))
	r := checkout.Order{Member: buyer, Lines: threeLines(m), OffsetPoints: 500, Coupons: []mall.CouponID{id}, Method: mall.PayByTest, Key: "k"}
	groups := watch(m)
	place(t, m, r)
	all := groups()
	require.Len(t, all, 1)
	t.Logf("%d statements", len(all[0]))
	assert.LessOrEqual(t, len(all[0]), budgetAlone, strings.Join(all[0], "\n"))
}

func TestStatementsOfAGroupOfOrders(t *testing.T) {
	m := malltest.Open(t, malltest.Postgres(t))
	lines := threeLines(m)
	orders := make([]checkout.Order, 66)
	for i := range orders {
		buyer := m.Member("gold", malltest.Lot{Points: 700}, malltest.Lot{Points: 7000}).ID
		orders[i] = checkout.Order{Member: buyer, Lines: lines, OffsetPoints: 500, Method: mall.PayByTest, Key: "k"}
	}
	var groups func() [][]string
	var wg sync.WaitGroup
	// While another transaction holds the accounts, the workers wait with one request each, and
	// the others gather behind them.
	require.NoError(t, m.DB.InTx(t.Context(), func(ctx context.Context, tx *store.Tx) error {
		if _, err := tx.Exec(ctx, "update accounts set held = held"); err != nil {
			return err
		}
		for i, o := range orders {
			wg.Go(func() {
				_, err := m.Checkout.Place(t.Context(), o)
				assert.NoError(t, err, fmt.Sprint(i))
			})
			if i < 2 {
				time.Sleep(200 * time.Millisecond)
			}
		}
		time.Sleep(time.Second)
		groups = watch(m)
		return nil
	}))
	wg.Wait()
	all := groups()
	t.Logf("%d groups", len(all))
	assert.LessOrEqual(t, len(all), 8, "the orders went together")
	for _, statements := range all {
		assert.LessOrEqual(t, len(statements), budgetGroup, strings.Join(statements, "\n"))
	}
}
