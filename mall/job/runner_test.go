package job_test

import (
	"context"
	"errors"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"pointsmall/mall/job"
	"pointsmall/mall/malltest"
)

// Of two servers one does a job in its period; a job that goes on leaves no part undone.
func TestOneServerDoesAJobAtATime(t *testing.T) {
	malltest.Run(t, func(t *testing.T, m *malltest.Mall) {
		left, parts := 0, 0
		j := job.Job{Name: "count", Every: time.Minute, Step: func(context.Context) (int, error) {
			parts++
			done := min(left, 2)
			left -= done
			return done, nil
		}}
		here := job.NewRunner(m.DB, m.Clock.Now, nil)
		there := here.Named("another server")
		left = 5
		require.NoError(t, here.Once(t.Context(), j))
		assert.Zero(t, left)
		assert.Equal(t, 4, parts, "2, 2, 1, and nothing more")
		require.NoError(t, there.Once(t.Context(), j))
		assert.Equal(t, 4, parts, "somebody else has done it just now")
		m.Clock.Set(malltest.Start.Add(j.Every))
		require.NoError(t, there.Once(t.Context(), j))
		assert.Equal(t, 5, parts, "the next period is anybody's")
	})
}

func TestAJobEndsWithItsError(t *testing.T) {
	broken := errors.New("broken")
	done, err := job.Job{Step: func(context.Context) (int, error) { return 3, broken }}.Run(t.Context(), true, nil)
	require.ErrorIs(t, err, broken)
	assert.Equal(t, 3, done)
}
