package exchange_test

import (
	"context"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"pointsmall/ent"
	"pointsmall/mall"
	"pointsmall/mall/catalog"
	"pointsmall/mall/exchange"
	"pointsmall/mall/malltest"
	"pointsmall/mall/store"
)

// What one transaction may cost, in statements, BEGIN and COMMIT included.
const (
	budgetAlone = 14
	budgetGroup = 20
)

// transactions gathers the statements of each transaction, connection by connection.
type transactions struct {
	mu   sync.Mutex
	open map[uint64][]string
	done [][]string
}

func (x *transactions) see(conn uint64, sql string) {
	x.mu.Lock()
	defer x.mu.Unlock()
	if sql == "BEGIN" {
		x.open[conn] = nil
	}
	x.open[conn] = append(x.open[conn], sql)
	if sql == "COMMIT" {
		x.done = append(x.done, x.open[conn])
	}
}

// exchanges are the transactions that made orders.
func (x *transactions) exchanges() (groups [][]string) {
	x.mu.Lock()
	defer x.mu.Unlock()
	for _, statements := range x.done {
		if strings.Contains(strings.Join(statements, " "), "insert into orders") {
			groups = append(groups, statements)
		}
	}
	return groups
}

func TestStatementsOfAnExchangeAlone(t *testing.T) {
	limit, tier := 5, "silver"
	malltest.Run(t, func(t *testing.T, m *malltest.Mall) {
		sku := m.Sku(10, 1000, func(k *catalog.NewSku) { // every right is looked up
			k.PerMember, k.RequiresTier = &limit, &tier
			k.Prices = append(k.Prices, catalog.Price{Points: 9, RequiresTier: &tier})
		})
		early(t, m, map[string]int{"silver": 2})
		opens(t, m, sku, malltest.Start.Add(time.Hour))
		buyer := m.Member("gold", malltest.Lot{Points: 7}, malltest.Lot{Points: 70}).ID
		seen := &transactions{open: map[uint64][]string{}}
		m.DB.Observe(seen.see)
		_, err := m.Exchanges.Exchange(t.Context(), exchange.Request{Member: buyer, Sku: sku, Quantity: 1, Key: "k"})
		require.NoError(t, err)
		m.DB.Observe(nil)
		groups := seen.exchanges()
		require.Len(t, groups, 1)
		t.Logf("%d statements", len(groups[0]))
		budget := budgetAlone
		if m.DB.Dialect == store.SQLite {
			budget = budgetGroup // each table is a write of its own there, in this process
		}
		assert.LessOrEqual(t, len(groups[0]), budget, strings.Join(groups[0], "\n"))
	})
}

// Nothing needs a lock where members and pieces are enough: one read, and a save that
// commits by itself, for an exchange alone and for groups of them that want one SKU.
// Goods that everybody may redeem by now are as plain as others.
func TestStatementsOfPlainExchanges(t *testing.T) {
	for _, n := range []int{1, 64} {
		t.Run(fmt.Sprint(n), func(t *testing.T) {
			m := malltest.Open(t, malltest.Postgres(t))
			sku := m.Sku(10, 1000, nil)
			opens(t, m, sku, malltest.Start)
			buyers := make([]mall.MemberID, n)
			for i := range buyers {
				buyers[i] = m.Member("normal", malltest.Lot{Points: 7}, malltest.Lot{Points: 70}).ID
			}
			var mu sync.Mutex
			var statements []string
			m.DB.Observe(func(_ uint64, sql string) {
				mu.Lock()
				defer mu.Unlock()
				if strings.Contains(sql, "from accounts") || strings.Contains(sql, "from stocks") || strings.Contains(sql, "insert into orders") {
					statements = append(statements, sql) // the outbox has transactions of its own
				}
			})
			var wg sync.WaitGroup
			for _, buyer := range buyers {
				wg.Go(func() {
					_, err := m.Exchanges.Exchange(t.Context(), exchange.Request{Member: buyer, Sku: sku, Quantity: 1, Key: "k"})
					assert.NoError(t, err)
				})
			}
			wg.Wait()
			m.DB.Observe(nil)
			mu.Lock()
			defer mu.Unlock()
			saves := 0
			for _, sql := range statements {
				assert.NotContains(t, sql, "for update")
				if strings.Contains(sql, "insert into orders") {
					saves++
				}
			}
			assert.Positive(t, saves)
			assert.Len(t, statements, 2*saves, strings.Join(statements, "\n"))
		})
	}
}

// A price for a tier costs one more: the member's tier is read.
func TestStatementsOfAnExchangeAtATiersPriceAlone(t *testing.T) {
	m := malltest.Open(t, malltest.Postgres(t))
	statements := statementsAlone(t, m, m.Sku(0, 1000, priced(10, map[string]mall.Points{"gold": 9})))
	require.GreaterOrEqual(t, len(statements), 3)
	assert.Contains(t, statements[2], "insert into orders", strings.Join(statements, "\n"))
	assert.NotContains(t, strings.Join(statements[:3], "\n"), "for update")
}

// statementsAlone are those of one exchange of a SKU, the relay's left out.
func statementsAlone(t *testing.T, m *malltest.Mall, sku mall.SkuID) []string {
	t.Helper()
	buyer := m.Member("normal", malltest.Lot{Points: 70}).ID
	var mu sync.Mutex
	var statements []string
	m.DB.Observe(func(_ uint64, sql string) {
		mu.Lock()
		defer mu.Unlock()
		if !strings.Contains(sql, "from outbox") && !strings.Contains(sql, "pg_notify") {
			statements = append(statements, sql)
		}
	})
	_, err := m.Exchanges.Exchange(t.Context(), exchange.Request{Member: buyer, Sku: sku, Quantity: 1, Key: "k"})
	require.NoError(t, err)
	m.DB.Observe(nil)
	mu.Lock()
	defer mu.Unlock()
	return statements
}

func TestStatementsOfAGroup(t *testing.T) {
	malltest.Run(t, func(t *testing.T, m *malltest.Mall) {
		const n = 64
		sku := m.Sku(10, 1000, nil)
		blocked := m.Member("normal", malltest.Lot{Points: 1000}).ID
		buyers := make([]mall.MemberID, n)
		for i := range buyers {
			buyers[i] = m.Member("normal", malltest.Lot{Points: 7}, malltest.Lot{Points: 70}).ID
		}
		seen := &transactions{open: map[uint64][]string{}}
		var wg sync.WaitGroup
		buy := func(buyer mall.MemberID, key string) {
			wg.Go(func() {
				_, err := m.Exchanges.Exchange(t.Context(), exchange.Request{Member: buyer, Sku: sku, Quantity: 1, Key: key})
				assert.NoError(t, err)
			})
		}
		// While another transaction holds the account, the workers wait with one
		// request each, and the others gather behind them.
		require.NoError(t, m.DB.InTx(t.Context(), func(ctx context.Context, tx *store.Tx) error {
			account, err := tx.Ent().Account.Query().All(ctx)
			if err != nil {
				return err
			}
			if err := lockAll(ctx, tx, account); err != nil {
				return err
			}
			for i := range 2 {
				buy(blocked, fmt.Sprint(i))
				time.Sleep(200 * time.Millisecond) // each worker takes one
			}
			for _, b := range buyers {
				buy(b, "k")
			}
			time.Sleep(time.Second) // they queue; were they late, there would be more groups
			m.DB.Observe(seen.see)
			return nil
		}))
		wg.Wait()
		m.DB.Observe(nil)
		groups := seen.exchanges()
		t.Logf("%d groups for %d exchanges", len(groups), n+2)
		assert.LessOrEqual(t, len(groups), 8, "the exchanges went together")
		for _, statements := range groups {
			assert.LessOrEqual(t, len(statements), budgetGroup, strings.Join(statements, "\n"))
		}
	})
}

func lockAll(ctx context.Context, tx *store.Tx, accounts []*ent.Account) error {
	for _, a := range accounts {
		if _, err := tx.Exec(ctx, "update accounts set held = held where id = $1", a.ID); err != nil {
			return err
		}
	}
	return nil
}
