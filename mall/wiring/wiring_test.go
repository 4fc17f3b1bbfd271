package wiring_test

import (
	"context"
	"reflect"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"pointsmall/mall"
	"pointsmall/mall/malltest"
	"pointsmall/mall/store"
	"pointsmall/mall/wiring"
)

func TestEveryServiceIsMade(t *testing.T) {
	malltest.Run(t, func(t *testing.T, m *malltest.Mall) {
		services := reflect.ValueOf(m.Services).Elem()
		for i := range services.NumField() {
			assert.False(t, services.Field(i).IsZero(), services.Type().Field(i).Name)
		}
	})
}

// A process that has something to do for a moment, such as an import's dry run, must be
// able to leave the database as it is.
func TestMakingTheServicesWritesNothing(t *testing.T) {
	malltest.Each(t, func(t *testing.T, url string) {
		db, err := store.Open(t.Context(), url, store.Options{})
		require.NoError(t, err)
		defer func() { assert.NoError(t, db.Close()) }()
		before := rows(t, db)
		services, err := wiring.New(t.Context(), db, mall.SystemClock)
		require.NoError(t, err)
		services.Close()
		assert.Equal(t, before, rows(t, db))
	})
}

// rows counts the rows of what a process could write when it starts.
func rows(t *testing.T, db *store.DB) []int {
	t.Helper()
	var counts []int
	for _, count := range []func(context.Context) (int, error){
		db.Ent().SigningKey.Query().Count, db.Ent().SettingChange.Query().Count, db.Ent().Outbox.Query().Count,
	} {
		n, err := count(t.Context())
		require.NoError(t, err)
		counts = append(counts, n)
	}
	return counts
}

func TestJobsHaveNamesOfTheirOwn(t *testing.T) {
	malltest.Run(t, func(t *testing.T, m *malltest.Mall) {
		seen := map[string]bool{}
		for _, j := range m.Jobs() {
			assert.False(t, seen[j.Name], j.Name)
			seen[j.Name] = true
		}
		assert.True(t, seen["remind-of-expiry"])
	})
}
