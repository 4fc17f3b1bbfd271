package tiering_test

import (
	"fmt"
	"strings"
	"sync"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"pointsmall/ent"
	"pointsmall/mall/malltest"
)

// A review asks once for what all of its members have come to, each within a window of
// their own.
func TestStatementsOfAReview(t *testing.T) {
	malltest.Run(t, func(t *testing.T, m *malltest.Mall) {
		demo(t, m)
		var members []*ent.Member
		for i := range 12 {
			m.Clock.Set(malltest.Start.AddDate(0, 0, i))
			members = append(members, m.Member("normal"))
			buy(t, m, members[i], fmt.Sprint("rise", i), 5000)
		}
		for i, who := range members[:9] { // six on the last day of their own window, three a day late
			m.Clock.Set(malltest.Start.AddDate(1, 0, i+i/6))
			buy(t, m, who, fmt.Sprint("keep", i), 5000)
		}
		m.Clock.Set(malltest.Start.AddDate(1, 1, 0))
		var mu sync.Mutex
		var asked []string
		m.DB.Observe(func(_ uint64, sql string) {
			mu.Lock()
			defer mu.Unlock()
			if strings.Contains(sql, "member_days") {
				asked = append(asked, sql)
			}
		})
		done, err := m.Tiering.Jobs()[0].Step(t.Context())
		m.DB.Observe(nil)
		require.NoError(t, err)
		assert.Equal(t, len(members), done)
		for i, who := range members {
			want := "normal"
			if i < 6 {
				want = "silver"
			}
			assert.Equal(t, want, tierOf(t, m, who), "member %d", i)
		}
		mu.Lock()
		defer mu.Unlock()
		assert.Len(t, asked, 1, strings.Join(asked, "\n"))
	})
}
