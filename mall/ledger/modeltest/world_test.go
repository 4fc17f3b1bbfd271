package modeltest

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"pointsmall/ent"
	"pointsmall/mall"
	"pointsmall/mall/ledger"
	"pointsmall/mall/malltest"
)

// The points currencies of the test. Steps choose the first most often.
var currencies = []mall.PointsCurrency{mall.DefaultPoints, "GOLD", "MILES"}

// counter is a mall whose sequences run one after another, each with members of its own.
type counter struct {
	t           *testing.T
	mall        *malltest.Mall
	skus        map[mall.Points]mall.SkuID
	open, shut  mall.CauseID
	runs, steps int
}

// prices are those of the goods that the members exchange points for.
var prices = []mall.Points{1, 40, 150}

func newCounter(t *testing.T, m *malltest.Mall) *counter {
	c := &counter{t: t, mall: m, skus: map[mall.Points]mall.SkuID{}}
	for _, code := range currencies[1:] {
		_, err := m.Ledger.AddCurrency(t.Context(), mall.Actor{Kind: mall.ActorSystem}, string(code), mall.Text{EN: string(code), ZH: string(code)})
		require.NoError(t, err)
	}
	for _, price := range prices {
		c.skus[price] = m.Sku(price, 1<<40, nil)
	}
	c.open, c.shut = c.cause("open", true), c.cause("shut", false)
	return c
}

func (c *counter) cause(slug string, open bool) mall.CauseID {
	row, err := c.mall.Ledger.AddCause(c.t.Context(), ledger.NewCause{Slug: slug, Name: mall.Text{EN: slug, ZH: slug}})
	require.NoError(c.t, err)
	c.mall.Update(c.t, func(client *ent.Client) error {
		return client.Cause.UpdateOneID(row.ID).SetOpen(open).Exec(c.t.Context())
	})
	return row.ID
}

// world is what one sequence should have made of the mall.
type world struct {
	*counter
	rt        *rapid.T
	now       time.Time
	policies  map[mall.PointsCurrency]mall.PointsPolicy
	families  []*family
	transfers []transfer
	born      int
	keys      int
}

// family is two members whose steps follow each other; those of different families
// happen at once, because none of them can change what the other finds.
type family struct {
	members [2]*person
	// made is what succeeded and carries a key: it can be asked for again.
	made []*step
	// story is what happened to them, for who must find out what went wrong.
	story []string
}

func (f *family) tell(format string, args ...any) {
	f.story = append(f.story, fmt.Sprintf(format, args...))
}

// check fails the test with the family's story, where something went wrong.
func (w *world) check(f *family, err error) {
	if err != nil {
		w.rt.Fatalf("%v; what happened:\n%s", err, strings.Join(f.story, "\n"))
	}
}

type person struct {
	id     mall.MemberID
	joined time.Time
	purses map[mall.PointsCurrency]*purse
	holds  []*hold
	paid   []*payment
	grants []*grant
	asked  []*ask
	// byHand is how many points staff have added and taken on a day, each alone.
	byHand map[dayOf]mall.Points
}

// dayOf is a day of the mall, and a points currency.
type dayOf struct {
	day      int64
	currency mall.PointsCurrency
}

func (p *person) purse(c mall.PointsCurrency) *purse {
	if p.purses[c] == nil {
		p.purses[c] = &purse{}
	}
	return p.purses[c]
}

func (p *person) actor() mall.Actor { return mall.Actor{Kind: mall.ActorMember, MemberID: p.id} }

type transfer struct {
	from, to *person
	currency mall.PointsCurrency
	points   mall.Points
	at       time.Time
}

// hold is points that are reserved; id and account are known once it was made.
type hold struct {
	id       mall.HoldID
	account  mall.AccountID
	owner    *person
	currency mall.PointsCurrency
	pins     []share
	ends     time.Time
	ended    bool
	timedOut bool
}

// payment is an entry that took points, and how many came back.
type payment struct {
	id       mall.EntryID
	owner    *person
	currency mall.PointsCurrency
	shares   []share
	returned mall.Points
	ordered  bool // it paid for an order, and comes back with that alone
}

// grant is what one purchase earned; own and other is what was taken back of it.
type grant struct {
	lots       []mall.LotID
	owner      *person
	currency   mall.PointsCurrency
	points     mall.Points
	pots       []*pot
	own, other mall.Points
}

// ask is an adjustment that waits for a second member of staff.
type ask struct {
	id       mall.AdjustmentRequestID
	owner    *person
	currency mall.PointsCurrency
	points   mall.Points
	expires  time.Time
	decided  bool
}

// The instants at which sequences begin: close to midnight, the year's end and the
// end of February.
var starts = []time.Time{
	malltest.Start,
	time.Date(2026, 12, 31, 15, 59, 59, 0, time.UTC),
	time.Date(2028, 2, 28, 15, 59, 59, 999_999_000, time.UTC),
	time.Date(2027, 2, 28, 3, 0, 0, 0, time.UTC),
}

// newWorld has some families join the mall.
func (c *counter) newWorld(rt *rapid.T, families int) *world {
	c.runs++
	w := &world{counter: c, rt: rt, now: choose(rt, "start", starts), policies: map[mall.PointsCurrency]mall.PointsPolicy{}}
	c.mall.Clock.Set(w.now)
	for range families {
		f := &family{}
		for i := range f.members {
			f.members[i] = &person{id: c.mall.Member("normal").ID, joined: w.now, purses: map[mall.PointsCurrency]*purse{}, byHand: map[dayOf]mall.Points{}}
		}
		w.families = append(w.families, f)
	}
	for _, code := range currencies {
		w.setPolicy(code)
	}
	return w
}

// numbers are the places that choose can draw.
var numbers = func() (n []int) {
	for i := range 500 {
		n = append(n, i)
	}
	return n
}()

// choose draws one of a list. The log says which place, because what is there may be long.
func choose[T any](rt *rapid.T, label string, from []T) T {
	return from[rapid.SampledFrom(numbers[:min(len(from), len(numbers))]).Draw(rt, label)]
}

// prefer draws one of a list, mostly of those that something can still be done with.
func prefer[T any](rt *rapid.T, label string, from []T, useful func(T) bool) T {
	if best := slices.DeleteFunc(slices.Clone(from), func(x T) bool { return !useful(x) }); len(best) > 0 && rapid.IntRange(0, 7).Draw(rt, "any "+label) < 7 {
		from = best
	}
	return choose(rt, label, from)
}

// key is one that nobody used before.
func (w *world) key() string {
	w.keys++
	return fmt.Sprintf("%d-%d", w.runs, w.keys)
}

// setPolicy draws what holds for a currency from now on.
func (w *world) setPolicy(code mall.PointsCurrency) {
	small := func(label string, most int) mall.Points {
		return mall.Points(rapid.SampledFrom([]int{0, most / 4, most}).Draw(w.rt, label))
	}
	p := mall.PointsPolicy{
		Refund:          rapid.SampledFrom([]mall.ExpiredRefund{"", mall.ExpiredRefundGrace, mall.ExpiredRefundForfeit, mall.ExpiredRefundReissue}).Draw(w.rt, "refund"),
		GraceDays:       int(small("grace", 8)),
		Clawback:        rapid.SampledFrom([]mall.ClawbackPolicy{"", mall.ClawbackUnlimited, mall.ClawbackWithinBalance, mall.ClawbackPendingOnly}).Draw(w.rt, "clawback"),
		AdjustmentLimit: rapid.SampledFrom([]*mall.Points{nil, new(mall.Points(0)), new(mall.Points(75)), new(mall.Points(300))}).Draw(w.rt, "limit"),
	}
	if rapid.IntRange(0, 4).Draw(w.rt, "transfers") > 0 {
		p.Transfer = mall.TransferPolicy{
			Allowed: true, FeePerMille: int(small("fee", 100)), Min: small("min", 8), Max: small("max", 400), DayPoints: small("day", 500),
			DayCount: int(small("times", 8)), ReceiverDayPoints: small("receives", 600), MinAgeDays: int(small("age", 4)), CoolDownHours: int(small("cool", 48)),
		}
	}
	w.policies[code] = p
	rows, err := w.mall.Ledger.Currencies(w.t.Context(), []string{string(code)})
	require.NoError(w.rt, err)
	_, err = w.mall.Ledger.SetPolicy(w.t.Context(), chief, string(code), rows[string(code)].Version, func(stored *mall.PointsPolicy) { *stored = p })
	require.NoError(w.rt, err)
}
