// Package malltest gives each test a mall of its own: a fresh database, the
// services on it, a clock that the test sets, and fixtures. When the test ends,
// the books must reconcile.
package malltest

import (
	"context"
	"fmt"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"pointsmall/ent"
	"pointsmall/mall"
	"pointsmall/mall/catalog"
	"pointsmall/mall/ledger"
	"pointsmall/mall/member"
	"pointsmall/mall/payment/testpay"
	"pointsmall/mall/reconcile"
	"pointsmall/mall/store"
	"pointsmall/mall/wiring"
)

// Start is what a test's clock shows at first.
var Start = time.Date(2026, 11, 22, 2, 0, 0, 0, time.UTC)

// Zone is where the days of a test's mall begin.
var Zone = mustLoad("Asia/Shanghai")

func mustLoad(name string) *time.Location {
	zone, err := time.LoadLocation(name)
	if err != nil {
		panic(err)
	}
	return zone
}

// Mall is a mall for one test. Nobody follows changes of the settings by others, unless
// the test runs Settings or has them read anew.
type Mall struct {
	*wiring.Services
	// Clock is what the services go by.
	Clock *Clock

	t    *testing.T
	made atomic.Int64
}

// Run runs f on an empty mall on each database. f must leave the database's tables, indexes
// and settings as they are: on PostgreSQL other tests get it after this one.
func Run(t *testing.T, f func(t *testing.T, m *Mall)) {
	t.Helper()
	t.Parallel()
	t.Run("sqlite", func(t *testing.T) {
		t.Parallel()
		f(t, Open(t, SQLite(t)))
	})
	t.Run("postgres", func(t *testing.T) {
		t.Parallel()
		needPostgres(t)
		f(t, open(t, borrow(t)))
	})
}

// RunIn is Run with a mall whose days begin in another time zone.
func RunIn(t *testing.T, zone string, f func(t *testing.T, m *Mall)) {
	t.Helper()
	Each(t, func(t *testing.T, url string) {
		db, err := store.Open(t.Context(), url, store.Options{})
		require.NoError(t, err)
		require.NoError(t, db.InTx(t.Context(), func(ctx context.Context, tx *store.Tx) error {
			return tx.Ent().Setting.UpdateOneID("time_zone").SetValue(zone).Exec(ctx)
		}))
		require.NoError(t, db.Close())
		f(t, Open(t, url))
	})
}

// Open starts a mall on the database at url. At the test's end it is closed and
// must reconcile.
func Open(t *testing.T, url string) *Mall {
	t.Helper()
	db, err := store.Open(t.Context(), url, store.Options{})
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, db.Close()) })
	db.CheckLocks()
	return open(t, db)
}

func open(t *testing.T, db *store.DB) *Mall {
	t.Helper()
	clock := &Clock{now: Start}
	services, err := wiring.New(t.Context(), db, clock.Now)
	require.NoError(t, err)
	services.Checkout.Offer(testpay.Provider{})
	m := &Mall{Services: services, Clock: clock, t: t}
	ctx, stop := context.WithCancel(context.Background())
	stopped := make(chan struct{})
	go func() {
		defer close(stopped)
		m.Bus.Run(ctx)
	}()
	t.Cleanup(func() {
		stop()
		<-stopped
		m.Close()
		Reconcile(t, db)
	})
	return m
}

// Reconcile fails the test unless the books agree.
func Reconcile(t *testing.T, db *store.DB) {
	t.Helper()
	report, err := reconcile.Run(context.Background(), db, nil)
	require.NoError(t, err)
	require.Empty(t, report.Findings)
}

// Clock is a clock that a test sets.
type Clock struct {
	mu  sync.Mutex
	now time.Time
}

// Now is the time that the clock shows.
func (c *Clock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.now
}

// Set makes the clock show t.
func (c *Clock) Set(t time.Time) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.now = t
}

// Lot is points that a fixture gives a member, usable at once.
type Lot struct {
	Points    mall.Points
	ExpiresAt time.Time // zero: never
}

// Member makes a member of the given tier with an external reference and points
// in lots, oldest first.
func (m *Mall) Member(tier string, lots ...Lot) *ent.Member {
	m.t.Helper()
	ref := fmt.Sprintf("member-%d", m.made.Add(1))
	id := mall.NewMemberID()
	now := m.Clock.Now()
	err := m.DB.InTx(context.Background(), func(ctx context.Context, tx *store.Tx) error {
		var people store.Batch
		member.Add(&people, []member.NewMember{{ID: id, ExternalRef: ref, DisplayName: ref}}, now)
		ledger.OpenAccounts(&people, []mall.MemberID{id}, now)
		if err := people.Exec(ctx, tx); err != nil {
			return err
		}
		if err := tx.Ent().Member.UpdateOneID(id).SetTierID(tier).Exec(ctx); err != nil {
			return err
		}
		book, err := ledger.OpenForGrants(ctx, tx, now, Zone, []mall.MemberID{id})
		if err != nil {
			return err
		}
		account, _ := book.Account(id)
		for i, l := range lots {
			terms := ledger.Terms{EarnedAt: now.Add(time.Duration(i-len(lots)) * time.Hour), UsableFrom: now}
			if !l.ExpiresAt.IsZero() {
				terms.ExpiresAt = &l.ExpiresAt
			}
			account.Grant(mall.EntryEarn, l.Points, terms, ledger.Cause{})
		}
		var points store.Batch
		book.Save(&points)
		return points.Exec(ctx, tx)
	})
	require.NoError(m.t, err)
	row, err := m.DB.Ent().Member.Get(context.Background(), id)
	require.NoError(m.t, err)
	return row
}

// Sku puts a product with one SKU on the shelf. edit, unless it is nil, changes it before.
func (m *Mall) Sku(points mall.Points, stock int64, edit func(*catalog.NewSku)) mall.SkuID {
	m.t.Helper()
	name := fmt.Sprintf("thing-%d", m.made.Add(1))
	sku := catalog.NewSku{Code: name, Name: mall.Text{EN: name}, Stock: stock, Prices: []catalog.Price{{Points: points}}}
	if edit != nil {
		edit(&sku)
	}
	err := m.DB.InTx(context.Background(), func(ctx context.Context, tx *store.Tx) error {
		return catalog.Add(ctx, tx, m.Clock.Now(), []catalog.NewProduct{{
			Slug: name, Name: sku.Name, Description: sku.Name, Kind: mall.KindPhysical, Images: []mall.Image{}, Skus: []catalog.NewSku{sku},
		}})
	})
	require.NoError(m.t, err)
	row, err := m.Catalog.SkuByCode(context.Background(), sku.Code)
	require.NoError(m.t, err)
	return row.ID
}

// Available is what a member can spend now.
func (m *Mall) Available(id mall.MemberID) mall.Points {
	m.t.Helper()
	b, err := m.Ledger.Balance(context.Background(), id)
	require.NoError(m.t, err)
	return b.Available
}

// Stock is how many pieces of a SKU can be had.
func (m *Mall) Stock(id mall.SkuID) int64 {
	m.t.Helper()
	available, err := m.Catalog.AvailableOfSkus(context.Background(), []mall.SkuID{id})
	require.NoError(m.t, err)
	return available[id]
}

// Update changes rows directly, for states that no verb makes yet.
func (m *Mall) Update(t *testing.T, change func(client *ent.Client) error) {
	t.Helper()
	require.NoError(t, m.DB.InTx(context.Background(), func(_ context.Context, tx *store.Tx) error { return change(tx.Ent()) }))
}

// Sweep does all background work that is due.
func (m *Mall) Sweep() {
	m.t.Helper()
	for _, j := range m.Jobs() {
		_, err := j.Run(context.Background(), false, nil)
		require.NoError(m.t, err, j.Name)
	}
}
