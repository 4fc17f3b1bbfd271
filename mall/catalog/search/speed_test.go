//go:build unix

package search_test

import (
	"context"
	"fmt"
	"math/rand/v2"
	"os"
	"runtime"
	"slices"
	"strconv"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"pointsmall/mall"
	"pointsmall/mall/catalog"
	"pointsmall/mall/malltest"
	"pointsmall/mall/store"
)

// TestSpeed measures searches among many products: POINTSMALL_SEARCH_SPEED=100000 says among
// how many, POINTSMALL_SEARCH_SPEED_ON=sqlite3 or postgres on which database alone. It is run by
// hand (docs/catalog.md) and fails for nothing but errors.
func TestSpeed(t *testing.T) {
	n, err := strconv.Atoi(os.Getenv("POINTSMALL_SEARCH_SPEED"))
	if err != nil {
		t.Skip("POINTSMALL_SEARCH_SPEED is not set")
	}
	malltest.Run(t, func(t *testing.T, m *malltest.Mall) {
		if on := os.Getenv("POINTSMALL_SEARCH_SPEED_ON"); on != "" && on != string(m.DB.Dialect) {
			t.Skip("another database is measured")
		}
		r := rand.New(rand.NewPCG(1, 2))
		began := time.Now()
		for from := 0; from < n; from += 200 {
			var all []catalog.NewProduct
			for i := from; i < min(n, from+200); i++ {
				all = append(all, goods(r, i))
			}
			add(t, m, all...)
		}
		t.Logf("%d products added in %s", n, time.Since(began).Round(time.Second))
		if m.DB.Dialect == store.Postgres { // as autovacuum does within a minute
			require.NoError(t, m.DB.InTx(t.Context(), func(ctx context.Context, tx *store.Tx) error {
				_, err := tx.Exec(ctx, "analyze")
				return err
			}))
		}
		var before runtime.MemStats
		runtime.GC()
		runtime.ReadMemStats(&before)
		began = time.Now()
		if os.Getenv("POINTSMALL_SEARCH_SPEED_BY") == "database" {
			m.Catalog.Remember(0)
		} else {
			m.Catalog.Begin()
			for m.Catalog.IndexBytes() == 0 {
				time.Sleep(10 * time.Millisecond)
			}
			built := time.Since(began)
			var after runtime.MemStats
			runtime.GC()
			runtime.ReadMemStats(&after)
			t.Logf("the index of %d products was built in %s; it says that it takes %d MiB, and takes %d MiB", n, built.Round(10*time.Millisecond),
				m.Catalog.IndexBytes()>>20, (int64(after.HeapAlloc)-int64(before.HeapAlloc))>>20)
		}
		for _, c := range []struct {
			name    string
			queries []string
			ask     func(query string, sort catalog.Sort) error
		}{
			{"first page, one character", []string{"油", "纸", "a", "e", "茶", "z", "罗"}, list(m)},
			{"first page, words", []string{"纸巾", "食用油", "洗衣液", "tea", "organic", "green tea", "清风 纸巾", "kettle steel", "MUG-12", "-99", "柑橘", "nothing like it"}, list(m)},
			{"facets, one character", []string{"油", "纸", "a", "e", "茶"}, facets(m)},
			{"facets, words", []string{"纸巾", "食用油", "tea", "green tea", "清风 纸巾", "MUG-12"}, facets(m)},
			{"facets of all", []string{""}, facets(m)},
		} {
			worked := processor(t)
			times := load(t, c.queries, c.ask)
			worked = (processor(t) - worked) / time.Duration(len(times)) // SQLite lies in this process, PostgreSQL does not
			t.Logf("%s %-28s 8 clients, %5d calls: p50 %6s  p95 %6s  p99 %6s  processor of this process %6s a call", m.DB.Dialect, c.name, len(times),
				at(times, 0.5), at(times, 0.95), at(times, 0.99), worked.Round(10*time.Microsecond))
			for _, query := range c.queries {
				began := time.Now()
				require.NoError(t, c.ask(query, catalog.SortPoints))
				alone := time.Since(began)
				began = time.Now()
				found, err := m.Catalog.Count(t.Context(), catalog.Filter{Search: query}, 10_000)
				require.NoError(t, err)
				t.Logf("    %-16q alone: %6s; counting %d: %6s", query, alone.Round(100*time.Microsecond), found, time.Since(began).Round(100*time.Microsecond))
			}
		}
	})
}

func list(m *malltest.Mall) func(string, catalog.Sort) error {
	return func(query string, sort catalog.Sort) error {
		_, err := m.Catalog.List(context.Background(), catalog.Query{Filter: catalog.Filter{Search: query}, Sort: sort, Limit: 21, Brief: true})
		return err
	}
}

func facets(m *malltest.Mall) func(string, catalog.Sort) error {
	return func(query string, _ catalog.Sort) error {
		_, err := m.Catalog.Facets(context.Background(), catalog.Filter{Search: query}, 10_000)
		return err
	}
}

// load asks by 8 clients for 5 seconds, and returns how long each call took, sorted.
func load(t *testing.T, queries []string, ask func(string, catalog.Sort) error) []time.Duration {
	t.Helper()
	var mu sync.Mutex
	var times []time.Duration
	var wg sync.WaitGroup
	end := time.Now().Add(5 * time.Second)
	for client := range 8 {
		wg.Go(func() {
			r := rand.New(rand.NewPCG(uint64(client), 7))
			for time.Now().Before(end) {
				began := time.Now()
				err := ask(queries[r.IntN(len(queries))], []catalog.Sort{catalog.SortNewest, catalog.SortPoints, catalog.SortRedeemed}[r.IntN(3)])
				took := time.Since(began)
				mu.Lock()
				times = append(times, took)
				mu.Unlock()
				if err != nil {
					t.Error(err)
					return
				}
			}
		})
	}
	wg.Wait()
	slices.Sort(times)
	return times
}

// processor is the time that this process has worked.
func processor(t *testing.T) time.Duration {
	t.Helper()
	var used syscall.Rusage
	require.NoError(t, syscall.Getrusage(syscall.RUSAGE_SELF, &used))
	return time.Duration(used.Utime.Nano() + used.Stime.Nano())
}

func at(times []time.Duration, share float64) time.Duration {
	return times[min(len(times)-1, int(float64(len(times))*share))].Round(100 * time.Microsecond)
}

// goods are a product as malls have them: a name of some words, a description of some dozens.
func goods(r *rand.Rand, i int) catalog.NewProduct {
	zh := []string{"清风", "维达", "纸巾", "食用油", "洗衣液", "茶", "绿茶", "红茶", "保温杯", "不锈钢", "电热水壶", "毛巾", "纯棉", "有机", "大米", "牛奶", "柑橘", "坚果", "礼盒", "旅行", "背包", "耳机", "蓝牙", "充电宝", "台灯", "护手霜", "沐浴露", "牙刷", "儿童", "经典", "升级款", "便携", "家用", "加厚", "抽纸", "三层", "无香", "罗汉果"}
	en := []string{"organic", "green", "tea", "kettle", "steel", "mug", "travel", "bag", "bluetooth", "earbuds", "charger", "lamp", "soft", "cotton", "towel", "rice", "milk", "nut", "box", "classic", "portable", "home", "thick", "tissue", "oil", "soap", "brush", "kids", "premium", "fresh"}
	words := func(from []string, n int, between string) string {
		text := ""
		for range n {
			text += from[r.IntN(len(from))] + between
		}
		return text
	}
	p := product(fmt.Sprintf("goods-%d", i), mall.Text{EN: words(en, 3, " ") + strconv.Itoa(i), ZH: words(zh, 3, "")},
		mall.Text{EN: words(en, 12, " "), ZH: words(zh, 14, "，")}, fmt.Sprintf("MUG-%d", i))
	p.Skus[0].Prices[0].Points = mall.Points(50 + r.IntN(20_000))
	for _, more := range []string{"L", "XL"} { // three of each
		p.Skus = append(p.Skus, catalog.NewSku{Code: fmt.Sprintf("MUG-%d-%s", i, more), Name: mall.Text{EN: words(en, 2, " ") + more, ZH: words(zh, 2, "")}, Prices: p.Skus[0].Prices})
	}
	return p
}
