package modeltest

import (
	"context"
	"fmt"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"pointsmall/mall"
	"pointsmall/mall/malltest"
	"pointsmall/mall/reconcile"
	"pointsmall/mall/store"
)

// How long a sequence is. Many families keep groups large; few rounds keep what rapid
// must shrink small.
const (
	families = 40
	rounds   = 9
	turns    = 8 // of each family in a round
)

// Any sequence of operations must leave every member with what the model says, and the
// books right: they reconcile now and then, and at the end.
func TestAnySequenceMatchesTheModel(t *testing.T) {
	malltest.Run(t, func(t *testing.T, m *malltest.Mall) {
		atLeast := malltest.Length(4_000, 500_000)
		if m.DB.Dialect == store.Postgres {
			atLeast = malltest.Length(1_000, 100_000)
		}
		c := newCounter(t, m)
		failing := false // what has failed is tried again and again, to shrink it
		for c.steps < atLeast {
			rapid.Check(t, func(rt *rapid.T) {
				if c.steps >= atLeast && !failing {
					return
				}
				failing = true
				w := c.newWorld(rt, families)
				for range rounds {
					w.round(t.Context())
				}
				if c.runs%20 == 2 {
					malltest.Reconcile(t, m.DB)
				}
				failing = false
			})
		}
		t.Logf("%d operations in %d sequences", c.steps, c.runs)
		c.conserved()
		report, unchained, err := reconcile.VerifyChain(t.Context(), m.DB, nil, nil)
		require.NoError(t, err)
		require.Empty(t, report.Findings)
		require.Zero(t, unchained)
	})
}

// round lets time pass, sweeps, has everybody take their turns, and compares.
func (w *world) round(ctx context.Context) {
	w.wait()
	w.sweep(ctx)
	if rapid.IntRange(0, 5).Draw(w.rt, "policy") == 5 {
		w.setPolicy(rapid.SampledFrom(currencies).Draw(w.rt, "currency"))
	}
	w.sell(ctx)
	plans := make([][]*step, len(w.families))
	for i, f := range w.families {
		for range turns {
			if s := choose(w.rt, "step", kinds)(w.turn(f)); s != nil {
				plans[i] = append(plans[i], s)
				f.tell("%s: %s %s", w.now, s.says, s.want)
				w.steps++
			}
		}
	}
	errs := make([]error, len(plans))
	var wg sync.WaitGroup
	for i, plan := range plans {
		wg.Go(func() {
			for _, s := range plan {
				if errs[i] = s.try(ctx); errs[i] != nil {
					return
				}
			}
		})
	}
	wg.Wait()
	for i, f := range w.families {
		w.check(f, errs[i])
	}
	w.compare(ctx)
	w.compareExpirations(ctx)
}

// sell lets one member of each family earn, spend or return something.
func (w *world) sell(ctx context.Context) {
	var made []*sale
	for _, f := range w.families {
		if s := choose(w.rt, "sale", sales)(w.turn(f)); s != nil {
			made = append(made, s)
			f.tell("%s: %s", w.now, s.says)
			w.steps++
		}
	}
	require.NoError(w.rt, w.ring(ctx, made))
	for _, s := range made {
		w.check(s.turn.family, s.err)
	}
}

// wait lets the clock jump.
func (w *world) wait() {
	midnight := dayStart(dayNumber(w.now) + 1)
	now := rapid.SampledFrom([]time.Time{
		w.now, w.now, w.now.Add(time.Second), w.now.Add(time.Second), w.now.Add(2 * time.Hour), w.now.Add(12 * time.Hour),
		midnight.Add(-time.Microsecond), midnight, w.now.AddDate(0, 0, 1), w.now.AddDate(0, 0, 7), w.now.AddDate(0, 0, 30), w.now.AddDate(1, 0, 0), leapDay(w.now),
	}).Draw(w.rt, "now")
	if now.After(w.now) {
		w.pass(now)
	}
	w.mall.Clock.Set(w.now)
}

// leapDay is noon on the next 29 February.
func leapDay(now time.Time) time.Time {
	for year := now.Year(); ; year++ {
		day := time.Date(year, 2, 29, 4, 0, 0, 0, time.UTC)
		if day.Day() == 29 && day.After(now) {
			return day
		}
	}
}

// sweep does background work: not, a part of it, all, or all of it twice. Nothing that a
// member sees may depend on it.
func (w *world) sweep(ctx context.Context) {
	reminders := w.mall.Ledger.RemindJob(func() []int { return []int{30, 7, 1} })
	for _, j := range append(w.mall.Ledger.Jobs(), reminders) {
		often := rapid.IntRange(0, 3).Draw(w.rt, j.Name)
		if often == 1 {
			_, err := j.Step(ctx)
			require.NoError(w.rt, err)
		}
		for range often - 1 {
			_, err := j.Run(ctx, false, nil)
			require.NoError(w.rt, err)
		}
	}
}

// compare reads what every member sees.
func (w *world) compare(ctx context.Context) {
	var members []mall.MemberID
	for _, f := range w.families {
		members = append(members, f.members[0].id, f.members[1].id)
	}
	for _, c := range currencies {
		balances, err := w.mall.Ledger.Balances(ctx, members, c)
		require.NoError(w.rt, err)
		for _, f := range w.families {
			for _, m := range f.members {
				b := balances[m.id]
				want, got := m.purse(c).figures(w.now), figures{b.Available, b.Pending, b.Held, b.Debt, b.LifetimeEarned}
				if got != want {
					w.check(f, fmt.Errorf("%s %s: the model says %+v, the mall %+v", m.id, c, want, got))
				}
			}
		}
	}
}

// compareExpirations compares what can be spent and expires within thirty days.
func (w *world) compareExpirations(ctx context.Context) {
	const month = 30 * 24 * time.Hour
	for i, f := range w.families {
		m, c := f.members[i%2], currencies[w.born%len(currencies)]
		balances, err := w.mall.Ledger.Balances(ctx, []mall.MemberID{m.id}, c)
		require.NoError(w.rt, err)
		b, ok := balances[m.id]
		if !ok {
			continue
		}
		got, err := w.mall.Ledger.ExpiringWithin(ctx, &b, month)
		require.NoError(w.rt, err)
		var want mall.Points
		for _, pot := range m.purse(c).pots {
			if !pot.expires.IsZero() && !pot.expires.After(w.now.Add(month)) {
				want += pot.free(w.now)
			}
		}
		if m.purse(c).debt > 0 && want > 0 {
			w.check(f, fmt.Errorf("the model lets %s owe %d and spend %d", m.id, m.purse(c).debt, want))
		}
		if got != want || got > b.Available {
			w.check(f, fmt.Errorf("%s %s: %d of %d expire within a month, the model says %d", m.id, c, got, b.Available, want))
		}
	}
}

// conserved adds up all accounts of each currency: what members have, the others lack.
func (c *counter) conserved() {
	for _, currency := range currencies {
		rows, err := c.mall.DB.Query(c.t.Context(), "select (select coalesce(sum(balance), 0) from accounts where currency = $1), "+
			"(select coalesce(sum(delta), 0) from entries where currency = $1 and seq is null), (select count(*) from accounts where currency = $1 and balance + debt < held)", string(currency))
		require.NoError(c.t, err)
		require.True(c.t, rows.Next())
		var members, others mall.Points
		var negative int
		require.NoError(c.t, rows.Scan(&members, &others, &negative))
		require.NoError(c.t, rows.Close())
		require.Equal(c.t, members, -others, currency)
		require.Zero(c.t, negative, currency)
	}
}
