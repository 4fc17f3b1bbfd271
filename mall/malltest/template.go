package malltest

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"
)

// Template is a database that tests get copies of.
type Template struct {
	key      string
	fill     func(ctx context.Context, url string) error
	sqlite   func() ([]byte, error)
	postgres func() error
}

// NewTemplate makes a template that fill fills, once a process on SQLite. On PostgreSQL the
// server keeps it under the key, which must change with whatever fill does.
func NewTemplate(key string, fill func(ctx context.Context, url string) error) *Template {
	x := &Template{key: key, fill: fill}
	x.sqlite = sync.OnceValues(x.fillSQLite)
	x.postgres = sync.OnceValue(x.fillPostgres)
	return x
}

// SQLite is the URL of a copy that lives as long as the test.
func (x *Template) SQLite(t *testing.T) string {
	t.Helper()
	content, err := x.sqlite()
	require.NoError(t, err)
	path := filepath.Join(t.TempDir(), "mall.db")
	require.NoError(t, os.WriteFile(path, content, 0o600))
	return "sqlite:" + path
}

// fillSQLite returns the file of a filled database. It is less than a megabyte.
func (x *Template) fillSQLite() (content []byte, err error) {
	dir, err := os.MkdirTemp("", "malltest-")
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(dir)) }()
	path := filepath.Join(dir, "mall.db")
	if err := x.fill(context.Background(), "sqlite:"+path); err != nil {
		return nil, err
	}
	return os.ReadFile(path)
}
