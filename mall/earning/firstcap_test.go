package earning_test

import (
	"fmt"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"pointsmall/mall"
	"pointsmall/mall/earning"
	"pointsmall/mall/earning/rule"
	"pointsmall/mall/malltest"
)

// A cap of a rule for first purchases holds like any other: whether a purchase is its
// member's first is known only when it is decided, so the cap's counter is asked for before.
func TestCapsOfFirstPurchasesHold(t *testing.T) {
	times := int64(2)
	for _, period := range []rule.Period{rule.Month, rule.Day} {
		for _, together := range []bool{false, true} {
			t.Run(fmt.Sprint(period, " ", together), func(t *testing.T) {
				malltest.Run(t, func(t *testing.T, m *malltest.Mall) {
					activate(t, m, gives("first", mall.TriggerFirstPurchase, 100, func(d *rule.Definition) {
						d.Caps = []rule.Cap{{Period: period, Scope: rule.Overall, Times: &times}}
					}))
					var purchases []earning.Purchase
					for i := range 5 {
						p := bought(*m.Member("normal").ExternalRef, fmt.Sprint(i), yuan(1))
						p.OccurredAt = m.Clock.Now()
						purchases = append(purchases, p)
					}
					var sum mall.Points
					if together {
						for _, out := range m.Earning.RecordPurchases(t.Context(), purchases) {
							require.NoError(t, out.Err)
							sum += out.Answer.Points
						}
					} else {
						for _, p := range purchases {
							got, err := m.Earning.RecordPurchase(t.Context(), p)
							require.NoError(t, err)
							sum += got.Points
						}
					}
					assert.EqualValues(t, 200, sum)
				})
			})
		}
	}
}
