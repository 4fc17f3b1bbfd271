package job

import (
	"errors"
	"log/slog"
	"testing"

	"github.com/lib/pq"
	"github.com/stretchr/testify/assert"
)

func TestABusyDatabaseIsAnErrorOnlyWhenItLasts(t *testing.T) {
	slow, twice := &pq.Error{Code: "57014"}, &pq.Error{Code: "23505"}
	assert.Equal(t, slog.LevelWarn, severity(slow, 1))
	assert.Equal(t, slog.LevelWarn, severity(slow, 2))
	assert.Equal(t, slog.LevelError, severity(slow, 3))
	assert.Equal(t, slog.LevelError, severity(twice, 1), "a value that exists already does not go away")
	assert.Equal(t, slog.LevelError, severity(errors.New("broken"), 1))
}
