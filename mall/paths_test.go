package mall_test

import (
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// named is a path of this repository as documents write it: `mall/store/doc.go`.
var named = regexp.MustCompile("`((?:mall|graph|server|schema|ent|cmd|web|e2e|bench|docs|scripts|findings)/[A-Za-z0-9_./-]+)`")

// Decisions and the changelog tell of what was; every other document of what is.
func TestEveryPathThatADocumentNamesExists(t *testing.T) {
	pages, err := filepath.Glob("../docs/*.md")
	require.NoError(t, err)
	pages = append(pages, "../README.md", "../bench/README.md", "../findings/README.md")
	found := 0
	for _, page := range pages {
		text, err := os.ReadFile(page)
		require.NoError(t, err)
		for _, name := range named.FindAllStringSubmatch(string(text), -1) {
			found++
			_, err := os.Stat(filepath.Join("..", name[1]))
			assert.NoError(t, err, page)
		}
	}
	assert.Greater(t, found, 40)
}

var (
	namedTest = regexp.MustCompile("`(Test[A-Z][A-Za-z]+)`")
	test      = regexp.MustCompile(`(?m)^func (Test\w+)\(t \*testing\.T\)`)
)

// The guide says which test fails when a place is forgotten.
func TestEveryTestThatTheGuideNamesExists(t *testing.T) {
	tests := map[string]bool{}
	require.NoError(t, filepath.WalkDir("..", func(path string, d fs.DirEntry, err error) error {
		if err == nil && d.IsDir() && (d.Name() == "node_modules" || d.Name() == "ent") {
			return fs.SkipDir
		}
		if err != nil || !strings.HasSuffix(path, "_test.go") {
			return err
		}
		text, err := os.ReadFile(path)
		for _, found := range test.FindAllSubmatch(text, -1) {
			tests[string(found[1])] = true
		}
		return err
	}))
	guide, err := os.ReadFile("../docs/how-to-add.md")
	require.NoError(t, err)
	all := namedTest.FindAllStringSubmatch(string(guide), -1)
	assert.Greater(t, len(all), 10)
	for _, name := range all {
		assert.True(t, tests[name[1]], name[1])
	}
}
