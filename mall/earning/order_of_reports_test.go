package earning_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"pointsmall/ent"
	"pointsmall/ent/taskprogress"
	"pointsmall/mall"
	"pointsmall/mall/earning"
	"pointsmall/mall/earning/purchase"
	"pointsmall/mall/malltest"
)

// Two members do the same, and it is told of in two orders, once or twice, now or later:
// they end with the same points, histories and tasks. (Below the first tier: with whose
// bonus a purchase earns depends on what was known when it was told of.)
func TestOrderOfReportsDoesNotMatter(t *testing.T) {
	malltest.Run(t, func(t *testing.T, m *malltest.Mall) {
		demo(t, m)
		run, most := 0, malltest.Length(15, 5000)
		rapid.Check(t, func(rt *rapid.T) {
			if run++; run > most && !t.Failed() {
				return
			}
			m.Clock.Set(malltest.Start.Add(60 * day))
			happened := rapid.SliceOfN(rapid.Custom(drawHappening), 1, 14).Draw(rt, "happened")
			orders := [2][]int{}
			for i := range happened {
				orders[0] = append(orders[0], i)
			}
			orders[1] = rapid.Permutation(orders[0]).Draw(rt, "order")
			members := [2]*ent.Member{m.Member("normal"), m.Member("normal")}
			var points [2]mall.Points
			for n, who := range members {
				for _, i := range orders[n] {
					first := tell(rt, t, m, who, run, i, happened[i])
					points[n] += first.Points
					if happened[i].twice {
						again := tell(rt, t, m, who, run, i, happened[i])
						require.Equal(rt, earning.Recorded{Points: first.Points, Duplicate: true}, again)
					}
				}
			}
			require.Equal(rt, points[0], points[1], "what the reports said")
			one, other := balance(t, m, members[0]), balance(t, m, members[1])
			require.Equal(rt, one.LifetimeEarned, other.LifetimeEarned)
			require.Equal(rt, one.Available+one.Pending, other.Available+other.Pending)
			require.Equal(rt, done(t, m, members[0]), done(t, m, members[1]), "tasks")
			require.Equal(rt, busy(t, m, members[0]), busy(t, m, members[1]), "what was bought on each day")
		})
	})
}

// happening is something that members did.
type happening struct {
	what  mall.Trigger
	fen   int64
	ago   time.Duration
	twice bool
}

func drawHappening(rt *rapid.T) happening {
	return happening{
		what:  rapid.SampledFrom([]mall.Trigger{mall.TriggerPurchase, mall.TriggerPurchase, mall.TriggerReview, mall.TriggerReview, mall.TriggerShare, mall.TriggerEventAttended}).Draw(rt, "what"),
		fen:   rapid.SampledFrom([]int64{0, 49_99, 50_00, 123_45, 200_00, 350_00}).Draw(rt, "fen"),
		ago:   time.Duration(rapid.IntRange(0, 12).Draw(rt, "sixths of a day")) * 4 * time.Hour,
		twice: rapid.Bool().Draw(rt, "twice"),
	}
}

func tell(rt *rapid.T, t *testing.T, m *malltest.Mall, who *ent.Member, run, i int, h happening) earning.Recorded {
	number, at := fmt.Sprintf("%d-%s-%d", run, *who.ExternalRef, i), malltest.Start.Add(60*day-h.ago)
	var got earning.Recorded
	var err error
	if h.what == mall.TriggerPurchase {
		p := bought(*who.ExternalRef, number, yuan(h.fen))
		p.OccurredAt = at
		got, err = m.Earning.RecordPurchase(t.Context(), p)
	} else {
		got, err = m.Earning.RecordActivity(t.Context(), earning.Activity{
			Source: purchase.Mall, ExternalRef: number, MemberRef: *who.ExternalRef, Trigger: h.what, OccurredAt: at,
		})
	}
	require.NoError(rt, err)
	return got
}

// done are the tasks that a member has completed, with what they paid.
func done(t *testing.T, m *malltest.Mall, who *ent.Member) map[string]mall.Points {
	t.Helper()
	rows, err := m.DB.Ent().TaskProgress.Query().Where(taskprogress.MemberID(who.ID), taskprogress.CompletedAtNotNil()).All(t.Context())
	require.NoError(t, err)
	paid := map[string]mall.Points{}
	for _, p := range rows {
		paid[p.TaskCode+" "+p.Period] = p.Points
	}
	return paid
}

// busy is what a member bought on each day. What the days earned is left out: a task pays
// on the day of the event by which it is known to be done.
func busy(t *testing.T, m *malltest.Mall, who *ent.Member) map[string][2]int64 {
	t.Helper()
	bought := map[string][2]int64{}
	for _, d := range history(t, m, who) {
		bought[d.day] = [2]int64{d.purchases, d.spent}
	}
	return bought
}
