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
	fill     func(ctx context.Context, url string) (note string, err error)
	sqlite   func() (file, error)
	postgres func() (note string, err error)
}

// file is a filled SQLite database.
type file struct {
	content []byte
	note    string
}

// NewTemplate makes a template that fill fills, once a process on SQLite. On PostgreSQL the
// server keeps it under the key, which must change with whatever fill does. The note is what
// fill wants its copies' users to know.
func NewTemplate(key string, fill func(ctx context.Context, url string) (note string, err error)) *Template {
	x := &Template{key: key, fill: fill}
	x.sqlite = sync.OnceValues(x.fillSQLite)
	x.postgres = sync.OnceValues(x.fillPostgres)
	return x
}

// SQLite is the URL of a copy that lives as long as the test, and the template's note.
func (x *Template) SQLite(t *testing.T) (url, note string) {
	t.Helper()
	made, err := x.sqlite()
	require.NoError(t, err)
	path := filepath.Join(t.TempDir(), "mall.db")
	require.NoError(t, os.WriteFile(path, made.content, 0o600))
	return "sqlite:" + path, made.note
}

// fillSQLite returns the file of a filled database. It is less than a megabyte.
func (x *Template) fillSQLite() (made file, err error) {
	dir, err := os.MkdirTemp("", "malltest-")
	if err != nil {
		return file{}, err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(dir)) }()
	path := filepath.Join(dir, "mall.db")
	if made.note, err = x.fill(context.Background(), "sqlite:"+path); err != nil {
		return file{}, err
	}
	made.content, err = os.ReadFile(path)
	return made, err
}
