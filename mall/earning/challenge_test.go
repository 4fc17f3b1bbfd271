package earning_test

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
	"pointsmall/ent/taskprogress"
	"pointsmall/mall"
	"pointsmall/mall/earning"
	"pointsmall/mall/earning/rule"
	"pointsmall/mall/earning/task"
	"pointsmall/mall/malltest"
	"pointsmall/mall/store"
)

// challenge makes an active task, and a rule that pays 70 for it.
func challenge(t *testing.T, m *malltest.Mall, code string, d task.Definition) {
	t.Helper()
	require.NoError(t, m.DB.InTx(t.Context(), func(ctx context.Context, tx *store.Tx) error {
		return task.Create(ctx, tx, "test", m.Clock.Now(), task.Draft{Code: code, Name: mall.Text{EN: "Do " + code, ZH: "完成 " + code}, Definition: d})
	}))
	activate(t, m, gives("task-"+code, mall.TriggerTask, 70, func(d *rule.Definition) { d.Condition = fmt.Sprintf("event.attributes.task == %q", code) }))
}

func step(code string, trigger mall.Trigger, times int) task.Step {
	return task.Step{Code: code, Trigger: trigger, Times: times}
}

func progress(t *testing.T, m *malltest.Mall, who *ent.Member) []*ent.TaskProgress {
	t.Helper()
	rows, err := m.DB.Ent().TaskProgress.Query().Where(taskprogress.MemberID(who.ID)).Order(taskprogress.ByPeriod()).All(t.Context())
	require.NoError(t, err)
	return rows
}

func record(t *testing.T, m *malltest.Mall, a earning.Activity) {
	t.Helper()
	_, err := m.Earning.RecordActivity(t.Context(), a)
	require.NoError(t, err)
}

// Fifty events at once complete a step once, and the task pays once.
func TestTaskUnderFire(t *testing.T) {
	malltest.Run(t, func(t *testing.T, m *malltest.Mall) {
		challenge(t, m, "busy", task.Definition{Period: mall.TaskOnce, Steps: []task.Step{step("review", mall.TriggerReview, 30), step("buy", mall.TriggerPurchase, 1)}})
		who := m.Member("normal")
		buy(t, m, who, "first", 10_00)
		var wg sync.WaitGroup
		for i := range 50 {
			wg.Go(func() {
				_, err := m.Earning.RecordActivity(t.Context(), did(m, who, fmt.Sprint(i), mall.TriggerReview))
				assert.NoError(t, err)
			})
		}
		wg.Wait()
		assert.EqualValues(t, 10+70, m.Available(who.ID))
		rows := progress(t, m, who)
		require.Len(t, rows, 1)
		assert.NotNil(t, rows[0].CompletedAt)
		assert.EqualValues(t, 70, rows[0].Points)
	})
}

// The order in which events are told of changes neither what is done nor what it pays.
func TestTasksInAnyOrder(t *testing.T) {
	malltest.Run(t, func(t *testing.T, m *malltest.Mall) {
		steps := []task.Step{step("review", mall.TriggerReview, 2), step("share", mall.TriggerShare, 2)}
		challenge(t, m, "free", task.Definition{Period: mall.TaskDaily, Steps: steps})
		challenge(t, m, "sequence", task.Definition{Period: mall.TaskWeekly, InSequence: true, Steps: steps})
		kinds := []mall.Trigger{mall.TriggerReview, mall.TriggerShare, mall.TriggerReview, mall.TriggerShare, mall.TriggerReview, mall.TriggerShare}
		m.Clock.Set(time.Date(2026, 11, 20, 10, 0, 0, 0, time.UTC)) // a Friday
		random := rand.New(rand.NewPCG(1, 2))
		for run := range 12 {
			who := m.Member("normal")
			for n, i := range random.Perm(len(kinds)) {
				a := did(m, who, fmt.Sprint(run, "-", n), kinds[i])
				a.OccurredAt = m.Clock.Now().Add(time.Duration(i)*time.Hour - 6*time.Hour)
				record(t, m, a)
			}
			assert.EqualValues(t, 140, m.Available(who.ID), "run %d", run)
			rows := progress(t, m, who)
			require.Len(t, rows, 2)
			for _, row := range rows {
				assert.NotNil(t, row.CompletedAt)
			}
		}
	})
}

// Events count in the period in which they happened, by the mall's calendar.
func TestTaskPeriods(t *testing.T) {
	utc := func(text string) time.Time {
		at, err := time.Parse(time.RFC3339, text)
		require.NoError(t, err)
		return at
	}
	for _, c := range []struct {
		zone   string
		period mall.TaskPeriod
		at     []string
		want   []string
	}{
		{"Asia/Shanghai", mall.TaskDaily, []string{"2026-11-21T15:59:59Z", "2026-11-21T16:00:00Z"}, []string{"2026-11-21", "2026-11-22"}},
		{"Asia/Shanghai", mall.TaskWeekly, []string{"2026-11-15T15:59:59Z", "2026-11-15T16:00:00Z"}, []string{"2026-W46", "2026-W47"}},
		{"Asia/Shanghai", mall.TaskMonthly, []string{"2026-10-31T15:59:59Z", "2026-10-31T16:00:00Z"}, []string{"2026-10", "2026-11"}},
		{"America/New_York", mall.TaskDaily, []string{"2026-11-01T03:59:59Z", "2026-11-01T04:00:00Z", "2026-11-02T04:59:59Z", "2026-11-02T05:00:00Z"}, []string{"2026-10-31", "2026-11-01", "2026-11-02"}},
		{"America/New_York", mall.TaskWeekly, []string{"2026-11-02T04:59:59Z", "2026-11-02T05:00:00Z"}, []string{"2026-W44", "2026-W45"}},
		{"America/New_York", mall.TaskOnce, []string{"2026-11-01T03:59:59Z", "2026-11-02T05:00:00Z"}, []string{""}},
	} {
		t.Run(c.zone+" "+string(c.period), func(t *testing.T) {
			malltest.Each(t, func(t *testing.T, url string) {
				m := malltest.Open(t, url)
				m.Update(t, func(client *ent.Client) error {
					return client.Setting.UpdateOneID("time_zone").SetValue(c.zone).Exec(t.Context())
				})
				m = malltest.Open(t, url)
				challenge(t, m, "daily", task.Definition{Period: c.period, Steps: []task.Step{step("review", mall.TriggerReview, 1)}})
				who := m.Member("normal")
				for i, at := range c.at {
					a := did(m, who, fmt.Sprint(i), mall.TriggerReview)
					a.OccurredAt = utc(at)
					record(t, m, a)
				}
				var got []string
				for _, row := range progress(t, m, who) {
					got = append(got, row.Period)
				}
				assert.Equal(t, c.want, got)
				assert.EqualValues(t, 70*len(c.want), m.Available(who.ID))
			})
		})
	}
}

// Only what the partner itself reports counts for its step, and only for whom the task
// is, while it runs.
func TestJointChallenge(t *testing.T) {
	malltest.Run(t, func(t *testing.T, m *malltest.Mall) {
		var partner *ent.Partner
		m.Update(t, func(client *ent.Client) (err error) {
			partner, err = client.Partner.Create().SetName("Brand").SetPermissions([]mall.Permission{mall.PermissionEarn}).Save(t.Context())
			return err
		})
		joint := step("buy", mall.TriggerPurchase, 1)
		joint.Partner, joint.Condition = &partner.ID, "event.total >= 50.0"
		ends := malltest.Start.Add(time.Hour)
		challenge(t, m, "joint", task.Definition{
			Period: mall.TaskOnce, Until: &ends, Audience: rule.Audience{Tiers: []string{"gold"}}, Steps: []task.Step{joint, step("check-in", mall.TriggerCheckIn, 1)},
		})
		gold, normal := m.Member("gold"), m.Member("normal")
		bought := func(who *ent.Member, source, number string, fen int64) {
			p := bought(*who.ExternalRef, number, yuan(fen))
			p.Source = source
			_, err := m.Earning.RecordPurchase(t.Context(), p)
			require.NoError(t, err)
		}
		for _, who := range []*ent.Member{gold, normal} {
			checkIn(t, m, who, "k")
			bought(who, "mall", "own"+*who.ExternalRef, 100_00)
			bought(who, partner.ID.String(), "small"+*who.ExternalRef, 49_99)
		}
		assert.EqualValues(t, 149, m.Available(gold.ID))
		bought(gold, partner.ID.String(), "large", 50_00)
		bought(normal, partner.ID.String(), "large2", 50_00)
		assert.EqualValues(t, 149+50+70, m.Available(gold.ID))
		assert.EqualValues(t, 149+50, m.Available(normal.ID), "it is for gold")
	})
}

// A task that no rule pays for is done all the same.
func TestTaskWithoutReward(t *testing.T) {
	malltest.Run(t, func(t *testing.T, m *malltest.Mall) {
		require.NoError(t, m.DB.InTx(t.Context(), func(ctx context.Context, tx *store.Tx) error {
			return task.Create(ctx, tx, "test", m.Clock.Now(), task.Draft{
				Code: "glory", Name: mall.Text{EN: "Glory"}, Definition: task.Definition{Period: mall.TaskOnce, Steps: []task.Step{step("share", mall.TriggerShare, 1)}},
			})
		}))
		who := m.Member("normal")
		record(t, m, did(m, who, "1", mall.TriggerShare))
		rows := progress(t, m, who)
		require.Len(t, rows, 1)
		assert.NotNil(t, rows[0].CompletedAt)
		assert.Zero(t, rows[0].Points)
	})
}
