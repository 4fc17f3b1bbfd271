package e2e

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// clientPrograms are the programs of the folder clients, and the last line that each
// prints when everything was as it should be.
var clientPrograms = map[string]string{
	"audits":      `^6\d audits, 0 failed\n$`,
	"fetch":       `plain fetch works\n$`,
	"graphql-ws":  `graphql-ws works\n$`,
	"graphql-sse": `graphql-sse works\n$`,
	"apollo":      `Apollo Client works\n$`,
	"urql":        `urql works\n$`,
	"relay":       `Relay compiled \d+ operations\n$`,
	"inspect":     `^inspected \d+ files\n$`,
	"lint":        `^linted \d+ files\n$`,
}

// Storefronts' GraphQL clients and tools get along with the mall.
func TestClients(t *testing.T) {
	t.Parallel()
	install(t, "clients")
	database := demoMall.SQLite(t)
	mall := open(t, database)
	t.Run("programs", func(t *testing.T) {
		for name, last := range clientPrograms {
			t.Run(name, func(t *testing.T) {
				t.Parallel()
				out := program{dir: "clients", args: []string{name + ".mjs"}, env: clientEnv(t, mall)}.run(t)
				assert.Regexp(t, last, out)
			})
		}
	})
	reconcile(t, database)
}

// The types that GraphQL Code Generator makes are those that a storefront in strict
// TypeScript needs.
func TestGeneratedTypes(t *testing.T) {
	t.Parallel()
	install(t, "clients")
	env := clientEnv(t, open(t, demoMall.SQLite(t)))
	made := tempDirIn(t, "clients", ".made-")
	require.NoError(t, os.CopyFS(made, os.DirFS("clients/typed")))
	writeBlocks(t, made, blocksOf(t, "storefronts.md", "ts"), "")
	out := program{dir: "clients", args: []string{"codegen.mjs"}, env: append(env, "OUT="+made)}.run(t)
	assert.Regexp(t, `^wrote types for \d+ files\n$`, out)
	program{dir: "clients", args: []string{"node_modules/typescript/bin/tsc", "-p", made}}.run(t)
}

// clientEnv tells a program where the mall is, and gives it the modules of the
// documentation and a folder to write to.
func clientEnv(t *testing.T, mall *shop) []string {
	t.Helper()
	return []string{
		"MALL_URL=http://" + mall.address + "/graphql",
		"ALICE_TOKEN=" + mall.token(t, "alice"),
		"ADMIN_TOKEN=" + mall.token(t, "admin"),
		"EXPIRED_TOKEN=" + mall.token(t, "expired"),
		"DOCS=" + writeModules(t, mall.server, "clients", "storefronts.md"),
		"OUT=" + tempDirIn(t, "clients", ".made-"),
		"NODE_OPTIONS=--import=./lib/prelude.mjs",
	}
}

// tempDirIn makes a folder inside an npm project of ours, so that modules in it find
// the project's packages, and removes it when the test ends.
func tempDirIn(t *testing.T, project, prefix string) string {
	t.Helper()
	within, err := filepath.Abs(project)
	require.NoError(t, err)
	dir, err := os.MkdirTemp(within, prefix) //nolint:usetesting // a module finds its project's packages only from within
	require.NoError(t, err)
	t.Cleanup(func() { assert.NoError(t, os.RemoveAll(dir)) })
	return dir
}
