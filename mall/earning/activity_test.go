package earning_test

import (
	"encoding/json"
	"fmt"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"pointsmall/mall"
	"pointsmall/mall/earning"
	"pointsmall/mall/earning/rule"
	"pointsmall/mall/malltest"
)

func TestActivityCountsOnce(t *testing.T) {
	malltest.Run(t, func(t *testing.T, m *malltest.Mall) {
		demo(t, m)
		who := m.Member("normal")
		a := did(m, who, "1", mall.TriggerReview)
		for i := range 2 {
			got, err := m.Earning.RecordActivity(t.Context(), a)
			require.NoError(t, err)
			assert.Equal(t, earning.Recorded{Points: 20, Duplicate: i > 0}, got)
		}
		a.Channel = "app"
		_, err := m.Earning.RecordActivity(t.Context(), a)
		assert.Equal(t, mall.CodeIdempotencyConflict, code(err))
	})
}

func TestActivityRefusals(t *testing.T) {
	malltest.Run(t, func(t *testing.T, m *malltest.Mall) {
		who := m.Member("normal")
		for field, change := range map[string]func(*earning.Activity){
			"externalRef": func(a *earning.Activity) { a.ExternalRef = "" },
			"memberRef":   func(a *earning.Activity) { a.MemberRef = "nobody" },
			"type":        func(a *earning.Activity) { a.Trigger = mall.TriggerPurchase },
			"name":        func(a *earning.Activity) { a.Trigger = mall.TriggerCustom },
			"occurredAt":  func(a *earning.Activity) { a.OccurredAt = malltest.Start.Add(time.Hour) },
			"attributes":  func(a *earning.Activity) { a.Attributes = json.RawMessage(`[1]`) },
		} {
			a := did(m, who, field, mall.TriggerReview)
			change(&a)
			_, err := m.Earning.RecordActivity(t.Context(), a)
			var refused *mall.Error
			require.ErrorAs(t, err, &refused, field)
			assert.Equal(t, []string{field}, refused.Path)
		}
	})
}

// Fifty reviews arrive at once; three of a day earn.
func TestCapUnderFire(t *testing.T) {
	malltest.Run(t, func(t *testing.T, m *malltest.Mall) {
		demo(t, m)
		who := m.Member("normal")
		var wg sync.WaitGroup
		for i := range 50 {
			wg.Go(func() {
				_, err := m.Earning.RecordActivity(t.Context(), did(m, who, fmt.Sprint(i), mall.TriggerReview))
				assert.NoError(t, err)
			})
		}
		wg.Wait()
		assert.EqualValues(t, 60, m.Available(who.ID))
	})
}

// A cap for all members together holds across accounts and transactions.
func TestOverallCapUnderFire(t *testing.T) {
	malltest.Run(t, func(t *testing.T, m *malltest.Mall) {
		most := mall.Points(95)
		activate(t, m, gives("survey", mall.TriggerSurvey, 10, func(d *rule.Definition) {
			d.Caps = []rule.Cap{{Period: rule.Life, Scope: rule.Overall, Points: &most}}
		}))
		var sum mall.Points
		var mu sync.Mutex
		var wg sync.WaitGroup
		for i := range 20 {
			who := m.Member("normal")
			wg.Go(func() {
				got, err := m.Earning.RecordActivity(t.Context(), did(m, who, fmt.Sprint(i), mall.TriggerSurvey))
				assert.NoError(t, err)
				mu.Lock()
				defer mu.Unlock()
				sum += got.Points
			})
		}
		wg.Wait()
		assert.Equal(t, most, sum)
	})
}

// A custom event's condition may look at its attributes; one that fails gives nothing.
func TestCustomEvents(t *testing.T) {
	malltest.Run(t, func(t *testing.T, m *malltest.Mall) {
		activate(t, m, gives("stars", mall.TriggerCustom, 7, func(d *rule.Definition) {
			d.Event, d.Condition = "app-rating", "event.attributes.stars >= 4 && history.eventsOfType < 2"
		}))
		who := m.Member("normal")
		for i, c := range []struct {
			name, attributes string
			want             mall.Points
		}{{"app-rating", `{"stars": 5}`, 7}, {"app-rating", `{"stars": 3}`, 0}, {"other", `{"stars": 5}`, 0}, {"app-rating", `{}`, 0}, {"app-rating", `{"stars": 5}`, 0}} {
			a := did(m, who, fmt.Sprint(i), mall.TriggerCustom)
			a.Name, a.Attributes = c.name, json.RawMessage(c.attributes)
			got, err := m.Earning.RecordActivity(t.Context(), a)
			require.NoError(t, err)
			assert.Equal(t, c.want, got.Points, "event %d", i)
		}
	})
}

// One that is refused does not spoil those that came with it.
func TestBatch(t *testing.T) {
	malltest.Run(t, func(t *testing.T, m *malltest.Mall) {
		who := m.Member("normal")
		var all []earning.Purchase
		for i := range 200 {
			all = append(all, bought(*who.ExternalRef, fmt.Sprint(i%150), yuan(1000)))
		}
		all[7].MemberRef, all[8].Total.Minor = "nobody", -1
		all[7].ExternalRef, all[8].ExternalRef = "refused-7", "refused-8" // else which of a number's two is first is not sure
		var points mall.Points
		duplicates := 0
		for i, out := range m.Earning.RecordPurchases(t.Context(), all) {
			switch i {
			case 7:
				assert.Equal(t, mall.CodeNotFound, code(out.Err))
			case 8:
				assert.Equal(t, mall.CodeInvalidInput, code(out.Err))
			default:
				require.NoError(t, out.Err)
				if out.Answer.Duplicate {
					duplicates++
				} else {
					points += out.Answer.Points
				}
			}
		}
		assert.Equal(t, 48, duplicates, "two of the fifty repeat nothing")
		assert.EqualValues(t, 150*10, points)
		assert.Equal(t, points, m.Available(who.ID))
	})
}
