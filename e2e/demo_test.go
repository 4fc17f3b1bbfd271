package e2e

import (
	"encoding/json"
	"strings"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"

	"pointsmall/mall/malltest"
)

// demoMalls makes copies of the demo mall, in which tokens have been issued to all whom cases
// name: that saves a run of the binary for each caller of each test.
type demoMalls struct {
	template *malltest.Template
	copies   sync.Map // a copy's URL -> its template's note
}

// SQLite is the URL of a copy in a file.
func (d *demoMalls) SQLite(t *testing.T) string {
	t.Helper()
	return d.copied(t)(d.template.SQLite(t))
}

// Postgres is the URL of a copy on PostgreSQL.
func (d *demoMalls) Postgres(t *testing.T) string {
	t.Helper()
	return d.copied(t)(d.template.Postgres(t))
}

func (d *demoMalls) copied(t *testing.T) func(database, note string) string {
	return func(database, note string) string {
		d.copies.Store(database, note)
		t.Cleanup(func() { d.copies.Delete(database) })
		return database
	}
}

// tokensOf are the tokens that a mall has issued; none where it is no copy.
func (d *demoMalls) tokensOf(t *testing.T, database string) *tokens {
	t.Helper()
	kept := map[string]string{}
	if note, ok := d.copies.Load(database); ok {
		require.NoError(t, json.Unmarshal([]byte(note.(string)), &kept))
	}
	return &tokens{kept: kept}
}

// tokens are bearer tokens, by whom cases name.
type tokens struct {
	mu   sync.Mutex
	kept map[string]string
}

// issue returns a caller's token, which `pointsmall token` issues where there is none yet.
func (k *tokens) issue(t *testing.T, database, as string, args []string) string {
	t.Helper()
	k.mu.Lock()
	defer k.mu.Unlock()
	if k.kept[as] == "" {
		k.kept[as] = strings.TrimSpace(mustRun(t, append([]string{"token", "--database", database}, args...)...))
	}
	return k.kept[as]
}

// issued is a caller's token that there is already.
func (k *tokens) issued(as string) string {
	k.mu.Lock()
	defer k.mu.Unlock()
	return k.kept[as]
}
