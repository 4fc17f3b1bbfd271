package earning_test

import (
	"fmt"
	"maps"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"pointsmall/ent/member"
	"pointsmall/mall"
	"pointsmall/mall/earning"
	"pointsmall/mall/earning/purchase"
	"pointsmall/mall/exchange"
	"pointsmall/mall/malltest"
	"pointsmall/mall/store"
)

// How many operations the path takes at least, how many members walk it together, and how
// many steps they take.
var pathLength = map[store.Dialect]int{store.SQLite: malltest.Length(500, 60_000), store.Postgres: malltest.Length(100, 12_000)}

const (
	pathMembers = 3
	pathSteps   = 60
)

// The whole path, from purchases to goods: members buy, return, review, share, check in and
// exchange by the demo mall's rules, in any order, told of twice, late, together or before
// what they follow, while the clock jumps. They must have what a small model says, never
// less than nothing; and what is returned in the end takes back exactly what was granted.
// The books reconcile at the end (malltest checks).
func TestWholePathMatchesTheModel(t *testing.T) {
	malltest.Each(t, func(t *testing.T, url string) {
		seeded := malltest.Open(t, url)
		demo(t, seeded)
		set(t, seeded, "caused_by_returned", string(mall.CausedStays)) // what falls with returns has tests of its own
		m := malltest.Open(t, url)                                     // with the demo's settings
		prices := []mall.Points{7, 150, 2000}
		var skus []mall.SkuID
		for _, price := range prices {
			skus = append(skus, m.Sku(price, pathStock, nil))
		}
		operations, runs, failing := 0, 0, false // what has failed is tried again, to shrink it
		for operations < pathLength[m.DB.Dialect] {
			rapid.Check(t, func(rt *rapid.T) {
				if operations >= pathLength[m.DB.Dialect] && !failing {
					return
				}
				failing = true
				runs++
				p := newPath(t, m, rt, runs, prices, skus)
				for range pathSteps {
					p.walk()
				}
				p.returnEverything()
				operations += p.operations
				failing = false
			})
			require.False(t, t.Failed())
		}
		t.Logf("%d operations in %d sequences", operations, runs)
	})
}

// pathStock is what there is of each of the path's goods: more than anybody can pay.
const pathStock = 1 << 40

// path is one sequence.
type path struct {
	t      *testing.T
	m      *malltest.Mall
	rt     *rapid.T
	run    int
	prices []mall.Points
	skus   []mall.SkuID
	stock  []int64

	people     []*shopper
	sales      []*sold
	early      []*early
	again      []func() // what was reported tells the same once more
	operations int
}

func newPath(t *testing.T, m *malltest.Mall, rt *rapid.T, run int, prices []mall.Points, skus []mall.SkuID) *path {
	p := &path{t: t, m: m, rt: rt, run: run, prices: prices, skus: skus}
	m.Clock.Set(rapid.SampledFrom([]time.Time{
		malltest.Start, time.Date(2026, 12, 31, 15, 59, 0, 0, time.UTC), time.Date(2028, 2, 28, 15, 59, 59, 0, time.UTC), time.Date(2028, 2, 29, 4, 0, 0, 0, time.UTC),
	}).Draw(rt, "start"))
	for range pathMembers {
		p.people = append(p.people, newShopper(m.Member("normal")))
	}
	for _, sku := range skus {
		p.stock = append(p.stock, m.Stock(sku))
	}
	return p
}

// pathVerbs are what can happen; what happens more often stands there twice.
var pathVerbs = map[string]func(*path){
	"buy": (*path).buy, "buy again": (*path).buy, "buy together": (*path).buyTogether, "bring": (*path).bring, "bring again": (*path).bring,
	"bring too much": (*path).bringTooMuch, "bring early": (*path).bringEarly, "tell of early": (*path).tellOfEarly, "act": (*path).act, "act again": (*path).act,
	"check in": (*path).check, "check in again": (*path).check, "exchange": (*path).exchange, "exchange again": (*path).exchange,
	"wait": (*path).wait, "wait again": (*path).wait, "sweep": (*path).sweep, "repeat": (*path).repeat,
}

// walk takes a step, and compares.
func (p *path) walk() {
	pathVerbs[rapid.SampledFrom(slices.Sorted(maps.Keys(pathVerbs))).Draw(p.rt, "step")](p)
	p.compare()
}

// one draws one of a list, by its place, which is what the log of a failure should show.
func one[T any](p *path, label string, of []T) T {
	return of[rapid.IntRange(0, len(of)-1).Draw(p.rt, label)]
}

func (p *path) who() *shopper { return one(p, "who", p.people) }

func (p *path) number() string {
	p.operations++
	return fmt.Sprintf("%d-%d", p.run, p.operations)
}

// when is when something happened that is told of now.
func (p *path) when() time.Time {
	ago := rapid.SampledFrom([]time.Duration{0, 0, 0, time.Hour, 2 * day, 40 * day, 370 * day}).Draw(p.rt, "ago")
	return p.m.Clock.Now().Add(-ago)
}

func (p *path) drawPurchase(who *shopper) earning.Purchase {
	prices := []string{"0", "1", "19.99", "350.5"}
	var lines []mall.PurchaseLine
	for _, sku := range []string{"a", "b", "c"}[:rapid.IntRange(1, 3).Draw(p.rt, "lines")] {
		lines = append(lines, mall.PurchaseLine{Sku: sku, Quantity: rapid.IntRange(1, 4).Draw(p.rt, "quantity"), UnitPrice: rapid.SampledFrom(prices).Draw(p.rt, "price")})
	}
	fen := rapid.SampledFrom([]int64{0, 1, 49_99, 50_00, 123_45, 199_99, 200_00, 499_99, 500_00, 777_77, 3000_00, 12_345_67}).Draw(p.rt, "total")
	return earning.Purchase{
		Source: purchase.Mall, ExternalRef: p.number(), MemberRef: *who.row.ExternalRef, OccurredAt: p.when(), Total: yuan(fen), Lines: lines,
	}
}

func (p *path) buy() {
	who := p.who()
	p.report(p.drawPurchase(who), who)
}

// report tells of a purchase, and of another under the same number.
func (p *path) report(told earning.Purchase, who *shopper) *sold {
	x := who.buys(told, p.m.Clock.Now())
	p.granted(told, x.granted, false)
	p.sales = append(p.sales, x)
	p.again = append(p.again, func() {
		p.granted(told, x.granted, true)
		told.Total.Minor++
		_, err := p.m.Earning.RecordPurchase(p.t.Context(), told)
		require.Equal(p.rt, mall.CodeIdempotencyConflict, code(err))
		told.Total.Minor--
	})
	return x
}

func (p *path) granted(told earning.Purchase, points int64, duplicate bool) {
	got, err := p.m.Earning.RecordPurchase(p.t.Context(), told)
	require.NoError(p.rt, err)
	require.Equal(p.rt, earning.Recorded{Points: mall.Points(points), Duplicate: duplicate}, got, "%+v", told)
}

// buyTogether reports several purchases in one call, one of them twice.
func (p *path) buyTogether() {
	var told []earning.Purchase
	var want []earning.Recorded
	for range rapid.IntRange(2, 5).Draw(p.rt, "purchases") {
		who := p.who()
		x := who.buys(p.drawPurchase(who), p.m.Clock.Now())
		p.sales, told, want = append(p.sales, x), append(told, x.purchase), append(want, earning.Recorded{Points: mall.Points(x.granted)})
	}
	twice := rapid.IntRange(0, len(told)-1).Draw(p.rt, "twice")
	told, want = append(told, told[twice]), append(want, earning.Recorded{Points: want[twice].Points, Duplicate: true})
	for i, got := range p.m.Earning.RecordPurchases(p.t.Context(), told) {
		require.NoError(p.rt, got.Err)
		require.Equal(p.rt, want[i], got.Answer, "%+v", told[i])
	}
}

// act is a review, a share or another event.
func (p *path) act() {
	who := p.who()
	a := earning.Activity{
		Source: purchase.Mall, ExternalRef: p.number(), MemberRef: *who.row.ExternalRef, OccurredAt: p.when(),
		Trigger: rapid.SampledFrom([]mall.Trigger{mall.TriggerReview, mall.TriggerReview, mall.TriggerShare, mall.TriggerEventAttended, mall.TriggerSurvey}).Draw(p.rt, "what"),
	}
	points := mall.Points(who.did(a.Trigger, a.OccurredAt, p.m.Clock.Now()))
	tell := func(want earning.Recorded) {
		got, err := p.m.Earning.RecordActivity(p.t.Context(), a)
		require.NoError(p.rt, err)
		require.Equal(p.rt, want, got, "%+v", a)
	}
	tell(earning.Recorded{Points: points})
	p.again = append(p.again, func() { tell(earning.Recorded{Points: points, Duplicate: true}) })
}

// check checks in, once a day.
func (p *path) check() {
	who, c := p.who(), earning.CheckIn{Key: p.number()}
	c.Member = who.row.ID
	now := p.m.Clock.Now()
	if who.rows[dayOf(now)] > 0 {
		_, err := p.m.Earning.CheckIn(p.t.Context(), c)
		require.Equal(p.rt, mall.CodeLimitExceeded, code(err))
		return
	}
	place, points := who.checksIn(now)
	want := earning.CheckedIn{Day: mall.DateOf(now, malltest.Zone), Streak: place, Points: mall.Points(points)}
	tell := func() {
		got, err := p.m.Earning.CheckIn(p.t.Context(), c)
		require.NoError(p.rt, err)
		require.Equal(p.rt, want, got)
	}
	tell()
	p.again = append(p.again, tell)
}

// exchange takes goods for points, where there are enough.
func (p *path) exchange() {
	who, i := p.who(), rapid.IntRange(0, len(p.skus)-1).Draw(p.rt, "goods")
	r := exchange.Request{Member: who.row.ID, Sku: p.skus[i], Quantity: rapid.IntRange(1, 3).Draw(p.rt, "pieces"), Key: p.number()}
	cost, now := p.prices[i]*mall.Points(r.Quantity), p.m.Clock.Now()
	got, err := p.m.Exchanges.Exchange(p.t.Context(), r)
	if who.available(now) < int64(cost) {
		require.Equal(p.rt, mall.CodeInsufficientPoints, code(err))
		return
	}
	require.NoError(p.rt, err)
	require.Equal(p.rt, cost, got.Order.Points)
	who.spend(int64(cost), now)
	p.stock[i] -= int64(r.Quantity)
	p.again = append(p.again, func() {
		repeated, err := p.m.Exchanges.Exchange(p.t.Context(), r)
		require.NoError(p.rt, err)
		require.True(p.rt, repeated.Repeated)
		require.Equal(p.rt, got.Order.ID, repeated.Order.ID)
	})
}

// repeat tells once more of something, however long ago it was.
func (p *path) repeat() {
	if len(p.again) > 0 {
		p.operations++
		one(p, "again", p.again)()
	}
}

// wait lets the clock jump: within a day, to the next one, past a week, past a year.
func (p *path) wait() {
	now := p.m.Clock.Now()
	jumps := []time.Duration{time.Second, 5 * time.Hour, day, day, day, 7 * day, 30 * day, 200 * day, 370 * day}
	p.m.Clock.Set(now.Add(rapid.SampledFrom(jumps).Draw(p.rt, "jump")))
}

// sweep posts what has expired; nobody may notice.
func (p *path) sweep() {
	for _, j := range p.m.Ledger.Jobs() {
		_, err := j.Run(p.t.Context(), false, nil)
		require.NoError(p.rt, err)
	}
}

// figures are what a member sees.
type figures struct{ available, pending, held, debt, earned, tier int64 }

// compare holds what everybody has against the model.
func (p *path) compare() {
	now := p.m.Clock.Now()
	ids := make([]mall.MemberID, len(p.people))
	for i, s := range p.people {
		ids[i] = s.row.ID
	}
	balances, err := p.m.Ledger.Balances(p.t.Context(), ids, mall.DefaultPoints)
	require.NoError(p.rt, err)
	rows, err := p.m.DB.Ent().Member.Query().Where(member.IDIn(ids...)).All(p.t.Context())
	require.NoError(p.rt, err)
	tiers := map[mall.MemberID]string{}
	for _, row := range rows {
		tiers[row.ID] = row.TierID
	}
	for i, s := range p.people {
		b := balances[ids[i]]
		want := figures{available: s.available(now), debt: s.debt, earned: s.earned, tier: int64(s.tier)}
		got := figures{int64(b.Available), int64(b.Pending), int64(b.Held), int64(b.Debt), int64(b.LifetimeEarned), int64(slices.Index(tierNames, tiers[ids[i]]))}
		require.Equal(p.rt, want, got, "member %d at %s", i, now)
		require.GreaterOrEqual(p.rt, b.Available, mall.Points(0))
		require.GreaterOrEqual(p.rt, b.Debt, mall.Points(0))
	}
}

var tierNames = []string{"normal", "silver", "gold", "diamond"}
